"""The people of the firm, for the administrator: invite, change, deactivate, sign out."""

from __future__ import annotations

import uuid

from flask import Blueprint, redirect, request, url_for
from flask.typing import ResponseReturnValue
from flask_login import current_user
from wtforms import BooleanField, SelectField

from legalindia.accounts import people, second_factor
from legalindia.accounts.forms import InviteForm
from legalindia.accounts.models import Role
from legalindia.accounts.rights import Right, require
from legalindia.errors import Conflict
from legalindia.web.forms import Form
from legalindia.web.pages import render
from legalindia.web.paging import PAGE_ROWS

bp = Blueprint("people", __name__, url_prefix="/admin/people")


class PersonForm(Form):
    role = SelectField("Role", choices=[(role.value, role.value.capitalize()) for role in Role])
    active = BooleanField("May sign in")


@bp.before_request
def only_for_the_administrator() -> None:
    require(current_user, Right.MANAGE_PEOPLE)


@bp.get("/")
def index() -> ResponseReturnValue:
    return _page(InviteForm())


@bp.post("/invite")
def invite() -> ResponseReturnValue:
    form = InviteForm()
    if not form.validate_on_submit():
        return _page(form), 422
    details = {"email": form.email.data, "name": form.name.data, "role": form.role.data}
    try:
        invited = people.invite(details, by=current_user)
    except Conflict as refusal:
        form.email.errors = [refusal.detail]
        return _page(form), 422
    return _page(InviteForm(formdata=None), link=_link_of(invited))


@bp.post("/invitations/<uuid:invitation_id>/withdraw")
def withdraw(invitation_id: uuid.UUID) -> ResponseReturnValue:
    people.withdraw(invitation_id, by=current_user)
    return redirect(url_for(".index"), code=303)


@bp.post("/<uuid:user_id>/password-link")
def offer_new_password(user_id: uuid.UUID) -> ResponseReturnValue:
    person = people.get_person(user_id, by=current_user)
    try:
        offered = people.offer_new_password(person, by=current_user)
    except Conflict as refusal:
        return _page(InviteForm(formdata=None), refusal=refusal.detail), 409
    return _page(InviteForm(formdata=None), link=_link_of(offered))


@bp.post("/<uuid:user_id>")
def change(user_id: uuid.UUID) -> ResponseReturnValue:
    person = people.get_person(user_id, by=current_user)
    form = PersonForm()
    if not form.validate_on_submit():
        return _page(InviteForm(formdata=None), refusal="That role is not one of ours."), 422
    try:
        people.change_person(person, {"role": form.role.data, "active": form.active.data}, by=current_user)
    except Conflict as refusal:
        return _page(InviteForm(formdata=None), refusal=refusal.detail), 409
    return redirect(url_for(".index"), code=303)


@bp.post("/<uuid:user_id>/sign-out")
def sign_out(user_id: uuid.UUID) -> ResponseReturnValue:
    people.sign_out_everywhere(people.get_person(user_id, by=current_user), by=current_user)
    return redirect(url_for(".index"), code=303)


@bp.post("/<uuid:user_id>/second-factor/remove")
def remove_second_factor(user_id: uuid.UUID) -> ResponseReturnValue:
    second_factor.remove(people.get_person(user_id, by=current_user), by=current_user)
    return redirect(url_for(".index"), code=303)


def _link_of(invited: people.Invited) -> str:
    return url_for("account.take_up_invitation", token=invited.token, _external=True)


def _page(form: InviteForm, *, link: str | None = None, refusal: str | None = None) -> str:
    everybody = people.list_everybody(by=current_user, cursor=request.args.get("cursor"), limit=PAGE_ROWS)
    return render(
        "admin/people.html",
        form=form,
        people=everybody,
        invitations=people.open_invitations(by=current_user),
        roles=list(Role),
        link=link,
        refusal=refusal,
    )
