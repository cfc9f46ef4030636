"""Where gunicorn, Huey's consumer and `flask` find the app."""

from __future__ import annotations

import gc

# Nearly all that is loaded here stays. The collector would walk through it again and again meanwhile: a sixth of the
# time that a start takes.
gc.disable()

from config import from_environment  # noqa: E402
from legalindia.app import create_app  # noqa: E402
from legalindia.background import huey  # noqa: E402

__all__ = ["app", "huey"]

app = create_app(from_environment())
gc.enable()
