"""A person's own account: password, second factor, and where they are signed in. And taking up an invitation."""

from __future__ import annotations

import uuid
from collections.abc import Sequence

from flask import Blueprint, redirect, url_for
from flask.typing import ResponseReturnValue
from flask_login import current_user

from legalindia.accounts import people, second_factor, service, tokens
from legalindia.accounts.forms import CodeForm, NewPasswordForm, PasswordForm, TokenForm
from legalindia.accounts.models import User
from legalindia.accounts.sessions import end_one, open_sessions, start_session, this_session
from legalindia.errors import Invalid, NotSignedIn
from legalindia.web.doors import public
from legalindia.web.limits import Pace, paced
from legalindia.web.pages import render

bp = Blueprint("account", __name__)


@bp.get("/account")
def show() -> ResponseReturnValue:
    return _page()


@bp.post("/account/password")
@paced(Pace.CODES)
def change_password() -> ResponseReturnValue:
    form = PasswordForm()
    if not form.validate_on_submit():
        return _page(password_form=form), 422
    try:
        service.change_password(_self(), form.current.data, form.password.data, keep=this_session())
    except NotSignedIn as refusal:
        form.current.errors = [refusal.detail]
        return _page(password_form=form), 422
    return redirect(url_for(".show"), code=303)


@bp.post("/account/sessions/<uuid:sign_in_id>/end")
def end_session(sign_in_id: uuid.UUID) -> ResponseReturnValue:
    end_one(sign_in_id, by=current_user)
    return redirect(url_for(".show"), code=303)


@bp.post("/account/tokens")
@paced(Pace.CODES)
def make_token() -> ResponseReturnValue:
    form = TokenForm()
    if not form.validate_on_submit():
        return _page(token_form=form), 422
    details = {"name": form.name.data, "days": int(form.days.data), "read_only": form.may.data == "read"}
    return _page(made=tokens.make_token(details, by=current_user).token)


@bp.post("/account/tokens/<uuid:family_id>/end")
def end_token(family_id: uuid.UUID) -> ResponseReturnValue:
    tokens.end_program(family_id, by=current_user)
    return redirect(url_for(".show"), code=303)


@bp.post("/account/sign-out-everywhere")
def sign_out_everywhere() -> ResponseReturnValue:
    people.sign_out_everywhere(_self(), by=current_user)
    return redirect(url_for("accounts.sign_in"), code=303)


@bp.post("/account/second-factor")
def begin_second_factor() -> ResponseReturnValue:
    person = _self()
    if not person.totp_secret:
        second_factor.begin(person)
    return redirect(url_for(".show"), code=303)


@bp.post("/account/second-factor/confirm")
@paced(Pace.CODES)
def confirm_second_factor() -> ResponseReturnValue:
    form = CodeForm()
    try:
        codes = second_factor.confirm(_self(), form.code.data or "")
    except Invalid as refusal:
        form.code.errors = [refusal.detail]
        return _page(code_form=form), 422
    return _page(codes=codes)


@bp.post("/account/second-factor/remove")
@paced(Pace.CODES)
def remove_second_factor() -> ResponseReturnValue:
    form = CodeForm()
    try:
        service.give_up_second_factor(_self(), form.code.data or "")
    except NotSignedIn as refusal:
        form.code.errors = [refusal.detail]
        return _page(code_form=form), 422
    return redirect(url_for(".show"), code=303)


@bp.route("/invited/<token>", methods=["GET", "POST"])
@public
@paced(Pace.CODES)
def take_up_invitation(token: str) -> ResponseReturnValue:
    invitation = people.invitation_of(token)
    form = NewPasswordForm()
    if not form.is_submitted():
        return render("accounts/invited.html", form=form, invitation=invitation)
    if not form.validate():
        return render("accounts/invited.html", form=form, invitation=invitation), 422
    is_new = not people.is_known(invitation)
    person = people.accept_invitation(invitation, form.password.data)
    if not is_new:
        # A link gives a new password, not a way past the second factor.
        return redirect(url_for("accounts.sign_in"), code=303)
    start_session(person)
    return redirect(url_for("today.show"), code=303)


def _self() -> User:
    """Return whoever asks with what they sign in with, which no other page needs."""
    return people.get_person(current_user.id, by=current_user)


def _page(
    *,
    password_form: PasswordForm | None = None,
    code_form: CodeForm | None = None,
    token_form: TokenForm | None = None,
    made: str = "",
    codes: Sequence[str] = (),
) -> str:
    person = _self()
    return render(
        "accounts/show.html",
        person=person,
        password_form=password_form or PasswordForm(formdata=None),
        code_form=code_form or CodeForm(formdata=None),
        token_form=token_form or TokenForm(formdata=None),
        made=made,
        programs=tokens.programs_of(current_user),
        codes=codes,
        sessions=open_sessions(current_user),
        this=this_session(),
        picture=second_factor.picture(person) if person.totp_pending else None,
    )
