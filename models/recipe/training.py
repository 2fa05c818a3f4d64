"""One resumable training loop, used for the teacher and for the student."""

from __future__ import annotations

import math
import random
import sys
import time
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import torch
import torch.nn.functional as F
from tokenizers import Tokenizer

from data import Row
from labels import TASKS
from multitask import MultiTask, parameter_groups, save_atomically, soft_cross_entropy

#: How much each task counts. Intensity is known for a third of the rows and is the easiest.
TASK_WEIGHT = {"emotion": 1.0, "sub_emotion": 1.0, "intensity": 0.5}

#: Seconds between two checkpoints.
CHECKPOINT_INTERVAL = 240


@dataclass(frozen=True)
class Plan:
    name: str
    #: A part of an epoch is possible.
    epochs: float
    batch_rows: int
    rate: float
    head_rate: float
    layer_decay: float
    seed: int
    frozen_layers: int = 0
    #: Share of the given labels that is spread evenly over all labels (label smoothing).
    smoothing: float = 0.05
    #: Class weight = (mean count / count) ** power, limited; 0 is none.
    balance_power: float = 0.25
    #: Share of the loss that follows the teacher's distribution instead of the given labels, and its temperature.
    teacher_share: float = 0.0
    temperature: float = 1.5


@dataclass
class Encoded:
    """Token ids of every row, ready to batch: `ids[i]` is an int array of its own length."""

    ids: list[np.ndarray]

    @staticmethod
    def of(tokenizer: Tokenizer, texts: list[str]) -> "Encoded":
        return Encoded([np.asarray(e.ids, np.int64) for e in tokenizer.encode_batch(texts)])

    def batch(self, rows: list[int], pad_id: int) -> tuple[torch.Tensor, torch.Tensor]:
        length = max(len(self.ids[i]) for i in rows)
        ids = np.full((len(rows), length), pad_id, np.int64)
        mask = np.zeros((len(rows), length), np.int64)
        for k, i in enumerate(rows):
            ids[k, : len(self.ids[i])] = self.ids[i]
            mask[k, : len(self.ids[i])] = 1
        return torch.from_numpy(ids), torch.from_numpy(mask)


def target_matrix(rows: list[Row], task: str) -> np.ndarray:
    """rows x labels; a row without a label for the task is all zeros."""
    empty = np.zeros(len(TASKS[task]), np.float32)
    return np.stack([row.targets.get(task, empty) for row in rows]).astype(np.float32)


def epoch_batches(lengths: np.ndarray, batch_rows: int, rng: random.Random) -> list[list[int]]:
    """Shuffled rows, sorted by length within pools of 40 batches, so little is padding and the order is still random."""
    order = list(range(len(lengths)))
    rng.shuffle(order)
    pool = batch_rows * 40
    batches = []
    for start in range(0, len(order), pool):
        part = sorted(order[start : start + pool], key=lambda i: lengths[i])
        batches += [part[i : i + batch_rows] for i in range(0, len(part), batch_rows)]
    rng.shuffle(batches)
    return batches


def class_weights(targets: np.ndarray, power: float) -> torch.Tensor | None:
    if power == 0:
        return None
    counts = targets.sum(0).clip(min=20)
    return torch.from_numpy(((counts.mean() / counts) ** power).clip(0.3, 4).astype(np.float32))


def train(
    model: MultiTask, encoded: Encoded, rows: list[Row], plan: Plan, work: Path, pad_id: int, teacher: dict[str, np.ndarray] | None = None
) -> MultiTask:
    """Trains in place and returns the model; resumes from `work/<name>.checkpoint` when there is one.

    `teacher[task]`: rows x labels, the teacher's logits on the same rows; used in the share the plan names.
    """
    finished = work / f"{plan.name}.pt"
    if finished.exists():
        model.load_state_dict(torch.load(finished))
        return model.eval()
    torch.manual_seed(plan.seed)
    targets = {task: target_matrix(rows, task) for task in TASKS}
    weights = {task: class_weights(targets[task], plan.balance_power) for task in TASKS}
    row_weight = np.array([row.weight for row in rows], np.float32)
    lengths = np.array([len(ids) for ids in encoded.ids])
    groups = parameter_groups(model, plan.rate, plan.head_rate, plan.layer_decay, plan.frozen_layers)
    optimizer = torch.optim.AdamW(groups, betas=(0.9, 0.98), eps=1e-6)
    batches = [b for epoch in range(math.ceil(plan.epochs)) for b in epoch_batches(lengths, plan.batch_rows, random.Random(plan.seed * 1000 + epoch))]
    batches = batches[: round(plan.epochs * math.ceil(len(rows) / plan.batch_rows))]
    tokens = np.array([max(lengths[i] for i in b) * len(b) for b in batches])
    start, checkpoint = 0, work / f"{plan.name}.checkpoint"
    if checkpoint.exists():
        state = torch.load(checkpoint, weights_only=False)
        model.load_state_dict(state["model"])
        optimizer.load_state_dict(state["optimizer"])
        torch.set_rng_state(state["rng"])
        start = state["step"]
        print(f"{plan.name}: goes on at step {start} of {len(batches)}", flush=True)
    model.train()
    warmup = max(1, int(0.06 * len(batches)))
    began = saved = shown = time.time()
    running = 0.0
    for step in range(start, len(batches)):
        factor = min((step + 1) / warmup, max(0.0, (len(batches) - step) / (len(batches) - warmup)))
        for group in optimizer.param_groups:
            group["lr"] = group["base_lr"] * factor
        chosen = batches[step]
        ids, mask = encoded.batch(chosen, pad_id)
        with torch.autocast("cpu", dtype=torch.bfloat16):
            _, logits = model(ids, mask)
        weight = torch.from_numpy(row_weight[chosen])
        loss = torch.zeros(())
        for task, labels in TASKS.items():
            target = torch.from_numpy(targets[task][chosen])
            smooth = plan.smoothing * target.sum(1, keepdim=True) / len(labels) + (1 - plan.smoothing) * target
            given = soft_cross_entropy(logits[task], smooth, weight, weights[task])
            if teacher is not None and plan.teacher_share > 0:
                t = plan.temperature
                soft = F.softmax(torch.from_numpy(teacher[task][chosen]) / t, dim=1)
                taught = soft_cross_entropy(logits[task] / t, soft, torch.ones(len(chosen)), None) * t * t
                given = (1 - plan.teacher_share) * given + plan.teacher_share * taught
            loss = loss + TASK_WEIGHT[task] * given
        loss.backward()
        torch.nn.utils.clip_grad_norm_(model.parameters(), 1.0)
        optimizer.step()
        optimizer.zero_grad(set_to_none=True)
        running = loss.item() if running == 0 else 0.98 * running + 0.02 * loss.item()
        now = time.time()
        if now - shown > 20 or step + 1 == len(batches):
            speed = tokens[start : step + 1].sum() / (now - began)
            left = tokens[step + 1 :].sum() / speed
            print(f"{plan.name}: step {step + 1}/{len(batches)} loss {running:.3f} {speed:.0f} tokens/s, {math.ceil(left / 60)} min left", flush=True)
            shown = now
        if now - saved > CHECKPOINT_INTERVAL:
            state = {"model": model.state_dict(), "optimizer": optimizer.state_dict(), "rng": torch.get_rng_state(), "step": step + 1}
            save_atomically(state, checkpoint)
            saved = time.time()
        if not math.isfinite(running):
            sys.exit(f"{plan.name}: the loss is no longer a number at step {step + 1}; lower the rate")
    save_atomically(model.state_dict(), finished)
    checkpoint.unlink(missing_ok=True)
    return model.eval()


@torch.no_grad()
def predict(model: MultiTask, encoded: Encoded, pad_id: int, batch_rows: int = 128, bf16: bool = False) -> dict[str, np.ndarray]:
    """Logits per task and `embedding`, one row per text in the order given."""
    model.eval()
    order = np.argsort([len(ids) for ids in encoded.ids], kind="stable")
    out: dict[str, np.ndarray] = {}
    for start in range(0, len(order), batch_rows):
        chosen = order[start : start + batch_rows].tolist()
        ids, mask = encoded.batch(chosen, pad_id)
        with torch.autocast("cpu", dtype=torch.bfloat16, enabled=bf16):
            embedding, logits = model(ids, mask)
        for name, values in {"embedding": embedding, **logits}.items():
            if name not in out:
                out[name] = np.zeros((len(order), values.shape[1]), np.float32)
            out[name][chosen] = values.float().numpy()
    return out
