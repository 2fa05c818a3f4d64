"""What the model is compared with: the majority class, a bag of words, and the frozen encoder with new heads."""

from __future__ import annotations

import numpy as np
from sklearn.feature_extraction.text import TfidfVectorizer
from sklearn.linear_model import LogisticRegression

from data import Row
from labels import TASKS
from training import target_matrix


def majority(train: list[Row], test: list[Row]) -> dict[str, np.ndarray]:
    """Logits that always name the commonest label."""
    counts = {task: target_matrix(train, task).sum(0) for task in TASKS}
    return {task: np.tile(counts[task][None, :], (len(test), 1)).astype(np.float32) for task in TASKS}


def _classify(features, test_features, train: list[Row], C: float) -> dict[str, np.ndarray]:
    out = {}
    for task in TASKS:
        targets = target_matrix(train, task)
        known = np.flatnonzero(targets.sum(1) > 0)
        model = LogisticRegression(C=C, max_iter=150, tol=1e-3).fit(features[known], targets[known].argmax(1))
        logits = np.full((test_features.shape[0], len(TASKS[task])), -30.0, np.float32)
        logits[:, model.classes_] = model.decision_function(test_features)
        out[task] = logits
        print(f"baseline: {task} done", flush=True)
    return out


def bag_of_words(train: list[Row], test: list[Row]) -> dict[str, np.ndarray]:
    """Logistic regression on TF-IDF of words and pairs of words."""
    vectorizer = TfidfVectorizer(ngram_range=(1, 2), min_df=2, sublinear_tf=True, token_pattern=r"(?u)\b\w+\b|[?!]")
    features = vectorizer.fit_transform([row.text for row in train])
    return _classify(features, vectorizer.transform([row.text for row in test]), train, C=4.0)


def frozen_encoder(train_embedding: np.ndarray, test_embedding: np.ndarray, train: list[Row]) -> dict[str, np.ndarray]:
    """Logistic regression on the pretrained encoder's own embeddings."""
    mean, spread = train_embedding.mean(0), train_embedding.std(0) + 1e-6
    return _classify((train_embedding - mean) / spread, (test_embedding - mean) / spread, train, C=0.1)
