"""Walls: what is restricted to named people is for nobody else there, whichever way they come."""

from __future__ import annotations

import io
import uuid
from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta
from email.message import EmailMessage

import pytest
from flask import Flask
from sqlalchemy import update

from legalindia.accounts.models import User
from legalindia.audit.models import AuditEvent
from legalindia.clients.models import GlassBreak
from legalindia.database import db, now
from tests.conftest import Browser, Program, without_marks

People = Callable[[str], uuid.UUID]


@dataclass(frozen=True)
class Case:
    """A client with Asha and Bilal on the team, and an opinion behind a wall that only Asha passes."""

    client_id: str
    folder_id: str
    document_id: str


@pytest.fixture
def team(asha: Program, client_of_asha: str, people: People) -> str:
    both = {"user_ids": [str(people("asha")), str(people("bilal"))]}
    assert asha.put(f"/clients/{client_of_asha}/team", json=both).status_code == 200
    return client_of_asha


@pytest.fixture(params=["folder", "document"])
def walled(request: pytest.FixtureRequest, asha: Program, team: str) -> Case:
    """The wall stands around the folder, or around the paper itself."""
    folder_id = asha.post(f"/clients/{team}/folders", json={"name": "Advice"}).json["id"]
    inner = asha.post(f"/clients/{team}/folders", json={"name": "Counsel", "parent_id": folder_id}).json["id"]
    document_id = asha.file_text(team, "opinion.txt", "Counsel advises to settle the claim.", folder_id=inner)
    wall = f"/folders/{folder_id}/wall" if request.param == "folder" else f"/documents/{document_id}/wall"
    assert asha.put(wall, json={"kind": "privileged", "user_ids": []}).status_code == 200
    return Case(team, inner, document_id)


def test_every_door_to_a_walled_paper_is_as_if_it_were_not_there(bilal: Program, walled: Case) -> None:
    nowhere = bilal.get(f"/documents/{uuid.uuid4()}")
    for way in ("", "/content", "/pages/1"):
        answer = bilal.get(f"/documents/{walled.document_id}{way}")
        assert (answer.status_code, answer.json) == (404, nowhere.json)
        assert "ETag" not in answer.headers
    assert bilal.patch(f"/documents/{walled.document_id}", json={"title": "Mine"}).status_code == 404
    assert bilal.put(f"/documents/{walled.document_id}/wall", json={"user_ids": []}).status_code == 404
    assert bilal.post(f"/documents/{walled.document_id}/read-again", json={}).status_code == 404


@pytest.mark.parametrize(
    "way", ["", "/row", "/original", "/find?q=settle", "/pages/1.webp?width=140", "/edit", "/wall"]
)
def test_no_page_thumbnail_or_row_of_it_is_shown(as_bilal: Browser, walled: Case, way: str) -> None:
    there = as_bilal.get(f"/documents/{walled.document_id}{way}")
    nowhere = as_bilal.get(f"/documents/{uuid.uuid4()}{way}")

    assert there.status_code == nowhere.status_code == 404
    assert without_marks(there.text) == without_marks(nowhere.text)


def test_it_is_in_no_list_no_search_no_count_and_no_answer(asha: Program, bilal: Program, walled: Case) -> None:
    assert len(asha.get("/search?q=settle").json["hits"]) == 1
    assert bilal.get("/search?q=settle").json["hits"] == []
    assert bilal.get(f"/clients/{walled.client_id}/documents").json["items"] == []
    started = bilal.post("/research", json={"question": "What does counsel advise on the claim?"})
    job = bilal.get(f"/jobs/{started.json['job_id']}").json

    assert job["answer"]["outcome"] == "not_found"
    assert job["answer"]["sources"] == []
    assert job["provenance"]["retrieved"] == []


def test_its_title_is_on_no_page_of_somebody_else(as_bilal: Browser, walled: Case) -> None:
    for path in ("/", f"/clients/{walled.client_id}", "/search?q=settle", f"/search?client_id={walled.client_id}"):
        assert "opinion" not in as_bilal.get(path).text.lower()


def test_the_same_file_sent_by_somebody_who_may_not_know_of_it_is_simply_taken_in(
    asha: Program, bilal: Program, walled: Case
) -> None:
    answer = bilal.send(walled.client_id, ("mine.txt", b"Counsel advises to settle the claim.")).json

    assert answer["rejected"] == []
    assert answer["documents"][0]["duplicate_of"] is None
    assert answer["documents"][0]["id"] != walled.document_id
    again = bilal.send(walled.client_id, ("mine.txt", b"Counsel advises to settle the claim.")).json
    assert again["documents"][0]["duplicate_of"] == answer["documents"][0]["id"]


def test_a_restricted_folder_is_in_no_tree_and_no_choice(
    asha: Program, as_bilal: Browser, bilal: Program, team: str
) -> None:
    folder_id = asha.post(f"/clients/{team}/folders", json={"name": "Sealed cover"}).json["id"]
    inner = asha.post(f"/clients/{team}/folders", json={"name": "Sealed within", "parent_id": folder_id}).json["id"]
    asha.put(f"/folders/{folder_id}/wall", json={"kind": "sealed", "user_ids": []})

    assert bilal.get(f"/clients/{team}/folders").json["items"] == []
    for path in (
        f"/clients/{team}",
        f"/clients/{team}/folders/new",
        f"/search?client_id={team}",
        f"/research?scope=client:{team}",
    ):
        assert "Sealed" not in as_bilal.get(path).text
    for each in (folder_id, inner):
        assert bilal.patch(f"/folders/{each}", json={"name": "Mine"}).status_code == 404
        assert bilal.get(f"/search?q=x&folder_id={each}").status_code == 404
        assert bilal.send(team, ("a.txt", b"text"), folder_id=each).status_code == 404
        assert bilal.post("/research", json={"question": "What is it?", "folder_id": each}).status_code == 404
        assert bilal.post(f"/clients/{team}/folders", json={"name": "x", "parent_id": each}).status_code == 404


def test_folders_of_a_client_out_of_sight_are_no_choice_in_the_search_form(
    asha: Program, as_bilal: Browser, client_of_asha: str
) -> None:
    asha.post(f"/clients/{client_of_asha}/folders", json={"name": "Secret suit"})

    assert "Secret suit" not in as_bilal.get(f"/search?client_id={client_of_asha}").text


def test_whoever_is_named_passes_and_loses_it_at_once_when_taken_off(
    asha: Program, bilal: Program, walled: Case, people: People
) -> None:
    named = {"user_ids": [str(people("bilal"))]}
    assert bilal.get(f"/documents/{walled.document_id}").status_code == 404
    asha.put(f"/documents/{walled.document_id}/wall", json=named)
    outer = asha.get(f"/clients/{walled.client_id}/folders").json["items"][0]["id"]
    asha.put(f"/folders/{outer}/wall", json=named)
    asha.put(f"/documents/{walled.document_id}/wall", json=named)
    assert bilal.get(f"/documents/{walled.document_id}").status_code == 200
    asha.put(f"/documents/{walled.document_id}/wall", json={"user_ids": []})

    assert bilal.get(f"/documents/{walled.document_id}").status_code == 404


def test_a_question_about_a_client_goes_with_the_client(
    asha: Program, bilal: Program, as_bilal: Browser, team: str, people: People
) -> None:
    asha.file_text(team, "lease.txt", "The premium falls due on the fifth day.")
    job_id = bilal.post("/research", json={"question": "When does the premium fall due?", "client_id": team}).json[
        "job_id"
    ]
    assert bilal.get(f"/jobs/{job_id}").status_code == 200
    asha.put(f"/clients/{team}/team", json={"user_ids": [str(people("asha"))]})

    assert bilal.get(f"/jobs/{job_id}").json["answer"]["sources"] == []
    assert as_bilal.get(f"/research/{job_id}").status_code == 404
    assert "premium" not in as_bilal.get("/research").text


def test_a_job_that_begins_after_the_wall_was_built_finds_nothing_behind_it(
    idle: Flask, asha: Program, bilal: Program, team: str, work_off: Callable[[], None]
) -> None:
    document_id = asha.file_text(team, "opinion.txt", "Counsel advises to settle the claim.")
    work_off()
    job_id = bilal.post("/research", json={"question": "What does counsel advise on the claim?"}).json["job_id"]
    asha.put(f"/documents/{document_id}/wall", json={"user_ids": []})
    work_off()
    answer = bilal.get(f"/jobs/{job_id}").json["answer"]

    assert answer["outcome"] == "not_found"


def test_an_answer_that_was_kept_withholds_what_was_walled_since(asha: Program, bilal: Program, team: str) -> None:
    document_id = asha.file_text(team, "opinion.txt", "Counsel advises to settle the claim at once.")
    job_id = bilal.post("/research", json={"question": "What does counsel advise on the claim?"}).json["job_id"]
    assert bilal.get(f"/jobs/{job_id}").json["answer"]["statements"]
    asha.put(f"/documents/{document_id}/wall", json={"user_ids": []})
    job = bilal.get(f"/jobs/{job_id}").json

    assert job["answer"]["statements"] == job["answer"]["sources"] == []
    assert "settle" not in str(job)


def test_only_a_partner_restricts_and_only_people_of_the_team_are_named(
    bilal: Program, asha: Program, team: str, people: People
) -> None:
    document_id = asha.file_text(team, "a.txt", "Some text.")

    assert bilal.put(f"/documents/{document_id}/wall", json={"user_ids": []}).status_code == 403
    assert bilal.patch(f"/clients/{team}", json={"access": "firm"}).status_code == 403
    assert bilal.put(f"/clients/{team}/team", json={"user_ids": [str(people("bilal"))]}).status_code == 403
    stranger = {"user_ids": [str(people("chitra"))]}
    assert asha.put(f"/documents/{document_id}/wall", json=stranger).status_code == 422


def test_a_folder_moved_behind_a_wall_takes_its_papers_along_and_out_again(
    asha: Program, bilal: Program, team: str
) -> None:
    folders = f"/clients/{team}/folders"
    sealed = asha.post(folders, json={"name": "Sealed"}).json["id"]
    orders = asha.post(folders, json={"name": "Orders"}).json["id"]
    document_id = asha.file_text(team, "order.txt", "The suit is decreed.", folder_id=orders)
    asha.put(f"/folders/{sealed}/wall", json={"user_ids": []})
    asha.patch(f"/folders/{orders}", json={"parent_id": sealed})
    assert bilal.get(f"/documents/{document_id}").status_code == 404
    assert bilal.get("/search?q=decreed").json["hits"] == []
    asha.patch(f"/folders/{orders}", json={"parent_id": None})

    assert bilal.get(f"/documents/{document_id}").status_code == 200
    assert len(bilal.get("/search?q=decreed").json["hits"]) == 1


def test_a_lifted_wall_is_gone(asha: Program, bilal: Program, team: str) -> None:
    folder_id = asha.post(f"/clients/{team}/folders", json={"name": "Sealed"}).json["id"]
    asha.put(f"/folders/{folder_id}/wall", json={"user_ids": []})
    assert asha.delete(f"/folders/{folder_id}/wall").status_code == 204

    listed = bilal.get(f"/clients/{team}/folders").json["items"]
    assert [(each["id"], each["is_restricted"]) for each in listed] == [(folder_id, False)]


def test_a_wall_is_built_and_lifted_in_the_browser_too(
    as_asha: Browser, bilal: Program, asha: Program, team: str
) -> None:
    document_id = asha.file_text(team, "a.txt", "Some text.")
    page = f"/documents/{document_id}/wall"
    offered = as_asha.get(page).text.split("<form")[-1]
    assert "Bilal Khan" in offered
    assert "Asha Rao" not in offered
    assert as_asha.post(page, data={"kind": "sealed"}).status_code == 303
    assert '<option selected value="sealed">' in as_asha.get(page).text
    assert bilal.get(f"/documents/{document_id}").status_code == 404
    as_asha.post(page, data={"kind": "sealed", "lift": "yes"})

    assert bilal.get(f"/documents/{document_id}").status_code == 200


GLASS = {"wanted": "Hegde", "reason": "The hearing is in an hour and the team is in the air.", "hours": "2"}


def test_whoever_breaks_the_glass_sees_everything_for_a_while_and_the_team_is_told(
    app: Flask, as_asha: Browser, chitra: Program, walled: Case
) -> None:
    administrator = app.test_client()
    assert isinstance(administrator, Browser)
    administrator.sign_in("chitra")
    assert chitra.get(f"/documents/{walled.document_id}").status_code == 404
    assert administrator.post("/clients/glass", data=GLASS).status_code == 303
    assert chitra.get(f"/documents/{walled.document_id}").status_code == 200
    for path in ("/", f"/clients/{walled.client_id}"):
        assert "Chitra Nair opened the papers of Hegde" in as_asha.get(path).text
        assert "The hearing is in an hour" in as_asha.get(path).text
    assert "Glass broken" in as_asha.get("/admin/audit/").text
    with app.app_context():
        db.session.execute(update(GlassBreak).values(until=now() - timedelta(seconds=1)))
        db.session.commit()

    assert chitra.get(f"/documents/{walled.document_id}").status_code == 404
    assert chitra.get("/clients").json["items"] == []


@pytest.mark.parametrize("wrong", [{"reason": "because"}, {"hours": "25"}, {"hours": "0"}, {"wanted": "Nobody"}])
def test_the_glass_is_not_broken_without_a_reason_an_end_and_a_client(
    as_asha: Browser, client_of_asha: str, wrong: dict[str, str]
) -> None:
    assert as_asha.post("/clients/glass", data={**GLASS, **wrong}).status_code == 422


def test_an_associate_has_no_hammer(as_bilal: Browser) -> None:
    assert as_bilal.get("/clients/glass").status_code == 403
    assert as_bilal.post("/clients/glass", data=GLASS).status_code == 403


def test_a_clerk_organises_but_neither_asks_nor_restricts(app: Flask, asha: Program, bilal: Program, team: str) -> None:
    with app.app_context():
        db.session.execute(update(User).where(User.email == "bilal@office.example").values(role="clerk"))
        db.session.commit()
    document_id = bilal.file_text(team, "a.txt", "Some text.")

    assert bilal.patch(f"/documents/{document_id}", json={"title": "A better one"}).status_code == 200
    assert bilal.post("/research", json={"question": "What does it say?"}).status_code == 403
    assert bilal.put(f"/documents/{document_id}/wall", json={"user_ids": []}).status_code == 403


def test_an_administrator_works_where_they_are_on_the_team_and_nowhere_else(
    chitra: Program, client_of_asha: str
) -> None:
    own = chitra.open_client("Own")
    document_id = chitra.file_text(own, "lease.txt", "The rent is due on the fifth.")

    assert chitra.get(f"/documents/{document_id}").status_code == 200
    assert chitra.post("/research", json={"question": "When is the rent due?"}).status_code == 202
    assert chitra.get(f"/clients/{client_of_asha}").status_code == 404


def test_the_team_is_set_on_its_page(as_asha: Browser, bilal: Program, client_of_asha: str, people: People) -> None:
    chosen = {"user_ids": [str(people("asha")), str(people("bilal"))]}

    assert "Bilal Khan" in as_asha.get(f"/clients/{client_of_asha}/team").text
    assert as_asha.post(f"/clients/{client_of_asha}/team", data=chosen).status_code == 303
    assert bilal.get(f"/clients/{client_of_asha}").status_code == 200
    assert as_asha.post(f"/clients/{client_of_asha}/team", data={"save": "yes"}).status_code == 422


def _mail_with_opinion() -> bytes:
    letter = EmailMessage()
    letter["From"], letter["To"], letter["Subject"] = "counsel@example.in", "asha@example.in", "Opinion"
    letter["Message-ID"], letter["MIME-Version"] = "<1@example.in>", "1.0"
    letter.set_content("The opinion is attached.")
    letter.add_attachment("Counsel advises to settle quietly.", filename="opinion.txt")
    return letter.as_bytes()


def test_what_lay_in_a_walled_paper_stands_behind_the_same_wall(asha: Program, bilal: Program, team: str) -> None:
    mail_id = asha.send(team, ("mail.eml", _mail_with_opinion())).json["documents"][0]["id"]
    [opinion] = asha.get(f"/documents/{mail_id}").json["children"]
    assert bilal.get(f"/documents/{opinion['id']}").status_code == 200

    asha.put(f"/documents/{mail_id}/wall", json={"kind": "privileged", "user_ids": []})
    assert bilal.get(f"/documents/{opinion['id']}").status_code == 404
    assert bilal.get("/search?q=quietly").json["hits"] == []
    assert asha.get("/search?q=quietly").json["hits"]

    assert asha.delete(f"/documents/{opinion['id']}/wall").status_code == 204
    assert bilal.get(f"/documents/{opinion['id']}").status_code == 404
    assert asha.delete(f"/documents/{mail_id}/wall").status_code == 204
    assert bilal.get(f"/documents/{opinion['id']}").status_code == 200


def test_a_paper_read_out_of_a_walled_one_is_walled_from_the_start(asha: Program, bilal: Program, team: str) -> None:
    folder_id = asha.post(f"/clients/{team}/folders", json={"name": "Advice"}).json["id"]
    asha.put(f"/folders/{folder_id}/wall", json={"user_ids": []})
    mail_id = asha.send(team, ("mail.eml", _mail_with_opinion()), folder_id=folder_id).json["documents"][0]["id"]
    [opinion] = asha.get(f"/documents/{mail_id}").json["children"]

    assert bilal.get(f"/documents/{opinion['id']}").status_code == 404
    assert bilal.get("/search?q=quietly").json["hits"] == []


def test_only_who_may_delete_puts_a_paper_into_the_bin_and_the_trail_says_so(
    app: Flask, asha: Program, bilal: Program, team: str, people: People
) -> None:
    document_id = asha.file_text(team, "a.txt", "A paper to be deleted.")
    with app.app_context():
        db.session.execute(update(User).where(User.id == people("bilal")).values(role="clerk"))
        db.session.commit()

    assert bilal.delete(f"/documents/{document_id}").status_code == 403
    assert asha.delete(f"/documents/{document_id}").status_code == 204
    assert asha.get(f"/documents/{document_id}").status_code == 404
    with app.app_context():
        acts = [event.act for event in db.session.query(AuditEvent).filter_by(subject_id=uuid.UUID(document_id))]
    assert "deleted" in acts


def _wall(folder_or_paper: str, *named: uuid.UUID) -> tuple[str, dict[str, object]]:
    return f"{folder_or_paper}/wall", {"kind": "sealed", "user_ids": [str(each) for each in named]}


def _put(program: Program, wall: tuple[str, dict[str, object]]) -> int:
    return int(program.put(wall[0], json=wall[1]).status_code)


def test_a_wall_stands_around_every_version_of_a_paper(
    asha: Program, bilal: Program, team: str, people: People
) -> None:
    first = asha.file_text(team, "offer.txt", "We offer nine lakh.")
    sent = asha.post(f"/documents/{first}/versions", data={"file": (io.BytesIO(b"We offer ten lakh."), "offer.txt")})
    second = sent.json["id"] if "id" in sent.json else sent.json["documents"][0]["id"]
    assert _put(asha, _wall(f"/documents/{second}")) == 200
    assert [bilal.get(f"/documents/{each}").status_code for each in (first, second)] == [404, 404]
    assert _put(asha, _wall(f"/documents/{second}", people("bilal"))) == 200
    assert [bilal.get(f"/documents/{each}").status_code for each in (first, second)] == [200, 200]
    assert _put(asha, _wall(f"/documents/{first}")) == 200
    assert bilal.get(f"/documents/{second}").status_code == 404

    assert asha.delete(f"/documents/{second}/wall").status_code == 204
    assert [bilal.get(f"/documents/{each}").status_code for each in (first, second)] == [200, 200]


def test_who_may_not_restrict_does_not_move_out_what_more_people_would_see_then(
    asha: Program, bilal: Program, team: str, people: People
) -> None:
    folders = f"/clients/{team}/folders"
    sealed = asha.post(folders, json={"name": "Sealed"}).json["id"]
    inner = asha.post(folders, json={"name": "Offers", "parent_id": sealed}).json["id"]
    document_id = asha.file_text(team, "offer.txt", "We offer nine lakh.", folder_id=sealed)
    assert _put(asha, _wall(f"/folders/{sealed}", people("bilal"))) == 200

    assert bilal.patch(f"/documents/{document_id}", json={"folder_id": None}).status_code == 403
    assert bilal.patch(f"/folders/{inner}", json={"parent_id": None}).status_code == 403
    assert bilal.patch(f"/documents/{document_id}", json={"folder_id": inner}).status_code == 200
    assert asha.patch(f"/documents/{document_id}", json={"folder_id": None}).status_code == 200


def test_what_lay_in_a_paper_moves_behind_the_wall_with_it(asha: Program, bilal: Program, team: str) -> None:
    sealed = asha.post(f"/clients/{team}/folders", json={"name": "Sealed"}).json["id"]
    _put(asha, _wall(f"/folders/{sealed}"))
    mail_id = asha.send(team, ("mail.eml", _mail_with_opinion())).json["documents"][0]["id"]
    [opinion] = asha.get(f"/documents/{mail_id}").json["children"]
    assert bilal.get("/search?q=quietly").json["hits"]
    asha.patch(f"/documents/{mail_id}", json={"folder_id": sealed})

    assert bilal.get(f"/documents/{opinion['id']}").status_code == 404
    assert bilal.get("/search?q=quietly").json["hits"] == []
    assert asha.get("/search?q=quietly").json["hits"]


def test_whoever_broke_the_glass_reads_and_makes_nothing_of_it_last(
    app: Flask, chitra: Program, walled: Case, people: People
) -> None:
    administrator = app.test_client()
    assert isinstance(administrator, Browser)
    administrator.sign_in("chitra")
    administrator.post("/clients/glass", data=GLASS)
    paper, client = f"/documents/{walled.document_id}", f"/clients/{walled.client_id}"
    assert chitra.get(paper).status_code == 200
    attempts = [
        chitra.put(f"{client}/team", json={"user_ids": [str(people("chitra")), str(people("asha"))]}),
        chitra.put(f"{paper}/wall", json={"user_ids": []}),
        chitra.delete(f"{paper}/wall"),
        chitra.patch(client, json={"access": "firm"}),
        chitra.delete(paper),
    ]

    assert [attempt.status_code for attempt in attempts] == [403] * 5


def test_the_glass_is_closed_to_whoever_may_not_break_it_any_more(
    app: Flask, asha: Program, bilal: Program, as_bilal: Browser, client_of_asha: str, people: People
) -> None:
    _make(app, "bilal", "partner")
    assert as_bilal.post("/clients/glass", data=GLASS).status_code == 303
    assert bilal.get(f"/clients/{client_of_asha}").status_code == 200
    _make(app, "bilal", "associate")

    assert bilal.get(f"/clients/{client_of_asha}").status_code == 404


def test_a_client_whose_team_has_left_is_given_on_by_whoever_breaks_the_glass(
    app: Flask, chitra: Program, bilal: Program, client_of_asha: str, people: People
) -> None:
    chitra.patch(f"/users/{people('asha')}", json={"active": False})
    administrator = app.test_client()
    assert isinstance(administrator, Browser)
    administrator.sign_in("chitra")
    administrator.post("/clients/glass", data=GLASS)
    given = chitra.put(f"/clients/{client_of_asha}/team", json={"user_ids": [str(people("bilal"))]})

    assert given.status_code == 200
    assert bilal.get(f"/clients/{client_of_asha}").status_code == 200


def test_the_last_one_named_on_a_wall_may_leave_the_team_and_come_back(
    app: Flask, asha: Program, bilal: Program, walled: Case, people: People
) -> None:
    _make(app, "bilal", "partner")
    team = f"/clients/{walled.client_id}/team"
    assert bilal.put(team, json={"user_ids": [str(people("bilal"))]}).status_code == 200
    assert asha.get(f"/documents/{walled.document_id}").status_code == 404
    assert bilal.get(f"/documents/{walled.document_id}").status_code == 404
    bilal.put(team, json={"user_ids": [str(people("bilal")), str(people("asha"))]})

    assert asha.get(f"/documents/{walled.document_id}").status_code == 200
    assert bilal.get(f"/documents/{walled.document_id}").status_code == 404


def test_what_comes_back_from_the_bin_is_told_nothing_of_the_same_file_behind_a_wall(
    asha: Program, bilal: Program, team: str
) -> None:
    mine = bilal.file_text(team, "mine.txt", "We offer nine lakh.")
    bilal.delete(f"/documents/{mine}")
    theirs = asha.file_text(team, "theirs.txt", "We offer nine lakh.")
    _put(asha, _wall(f"/documents/{theirs}"))

    assert bilal.patch(f"/documents/{mine}", json={"restore": True}).status_code == 200
    assert bilal.get(f"/documents/{mine}").status_code == 200


def test_the_trail_tells_a_partner_outside_nothing_of_what_stands_behind_a_wall(
    app: Flask, asha: Program, as_asha: Browser, as_bilal: Browser, walled: Case
) -> None:
    _make(app, "bilal", "partner")
    as_asha.get(f"/documents/{walled.document_id}")
    for page in ("/admin/audit/", "/admin/audit/export.csv"):
        assert walled.document_id in as_asha.get(page).text
        assert walled.document_id not in as_bilal.get(page).text
        assert "sealed" not in as_bilal.get(page).text


def test_a_partner_does_not_read_what_others_looked_for_and_were_refused(
    app: Flask, chitra: Program, as_asha: Browser
) -> None:
    foreign = chitra.open_client("Foreign")
    chitra.get(f"/search?q=rent&client_id={foreign}")
    chitra.get(f"/documents/{foreign}")

    assert foreign not in as_asha.get("/admin/audit/export.csv").text


def _make(app: Flask, name: str, role: str) -> None:
    with app.app_context():
        db.session.execute(update(User).where(User.email == f"{name}@office.example").values(role=role))
        db.session.commit()


def test_a_wall_says_whom_it_names_to_those_who_pass_it(asha: Program, bilal: Program, walled: Case) -> None:
    wall = f"/documents/{walled.document_id}/wall"

    assert asha.get(f"/documents/{walled.document_id}").json["is_restricted"] is True
    assert asha.get(wall).json["kind"] == "privileged"
    assert len(asha.get(wall).json["user_ids"]) == 1
    assert bilal.get(wall).status_code == 404


def test_on_a_client_open_to_the_firm_the_page_offers_everybody_who_sees_it(
    asha: Program, as_asha: Browser, bilal: Program, people: People
) -> None:
    client_id = asha.open_client("Open", access="firm")
    document_id = asha.file_text(client_id, "a.txt", "Some text.")
    page = f"/documents/{document_id}/wall"
    assert "Bilal Khan" in as_asha.get(page).text
    assert "Chitra Nair" not in as_asha.get(page).text.split("<form")[-1]
    assert as_asha.post(page, data={"kind": "sealed", "user_ids": [str(people("bilal"))]}).status_code == 303

    assert bilal.get(f"/documents/{document_id}").status_code == 200
