"""Where gunicorn, Huey's consumer and `flask` find the app."""

from __future__ import annotations

import sys

from config import WrongSetting, from_environment
from legalindia.app import create_app
from legalindia.background import huey

__all__ = ["app", "huey"]

try:
    app = create_app(from_environment())
except WrongSetting as wrong:
    sys.exit(f"LegalIndia cannot start: {wrong}")
