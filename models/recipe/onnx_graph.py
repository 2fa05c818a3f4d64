"""Writes the network as an ONNX graph, in float32 or with 8-bit weights, straight from the parameters.

The graph is built by hand rather than exported, because three things are wanted that an exporter does not give: fused
operators that ONNX Runtime runs fastest (com.microsoft), 8-bit weights in blocks, and heads whose float32 parameters lie as
contiguous raw bytes under known names, so that a head can be retrained by rewriting them in place.

8-bit: the weights of the matrix products are stored as int8 in blocks with a scale each (MatMulNBits); activations are
quantized by ONNX Runtime per row and block, so a sentence's logits do not depend on which other sentences are in its batch,
as they would with one scale per batch. The word embeddings are int8 with one scale per word. Everything else is float32.
"""

from __future__ import annotations

from pathlib import Path

import numpy as np
import onnx
from onnx import TensorProto, helper, numpy_helper

from labels import TASKS
from multitask import MultiTask

MICROSOFT = "com.microsoft"
#: Weights of one output row that share a scale.
BLOCK = 64
#: 1 computes in float32, 4 lets ONNX Runtime quantize the activations to int8.
ACCURACY_LEVEL = 4


class GraphWriter:
    """Collects nodes and initializers; `quantize` decides how weights are stored."""

    def __init__(self, quantize: bool) -> None:
        self.quantize = quantize
        self.nodes: list[onnx.NodeProto] = []
        self.initializers: list[onnx.TensorProto] = []
        self._counter = 0

    def constant(self, name: str, values: np.ndarray) -> str:
        self.initializers.append(numpy_helper.from_array(np.ascontiguousarray(values), name))
        return name

    def node(self, op: str, inputs: list[str], outputs: int = 1, domain: str = "", name: str = "", **attributes) -> list[str]:
        self._counter += 1
        label = name or f"{op}_{self._counter}"
        names = [f"{label}.{k}" for k in range(outputs)] if outputs > 1 else [f"{label}.out"]
        self.nodes.append(helper.make_node(op, inputs, names, name=label, domain=domain, **attributes))
        return names

    def product(self, x: str, weight: np.ndarray, name: str) -> str:
        """x · weightᵀ with weight [out x in]; the bias is added elsewhere."""
        if not self.quantize:
            return self.node("MatMul", [x, self.constant(f"{name}.weight", weight.T)], name=name)[0]
        packed, scales = quantize_blocks(weight)
        rows, columns = weight.shape
        inputs = [x, self.constant(f"{name}.weight_8bit", packed), self.constant(f"{name}.scales", scales)]
        options = {"K": columns, "N": rows, "bits": 8, "block_size": BLOCK, "accuracy_level": ACCURACY_LEVEL}
        return self.node("MatMulNBits", inputs, domain=MICROSOFT, name=name, **options)[0]

    def rows_of(self, table: np.ndarray, indices: str, name: str) -> str:
        """Looks up rows of an embedding table."""
        if not self.quantize:
            return self.node("Gather", [self.constant(f"{name}.weight", table), indices], name=name)[0]
        scales = (np.abs(table).max(1, keepdims=True) / 127).clip(min=1e-12).astype(np.float32)
        whole = np.rint(table / scales).astype(np.int8)
        found = self.node("Gather", [self.constant(f"{name}.weight_int8", whole), indices], name=f"{name}.gather")[0]
        scale = self.node("Gather", [self.constant(f"{name}.scales", scales), indices], name=f"{name}.gather_scale")[0]
        numbers = self.node("Cast", [found], name=f"{name}.cast", to=TensorProto.FLOAT)[0]
        return self.node("Mul", [numbers, scale], name=f"{name}.scale")[0]


def quantize_blocks(weight: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """[out x in] float32 → MatMulNBits' layout: uint8 [out, blocks, BLOCK] around the zero point 128, and scales [out * blocks]."""
    rows, columns = weight.shape
    if columns % BLOCK:
        raise ValueError(f"{columns} inputs are no multiple of the block size {BLOCK}")
    blocks = weight.reshape(rows, columns // BLOCK, BLOCK).astype(np.float32)
    scales = (np.abs(blocks).max(2, keepdims=True) / 127).clip(min=1e-12)
    packed = (np.rint(blocks / scales) + 128).astype(np.uint8)
    return packed, scales.reshape(-1).astype(np.float32)


def write_onnx(model: MultiTask, path: Path, quantize: bool, producer: str = "moodline-recipe") -> None:
    """Writes the ONNX file: inputs input_ids and attention_mask (int64, batch x tokens); outputs the three logits and embedding."""
    encoder, config = model.encoder, model.encoder.config
    values = {name: p.detach().float().numpy() for name, p in encoder.state_dict().items()}
    g = GraphWriter(quantize)

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
        parts = [f"{p}.attention.self.{k}" for k in ("query", "key", "value")]
        joined = g.product(x, np.concatenate([values[f"{k}.weight"] for k in parts]), f"{own}.qkv")
        split = g.constant(f"{own}.qkv.split", np.array([hidden] * 3, np.int64))
        q, k, v = g.node("Split", [joined, split], outputs=3, name=f"{own}.qkv.parts", axis=-1)
        bias = g.constant(f"{own}.qkv.bias", np.concatenate([values[f"{k}.bias"] for k in parts]))
        mixed = g.node(
            "MultiHeadAttention", [q, k, v, bias, mask32], domain=MICROSOFT, name=f"{own}.attention", num_heads=config.num_attention_heads
        )[0]
        x = residual(g, x, g.product(mixed, values[f"{p}.attention.output.dense.weight"], f"{own}.out"), f"{p}.attention.output", own + ".out", values, config)
        wide = g.product(x, values[f"{p}.intermediate.dense.weight"], f"{own}.wide")
        wide_bias = g.constant(f"{own}.wide.bias", values[f"{p}.intermediate.dense.bias"])
        active = g.node("BiasGelu", [wide, wide_bias], domain=MICROSOFT, name=f"{own}.gelu")[0]
        x = residual(g, x, g.product(active, values[f"{p}.output.dense.weight"], f"{own}.narrow"), f"{p}.output", own + ".narrow", values, config)

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


def residual(g: GraphWriter, x: str, y: str, source: str, name: str, values: dict[str, np.ndarray], config) -> str:
    """LayerNorm(x + y + bias)."""
    gamma = g.constant(f"{name}.norm.weight", values[f"{source}.LayerNorm.weight"])
    beta = g.constant(f"{name}.norm.bias", values[f"{source}.LayerNorm.bias"])
    bias = g.constant(f"{name}.bias", values[f"{source}.dense.bias"])
    options = {"domain": MICROSOFT, "name": f"{name}.norm", "epsilon": config.layer_norm_eps}
    return g.node("SkipLayerNormalization", [y, x, gamma, beta, bias], **options)[0]
