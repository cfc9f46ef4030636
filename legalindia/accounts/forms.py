"""The forms in which a person says who they are."""

from __future__ import annotations

from wtforms import EmailField, HiddenField, PasswordField

from legalindia.accounts.schemas import Credentials
from legalindia.web.forms import Form, follows


class SignInForm(Form):
    email = EmailField("E-mail address", validators=[follows(Credentials, "email")])
    password = PasswordField("Password", validators=[follows(Credentials, "password")])
    next = HiddenField()
