"""Golden tokens and logits for the TypeScript tests: 1,000 texts written for the purpose, none from a data set."""

from __future__ import annotations

import gzip
import itertools
import json
import random
from pathlib import Path

import numpy as np
from tokenizers import Tokenizer

from labels import TASKS
from quiet_onnxruntime import onnxruntime

_WHO = ["I", "We", "My brother", "The whole crew", "Nobody here", "Your neighbour", "The night nurse", "She", "They", "Our old teacher"]
_DID = [
    "can't believe the bridge held", "never asked for this", "finally fixed the radio", "lost the only key", "burned the soup again",
    "laughed until it hurt", "forgot my birthday", "saved the last seat for you", "heard something in the cellar", "signed the papers this morning",
    "won't say a word about it", "painted the door bright yellow", "missed the last train home", "found the letter under the floor",
]
_END = [".", "!", "?", "...", ", and honestly, I'm proud of it.", " — what now?", ", thank you so much!", " and it makes me sick.", ", I think", " 😂"]

_NASTY = [
    "", " ", "\t\n", ".", "?!?!?!", "a", "I", "🙂", "😂😂😂", "I ❤️ this", "🤷🏽‍♀️ whatever", "👨‍👩‍👧‍👦 family", "🇳🇱 vs 🇵🇱", "♪ la la la ♪", "[Music]",
    "(applause)", ">> And now?", "- No. - Yes.", "don't can't won't y'all'd've", "He said \u201cstop\u201d \u2014 and left\u2026", "caf\u00e9 na\u00efve r\u00e9sum\u00e9 \u00fcber stra\u00dfe",
    "e\u0301 a\u0308 o\u0302 combining", "\u0130stanbul I\u0307 \u0131", "\ufb01ne \ufb02oor \u2126 \u212b", "\u0645\u0631\u062d\u0628\u0627 \u0643\u064a\u0641 \u062d\u0627\u0644\u0643\u061f",
    "\u0623\u0646\u0627 \u0633\u0639\u064a\u062f \u062c\u062f\u0627\u064b", "\u4f60\u597d\uff0c\u4e16\u754c\uff01", "\u3053\u3093\u306b\u3061\u306f", "\uc548\ub155\ud558\uc138\uc694", "\u041f\u0440\u0438\u0432\u0435\u0442, \u043a\u0430\u043a \u0434\u0435\u043b\u0430?",
    "\u03b3\u03b5\u03b9\u03ac \u03c3\u03bf\u03c5", "\u0928\u092e\u0938\u094d\u0924\u0947", "\u05e9\u05dc\u05d5\u05dd", "nul\x00byte", "bell\x07 and escape\x1b[31m", "tab\there", "line\nbreak", "carriage\rreturn", "vertical\x0btab",
    "zero\u200bwidth\u200cjoin\u200der", "soft\u00adhyphen", "no\u00a0break\u2003space", "\ufeffbyte order mark", "bidi \u202eabc\u202c", "replacement \ufffd", "private \ue000", "\U0001d4ab\U0001d4ea math",
    "x" * 99, "x" * 100, "x" * 101, "x" * 500, "ha" * 60, "1234567890", "3.14159", "12:30 p.m.", "$5,000.00", "50%", "http://example.com/a?b=c&d=e", "user@example.com", "#hashtag @name",
    "C:\\folder\\file.txt", "<b>bold</b> &amp; more", "a_b-c/d\\e|f", "`code` ~tilde~ ^caret^", "[CLS] [SEP] [MASK] [PAD] [UNK]", "[NAME] and [RELIGION]", "##ing", "WHY ARE YOU SHOUTING", "sOmE mIxEd CaSe",
    "word " * 400, "\u2603 snow " * 130, "no, " * 200, ("the quick brown fox jumps over the lazy dog. " * 9).strip(), "\U0001f600" * 200, "\u6c49" * 300, ".".join("abcdefghij" * 20), "e\u0301" * 150,
]


def golden_texts(count: int = 1000) -> list[str]:
    rng = random.Random(2026)
    plain = [f"{who} {did}{end}" for who, did, end in itertools.product(_WHO, _DID, _END)]
    rng.shuffle(plain)
    chosen = plain[: count - len(_NASTY)]
    # A few are joined, so that every length up to some 60 words occurs.
    joined = [" ".join(chosen[i : i + 1 + i % 5]) for i in range(len(chosen))]
    texts = _NASTY + joined
    rng.shuffle(texts)
    return texts


def write_golden(path: Path, weights: Path, tokenizer: Tokenizer, pad_id: int, batch_rows: int = 32) -> None:
    """Texts, their token ids, the batches they were run in and the logits that came out, as gzipped JSON."""
    texts = golden_texts()
    encoded = [e.ids for e in tokenizer.encode_batch(texts)]
    order = sorted(range(len(texts)), key=lambda i: (len(encoded[i]), i))
    batches = [order[i : i + batch_rows] for i in range(0, len(order), batch_rows)]
    session = onnxruntime.InferenceSession(str(weights), providers=["CPUExecutionProvider"])
    logits = {task: [None] * len(texts) for task in TASKS}
    for batch in batches:
        length = max(len(encoded[i]) for i in batch)
        ids = np.full((len(batch), length), pad_id, np.int64)
        mask = np.zeros((len(batch), length), np.int64)
        for row, i in enumerate(batch):
            ids[row, : len(encoded[i])] = encoded[i]
            mask[row, : len(encoded[i])] = 1
        found = session.run([f"{task}_logits" for task in TASKS], {"input_ids": ids, "attention_mask": mask})
        for task, values in zip(TASKS, found, strict=True):
            for row, i in enumerate(batch):
                logits[task][i] = [round(float(v), 5) for v in values[row]]
    golden = {"texts": texts, "token_ids": encoded, "batches": batches, "logits": logits}
    path.parent.mkdir(parents=True, exist_ok=True)
    # No time stamp in the archive, so the same model gives the same bytes.
    path.write_bytes(gzip.compress(json.dumps(golden, ensure_ascii=True, separators=(",", ":")).encode(), mtime=0))
