"""The network: a pretrained encoder, the mean of its last layer, and one linear head per task."""

from __future__ import annotations

from pathlib import Path

import torch
import torch.nn.functional as F
from torch import Tensor, nn

from labels import TASKS


class MultiTask(nn.Module):
    """`forward` gives the embedding (rows x hidden, float32) and the logits of each task (rows x labels)."""

    def __init__(self, encoder: nn.Module, dropout: float = 0.1) -> None:
        super().__init__()
        self.encoder = encoder
        self.dropout = nn.Dropout(dropout)
        hidden = encoder.config.hidden_size
        self.heads = nn.ModuleDict({task: nn.Linear(hidden, len(labels)) for task, labels in TASKS.items()})
        for head in self.heads.values():
            nn.init.normal_(head.weight, std=0.02)
            nn.init.zeros_(head.bias)

    def embed(self, input_ids: Tensor, attention_mask: Tensor) -> Tensor:
        states = self.encoder(input_ids=input_ids, attention_mask=attention_mask).last_hidden_state.float()
        mask = attention_mask.unsqueeze(-1).to(states.dtype)
        return (states * mask).sum(1) / mask.sum(1).clamp(min=1)

    def forward(self, input_ids: Tensor, attention_mask: Tensor) -> tuple[Tensor, dict[str, Tensor]]:
        embedding = self.embed(input_ids, attention_mask)
        dropped = self.dropout(embedding)
        with torch.autocast("cpu", enabled=False):
            return embedding, {task: head(dropped) for task, head in self.heads.items()}


def soft_cross_entropy(logits: Tensor, target: Tensor, weight: Tensor, class_weight: Tensor | None) -> Tensor:
    """Weighted mean over rows of -sum(target * log_softmax). A target row of zeros (no label for the task) counts nothing.

    logits, target: rows x labels; weight: rows; class_weight: labels, multiplied into the target.
    """
    has_label = (target.sum(1) > 0).float() * weight
    if class_weight is not None:
        target = target * class_weight
    loss = -(target * F.log_softmax(logits.float(), dim=1)).sum(1)
    return (loss * has_label).sum() / has_label.sum().clamp(min=1e-6)


def parameter_groups(model: MultiTask, rate: float, head_rate: float, decay: float, frozen_layers: int) -> list[dict]:
    """AdamW groups: the rate shrinks by `decay` per layer from the top, heads learn at `head_rate`; the lowest layers may be frozen.

    Layer-wise decay: Howard and Ruder 2018 (arXiv 1801.06146). Biases and layer norms get no weight decay.
    """
    layers = list(model.encoder.encoder.layer)
    parts: list[tuple[nn.Module, float]] = [(model.heads, head_rate)]
    for depth, layer in enumerate(reversed(layers)):
        parts.append((layer, rate * decay**depth))
    parts.append((model.encoder.embeddings, rate * decay ** len(layers)))
    if hasattr(model.encoder.encoder, "relative_attention_bias"):
        parts.append((model.encoder.encoder.relative_attention_bias, rate * decay ** len(layers)))
    if frozen_layers:
        frozen = [model.encoder.embeddings, *layers[:frozen_layers]]
        for module in frozen:
            module.requires_grad_(False)
    groups = []
    for module, lr in parts:
        for is_matrix, weight_decay in ((True, 0.01), (False, 0.0)):
            parameters = [p for p in module.parameters() if p.requires_grad and (p.ndim >= 2) == is_matrix]
            if parameters:
                groups.append({"params": parameters, "lr": lr, "base_lr": lr, "weight_decay": weight_decay})
    return groups


def save_atomically(state: object, path: Path) -> None:
    temporary = path.with_suffix(".partial")
    torch.save(state, temporary)
    temporary.replace(path)
