"""Writes the network as an ONNX graph, in float32 or with 8-bit weights, straight from the parameters.

The graph is built by hand rather than exported, because three things are wanted that an exporter does not give: fused
operators that ONNX Runtime runs fastest (com.microsoft), 8-bit products with fixed scales, and heads whose float32 parameters
lie as contiguous raw bytes under known names, so that a head can be retrained by rewriting them in place.

8-bit: matrix products multiply integers. Weights have one scale per output, activations one fixed scale per product (see
activations.py), so a sentence's logits do not depend on which other sentences are in its batch. The word embeddings are int8
with one scale per word. Everything else is float32.
"""

from __future__ import annotations

from pathlib import Path

import numpy as np
import onnx
from onnx import TensorProto, helper, numpy_helper

from activations import Range
from labels import TASKS
from multitask import MultiTask

MICROSOFT = "com.microsoft"
#: Largest weight level. 7 bits rather than 8: on processors without VNNI, ONNX Runtime adds two products of 8-bit numbers in 16
#: bits, which would overflow (https://onnxruntime.ai/docs/performance/model-optimizations/quantization.html, "U8S8").
WEIGHT_LEVEL = 63


class GraphWriter:
    """Collects nodes and initializers; `ranges` of activations make the products 8-bit, None leaves everything in float32."""

    def __init__(self, ranges: dict[str, Range] | None) -> None:
        self.ranges = ranges
        self.nodes: list[onnx.NodeProto] = []
        self.initializers: list[onnx.TensorProto] = []
        self._counter = 0
        self._quantized: dict[str, tuple[str, str, str]] = {}

    def constant(self, name: str, values: np.ndarray) -> str:
        self.initializers.append(numpy_helper.from_array(np.ascontiguousarray(values), name))
        return name

    def node(self, op: str, inputs: list[str], outputs: int = 1, domain: str = "", name: str = "", **attributes) -> list[str]:
        self._counter += 1
        label = name or f"{op}_{self._counter}"
        names = [f"{label}.{k}" for k in range(outputs)] if outputs > 1 else [f"{label}.out"]
        self.nodes.append(helper.make_node(op, inputs, names, name=label, domain=domain, **attributes))
        return names

    def product(self, x: str, weight: np.ndarray, bias: np.ndarray, name: str) -> str:
        """x · weightᵀ + bias with weight [out x in]."""
        added = self.constant(f"{name}.bias", bias)
        if self.ranges is None:
            multiplied = self.node("MatMul", [x, self.constant(f"{name}.weight", weight.T)], name=name)[0]
            return self.node("Add", [multiplied, added], name=f"{name}.biased")[0]
        levels, scales = quantize_outputs(weight)
        whole, scale, zero = self.quantized(x, name)
        inputs = [whole, self.constant(f"{name}.weight_8bit", levels), scale, self.constant(f"{name}.scales", scales), zero, "", added]
        return self.node("MatMulIntegerToFloat", inputs, domain=MICROSOFT, name=name)[0]

    def quantized(self, x: str, product: str) -> tuple[str, str, str]:
        """The 8-bit levels of x with their scale and zero point; made once when several products read x."""
        if x not in self._quantized:
            found = next(range for name, range in self.ranges.items() if product.startswith(name))
            scale = self.constant(f"{product}.input_scale", np.array(found.scale))
            zero = self.constant(f"{product}.input_zero", np.array(found.zero))
            self._quantized[x] = (self.node("QuantizeLinear", [x, scale, zero], name=f"{product}.input_8bit")[0], scale, zero)
        return self._quantized[x]

    def rows_of(self, table: np.ndarray, indices: str, name: str) -> str:
        """Looks up rows of an embedding table."""
        if self.ranges is None:
            return self.node("Gather", [self.constant(f"{name}.weight", table), indices], name=name)[0]
        scales = (np.abs(table).max(1, keepdims=True) / 127).clip(min=1e-12).astype(np.float32)
        whole = np.rint(table / scales).astype(np.int8)
        found = self.node("Gather", [self.constant(f"{name}.weight_int8", whole), indices], name=f"{name}.gather")[0]
        scale = self.node("Gather", [self.constant(f"{name}.scales", scales), indices], name=f"{name}.gather_scale")[0]
        numbers = self.node("Cast", [found], name=f"{name}.cast", to=TensorProto.FLOAT)[0]
        return self.node("Mul", [numbers, scale], name=f"{name}.scale")[0]


def quantize_outputs(weight: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """[out x in] float32 → int8 levels [in x out] and one scale per output."""
    scales = (np.abs(weight).max(1) / WEIGHT_LEVEL).clip(min=1e-12).astype(np.float32)
    return np.rint(weight / scales[:, None]).T.astype(np.int8), scales


def write_onnx(model: MultiTask, path: Path, ranges: dict[str, Range] | None = None, producer: str = "moodline-recipe") -> None:
    """Writes the ONNX file, 8-bit when `ranges` are given: inputs input_ids and attention_mask (int64, batch x tokens); outputs the three logits and embedding."""
    encoder, config = model.encoder, model.encoder.config
    values = {name: p.detach().float().numpy() for name, p in encoder.state_dict().items()}
    g = GraphWriter(ranges)

    # Word, position and token-type embeddings. The token type is always 0, so it is part of the positions.
    words = g.rows_of(values["embeddings.word_embeddings.weight"], "input_ids", "embeddings.word")
    positions = values["embeddings.position_embeddings.weight"] + values["embeddings.token_type_embeddings.weight"][0]
    shape = g.node("Shape", ["input_ids"], name="shape", start=1, end=2)[0]
    zero, one = g.constant("zero", np.array([0], np.int64)), g.constant("one", np.array([1], np.int64))
    place = g.node("Slice", [g.constant("embeddings.position.weight", positions), zero, shape, zero, one], name="embeddings.position")[0]
    summed = g.node("Add", [words, place], name="embeddings.sum")[0]
    gamma, beta = (g.constant(f"embeddings.norm.{k}", values[f"embeddings.LayerNorm.{k}"]) for k in ("weight", "bias"))
    x = g.node("LayerNormalization", [summed, gamma, beta], name="embeddings.norm", axis=-1, epsilon=config.layer_norm_eps)[0]
    mask32 = g.node("Cast", ["attention_mask"], name="mask32", to=TensorProto.INT32)[0]

    hidden = config.hidden_size
    for depth in range(config.num_hidden_layers):
        own, p = f"layer.{depth}", f"encoder.layer.{depth}"

        def dense(given: str, source: str, name: str, sign: int = 1) -> str:
            return g.product(given, sign * values[f"{p}.{source}.weight"], sign * values[f"{p}.{source}.bias"], f"{own}.{name}")

        q, k, v = (dense(x, f"attention.self.{part}", f"qkv.{part}") for part in ("query", "key", "value"))
        heads = config.num_attention_heads
        mixed = g.node("MultiHeadAttention", [q, k, v, "", mask32], domain=MICROSOFT, name=f"{own}.attention", num_heads=heads)[0]
        x = residual(g, x, dense(mixed, "attention.output.dense", "out", -1), f"{p}.attention.output", f"{own}.out", values, config)
        active = g.node("Gelu", [dense(x, "intermediate.dense", "wide")], domain=MICROSOFT, name=f"{own}.gelu")[0]
        x = residual(g, x, dense(active, "output.dense", "narrow", -1), f"{p}.output", f"{own}.narrow", values, config)

    # Mean over the tokens that are not padding.
    mask = g.node("Cast", ["attention_mask"], name="mask", to=TensorProto.FLOAT)[0]
    last = g.constant("last_axis", np.array([-1], np.int64))
    mask3 = g.node("Unsqueeze", [mask, last], name="mask3")[0]
    total = g.node("ReduceSum", [g.node("Mul", [x, mask3], name="masked")[0], one], name="total", keepdims=0)[0]
    count = g.node("ReduceSum", [mask, one], name="count", keepdims=1)[0]
    count = g.node("Max", [count, g.constant("at_least_one", np.array([1], np.float32))], name="count.safe")[0]
    g.nodes.append(helper.make_node("Div", [total, count], ["embedding"], name="embedding"))
    for task in TASKS:
        head = model.heads[task]
        weight = g.constant(f"head.{task}.weight", head.weight.detach().numpy().astype(np.float32))
        bias = g.constant(f"head.{task}.bias", head.bias.detach().numpy().astype(np.float32))
        g.nodes.append(helper.make_node("Gemm", ["embedding", weight, bias], [f"{task}_logits"], name=f"head.{task}", transB=1))

    inputs = [helper.make_tensor_value_info(n, TensorProto.INT64, ["batch", "tokens"]) for n in ("input_ids", "attention_mask")]
    outputs = [helper.make_tensor_value_info(f"{task}_logits", TensorProto.FLOAT, ["batch", len(labels)]) for task, labels in TASKS.items()]
    outputs.append(helper.make_tensor_value_info("embedding", TensorProto.FLOAT, ["batch", hidden]))
    graph = helper.make_graph(g.nodes, "moodline", inputs, outputs, g.initializers)
    opsets = [helper.make_opsetid("", 17), helper.make_opsetid(MICROSOFT, 1)]
    onnx.save(helper.make_model(graph, opset_imports=opsets, producer_name=producer, ir_version=9), path)


def residual(g: GraphWriter, x: str, negative: str, source: str, name: str, values: dict[str, np.ndarray], config) -> str:
    """LayerNorm(x - negative). Subtracting -y rather than adding y: ONNX Runtime would fuse Add with the norm into an operator that is
    three times slower here."""
    gamma, beta = (g.constant(f"{name}.norm.{k}", values[f"{source}.LayerNorm.{k}"]) for k in ("weight", "bias"))
    summed = g.node("Sub", [x, negative], name=f"{name}.sum")[0]
    return g.node("LayerNormalization", [summed, gamma, beta], name=f"{name}.norm", axis=-1, epsilon=config.layer_norm_eps)[0]
