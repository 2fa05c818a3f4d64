"""From the data to the shipped files with one command: `python run.py --data DIR --out DIR`. Run it again to go on where it stopped."""

from __future__ import annotations

import argparse
import json
import os
import time
from datetime import UTC, datetime
from pathlib import Path

import numpy as np
import torch
from tokenizers import Tokenizer

import baselines
import card
import golden
import scoring
import ship
from activations import activation_ranges
from calibrate import calibrate, fold_into_heads
from data import Row, Splits, load_splits
from encoders import add_emoji_embeddings, encoder_folder, frequent_emoji, load_encoder, load_tokenizer, spell_emoji
from labels import TASKS
from multitask import MultiTask
from onnx_graph import write_onnx
from quiet_onnxruntime import onnxruntime
from training import Encoded, Plan, predict, train

#: Tokens a sentence may have when it is predicted; a caption's sentence has about 15.
MAX_LENGTH = 128
#: Training rows are cut shorter: hardly any sentence is longer, and long rows are dear.
TRAIN_LENGTH = 96
#: The version the bundled baseline carries in the registry's sequence.
VERSION = "1"

TEACHER = Plan("teacher", epochs=1.5, batch_rows=48, rate=4e-5, head_rate=1e-3, layer_decay=0.92, seed=7, frozen_layers=4)
STUDENT = Plan(
    "student", epochs=5, batch_rows=64, rate=1.5e-4, head_rate=2e-3, layer_decay=0.9, seed=11, teacher_share=0.7, temperature=1.5
)

Logits = dict[str, np.ndarray]


def teacher_logits(splits: Splits, work: Path) -> tuple[Logits, Logits]:
    """The larger encoder's logits on the training and on the test rows, kept in `work/teacher-logits.npz`."""
    stored = work / "teacher-logits.npz"
    if not stored.exists():
        folder = encoder_folder("mpnet", work)
        tokenizer = load_tokenizer(folder, TRAIN_LENGTH)
        torch.manual_seed(TEACHER.seed)
        model = MultiTask(load_encoder(folder))
        pad_id = model.encoder.config.pad_token_id
        encode = lambda rows: Encoded.of(tokenizer, [spell_emoji(row.text) for row in rows])  # noqa: E731
        encoded = encode(splits.train)
        train(model, encoded, splits.train, TEACHER, work, pad_id)
        print("teacher: predicts the training and the test rows", flush=True)
        found = {"train": predict(model, encoded, pad_id, bf16=True), "test": predict(model, encode(splits.test), pad_id, bf16=True)}
        np.savez(stored, **{f"{split}.{task}": logits[task] for split, logits in found.items() for task in TASKS})
    found = np.load(stored)
    train_logits, test_logits = ({task: found[f"{split}.{task}"] for task in TASKS} for split in ("train", "test"))
    return train_logits, test_logits


def run_onnx(path: Path, tokenizer: Tokenizer, texts: list[str], pad_id: int, batch_rows: int = 64) -> Logits:
    """The shipped file's logits in the order of the texts; batches sorted by length."""
    session = onnxruntime.InferenceSession(str(path), providers=["CPUExecutionProvider"])
    encoded = Encoded.of(tokenizer, texts)
    order = np.argsort([len(ids) for ids in encoded.ids], kind="stable")
    out = {task: np.zeros((len(texts), len(labels)), np.float32) for task, labels in TASKS.items()}
    for start in range(0, len(order), batch_rows):
        chosen = order[start : start + batch_rows].tolist()
        ids, mask = encoded.batch(chosen, pad_id)
        found = session.run([f"{task}_logits" for task in TASKS], {"input_ids": ids.numpy(), "attention_mask": mask.numpy()})
        for task, values in zip(TASKS, found, strict=True):
            out[task][chosen] = values
    return out


def frozen_logits(splits: Splits, folder: Path) -> Logits:
    model, tokenizer = MultiTask(load_encoder(folder)), load_tokenizer(folder, MAX_LENGTH)
    texts = {name: [row.text for row in rows] for name, rows in (("train", splits.train), ("test", splits.test))}
    found = {name: predict(model, Encoded.of(tokenizer, t), model.encoder.config.pad_token_id, bf16=True)["embedding"] for name, t in texts.items()}
    return baselines.frozen_encoder(found["train"], found["test"], splits.train)


def stored_logits(name: str, work: Path, make) -> Logits:
    path = work / f"{name}.npz"
    if not path.exists():
        print(f"{name}: started", flush=True)
        np.savez(path, **make())
    return dict(np.load(path))


def texts_of(rows: list[Row]) -> list[str]:
    return [row.text for row in rows]


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--data", type=Path, required=True, help="folder with youtube_tv_train.csv, goemotions_train.csv, goemotions_dev.csv")
    parser.add_argument("--out", type=Path, required=True, help="folder for the shipped files (models/ in a checkout)")
    parser.add_argument("--work", type=Path, default=Path("work"), help="folder for checkpoints and results (default: ./work)")
    parser.add_argument("--golden", type=Path, help="also write the golden tokens and logits for the TypeScript tests to this file")
    arguments = parser.parse_args()
    work, out = arguments.work, arguments.out
    work.mkdir(parents=True, exist_ok=True)
    out.mkdir(parents=True, exist_ok=True)
    torch.set_num_threads(os.cpu_count() or 1)
    began = time.time()

    splits = load_splits(arguments.data)
    for name, count in splits.report.items():
        print(f"{count:7d}  {name}", flush=True)
    if splits.report["evaluation rows that stand in training"] != 0:
        raise SystemExit("An evaluation row stands in training; the numbers would mean nothing.")

    folder = encoder_folder("minilm", work)
    emoji = frequent_emoji(texts_of(splits.train))
    tokenizer = load_tokenizer(folder, TRAIN_LENGTH, emoji)
    torch.manual_seed(STUDENT.seed)
    student = MultiTask(load_encoder(folder))
    add_emoji_embeddings(student.encoder, tokenizer, emoji)
    pad_id = student.encoder.config.pad_token_id
    taught, teacher_test = teacher_logits(splits, work)
    train(student, Encoded.of(tokenizer, texts_of(splits.train)), splits.train, STUDENT, work, pad_id, taught)

    # Calibrated on what the quantized file says, because that is what people get.
    tokenizer = load_tokenizer(folder, MAX_LENGTH, emoji)
    raw = work / "uncalibrated.onnx"
    ranges = activation_ranges(student, tokenizer, texts_of(splits.train), pad_id)
    write_onnx(student, raw, ranges)
    fold_into_heads(student, calibrate(run_onnx(raw, tokenizer, texts_of(splits.validation), pad_id), splits.validation, splits.train))

    shipped, whole = out / ship.WEIGHTS, work / "float32.onnx"
    write_onnx(student, shipped, ranges)
    write_onnx(student, whole)
    ship.write_tokenizer(tokenizer, out)
    test = texts_of(splits.test)
    systems = {
        "Majority class": baselines.majority(splits.train, splits.test),
        "Bag of words": stored_logits("bag-of-words", work, lambda: baselines.bag_of_words(splits.train, splits.test)),
        "Frozen encoder with heads": stored_logits("frozen-encoder", work, lambda: frozen_logits(splits, folder)),
        "Teacher, four times as large, not shipped": teacher_test,
        "Fine-tuned, float32": run_onnx(whole, tokenizer, test, pad_id),
        "Fine-tuned, as shipped": run_onnx(shipped, tokenizer, test, pad_id),
    }
    metrics = {name: scoring.evaluate(logits, splits.test) for name, logits in systems.items()}
    final = metrics["Fine-tuned, as shipped"]
    created = datetime.now(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
    ship.write_config(out, MAX_LENGTH, VERSION, created, final[scoring.TV])
    card.write_card(out, metrics, systems["Fine-tuned, as shipped"], splits, shipped, created)
    if arguments.golden:
        golden.write_golden(arguments.golden, shipped, tokenizer, pad_id)
    print(json.dumps(metrics, indent=1))
    print(f"done in {(time.time() - began) / 60:.0f} min: {out}")


if __name__ == "__main__":
    main()
