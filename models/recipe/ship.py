"""Writes the folder that is shipped: weights, model_config.json and tokenizer.json, as Moodline's weights folder wants them."""

from __future__ import annotations

import hashlib
import json
from pathlib import Path

from tokenizers import Tokenizer

from labels import TASKS

WEIGHTS, CONFIG, TOKENIZER = "baseline_weights.onnx", "model_config.json", "tokenizer.json"


def sha256(path: Path) -> str:
    return hashlib.sha256(path.read_bytes()).hexdigest()


def write_tokenizer(tokenizer: Tokenizer, folder: Path) -> None:
    tokenizer.save(str(folder / TOKENIZER), pretty=False)


def write_config(folder: Path, max_length: int, version: str, created_time: str, metrics: dict[str, dict[str, float]]) -> None:
    """`metrics[task]` holds f1_weighted, f1_macro and accuracy on the recipe's own test rows. Call it when the weights are final."""
    weights = folder / WEIGHTS
    baseline = {
        "version": version,
        "file": WEIGHTS,
        "sha256": sha256(weights),
        "size": weights.stat().st_size,
        "tokenizer_file": TOKENIZER,
        "tokenizer_sha256": sha256(folder / TOKENIZER),
        "created_time": created_time,
        "metrics": metrics,
        "parent": None,
    }
    config = {
        "schema": 1,
        "labels": TASKS,
        "inputs": {"input_ids": "input_ids", "attention_mask": "attention_mask"},
        "max_length": max_length,
        "channels": {"baseline": baseline},
    }
    (folder / CONFIG).write_text(json.dumps(config, indent=2) + "\n", encoding="utf-8")
