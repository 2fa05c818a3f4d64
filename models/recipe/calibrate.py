"""Makes scores probabilities, on the validation rows, and folds the result into the heads, so the shipped file needs nothing beside it.

Per task: a temperature and one bias per label (vector scaling with a shared slope; Guo et al. 2017, arXiv 1706.04599), fitted
by likelihood with a pull towards no change. Then a share of the label's rarity may be added to its bias (logit adjustment, Menon
et al. 2021, arXiv 2007.07314): it trades a little likelihood for rare labels that would else never be reported.
"""

from __future__ import annotations

import numpy as np
import torch
import torch.nn.functional as F

from data import GO, TV, Row
from labels import TASKS
from multitask import MultiTask
from scoring import emotion_calibration, evaluate
from training import target_matrix

#: Pull of the biases towards 0, per validation row; keeps labels with a handful of rows from running away.
BIAS_PULL = 2e-3
#: Shares of rarity that are tried, and the calibration error on validation the emotion must stay under.
SHARES, EMOTION_ECE_LIMIT = (0.0, 0.05, 0.1, 0.15, 0.2, 0.25, 0.3, 0.4, 0.5), 0.03


def fit(logits: np.ndarray, targets: np.ndarray) -> tuple[float, np.ndarray]:
    """(slope, bias) such that softmax(slope * logits + bias) is likeliest; rows without a label are left out."""
    known = targets.sum(1) > 0
    x, y = torch.from_numpy(logits[known]), torch.from_numpy(targets[known])
    log_slope, bias = torch.zeros(1, requires_grad=True), torch.zeros(x.shape[1], requires_grad=True)
    optimizer = torch.optim.LBFGS([log_slope, bias], max_iter=200, line_search_fn="strong_wolfe")

    def step() -> torch.Tensor:
        optimizer.zero_grad()
        loss = -(y * F.log_softmax(log_slope.exp() * x + bias, dim=1)).sum(1).mean() + BIAS_PULL * (bias**2).sum()
        loss.backward()
        return loss

    optimizer.step(step)
    return float(log_slope.exp()), bias.detach().numpy()


def rarity(targets: np.ndarray) -> np.ndarray:
    """-log of each label's share, around 0."""
    share = targets.sum(0).clip(min=1) / targets.sum()
    value = -np.log(share)
    return (value - value.mean()).astype(np.float32)


def calibrate(logits: dict[str, np.ndarray], validation: list[Row], train: list[Row]) -> dict[str, tuple[float, np.ndarray]]:
    """(slope, bias) per task. `logits` are the uncalibrated ones on the validation rows, from the shipped (quantized) file."""
    fitted = {task: fit(logits[task], target_matrix(validation, task)) for task in TASKS}
    rare = {task: rarity(target_matrix(train, task)) for task in TASKS}

    def apply(shares: dict[str, float]) -> dict[str, np.ndarray]:
        return {task: fitted[task][0] * logits[task] + fitted[task][1] + shares[task] * rare[task] for task in TASKS}

    shares = {task: 0.0 for task in TASKS}
    for task, value in (
        # Speech is what the model is for, so television lines count double; the sub-emotion hangs on the emotion.
        ("emotion", lambda r: 2 * r[TV]["emotion"]["f1_weighted"] + r[TV]["sub_emotion"]["f1_weighted"] + r[GO]["sub_emotion"]["f1_macro"]),
        ("sub_emotion", lambda r: r[TV]["sub_emotion"]["f1_weighted"] + r[GO]["sub_emotion"]["f1_macro"]),
        ("intensity", lambda r: r[TV]["intensity"]["f1_weighted"]),
    ):
        best = -1.0
        for share in SHARES:
            adjusted = apply({**shares, task: share})
            if task == "emotion" and emotion_calibration(adjusted, validation)[0] > EMOTION_ECE_LIMIT:
                continue
            found = value(evaluate(adjusted, validation))
            if found > best + 1e-4:
                best, chosen = found, share
        if best < 0:
            raise SystemExit(f"No share of rarity keeps the calibration error of {task} under {EMOTION_ECE_LIMIT} on validation.")
        shares[task] = chosen
        print(f"calibration: {task}: slope {fitted[task][0]:.3f}, rarity share {shares[task]}, value on validation {best:.4f}", flush=True)
    return {task: (fitted[task][0], fitted[task][1] + shares[task] * rare[task]) for task in TASKS}


def fold_into_heads(model: MultiTask, found: dict[str, tuple[float, np.ndarray]]) -> None:
    """W ← slope · W, b ← slope · b + bias."""
    with torch.no_grad():
        for task, (slope, bias) in found.items():
            model.heads[task].weight.mul_(slope)
            model.heads[task].bias.mul_(slope).add_(torch.from_numpy(bias))
