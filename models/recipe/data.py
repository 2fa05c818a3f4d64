"""Reads the two data sets, cleans what is trained on, and holds rows out so that no evaluated sentence is ever trained on.

A row's labels are distributions, not single labels: GoEmotions rows may carry several, and a television line that occurs
many times with different labels becomes one row with their shares.
"""

from __future__ import annotations

import csv
import hashlib
import re
import unicodedata
from collections import Counter, defaultdict
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np

from labels import EMOTION_OF, TASKS

TV, GO = "youtube_tv", "goemotions"

#: Shares of the distinct television lines that are held out; of GoEmotions' own dev file, the share used to choose and calibrate.
TV_VALIDATION, TV_TEST, GO_VALIDATION = 0.06, 0.10, 0.4

#: A row is taken for "not English" only when the language model is this sure, and there are this many words to be sure about.
NOT_ENGLISH_PROBABILITY, NOT_ENGLISH_WORDS = 0.95, 5

#: More repeats of one line than this count no more: "and" stands 250 times in the television set.
REPEAT_WEIGHT_LIMIT = 4.0


@dataclass
class Row:
    """One distinct text. `targets[task]` is a distribution over the task's labels, or absent where the set has no such label."""

    text: str
    source: str
    targets: dict[str, np.ndarray]
    weight: float = 1.0


@dataclass
class Splits:
    train: list[Row]
    validation: list[Row]
    test: list[Row]
    report: dict[str, int] = field(default_factory=dict)


def text_key(text: str) -> str:
    """What is equal under this key is the same sentence: letters and digits only, case and accents folded (NFKD)."""
    folded = unicodedata.normalize("NFKD", text).casefold()
    key = "".join(c for c in folded if c.isalnum())
    return key or re.sub(r"\s+", "", text)


def _bucket(key: str) -> float:
    """A number in [0, 1) that depends on the text alone, so a split survives new rows and another order."""
    return int.from_bytes(hashlib.sha256(key.encode()).digest()[:6], "big") / 2**48


def _one_hot(task: str, labels: list[str]) -> np.ndarray:
    target = np.zeros(len(TASKS[task]), np.float32)
    for label in labels:
        target[TASKS[task].index(label)] += 1 / len(labels)
    return target


def read_television(path: Path, report: Counter) -> list[Row]:
    """One row per distinct text; repeats become shares. Rows with a label outside the 28 are left out and counted."""
    groups: dict[str, list[dict]] = defaultdict(list)
    with path.open(newline="", encoding="utf-8") as file:
        for record in csv.DictReader(file):
            report["tv rows read"] += 1
            text = (record["text"] or "").strip()
            if not text:
                report["tv rows without text"] += 1
            elif EMOTION_OF.get(record["sub_emotion"]) != record["emotion"] or record["intensity"] not in TASKS["intensity"]:
                report["tv rows with a rare or inconsistent label, left out"] += 1
            else:
                groups[text_key(text)].append({**record, "text": text})
    rows = []
    for records in groups.values():
        targets = {task: np.mean([_one_hot(task, [r[task]]) for r in records], axis=0) for task in TASKS}
        rows.append(Row(records[0]["text"], TV, targets, min(float(len(records)), REPEAT_WEIGHT_LIMIT) ** 0.5))
    report["tv distinct texts"] = len(rows)
    return rows


def read_goemotions(path: Path, report: Counter) -> list[Row]:
    """GoEmotions has no intensity; a row with several labels has each with an equal share. Repeats are merged."""
    groups: dict[str, list[tuple[str, list[str]]]] = defaultdict(list)
    with path.open(newline="", encoding="utf-8") as file:
        for record in csv.DictReader(file):
            report["goemotions rows read"] += 1
            groups[text_key(record["text"])].append((record["text"].strip(), record["labels"].split("|")))
    rows = []
    for records in groups.values():
        subs = np.mean([_one_hot("sub_emotion", labels) for _, labels in records], axis=0)
        emotions = np.mean([_one_hot("emotion", [EMOTION_OF[label] for label in labels]) for _, labels in records], axis=0)
        rows.append(Row(records[0][0], GO, {"emotion": emotions, "sub_emotion": subs}))
    report["goemotions distinct texts"] += len(rows)
    return rows


class EnglishFilter:
    """Tells the rows that are surely not English: another script, or a long enough line in another language."""

    def __init__(self) -> None:
        from py3langid.langid import MODEL_FILE, LanguageIdentifier

        self._identifier = LanguageIdentifier.from_model_file(MODEL_FILE, norm_probs=True)

    def is_foreign(self, text: str) -> bool:
        letters = [c for c in text if c.isalpha()]
        if letters and sum(not unicodedata.name(c, "").startswith("LATIN") for c in letters) > len(letters) / 3:
            return True
        if len(text.split()) < NOT_ENGLISH_WORDS:
            return False
        language, probability = self._identifier.classify(text)
        return language != "en" and probability >= NOT_ENGLISH_PROBABILITY


def is_junk(text: str) -> bool:
    """Lines the translation service left behind in the television set instead of a translation."""
    return "Error 500 (Server Error)" in text


def load_splits(folder: Path) -> Splits:
    """Reads `youtube_tv_train.csv`, `goemotions_train.csv` and `goemotions_dev.csv` from `folder`.

    Evaluation rows are taken before anything is cleaned, as they come in real life. Cleaning touches training rows only.
    """
    report: Counter = Counter()
    television = read_television(folder / "youtube_tv_train.csv", report)
    go_train = read_goemotions(folder / "goemotions_train.csv", report)
    go_dev = read_goemotions(folder / "goemotions_dev.csv", report)

    train: list[Row] = list(go_train)
    validation: list[Row] = []
    test: list[Row] = []
    for row in television:
        place = _bucket(text_key(row.text))
        (test if place < TV_TEST else validation if place < TV_TEST + TV_VALIDATION else train).append(row)
    for row in go_dev:
        (validation if _bucket(text_key(row.text)) < GO_VALIDATION else test).append(row)

    test_keys = {text_key(row.text) for row in test}
    before = len(validation)
    validation = [row for row in validation if text_key(row.text) not in test_keys]
    report["validation rows removed: text stands in test"] = before - len(validation)
    held_out = test_keys | {text_key(row.text) for row in validation}
    before = len(train)
    train = [row for row in train if text_key(row.text) not in held_out]
    report["training rows removed: text stands in validation or test"] = before - len(train)

    english = EnglishFilter()
    kept = []
    for row in train:
        if is_junk(row.text):
            report["training rows removed: not a sentence"] += 1
        elif english.is_foreign(row.text):
            report["training rows removed: not English"] += 1
        else:
            kept.append(row)
    report["training rows"] = len(kept)
    report["validation rows"] = len(validation)
    report["test rows"] = len(test)
    report["evaluation rows that stand in training"] = count_leaks(kept, validation + test)
    return Splits(kept, validation, test, dict(report))


def count_leaks(train: list[Row], evaluation: list[Row]) -> int:
    """How many evaluation texts also stand in training, whatever their case, accents and punctuation. Must be 0."""
    keys = {text_key(row.text) for row in train}
    return sum(text_key(row.text) in keys for row in evaluation)
