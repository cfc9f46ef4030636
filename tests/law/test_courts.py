"""Courts, their neutral prefixes, and CNR numbers."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from legalindia.law.courts import (
    COURTS,
    bench_of_neutral,
    court_called,
    court_of_cnr,
    court_of_neutral,
    parse_cnr,
)


def test_a_cnr_number_is_taken_apart():
    cnr = parse_cnr("KAHC010012342024")

    assert cnr is not None
    assert (cnr.state, cnr.court, cnr.establishment, cnr.serial, cnr.year) == ("KA", "HC", "01", "001234", 2024)


def test_a_cnr_number_may_be_written_small_and_with_hyphens():
    assert str(parse_cnr(" dlct01-000123-2019 ")) == "DLCT010001232019"


@pytest.mark.parametrize("raw", ["", "KAHC01001234202", "KAHC010012341824", "12HC010012342024", "KAHC01001234202X"])
def test_what_is_no_cnr_number_is_refused(raw):
    assert parse_cnr(raw) is None


def test_a_high_court_is_known_by_its_cnr_number_and_a_district_court_is_not():
    high, district = parse_cnr("KAHC010012342024"), parse_cnr("DLCT010001232019")

    assert high is not None
    assert district is not None
    assert getattr(court_of_cnr(high), "name", None) == "Karnataka High Court"
    assert court_of_cnr(district) is None


@pytest.mark.parametrize(
    ("code", "name", "bench"),
    [
        ("KHC-D", "Karnataka High Court", "Dharwad"),
        ("bhc-aug", "Bombay High Court", "Aurangabad"),
        ("DHC", "Delhi High Court", None),
        ("GAU-MZ", "Gauhati High Court", "Aizawl"),
        ("INSC", "Supreme Court of India", None),
    ],
)
def test_a_neutral_prefix_names_court_and_bench(code, name, bench):
    assert getattr(court_of_neutral(code), "name", None) == name
    assert bench_of_neutral(code) == bench


def test_an_unknown_prefix_names_no_court():
    assert court_of_neutral("XYZ") is None
    assert bench_of_neutral("XYZ-A") is None


@pytest.mark.parametrize(
    ("written", "air"),
    [
        ("S.C.", "SC"),
        ("Supreme Court", "SC"),
        ("P & H", "P&H"),
        ("Karn.", "Kant"),
        ("Delhi", "Delhi"),
        ("DEL", "Delhi"),
        ("Privy Council", "PC"),
    ],
)
def test_a_court_is_known_however_a_reporter_shortens_it(written, air):
    assert getattr(court_called(written), "air", None) == air


def test_no_two_courts_share_a_neutral_code_or_a_cnr_prefix():
    codes = [court.code for court in COURTS if court.code]
    prefixes = [court.cnr for court in COURTS if court.cnr]

    assert len(codes) == len(set(codes))
    assert len(prefixes) == len(set(prefixes))


@given(st.text(max_size=24))
def test_reading_a_cnr_number_never_fails(raw):
    cnr = parse_cnr(raw)
    assert cnr is None or parse_cnr(str(cnr)) == cnr
