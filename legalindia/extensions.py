"""The Flask extensions, made once and given their app by `app.create_app`."""

from __future__ import annotations

from flask_jwt_extended import JWTManager
from flask_login import LoginManager
from flask_migrate import Migrate
from flask_wtf import CSRFProtect
from htmx_flask import Htmx

login_manager = LoginManager()
# A session is a row of its own, known by a random token and ended by whoever it belongs to (`accounts.sessions`).
# Flask-Login's own mark of the browser, which changes with the network somebody is in, would only rewrite the cookie.
login_manager.session_protection = None
csrf = CSRFProtect()
migrate = Migrate()
htmx = Htmx()
jwt = JWTManager()
