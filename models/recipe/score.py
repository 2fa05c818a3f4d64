"""Scores texts behind an Azure Machine Learning online endpoint, with a published version of the model and nothing else.

Deploy it as the scoring script of a registered version (`emotion-clf-baseline` or `emotion-clf-dynamic`), with this folder as its code. The
environment needs onnxruntime, tokenizers and numpy in the versions of requirements.txt. The server calls `init` once and `run` for each request.

A request is {"texts": [at most 64 strings]}; an answer has the model and one prediction for each text, in their order.
"""

from __future__ import annotations

import json
import os
from pathlib import Path

import numpy as np
from tokenizers import Tokenizer

from labels import EMOTION_OF
from quiet_onnxruntime import onnxruntime

MAX_TEXTS = 64
#: Rows that run together; texts of like length do, so that little is spent on padding.
BATCH_ROWS = 16
OUTPUTS = {"emotion": "emotion_logits", "sub_emotion": "sub_emotion_logits", "intensity": "intensity_logits"}


class Model:
    def __init__(self, folder: Path) -> None:
        config = json.loads((folder / "model_config.json").read_text("utf-8"))
        channels = config["channels"]
        # A published version describes one channel; the folder that ships with the program may describe two.
        self.channel = "baseline" if "baseline" in channels else next(iter(channels))
        entry = channels[self.channel]
        self.version, self.sha256 = entry["version"], entry["sha256"]
        self.labels: dict[str, list[str]] = config["labels"]
        self.inputs: dict[str, str] = entry.get("inputs", config["inputs"])
        self.tokenizer = Tokenizer.from_file(str(folder / entry["tokenizer_file"]))
        self.tokenizer.no_padding()
        self.tokenizer.enable_truncation(entry.get("max_length", config["max_length"]))
        self.session = onnxruntime.InferenceSession(str(folder / entry["file"]), providers=["CPUExecutionProvider"])
        emotions = self.labels["emotion"]
        parent = np.array([emotions.index(EMOTION_OF[sub]) for sub in self.labels["sub_emotion"]])
        #: For each emotion which sub-emotions belong to it.
        self.family = parent[None, :] == np.arange(len(emotions))[:, None]

    def logits(self, texts: list[str]) -> dict[str, np.ndarray]:
        encoded = [each.ids for each in self.tokenizer.encode_batch(texts)]
        order = sorted(range(len(texts)), key=lambda row: len(encoded[row]))
        found = {task: np.zeros((len(texts), len(self.labels[task])), np.float32) for task in OUTPUTS}
        for start in range(0, len(order), BATCH_ROWS):
            rows = order[start : start + BATCH_ROWS]
            length = max(len(encoded[row]) for row in rows)
            # What fills the ends is masked, so its id does not matter.
            ids, mask = np.zeros((len(rows), length), np.int64), np.zeros((len(rows), length), np.int64)
            for at, row in enumerate(rows):
                ids[at, : len(encoded[row])] = encoded[row]
                mask[at, : len(encoded[row])] = 1
            feed = {self.inputs["input_ids"]: ids, self.inputs["attention_mask"]: mask}
            for task, values in zip(OUTPUTS, self.session.run(list(OUTPUTS.values()), feed)):
                found[task][rows] = values
        return found

    def predict(self, texts: list[str]) -> list[dict[str, object]]:
        if not texts:
            return []
        scores = {task: softmax(values) for task, values in self.logits(texts).items()}
        emotion = scores["emotion"].argmax(axis=1)
        # The likeliest sub-emotion among those that belong to the emotion, as the program reports it.
        sub_emotion = np.where(self.family[emotion], scores["sub_emotion"], -1).argmax(axis=1)
        chosen = {"emotion": emotion, "sub_emotion": sub_emotion, "intensity": scores["intensity"].argmax(axis=1)}
        rows: list[dict[str, object]] = []
        for row in range(len(texts)):
            answer: dict[str, object] = {}
            for task, labels in chosen.items():
                answer[task] = self.labels[task][labels[row]]
                answer[f"{task}_score"] = round(float(scores[task][row, labels[row]]), 6)
            rows.append(answer)
        return rows


def softmax(logits: np.ndarray) -> np.ndarray:
    exponentials = np.exp(logits - logits.max(axis=1, keepdims=True))
    return exponentials / exponentials.sum(axis=1, keepdims=True)


_model: Model | None = None


def init() -> None:
    """Loads the version that was deployed: the server puts its folder somewhere below AZUREML_MODEL_DIR."""
    global _model
    root = Path(os.environ["AZUREML_MODEL_DIR"])
    configs = sorted(root.rglob("model_config.json"), key=lambda path: len(path.parts))
    if not configs:
        raise FileNotFoundError(f"There is no model_config.json below {root}. Deploy a version that Moodline published.")
    _model = Model(configs[0].parent)


def run(raw_data: str | bytes) -> dict[str, object]:
    """Answers one request. Raises ValueError for one that is none."""
    if _model is None:
        raise RuntimeError("init was not called.")
    texts = json.loads(raw_data).get("texts")
    if not isinstance(texts, list) or len(texts) > MAX_TEXTS or not all(isinstance(text, str) for text in texts):
        raise ValueError(f"A request must have texts: a list of at most {MAX_TEXTS} strings.")
    model = {"channel": _model.channel, "version": _model.version, "sha256": _model.sha256}
    return {"model": model, "predictions": _model.predict(texts)}
