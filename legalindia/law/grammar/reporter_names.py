"""The law reports: their names, how they are written, and the normal form of a citation to each."""

from __future__ import annotations

import re
from dataclasses import dataclass
from enum import StrEnum


class Style(StrEnum):
    """The order in which a normal form puts year, volume and page."""

    ROUND = "({year}) {volume} {name} {page}"
    SQUARE = "[{year}] {volume} {name} {page}"
    INNER = "{year} ({volume}) {name} {page}"


@dataclass(frozen=True, slots=True)
class Reporter:
    """A law report.

    :param name: as the normal form writes it.
    :param court: the only court it reports, as the AIR shortens it; empty where it reports several.
    :param needs_volume: a citation without one names no page of it.
    :param runs_on: its volumes are numbered through the years, so a citation may leave the year out.
    """

    name: str
    spellings: tuple[str, ...] = ()
    style: Style = Style.INNER
    court: str = ""
    needs_volume: bool = False
    runs_on: bool = False


def _plain(names: str, style: Style = Style.INNER, *, runs_on: bool = False) -> tuple[Reporter, ...]:
    """Read reporters from `name=spelling=spelling; name; …`."""
    rows = [tuple(part.strip() for part in row.split("=")) for row in names.split(";")]
    return tuple(Reporter(row[0], row[1:], style, runs_on=runs_on) for row in rows)


REPORTERS = (
    Reporter("SCC", ("S C C",), Style.ROUND, "SC", needs_volume=True),
    Reporter("SCR", (), Style.SQUARE, "SC"),
    Reporter("SCALE", (), Style.INNER, "SC"),
    Reporter("UJ", ("UJ SC",)),
    *_plain("SCJ; SCW; SCD; SRJ; SLT; Supreme; SCCR; JT; AIR SCW; AIR Bom R; AIR Kar R=AIR Kant HCR; AIR Jhar R"),
    # criminal
    *_plain(
        "CriLJ=Cr LJ=Crl LJ=Crim LJ=Cri Law Journal; Crimes; RCR (Criminal)=RCR (Cri)=RCR (Crl)=RCR Criminal=RCR Cri;"
        "Cri LR=Cr LR=Crl LR; CCR; ACC; JCC; Cri CC=CCC=Cr CC; ALL CC; AICLR=All India Cri LR"
    ),
    # tax, revenue and company
    *_plain(
        "ITR; STC; CTR; GSTR; VST; DTR; TTJ; ITD; SOT; Taxman; Comp Cas=Company Cases; ITR (Trib); GST; TMI; GSTL",
        Style.ROUND,
        runs_on=True,
    ),
    *_plain("ELT; STR; ECR; RLT; STJ; ECC; SCL; CLA; Comp LJ; STL; KST; EHC"),
    # labour, service, motor accidents
    *_plain(
        "LLJ=Lab LJ; LLN; Lab IC=LIC; FLR; SLR; SLJ; LLR; CLR; FJR; SCT; RSJ; ESC; ACJ; TAC; AnLT; UPLBEC;"
        "CLJ"
    ),
    # civil, family, property, consumer, trade
    *_plain(
        "RCR (Civil)=RCR Civil; RCR (Rent)=RCR Rent; RCR; CCC; DMC; HLR; PTC; Arb LR=Arbi LR; RAJ; CPJ; CPR; NCJ; CTJ;"
        "BC; ISJ; RLR; AIC; ICC; Civ CC=Civil Court Cases; LACC; MIPR; CLC; Cur CC=Cur LJ; SCACTC"
    ),
    # the High Courts
    *_plain("Bom CR; Mh LJ=Mah LJ=Maha LJ; ALL MR=All MR; All LJ=ALJ; ALR; AWC; ALL WC; LCD; RD; UPRD; All LR"),
    # online, and the short notes of Kerala
    Reporter("taxmann.com", (), Style.SQUARE, runs_on=True),
    *_plain("KLT SN=KLT (SN); KLT OnLine"),
    Reporter("Bom LR", ("BLR",), Style.ROUND),
    *_plain(
        "ALT; ALD; ALT (Cri)=ALT (Crl); ALD (Cri)=ALD (Crl); An WR=Andh WR; APLJ; An LT; KLT; KLJ; KHC;"
        "Ker LJ; KLW"
    ),
    *_plain(
        "Kar LJ=Kant LJ; KCCR; Kar LR; Mys LJ; KLR; MLJ; MLJ (Crl)=MLJ (Cri); LW; LW (Crl); CTC;"
        "MWN (Cri)=MWN (Cr); MWN"
    ),
    *_plain(
        "MPLJ; MPHT; JLJ; MPJR; MPWN; GLR; GLH; GCD; GHJ; PLR; DLT; DRJ; AD (Delhi)=AD Delhi; AD;"
        "Rajdhani LR; ILJ"
    ),
    *_plain(
        "CWN; CHN; Cal LT=CLT; Cal LJ; WBLR; OLR; Cut LT; BLJR; PLJR; BBCJ; BLJ; PLJ; JCR; JLJR; JLR;"
        "EastCrC=East Cr C"
    ),
    *_plain(
        "RLW; WLC; WLN; RRD; RRT; WLN (UC); Raj LR; DNJ; CDR; GLT; GLJ; NEJ; Gau LR; Gau LT;"
        "Sim LC=Shim LC; HLJ; Him LR; JKJ; SLC"
    ),
    *_plain("Punj LR; PLJ; CgLJ=CGLJ; UD; UC; UAD; IndLaw; TLR; NOC; Mad LW; LS; MhLR; MCR"),
    # before independence, and England
    *_plain("Ind Cas=IC; CWR; OWN; Moo IA=MIA; IA; Bom HCR; Beng LR"),
    *_plain("AC; QB; KB; WLR; All ER; Ch; QBD; Ch D; Lloyd's Rep; Fam; ER; EHRR; CLR; DLR", Style.SQUARE),
)  # fmt: skip


# They number the parts of a year in Roman numerals; who cites them writes 2 as often as II.
IN_ROMAN = frozenset({"CPJ", "DMC", "ACC", "BC", "SLT", "CCR", "LLJ", "AD", "AD (Delhi)"})
MOST_IN_ROMAN = 12


def folded(name: str) -> str:
    """Return the letters of a reporter's name: what stays the same however it is dotted and spaced."""
    return re.sub(r"[^A-Z]", "", name.upper())


def _letters(word: str) -> str:
    """Return the pattern of one word: a run of capitals may be dotted and spaced (`S. C. C.`)."""
    if word.isupper() and word.isalpha() and len(word) <= 5:
        return r"\.?\s?".join(word) + r"\.?"
    return re.escape(word) + r"\.?"


def _spelled(name: str) -> str:
    tokens = re.findall(r"[A-Z]{2,}(?![a-z])|[A-Z]?[a-z']+|[A-Z]|\([A-Za-z&]+\)", name)
    return r"\s{0,3}".join(rf"\(\s?{token[1:-1]}\.?\s?\)" if token[0] == "(" else _letters(token) for token in tokens)


_by_letters = {
    folded(spelling): reporter for reporter in reversed(REPORTERS) for spelling in (reporter.name, *reporter.spellings)
}


def _pattern(reporters: tuple[Reporter, ...]) -> str:
    names = {spelling for reporter in reporters for spelling in (reporter.name, *reporter.spellings)}
    return "|".join(_spelled(name) for name in sorted(names, key=lambda name: (-len(name), name)))


NAMES = _pattern(REPORTERS)
RUNNING_NAMES = _pattern(tuple(reporter for reporter in REPORTERS if reporter.runs_on))


def reporter_called(raw: str) -> Reporter | None:
    """Return the law report that is written so, however it is dotted, spaced and cased; None for one not known."""
    return _by_letters.get(folded(raw))
