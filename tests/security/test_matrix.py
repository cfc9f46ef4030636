"""User × surface: every route is in one row, and each kind of person is refused as the row says.

A route that stands in no row fails here, so whoever adds one decides who may use it.
"""

from __future__ import annotations

import re
import uuid
from collections.abc import Callable
from dataclasses import dataclass

import pytest
from flask import Flask
from sqlalchemy import update
from werkzeug.routing import Rule

from legalindia.accounts.models import User
from legalindia.database import db
from tests.conftest import Browser, Program, without_marks

People = Callable[[str], uuid.UUID]

# For everybody, signed in or not.
OPEN = """
account.take_up_invitation accounts.sign_in accounts.check_sign_in accounts_api.login accounts_api.refresh
api-docs.openapi_json health.alive health.ready metrics.show static
""".split()
# For everybody who is signed in: it shows what is theirs, and nothing else.
OWN = """
account.show account.make_token account.end_token reference.show accounts_api.list_tokens accounts_api.make_token
accounts_api.end_token account.change_password account.end_session account.sign_out_everywhere account.begin_second_factor
account.confirm_second_factor account.remove_second_factor accounts.sign_out accounts_api.logout accounts_api.me
clients.index clients.open_client clients_api.list_clients clients_api.open_client search.show search_api.search
today.show law.show jobs_api.list_jobs research.index library.index library.wanted library_api.list_library
library_api.wanted search_api.search_library law_api.show_sections law_api.show_governing
drafts.index drafts.hand_in drafts_api.check_text drafts_api.hand_in drafts_api.list_drafts
""".split()
# For those who may see the client: for everybody else there is nothing at the address.
OF_A_CLIENT = """
clients.edit_client clients.add_folder clients.team clients_api.show_client clients_api.change_client
clients_api.show_team clients_api.set_team clients_api.list_folders clients_api.add_folder shelves.client
documents.upload documents_api.upload documents_api.list_documents documents.show_bin documents_api.list_bin
""".split()
# For those who pass the wall around the folder or paper too.
BEHIND_A_WALL = """
clients.edit_folder clients_api.change_folder shelves.folder walls.folder walls.document walls_api.restrict_folder
walls_api.show_folder walls_api.show_document walls_api.lift_folder walls_api.restrict_document walls_api.lift_document documents.row documents.show
documents.picture documents.find documents.download documents.edit documents.read_again documents_api.show
documents_api.change documents_api.read_again documents_api.content documents_api.page documents.text
documents.add_version documents.print_again beside.choose beside.show documents.make_searchable
documents.download_searchable documents_api.make_searchable documents_api.download_searchable documents.delete documents.restore documents_api.add_version documents_api.remove
documents_api.text
""".split()
# For everybody who is signed in too: an authority of the library.
OF_LIBRARY = """
library.show library.provision library.page library_api.show library_api.cited_by library_api.list_sections
library_api.section
""".split()
# For the one who asked.
OF_THE_ASKER = """
research.show research.cancel jobs_api.show jobs_api.cancel drafts.show drafts.hand_in_again drafts.check_again
drafts.cancel drafts.throw_away drafts.take_certificate drafts.take_commented drafts.look_elsewhere drafts.bring_in drafts_api.show drafts_api.check_again drafts_api.throw_away
""".split()
# For a role: everybody else is told that theirs does not do.
OF_A_ROLE = {
    "admin.show": {"admin"},
    "admin.retry": {"admin"},
    "people.index": {"admin"},
    "people.invite": {"admin"},
    "people.change": {"admin"},
    "people.sign_out": {"admin"},
    "people.withdraw": {"admin"},
    "people.offer_new_password": {"admin"},
    "accounts_api.list_invitations": {"admin"},
    "accounts_api.invite": {"admin"},
    "accounts_api.withdraw_invitation": {"admin"},
    "people.remove_second_factor": {"admin"},
    "quarantine.index": {"admin"},
    "quarantine.remove": {"admin"},
    "trail.show": {"admin", "partner"},
    "trail.export": {"admin", "partner"},
    "clients.break_glass": {"admin", "partner"},
    "library.imports": {"admin", "partner"},
    "library.begin_import": {"admin", "partner"},
    "library.upload": {"admin", "partner"},
    "library_api.begin_import": {"admin", "partner"},
    "library.look_elsewhere": {"admin", "partner", "associate"},
    "library.bring_in": {"admin", "partner", "associate"},
    "accounts_api.list_users": {"admin"},
    "accounts_api.add_user": {"admin"},
    "research.ask": {"admin", "partner", "associate"},
    "research_api.ask": {"admin", "partner", "associate"},
}
# For the administrator and for the person it is about.
OF_A_PERSON = """
accounts_api.show_user accounts_api.change_user accounts_api.sign_out_user accounts_api.offer_new_password
accounts_api.remove_second_factor
""".split()

ROWS = [OPEN, OWN, OF_A_CLIENT, BEHIND_A_WALL, OF_THE_ASKER, OF_LIBRARY, list(OF_A_ROLE), OF_A_PERSON]
QUESTION = {"question": "What does counsel advise?"}
BODIES = {
    "accounts_api.add_user": {
        "email": "n@office.example",
        "name": "N",
        "role": "clerk",
        "password": "four unlikely words here",
    },
    "accounts_api.invite": {"email": "n@office.example", "name": "N", "role": "clerk"},
    "clients_api.set_team": {"user_ids": []},
    "clients_api.add_folder": {"name": "Mine"},
    "walls_api.restrict_folder": {"user_ids": []},
    "walls_api.restrict_document": {"user_ids": []},
    "research_api.ask": QUESTION,
    "library_api.begin_import": {"source": "acts"},
}


@dataclass(frozen=True)
class Papers:
    """Asha's client with a walled folder, a paper in it, and a question of hers; and ids that nobody has."""

    client_id: str
    folder_id: str
    document_id: str
    job_id: str
    draft_id: str

    def address(self, rule: Rule, *, of_nobody: bool = False) -> str:
        values = {**self.__dict__, "number": "1", "token": "x" * 43, "kind": "docx", "tid": "1"}
        path = rule.rule
        for name in rule.arguments:
            value = values.get(name, str(uuid.UUID(int=7)))
            if of_nobody and name.endswith("_id"):
                value = str(uuid.UUID(int=7))
            path = re.sub(rf"<(?:[^:>]+:)?{name}>", value, path)
        return path


@pytest.fixture
def papers(asha: Program, people: People) -> Papers:
    client_id = asha.open_client("Hegde")
    team = [str(people("asha")), str(people("bilal"))]
    asha.put(f"/clients/{client_id}/team", json={"user_ids": team})
    folder_id = asha.post(f"/clients/{client_id}/folders", json={"name": "Advice"}).json["id"]
    document_id = asha.file_text(client_id, "opinion.txt", "Counsel advises to settle.", folder_id=folder_id)
    asha.put(f"/folders/{folder_id}/wall", json={"user_ids": []})
    job_id = asha.post("/research", json=QUESTION).json["job_id"]
    draft_id = asha.post("/drafts", json={"text": "See (1987) 2 SCC 12."}).json["id"]
    return Papers(client_id, folder_id, document_id, job_id, draft_id)


def _rules(app: Flask, endpoints: list[str]) -> list[tuple[str, Rule]]:
    return [
        (verb, rule)
        for rule in app.url_map.iter_rules()
        if rule.endpoint in endpoints
        for verb in sorted((rule.methods or set()) - {"HEAD", "OPTIONS"})
    ]


def _ask(app: Flask, name: str, verb: str, rule: Rule, path: str) -> tuple[int, str]:
    """Ask as this person, in a browser or as a program, and return status and body without what is always new."""
    if path.startswith("/api/"):
        body = BODIES.get(rule.endpoint, {}) if verb in {"POST", "PUT", "PATCH"} else None
        if rule.endpoint.endswith(".upload"):
            body = None
        answer = getattr(Program(app, name), verb.lower())(path.removeprefix("/api/v1"), json=body)
    else:
        browser = app.test_client()
        assert isinstance(browser, Browser)
        browser.sign_in(name)
        browser.read_token("/account")
        answer = browser.open(path, method=verb)
    return answer.status_code, without_marks(answer.data.decode(errors="replace"))


def _make(app: Flask, name: str, role: str) -> None:
    with app.app_context():
        db.session.execute(update(User).where(User.email == f"{name}@office.example").values(role=role))
        db.session.commit()


def test_every_route_stands_in_exactly_one_row(app: Flask) -> None:
    there = {rule.endpoint for rule in app.url_map.iter_rules()}
    rows = [endpoint for row in ROWS for endpoint in row]

    assert sorted(rows) == sorted(there)


@pytest.mark.parametrize("row", ["client", "wall"])
@pytest.mark.parametrize("who", ["outsider", "removed", "administrator"])
def test_to_whoever_is_not_on_the_team_nothing_is_there(
    app: Flask, asha: Program, people: People, papers: Papers, who: str, row: str
) -> None:
    if who != "administrator":
        asha.put(f"/clients/{papers.client_id}/team", json={"user_ids": [str(people("asha"))]})
    name = "chitra" if who == "administrator" else "bilal"
    if who == "removed":
        _make(app, "bilal", "partner")
    told = {}
    for verb, rule in _rules(app, OF_A_CLIENT if row == "client" else BEHIND_A_WALL):
        there = _ask(app, name, verb, rule, papers.address(rule))
        nowhere = _ask(app, name, verb, rule, papers.address(rule, of_nobody=True))
        if there != nowhere or there[0] != 404:
            told[f"{verb} {rule.rule}"] = (there[0], nowhere[0])

    assert told == {}


def test_to_whoever_does_not_pass_the_wall_nothing_is_there(app: Flask, papers: Papers) -> None:
    _make(app, "bilal", "partner")
    told = {}
    for verb, rule in _rules(app, BEHIND_A_WALL):
        there = _ask(app, "bilal", verb, rule, papers.address(rule))
        nowhere = _ask(app, "bilal", verb, rule, papers.address(rule, of_nobody=True))
        if there[0] != 404 or nowhere[0] != 404:
            told[f"{verb} {rule.rule}"] = (there[0], nowhere[0])

    assert told == {}


def test_a_question_is_there_for_its_asker_alone(app: Flask, papers: Papers) -> None:
    for name in ("bilal", "chitra"):
        for verb, rule in _rules(app, OF_THE_ASKER):
            there = _ask(app, name, verb, rule, papers.address(rule))
            assert there == _ask(app, name, verb, rule, papers.address(rule, of_nobody=True)), rule
            assert there[0] == 404


@pytest.mark.parametrize("role", ["partner", "associate", "clerk"])
def test_a_role_that_does_not_do_is_told_so(app: Flask, papers: Papers, role: str) -> None:
    _make(app, "bilal", role)
    refused = [endpoint for endpoint, roles in OF_A_ROLE.items() if role not in roles]
    if "research.ask" in refused:
        # A page's form is checked before the right is; the API shows the right by itself.
        refused.remove("research.ask")
    answers = {
        rule.endpoint: _ask(app, "bilal", verb, rule, papers.address(rule))[0] for verb, rule in _rules(app, refused)
    }

    assert set(answers.values()) == {403}, answers


def test_a_person_is_there_for_the_administrator_and_themselves(app: Flask, papers: Papers) -> None:
    for verb, rule in _rules(app, OF_A_PERSON):
        assert _ask(app, "asha", verb, rule, papers.address(rule))[0] == 404


# What is not there even for who may see the paper: it has no pictures and no searchable copy, lies in no bin, and
# nothing of nobody's can be laid beside it.
NOT_OF_A_TEXT = """
beside.show documents.picture documents.restore documents.download_searchable documents_api.download_searchable
""".split()
# What on a client's own team a role is refused; all else of these two rows is for everybody on the team.
FOR_PARTNERS = """
clients.team clients_api.set_team walls.folder walls.document walls_api.restrict_folder walls_api.lift_folder
walls_api.restrict_document walls_api.lift_document
""".split()
DELETES = "documents.delete documents_api.remove".split()
REFUSED_ON_THE_TEAM = {
    "partner": frozenset[str](),
    "associate": frozenset(FOR_PARTNERS),
    "clerk": frozenset([*FOR_PARTNERS, *DELETES]),
}


def _gently(rule: tuple[str, Rule]) -> int:
    """Say how much asking takes away, so that what takes nothing is asked first."""
    return 2 if rule[1].endpoint in {*DELETES, "drafts.throw_away"} else int(rule[0] == "DELETE")


@pytest.mark.parametrize("role", REFUSED_ON_THE_TEAM)
def test_on_the_team_everything_is_there_and_a_role_is_refused_only_what_the_table_says(
    app: Flask, asha: Program, papers: Papers, people: People, role: str
) -> None:
    """Without this the tests above might pass because their addresses lead nowhere."""
    asha.put(f"/folders/{papers.folder_id}/wall", json={"user_ids": [str(people("bilal"))]})
    _make(app, "bilal", role)
    rules = sorted(_rules(app, OF_A_CLIENT + BEHIND_A_WALL), key=_gently)
    answers = [(rule.endpoint, _ask(app, "bilal", verb, rule, papers.address(rule))[0]) for verb, rule in rules]
    refused = {endpoint for endpoint, status in answers if status == 403}
    nowhere = {endpoint for endpoint, status in answers if status == 404}

    assert refused == REFUSED_ON_THE_TEAM[role]
    # The second of the two that put the paper into the bin does not find it there any more.
    assert nowhere - set(DELETES) == set(NOT_OF_A_TEXT)


def test_what_one_asked_is_there_for_oneself(app: Flask, papers: Papers) -> None:
    rules = sorted(_rules(app, OF_THE_ASKER), key=_gently)
    answers = {rule.endpoint: _ask(app, "asha", verb, rule, papers.address(rule))[0] for verb, rule in rules}

    nowhere = {endpoint for endpoint, status in answers.items() if status == 404}
    # Nothing is looked up elsewhere unless the office has an account there; and what was thrown away is gone.
    assert nowhere - {"drafts.throw_away", "drafts_api.throw_away"} == {"drafts.look_elsewhere", "drafts.bring_in"}
