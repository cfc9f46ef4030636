"""The forms of clients and folders."""

from __future__ import annotations

import uuid
from typing import Any

from wtforms import (
    EmailField,
    IntegerField,
    RadioField,
    SelectField,
    SelectMultipleField,
    StringField,
    TelField,
    TextAreaField,
)
from wtforms.validators import InputRequired
from wtforms.widgets import CheckboxInput, ListWidget

from legalindia.clients.folders import FolderTree
from legalindia.clients.models import MATTER_FIELDS, Access, ClientKind, Folder, WallKind
from legalindia.clients.schemas import ClientBody, FolderBody, MatterBody, plain_cnr
from legalindia.web.forms import Form, follows

TOP = ""


class PeopleField(SelectMultipleField):
    """People of the firm, each with a box to tick."""

    widget = ListWidget(prefix_label=False)
    option_widget = CheckboxInput()

    @property
    def ids(self) -> list[uuid.UUID]:
        return [uuid.UUID(chosen) for chosen in self.data or []]


class TeamForm(Form):
    user_ids = PeopleField("On the team")


class WallForm(Form):
    kind = SelectField("Why", choices=[(kind.value, kind.value.capitalize()) for kind in WallKind])
    user_ids = PeopleField("Who may see it, beside you")


class GlassForm(Form):
    wanted = StringField("Name or id of the client", validators=[InputRequired()])
    reason = TextAreaField("Reason", validators=[InputRequired()])
    hours = IntegerField("For how many hours", default=4, validators=[InputRequired()])


class ClientForm(Form):
    name = StringField("Name", validators=[follows(ClientBody, "name")])
    kind = RadioField(
        "The client is",
        choices=[(ClientKind.INDIVIDUAL.value, "a person"), (ClientKind.ORGANISATION.value, "an organisation")],
        default=ClientKind.INDIVIDUAL.value,
    )
    access = RadioField(
        "Who may see the papers",
        choices=[(Access.TEAM.value, "only the team"), (Access.FIRM.value, "everybody who works on matters")],
        default=Access.TEAM.value,
    )
    email = EmailField("E-mail address", validators=[follows(ClientBody, "email")])
    phone = TelField("Telephone", validators=[follows(ClientBody, "phone")])
    address = TextAreaField("Address", validators=[follows(ClientBody, "address")])
    notes = TextAreaField("Notes", validators=[follows(ClientBody, "notes")])

    def details(self) -> dict[str, Any]:
        return {name: field.data for name, field in self._fields.items() if name != "csrf_token"}


class FolderForm(Form):
    name = StringField("Name", validators=[follows(FolderBody, "name")])
    parent_id = SelectField("Lies in")
    court = StringField("Court", validators=[follows(MatterBody, "court")])
    case_number = StringField("Case number", validators=[follows(MatterBody, "case_number")])
    cnr = StringField("CNR", validators=[follows(MatterBody, "cnr")], filters=[plain_cnr])
    parties = StringField("Parties", validators=[follows(MatterBody, "parties")])
    stage = StringField("Stage", validators=[follows(MatterBody, "stage")])

    def offer_places(self, tree: FolderTree[Folder], *, without: Folder | None = None) -> None:
        """Offer the client's folders to lie in, but not the folder itself or what is in it."""
        taken = tree.below(without.id) if without else frozenset()
        below = [
            (str(b.folder.id), "\u2003" * b.depth + b.folder.name) for b in tree.branches() if b.folder.id not in taken
        ]
        self.parent_id.choices = [(TOP, "Nothing: it is a matter"), *below]

    def details(self) -> dict[str, Any]:
        """Return what was filled in; only a top folder has a matter."""
        parent_id = uuid.UUID(self.parent_id.data) if self.parent_id.data else None
        matter = {name: self._fields[name].data for name in MATTER_FIELDS} if parent_id is None else None
        return {"name": self.name.data, "parent_id": parent_id, "matter": matter}
