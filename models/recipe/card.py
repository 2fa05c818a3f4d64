"""The model card and its pictures: what was measured, side by side, and what the model is bad at."""

from __future__ import annotations

from pathlib import Path

import matplotlib
import numpy as np

matplotlib.use("Agg")
from matplotlib import pyplot as plt  # noqa: E402

import scoring  # noqa: E402
from data import GO, TV, Splits  # noqa: E402
from labels import EMOTION_OF, EMOTIONS, TASKS  # noqa: E402

_TEMPLATE = Path(__file__).parent / "card_template.md"


def _table(header: list[str], rows: list[list[str]]) -> str:
    lines = ["| " + " | ".join(header) + " |", "| " + " | ".join(["---"] * len(header)) + " |"]
    return "\n".join(lines + ["| " + " | ".join(row) + " |" for row in rows])


def _comparison(metrics: dict) -> str:
    header = ["", "emotion, weighted F1 (TV)", "sub-emotion, weighted F1 (TV)", "intensity, weighted F1 (TV)", "28 labels, macro F1 (GoEmotions)", "emotion, weighted F1 (GoEmotions)"]
    rows = []
    for name, found in metrics.items():
        tv, go = found[TV], found[GO]
        values = [tv[task]["f1_weighted"] for task in TASKS] + [go["sub_emotion"]["f1_macro"], go["emotion"]["f1_weighted"]]
        rows.append([name, *(f"{value:.3f}" for value in values)])
    return _table(header, rows)


def _per_label(logits: dict, splits: Splits, source: str, task: str) -> str:
    rows = [[label, f"{p:.2f}", f"{r:.2f}", f"{f:.2f}", str(n)] for label, p, r, f, n in scoring.per_label(logits, splits.test, source, task)]
    return _table(["label", "precision", "recall", "F1", "rows"], rows)


def _weakest(logits: dict, splits: Splits) -> str:
    """One sentence per data set that names the labels under F1 0.3, and the commonest confusion of emotions."""
    sentences = []
    for source, name in ((TV, "television lines"), (GO, "GoEmotions")):
        weak = [(label, f, n) for label, _, _, f, n in scoring.per_label(logits, splits.test, source, "sub_emotion") if n and f < 0.3]
        listed = ", ".join(f"{label} ({f:.2f}, {n} rows)" for label, f, n in sorted(weak, key=lambda w: w[1]))
        sentences.append(f"- Sub-emotions with an F1 under 0.30 on {name}: {listed or 'none'}.")
    matrix = scoring.confusion(logits, splits.test, TV, "emotion").astype(float)
    share = matrix / matrix.sum(1, keepdims=True).clip(min=1)
    np.fill_diagonal(share, 0)
    worst = sorted(((share[i, j], i, j) for i in range(len(EMOTIONS)) for j in range(len(EMOTIONS))), reverse=True)[:4]
    listed = "; ".join(f"{EMOTIONS[i]} read as {EMOTIONS[j]} ({s:.0%})" for s, i, j in worst)
    sentences.append(f"- The commonest confusions of emotion on television lines: {listed}.")
    return "\n".join(sentences)


def draw_confusion(matrix: np.ndarray, labels: list[str], path: Path, title: str) -> None:
    """Rows are the given labels, columns the reported ones; colour is the share of the row."""
    share = matrix / matrix.sum(1, keepdims=True).clip(min=1)
    size = 4.6 if len(labels) < 10 else 10
    figure, axes = plt.subplots(figsize=(size, size), dpi=110)
    axes.imshow(share, cmap="Blues", vmin=0, vmax=1)
    axes.set_xticks(range(len(labels)), labels, rotation=90)
    axes.set_yticks(range(len(labels)), labels)
    axes.set_xlabel("reported")
    axes.set_ylabel("given")
    axes.set_title(title)
    for i in range(len(labels)):
        for j in range(len(labels)):
            if matrix[i, j] and (len(labels) < 10 or share[i, j] >= 0.05):
                text = str(int(matrix[i, j])) if len(labels) < 10 else f"{share[i, j]:.0%}"
                axes.text(j, i, text, ha="center", va="center", fontsize=8 if len(labels) < 10 else 6, color="white" if share[i, j] > 0.55 else "black")
    figure.tight_layout()
    figure.savefig(path)
    plt.close(figure)


def draw_calibration(curve: list[tuple[float, float, int]], error: float, path: Path) -> None:
    figure, axes = plt.subplots(figsize=(4.6, 4.6), dpi=110)
    axes.plot([0, 1], [0, 1], color="0.7", linestyle="--", label="perfect")
    axes.plot([c[0] for c in curve], [c[1] for c in curve], marker="o", color="#2F62C9", label="as shipped")
    for score, accuracy, rows in curve:
        axes.annotate(str(rows), (score, accuracy), textcoords="offset points", xytext=(4, -11), fontsize=7, color="0.35")
    axes.set_xlim(0, 1)
    axes.set_ylim(0, 1)
    axes.set_xlabel("score of the reported emotion")
    axes.set_ylabel("share that is right")
    axes.set_title(f"Calibration, error {error:.3f} (numbers: rows)")
    axes.legend(loc="upper left")
    figure.tight_layout()
    figure.savefig(path)
    plt.close(figure)


def write_card(out: Path, metrics: dict, logits: dict, splits: Splits, weights: Path, created: str) -> None:
    """Writes `out/README.md` and the pictures in `out/card/`."""
    pictures = out / "card"
    pictures.mkdir(exist_ok=True)
    error, curve = scoring.emotion_calibration(logits, splits.test)
    draw_calibration(curve, error, pictures / "calibration.png")
    draw_confusion(scoring.confusion(logits, splits.test, TV, "emotion"), EMOTIONS, pictures / "confusion-emotion-tv.png", "Emotion, television lines")
    draw_confusion(scoring.confusion(logits, splits.test, GO, "emotion"), EMOTIONS, pictures / "confusion-emotion-goemotions.png", "Emotion, GoEmotions")
    by_family = sorted(range(28), key=lambda i: (EMOTIONS.index(EMOTION_OF[TASKS["sub_emotion"][i]]), i))
    matrix = scoring.confusion(logits, splits.test, GO, "sub_emotion")[np.ix_(by_family, by_family)]
    draw_confusion(matrix, [TASKS["sub_emotion"][i] for i in by_family], pictures / "confusion-sub-emotion-goemotions.png", "Sub-emotion, GoEmotions (by emotion)")
    values = {
        "CREATED": created,
        "SIZE_MB": f"{weights.stat().st_size / 1e6:.1f}",
        "COMPARISON": _comparison(metrics),
        "ECE": f"{error:.3f}",
        "WEAKEST": _weakest(logits, splits),
        "CLEANING": _table(["rows", "what"], [[f"{count:,}", name] for name, count in splits.report.items()]),
        "EMOTION_TV": _per_label(logits, splits, TV, "emotion"),
        "INTENSITY_TV": _per_label(logits, splits, TV, "intensity"),
        "SUB_TV": _per_label(logits, splits, TV, "sub_emotion"),
        "SUB_GO": _per_label(logits, splits, GO, "sub_emotion"),
    }
    text = _TEMPLATE.read_text(encoding="utf-8")
    for name, value in values.items():
        text = text.replace(f"{{{{{name}}}}}", value)
    (out / "README.md").write_text(text, encoding="utf-8")
