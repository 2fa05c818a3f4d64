"""Which range of numbers flows into each matrix product: fixed scales for 8-bit inference, taken from training sentences.

A fixed scale per product, rather than one that ONNX Runtime takes from each batch, makes a sentence's logits independent of the
sentences beside it. Numbers outside the range are cut off; the range is the one with the smallest mean squared error.
"""

from __future__ import annotations

import random
from collections import defaultdict
from dataclasses import dataclass

import numpy as np
import torch
from tokenizers import Tokenizer

from multitask import MultiTask
from training import Encoded

#: Training sentences looked at, and tokens the error is measured on.
SENTENCES, TOKENS, SEED = 1500, 4000, 3
#: Shares of the largest and smallest numbers that may be cut off.
CUTS = (0.0, 1e-6, 1e-5, 5e-5, 1e-4, 5e-4)
LEVELS = 255


@dataclass(frozen=True)
class Range:
    """number = (level - zero) * scale, level in 0…255."""

    scale: np.float32
    zero: np.uint8


def find_range(values: np.ndarray) -> Range:
    """The range with the smallest mean squared error over tokens x features."""
    sample = values[:: max(1, len(values) // TOKENS)]
    best: tuple[float, Range] | None = None
    for cut in CUTS:
        low, high = min(0.0, float(np.quantile(values, cut))), float(np.quantile(values, 1 - cut))
        scale = np.float32((high - low) / LEVELS)
        zero = np.uint8(round(-low / scale))
        found = (np.clip(np.rint(sample / scale) + zero, 0, LEVELS) - zero) * scale
        error = float(((found - sample) ** 2).mean())
        if best is None or error < best[0]:
            best = error, Range(scale, zero)
    return best[1]


@torch.no_grad()
def activation_ranges(model: MultiTask, tokenizer: Tokenizer, texts: list[str], pad_id: int) -> dict[str, Range]:
    """The range of what flows into each matrix product, by the name the product has in the ONNX graph."""
    chosen = random.Random(SEED).sample(texts, min(SENTENCES, len(texts)))
    seen: dict[str, list[np.ndarray]] = defaultdict(list)
    is_token = torch.zeros(0)

    def watch(name: str):
        return lambda _, given: seen[name].append(given[0][is_token].numpy())

    hooks = []
    for depth, layer in enumerate(model.encoder.encoder.layer):
        parts = {"qkv": layer.attention.self.query, "out": layer.attention.output.dense, "wide": layer.intermediate.dense, "narrow": layer.output.dense}
        hooks += [part.register_forward_pre_hook(watch(f"layer.{depth}.{name}")) for name, part in parts.items()]
    encoded = Encoded.of(tokenizer, chosen)
    order = np.argsort([len(ids) for ids in encoded.ids], kind="stable")
    for start in range(0, len(order), 64):
        ids, mask = encoded.batch(order[start : start + 64].tolist(), pad_id)
        is_token = mask.bool()
        model.eval()(ids, mask)
    for hook in hooks:
        hook.remove()
    return {name: find_range(np.concatenate(values)) for name, values in seen.items()}
