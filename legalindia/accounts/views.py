"""Signing in and out, in a browser."""

from __future__ import annotations

from flask import Blueprint, redirect, request, url_for
from flask.typing import ResponseReturnValue
from flask_login import current_user

from legalindia.accounts import service
from legalindia.accounts.forms import SignInForm
from legalindia.accounts.sessions import end_session, start_session
from legalindia.errors import NotSignedIn
from legalindia.web.doors import local_path, public
from legalindia.web.limits import Pace, paced
from legalindia.web.pages import render

bp = Blueprint("accounts", __name__)


@bp.get("/login")
@public
def sign_in() -> ResponseReturnValue:
    if current_user.is_authenticated:
        return redirect(_wanted())
    form = SignInForm(data={"next": request.args.get("next", "")})
    return render("accounts/sign_in.html", form=form)


@bp.post("/login")
@public
@paced(Pace.SIGN_IN)
def check_sign_in() -> ResponseReturnValue:
    form = SignInForm()
    if not form.validate_on_submit():
        return render("accounts/sign_in.html", form=form), 422
    try:
        user = service.authenticate(form.email.data, form.password.data, form.otp.data)
    except NotSignedIn as refusal:
        return render("accounts/sign_in.html", form=form, refusal=refusal.detail), 422
    start_session(user)
    return redirect(_wanted(), code=303)


@bp.post("/logout")
def sign_out() -> ResponseReturnValue:
    end_session(by=current_user)
    response = redirect(url_for(".sign_in"), code=303)
    # Whoever sits down at this browser next finds nothing in it.
    response.headers["Clear-Site-Data"] = '"cache", "storage"'
    return response


def _wanted() -> str:
    return local_path(request.values.get("next"), otherwise=url_for("today.show"))
