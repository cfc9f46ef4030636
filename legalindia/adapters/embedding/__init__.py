"""Text as vectors: what an embedding does (`protocol`), the packaged model run by ONNX, and one in memory for tests."""
