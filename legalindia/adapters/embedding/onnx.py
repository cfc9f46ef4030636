"""An embedding model from a folder (`model.onnx`, `tokenizer.json`), run on the processor by ONNX Runtime."""

from __future__ import annotations

import threading
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from hashlib import file_digest
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from prometheus_client import Counter
from tokenizers import Tokenizer

from legalindia.adapters.embedding.runtime import onnxruntime
from legalindia.errors import Unavailable

# MiniLM's makers run it with 256 tokens; of a longer text the beginning counts.
_TOKENS = 256
TOKENS = Counter("legalindia_model_tokens", "Tokens that went through the embedding model")


@dataclass(frozen=True, slots=True)
class _Model:
    session: onnxruntime.InferenceSession
    tokenizer: Tokenizer
    inputs: frozenset[str]
    dimensions: int


class OnnxEmbedding:
    """Loads the model when it is first needed; the folder's name is the model's name.

    Takes `input_ids`, `attention_mask` and, where the model asks for them, `token_type_ids`. A model that gives a
    vector a token, not a vector a text, is averaged over the tokens.

    :param threads: processor threads of one run; 0 for one a core.
    """

    def __init__(self, folder: Path, *, threads: int = 0) -> None:
        self.name = folder.name
        self._folder = folder
        self._threads = threads
        self._lock = threading.Lock()

    @cached_property
    def version(self) -> str:
        """Return the version noted when the model was built, else the hash of its file."""
        try:
            noted = self._folder / "version"
            if noted.is_file():
                return noted.read_text()
            with (self._folder / "model.onnx").open("rb") as model:
                return file_digest(model, "sha256").hexdigest()[:16]
        except OSError as error:
            raise _unloadable(self.name) from error

    @property
    def dimensions(self) -> int:
        return self._loaded().dimensions

    def embed(self, texts: Sequence[str]) -> NDArray[np.float32]:
        # One by one: an 8-bit model rounds by the range of all that runs together, so in company the same text would
        # give another vector (cosine down to 0.96 measured); on a processor company saves no time either.
        model = self._loaded()
        vectors = np.zeros((len(texts), model.dimensions), np.float32)
        for row, text in enumerate(texts):
            vectors[row] = _vector(model, text)
        return vectors

    def _loaded(self) -> _Model:
        with self._lock:
            return self._model

    @cached_property
    def _model(self) -> _Model:
        options = onnxruntime.SessionOptions()
        options.intra_op_num_threads = self._threads
        # Threads that wait for work by spinning would take the processor from the web server beside them.
        options.add_session_config_entry("session.intra_op.allow_spinning", "0")
        try:
            session = onnxruntime.InferenceSession(self._folder / "model.onnx", options)
            tokenizer = Tokenizer.from_file(str(self._folder / "tokenizer.json"))
        except Exception as error:  # each library has its own, without a common base
            raise _unloadable(self.name) from error
        tokenizer.no_padding()
        tokenizer.enable_truncation(_TOKENS)
        inputs = frozenset(one.name for one in session.get_inputs())
        return _Model(session, tokenizer, inputs, session.get_outputs()[0].shape[-1])


def _vector(model: _Model, text: str) -> NDArray[np.float32]:
    tokens = model.tokenizer.encode(text)
    TOKENS.inc(len(tokens.ids))
    given = {
        "input_ids": np.array([tokens.ids], np.int64),
        "attention_mask": np.array([tokens.attention_mask], np.int64),
        "token_type_ids": np.array([tokens.type_ids], np.int64),
    }
    (output, *_) = model.session.run(None, {name: given[name] for name in model.inputs})
    vector: NDArray[np.float32] = output[0] if output.ndim == 2 else output[0].mean(axis=0)
    length: np.float32 = np.linalg.norm(vector)
    return vector / length


def _unloadable(name: str) -> Unavailable:
    return Unavailable(
        f"The embedding model {name} cannot be loaded. Build it again; until then search works by words alone."
    )
