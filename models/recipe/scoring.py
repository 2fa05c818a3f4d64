"""The labels that are reported, and how good they are."""

from __future__ import annotations

import numpy as np
from sklearn.metrics import accuracy_score, confusion_matrix, f1_score, precision_recall_fscore_support

from data import GO, TV, Row
from labels import PARENT, TASKS
from training import target_matrix

_PARENT = np.array(PARENT)


def softmax(logits: np.ndarray) -> np.ndarray:
    shifted = np.exp(logits - logits.max(1, keepdims=True))
    return shifted / shifted.sum(1, keepdims=True)


def reported(logits: dict[str, np.ndarray]) -> dict[str, np.ndarray]:
    """Label indices per task: the likeliest emotion, then the likeliest sub-emotion of that emotion, and the likeliest intensity."""
    emotion = logits["emotion"].argmax(1)
    allowed = _PARENT[None, :] == emotion[:, None]
    return {
        "emotion": emotion,
        "sub_emotion": np.where(allowed, logits["sub_emotion"], -np.inf).argmax(1),
        "intensity": logits["intensity"].argmax(1),
    }


def evaluated_rows(rows: list[Row], source: str, task: str) -> np.ndarray:
    """Indices of the rows of a source that have one clear label for the task (GoEmotions: rows with a single label)."""
    targets = target_matrix(rows, task)
    single = targets.max(1) == 1 if source == GO else targets.sum(1) > 0
    return np.flatnonzero(single & np.array([row.source == source for row in rows]))


def truth(rows: list[Row], task: str) -> np.ndarray:
    return target_matrix(rows, task).argmax(1)


def scores(given: np.ndarray, found: np.ndarray, labels: list[str]) -> dict[str, float]:
    """Weighted and macro F1 (macro over labels with support) and accuracy."""
    present = sorted(set(given.tolist()))
    return {
        "f1_weighted": float(f1_score(given, found, labels=range(len(labels)), average="weighted", zero_division=0)),
        "f1_macro": float(f1_score(given, found, labels=present, average="macro", zero_division=0)),
        "accuracy": float(accuracy_score(given, found)),
    }


def evaluate(logits: dict[str, np.ndarray], rows: list[Row]) -> dict[str, dict[str, dict[str, float]]]:
    """`result[source][task]`: the scores of the reported labels on the rows of each source."""
    labels = reported(logits)
    result: dict[str, dict[str, dict[str, float]]] = {}
    for source, tasks in ((TV, list(TASKS)), (GO, ["emotion", "sub_emotion"])):
        result[source] = {}
        for task in tasks:
            rows_of = evaluated_rows(rows, source, task)
            result[source][task] = scores(truth(rows, task)[rows_of], labels[task][rows_of], TASKS[task])
    return result


def per_label(logits: dict[str, np.ndarray], rows: list[Row], source: str, task: str) -> list[tuple[str, float, float, float, int]]:
    """(label, precision, recall, F1, support), in the order of the labels."""
    rows_of = evaluated_rows(rows, source, task)
    given, found = truth(rows, task)[rows_of], reported(logits)[task][rows_of]
    values = precision_recall_fscore_support(given, found, labels=range(len(TASKS[task])), zero_division=0)
    return [(label, *(float(v[i]) for v in values[:3]), int(values[3][i])) for i, label in enumerate(TASKS[task])]


def confusion(logits: dict[str, np.ndarray], rows: list[Row], source: str, task: str) -> np.ndarray:
    rows_of = evaluated_rows(rows, source, task)
    return confusion_matrix(truth(rows, task)[rows_of], reported(logits)[task][rows_of], labels=range(len(TASKS[task])))


def calibration(probabilities: np.ndarray, given: np.ndarray, bins: int = 15) -> tuple[float, list[tuple[float, float, int]]]:
    """Expected calibration error of the reported label (Guo et al. 2017, arXiv 1706.04599) over equal-width bins.

    Returns the error and, per bin that is not empty, (mean score, accuracy, rows).
    """
    score, right = probabilities.max(1), probabilities.argmax(1) == given
    place = np.minimum((score * bins).astype(int), bins - 1)
    curve = [(float(score[place == b].mean()), float(right[place == b].mean()), int((place == b).sum())) for b in range(bins) if (place == b).any()]
    error = sum(n * abs(mean - accuracy) for mean, accuracy, n in curve) / len(given)
    return float(error), curve


def emotion_calibration(logits: dict[str, np.ndarray], rows: list[Row]) -> tuple[float, list[tuple[float, float, int]]]:
    """Calibration of the emotion over the evaluated rows of both sources together."""
    rows_of = np.concatenate([evaluated_rows(rows, source, "emotion") for source in (TV, GO)])
    return calibration(softmax(logits["emotion"][rows_of]), truth(rows, "emotion")[rows_of])
