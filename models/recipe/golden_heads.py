"""Writes the heads that scikit-learn fits to a few hundred embeddings, for the test that compares the app's own fitting with them.

python golden_heads.py ../baseline_weights.onnx ../../test/core/inference/golden/golden.json.gz ../../test/core/training/golden-heads.json.gz
"""

from __future__ import annotations

import base64
import gzip
import json
import sys
from pathlib import Path

import numpy as np
from sklearn.linear_model import LogisticRegression

from labels import TASKS
from quiet_onnxruntime import onnxruntime

ROWS = 240
#: Strengths of scikit-learn's regularization, and the share of labels that are not the model's own, so that nothing is separable.
STRENGTHS, NOISE = (0.01, 0.1), 0.2


def pack(values: np.ndarray) -> str:
    return base64.b64encode(np.ascontiguousarray(values).tobytes()).decode()


def main() -> None:
    weights, golden, target = (Path(argument) for argument in sys.argv[1:4])
    recorded = json.loads(gzip.decompress(golden.read_bytes()))
    session = onnxruntime.InferenceSession(str(weights), providers=["CPUExecutionProvider"])
    rng = np.random.default_rng(2026)
    chosen = rng.choice(len(recorded["texts"]), ROWS, replace=False)
    embeddings = np.stack(
        [
            session.run(["embedding"], {"input_ids": ids, "attention_mask": np.ones_like(ids)})[0][0]
            for ids in (np.asarray([recorded["token_ids"][i]], np.int64) for i in chosen)
        ]
    )
    # Half precision keeps the file small; the fit is made on exactly what is kept.
    kept = embeddings.astype(np.float16)
    with_one = np.hstack([kept.astype(np.float64), np.ones((ROWS, 1))])
    fits = []
    for task, names in TASKS.items():
        found = np.asarray([recorded["logits"][task][i] for i in chosen]).argmax(1)
        noisy = np.where(rng.random(ROWS) < NOISE, rng.integers(0, len(names), ROWS), found)
        # Every label has to occur, so that scikit-learn's classes are ours.
        noisy[: len(names)] = np.arange(len(names))
        row_weights = rng.uniform(0.5, 2, ROWS)
        for strength in STRENGTHS:
            # The app pulls the bias like a weight of an input of 1; an input of 1 without an intercept is the same here.
            model = LogisticRegression(C=strength, fit_intercept=False, tol=1e-8, max_iter=10_000)
            model.fit(with_one, noisy, sample_weight=row_weights)
            probabilities = model.predict_proba(with_one)
            fits.append(
                {
                    "task": task,
                    "C": strength,
                    "given": noisy.tolist(),
                    "row_weights": [round(float(weight), 17) for weight in row_weights],
                    "probabilities": pack(probabilities[:40].astype(np.float32)),
                }
            )
    document = {"rows": ROWS, "hidden": int(kept.shape[1]), "embeddings": pack(kept), "fits": fits}
    target.parent.mkdir(parents=True, exist_ok=True)
    # No time stamp in the archive, so the same model gives the same bytes.
    target.write_bytes(gzip.compress(json.dumps(document, separators=(",", ":")).encode(), mtime=0))


if __name__ == "__main__":
    main()
