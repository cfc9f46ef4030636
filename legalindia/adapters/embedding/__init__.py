"""Text as vectors: what an embedding does (`protocol`), the packaged model run by ONNX, and one in memory for tests."""

import os

# ONNX Runtime tells its makers by itself which model is run, on what machine and how often, unless this is set before
# it is loaded; and nothing leaves this machine.
os.environ["ORT_DISABLE_TELEMETRY"] = "1"
