"""The forms in which a person says who they are."""

from __future__ import annotations

from wtforms import EmailField, HiddenField, PasswordField, SelectField, StringField

from legalindia.accounts.models import Role
from legalindia.accounts.schemas import Credentials, NewUser
from legalindia.web.forms import Form, follows


class SignInForm(Form):
    email = EmailField("E-mail address", validators=[follows(Credentials, "email")])
    password = PasswordField("Password", validators=[follows(Credentials, "password")])
    otp = StringField("Code, if you use an authenticator")
    next = HiddenField()


class NewPasswordForm(Form):
    """The password somebody chooses for themselves."""

    password = PasswordField("New password", validators=[follows(NewUser, "password")])


class PasswordForm(NewPasswordForm):
    current = PasswordField("Present password", validators=[follows(Credentials, "password")])


class CodeForm(Form):
    code = StringField("Code")


class InviteForm(Form):
    email = EmailField("E-mail address", validators=[follows(NewUser, "email")])
    name = StringField("Name", validators=[follows(NewUser, "name")])
    role = SelectField("Role", choices=[(role.value, role.value.capitalize()) for role in Role], default="associate")
