"""ONNX Runtime, loaded so that it tells its makers nothing: whoever needs it takes it from here."""

from __future__ import annotations

import os

# By itself it reports which model is run, on what machine and how often, unless this is set before it is loaded; and
# nothing leaves this machine.
os.environ["ORT_DISABLE_TELEMETRY"] = "1"

import onnxruntime

__all__ = ["onnxruntime"]
