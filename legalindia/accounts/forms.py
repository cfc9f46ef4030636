"""The forms in which a person says who they are."""

from __future__ import annotations

from wtforms import EmailField, HiddenField, PasswordField, SelectField, StringField

from legalindia.accounts.models import Role
from legalindia.accounts.schemas import Credentials, NewToken, NewUser
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


class TokenForm(Form):
    """A personal token for a small program."""

    name = StringField("What it is for", validators=[follows(NewToken, "name")])
    days = SelectField("It lasts", choices=[("30", "30 days"), ("90", "90 days"), ("365", "a year")], default="90")
    may = SelectField("It may", choices=[("read", "only look"), ("write", "do what you may do")], default="read")


class InviteForm(Form):
    email = EmailField("E-mail address", validators=[follows(NewUser, "email")])
    name = StringField("Name", validators=[follows(NewUser, "name")])
    role = SelectField("Role", choices=[(role.value, role.value.capitalize()) for role in Role], default="associate")
