"""The Flask extensions, made once and given their app by `app.create_app`."""

from __future__ import annotations

from flask_jwt_extended import JWTManager
from flask_login import LoginManager
from flask_migrate import Migrate
from flask_wtf import CSRFProtect
from htmx_flask import Htmx

login_manager = LoginManager()
csrf = CSRFProtect()
migrate = Migrate()
htmx = Htmx()
jwt = JWTManager()
