"""The computation of all-MiniLM-L6-v2, step by step, as an ONNX graph: neither torch nor a download is needed."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
import onnx
from numpy.typing import NDArray
from onnx import TensorProto, helper, numpy_helper

_LAYERS, _HEADS, _HEAD_SIZE = 6, 12, 32
_EPSILON = 1e-12


def build_graph(weights: dict[str, NDArray[np.float32]]) -> onnx.ModelProto:
    """Return the model in full precision: token ids and mask [texts, tokens] in, vectors of unit length out."""
    graph = _Graph(weights)
    graph.encode()
    inputs = [
        helper.make_tensor_value_info(name, TensorProto.INT64, ["texts", "tokens"])
        for name in ("input_ids", "attention_mask")
    ]
    outputs = [helper.make_tensor_value_info("vectors", TensorProto.FLOAT, ["texts", _HEADS * _HEAD_SIZE])]
    body = helper.make_graph(graph.nodes, "all-MiniLM-L6-v2", inputs, outputs, graph.constants)
    model = helper.make_model(body, opset_imports=[helper.make_opsetid("", 20)], ir_version=10)
    # There is nothing to fold or infer in this graph; without the mark the quantizer warns that it was not tried.
    helper.set_model_props(model, {"onnx.quant.pre_process": "onnxruntime.quant"})
    onnx.checker.check_model(model)
    return model


class _Graph:
    """Writes the steps of a BERT encoder (Devlin et al. 2019), mean pooling and scaling to unit length."""

    def __init__(self, weights: dict[str, NDArray[np.float32]]) -> None:
        self.weights = weights
        self.nodes: list[onnx.NodeProto] = []
        self.constants: list[onnx.TensorProto] = []

    def encode(self) -> None:
        hidden = self._embedded()
        spread = self._step(
            "Unsqueeze", self._step("Cast", "attention_mask", to=TensorProto.FLOAT), self._numbers([1, 2])
        )
        silence = self._step("Mul", self._step("Sub", self._real(1.0), spread), self._real(-1e9))
        for layer in range(_LAYERS):
            hidden = self._layer(hidden, silence, f"encoder.layer.{layer}.")
        self._pooled(hidden)

    def _embedded(self) -> str:
        length = self._step("Slice", self._step("Shape", "input_ids"), *map(self._numbers, ([1], [2])))
        places = self._step("Slice", self._weight("embeddings.position_embeddings.weight"), self._numbers([0]), length)
        words = self._step("Gather", self._weight("embeddings.word_embeddings.weight"), "input_ids")
        kind = self._array(self.weights["embeddings.token_type_embeddings.weight"][0])
        return self._normed(self._step("Add", self._step("Add", words, places), kind), "embeddings.LayerNorm")

    def _layer(self, hidden: str, silence: str, name: str) -> str:
        attended = self._linear(self._attention(hidden, silence, name), f"{name}attention.output.dense")
        hidden = self._normed(self._step("Add", attended, hidden), f"{name}attention.output.LayerNorm")
        wide = self._step("Gelu", self._linear(hidden, f"{name}intermediate.dense"))
        narrow = self._linear(wide, f"{name}output.dense")
        return self._normed(self._step("Add", narrow, hidden), f"{name}output.LayerNorm")

    def _attention(self, hidden: str, silence: str, name: str) -> str:
        query, value = (
            self._heads(hidden, f"{name}attention.self.{part}", [0, 2, 1, 3]) for part in ("query", "value")
        )
        key = self._heads(hidden, f"{name}attention.self.key", [0, 2, 3, 1])
        scores = self._step("Mul", self._step("MatMul", query, key), self._real(_HEAD_SIZE**-0.5))
        shares = self._step("Softmax", self._step("Add", scores, silence), axis=-1)
        joined = self._step("Transpose", self._step("MatMul", shares, value), perm=[0, 2, 1, 3])
        return self._step("Reshape", joined, self._numbers([0, 0, _HEADS * _HEAD_SIZE]))

    def _heads(self, hidden: str, name: str, order: Sequence[int]) -> str:
        split = self._step("Reshape", self._linear(hidden, name), self._numbers([0, 0, _HEADS, _HEAD_SIZE]))
        return self._step("Transpose", split, perm=order)

    def _pooled(self, hidden: str) -> None:
        counted = self._step(
            "Unsqueeze", self._step("Cast", "attention_mask", to=TensorProto.FLOAT), self._numbers([2])
        )
        total = self._step("ReduceSum", self._step("Mul", hidden, counted), self._numbers([1]), keepdims=0)
        mean = self._step("Div", total, self._step("ReduceSum", counted, self._numbers([1]), keepdims=0))
        length = self._step("ReduceL2", mean, self._numbers([1]), keepdims=1)
        self.nodes.append(helper.make_node("Div", [mean, length], ["vectors"]))

    def _linear(self, hidden: str, name: str) -> str:
        product = self._step("MatMul", hidden, self._array(self.weights[f"{name}.weight"].T))
        return self._step("Add", product, self._weight(f"{name}.bias"))

    def _normed(self, hidden: str, name: str) -> str:
        scale, shift = self._weight(f"{name}.weight"), self._weight(f"{name}.bias")
        return self._step("LayerNormalization", hidden, scale, shift, axis=-1, epsilon=_EPSILON)

    def _step(self, operator: str, *inputs: str, **attributes: Any) -> str:
        output = f"step{len(self.nodes)}"
        self.nodes.append(helper.make_node(operator, list(inputs), [output], **attributes))
        return output

    def _weight(self, name: str) -> str:
        return self._array(self.weights[name])

    def _real(self, value: float) -> str:
        return self._array(np.array(value, np.float32))

    def _numbers(self, values: Sequence[int]) -> str:
        return self._array(np.array(values, np.int64))

    def _array(self, values: NDArray[np.float32] | NDArray[np.int64]) -> str:
        name = f"constant{len(self.constants)}"
        self.constants.append(numpy_helper.from_array(values.copy(order="C"), name))
        return name
