"""Base encoders: which kinds can carry a critic, and what is said of those that cannot."""

from __future__ import annotations

import io
import json
from pathlib import Path
from typing import Any

import pytest
import torch

from critic.bases import BaseError, load_base, load_tokenizer
from critic.causal.loading import CausalModelError, load_causal
from critic.encoding import Encoder
from critic.evidence import Source
from critic.fields import Field
from critic.reading import FieldReader
from critic.storage import create, load, save
from tests.critic.bases import WORDS, write_base

FIELDS = (Field(("law",), description="Law that governs."), Field(("parties", "*")))
KINDS: dict[str, dict[str, Any]] = {
    "bert": {},
    "distilbert": {"dim": 32, "n_layers": 2, "n_heads": 2, "hidden_dim": 64},
    "modernbert": {"cls_token_id": 2, "sep_token_id": 3, "bos_token_id": 2, "eos_token_id": 3},
    "xlm-roberta": {"type_vocab_size": 1},
}


def scores(reader: FieldReader) -> list[float]:
    """Return what a critic thinks of two values."""
    reader.network.eval()
    read = reader.read(Source(WORDS[0]), FIELDS, [(0, "Ohio"), (1, "Beta LLC")])
    return [score for value in read.values for score in (value.support, value.span) if score is not None]


@pytest.mark.parametrize("whole", [False, True])
@pytest.mark.parametrize("kind", KINDS)
def test_a_critic_on_any_such_base_is_read_as_it_was_written(kind: str, whole: bool, tmp_path: Path) -> None:
    """With an adapter or whole, with segments or without, with the markers in the vocabulary or added to it."""
    base = write_base(tmp_path / "base", kind, markers=kind == "bert", **KINDS[kind])
    reader = create(rank=None if whole else 4, base=str(base))
    with torch.no_grad():
        for weight in reader.network.parameters():
            weight.copy_(weight.bfloat16())
    save(reader, {}, tmp_path / "critic")
    assert scores(load(tmp_path / "critic", trainable=True)) == pytest.approx(scores(reader), abs=0.02)
    assert len(scores(load(tmp_path / "critic"))) == 4
    assert (tmp_path / "critic" / "tokenizer" / "tokenizer.json").is_file()
    assert (tmp_path / "critic" / "encoder" / "model.safetensors").is_file() is whole
    learning = {name for name, weight in reader.network.named_parameters() if weight.requires_grad}
    assert any("embeddings" in name for name in learning) is whole


def test_new_markers_start_as_the_mean_of_all_tokens(tmp_path: Path) -> None:
    """They are the same each time, so a critic need not keep them."""
    base = write_base(tmp_path, markers=False)
    encoder = load_base(base)
    mean = encoder.get_input_embeddings().weight.mean(0)
    tokenizer = load_tokenizer(base, encoder)
    weight = encoder.get_input_embeddings().weight
    for token in ("[unused1]", "[unused2]"):
        assert torch.allclose(weight[tokenizer.convert_tokens_to_ids(token)], mean)
    assert tokenizer.convert_tokens_to_ids("[unused1]") != tokenizer.convert_tokens_to_ids("[unused2]")


def test_a_space_is_no_part_of_the_word_behind_it(tmp_path: Path) -> None:
    """A tokenizer of the SentencePiece kind counts it as such; the values that are pointed at never begin with one."""
    from tokenizers import Tokenizer, models, pre_tokenizers, trainers
    from transformers import PreTrainedTokenizerFast

    made = Tokenizer(models.Unigram())
    made.pre_tokenizer = pre_tokenizers.Metaspace()
    made.train_from_iterator(WORDS, trainers.UnigramTrainer(vocab_size=90, special_tokens=["<s>", "</s>", "<unk>"], show_progress=False, unk_token="<unk>"))  # fmt: skip  # noqa: E501
    tokenizer = PreTrainedTokenizerFast(tokenizer_object=made, cls_token="<s>", sep_token="</s>", unk_token="<unk>")
    text = "Acme  Inc. of\n Ohio "
    encoded = Encoder(tokenizer).text(text)
    pieces = [text[start:end] for start, end in zip(encoded.starts, encoded.ends, strict=True)]
    assert "".join(pieces) == "AcmeInc.ofOhio"
    assert len(pieces) == len(encoded.ids)
    begins = {start for start, first in zip(encoded.starts, encoded.begins_word, strict=True) if first}
    assert {text.index(word) for word in ("Acme", "Inc", "of", "Ohio")} <= begins


@pytest.mark.parametrize(
    ("kind", "changed", "said"),
    [
        ("albert", {"embedding_size": 16}, "embeds tokens in 16 numbers and thinks in 32"),
        ("bert", {"max_position_embeddings": 128}, "reads 128 tokens at once"),
        ("t5", {"d_model": 32}, "an encoder with a decoder"),
    ],
)
def test_a_base_that_cannot_carry_a_critic_is_refused(
    kind: str, changed: dict[str, Any], said: str, tmp_path: Path
) -> None:
    """The message names the base and says what is wrong with it."""
    base = write_base(tmp_path, kind, **changed)
    with pytest.raises(BaseError, match=f"{base}.*{said}"):
        create(rank=4, base=str(base))


def test_a_base_that_is_none_is_refused_in_one_line(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """An empty folder, a broken configuration, weights cut short, no folder: none ends in a library's traceback."""
    monkeypatch.setenv("HF_HUB_OFFLINE", "1")
    broken = tmp_path / "broken"
    broken.mkdir()
    (broken / "config.json").write_text("{")
    (tmp_path / "empty").mkdir()
    cut = write_base(tmp_path / "cut")
    (cut / "model.safetensors").write_bytes((cut / "model.safetensors").read_bytes()[:2000])
    for base in (broken, tmp_path / "empty", tmp_path / "gone", cut):
        with pytest.raises(BaseError, match=r"no encoder that can be loaded") as caught:
            create(rank=4, base=str(base))
        assert str(base) in str(caught.value)
        assert "\n" not in str(caught.value)
    whole = write_base(tmp_path / "whole")
    (whole / "tokenizer.json").unlink()
    with pytest.raises(BaseError, match="tokenizer"):
        create(rank=4, base=str(whole))


@pytest.mark.parametrize(
    ("name", "held", "said"),
    [
        ("model.safetensors", "half of it", "no encoder"),
        ("config.json", '{"model_type": "bert", "hidden_size": "many"}', "no encoder"),
        ("tokenizer.json", "[]", "no tokenizer"),
        ("tokenizer_config.json", "[]", "no tokenizer"),
    ],
)
def test_a_broken_base_is_refused_whatever_the_libraries_say(tmp_path: Path, name: str, held: str, said: str) -> None:
    """Such as one of which half was downloaded."""
    base = write_base(tmp_path)
    (base / name).write_text(held)
    with pytest.raises(BaseError, match=f"{said} that can be loaded"):
        create(rank=4, base=str(base))


def test_the_code_of_a_base_is_never_run(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A folder that wants its own code run is refused, and nobody is asked on a terminal whether to trust it."""
    monkeypatch.setattr("sys.stdin", io.StringIO("y\n"))
    monkeypatch.setenv("HF_MODULES_CACHE", str(tmp_path / "modules"))
    ran = tmp_path / "ran"
    own = {"AutoConfig": "own.Config", "AutoModel": "own.Model", "AutoModelForCausalLM": "own.Model"}
    (tmp_path / "config.json").write_text(json.dumps({"model_type": "of its own", "auto_map": own}))
    (tmp_path / "tokenizer_config.json").write_text(json.dumps({"auto_map": {"AutoTokenizer": ["own.Tok", None]}}))
    (tmp_path / "own.py").write_text(f"open({str(ran)!r}, 'w')")
    with pytest.raises(BaseError, match="custom code"):
        load_base(str(tmp_path))
    with pytest.raises(CausalModelError, match="custom code"):
        load_causal(tmp_path)
    assert not ran.exists()


def test_a_critic_whose_base_changed_is_refused(tmp_path: Path) -> None:
    """Its adapter would do anything on other weights."""
    base = write_base(tmp_path / "base")
    save(create(rank=4, base=str(base)), {}, tmp_path / "critic")
    assert len(json.loads((tmp_path / "critic" / "config.json").read_text())["base_sha256"]) == 64
    weights = base / "model.safetensors"
    weights.write_bytes(weights.read_bytes()[:-4] + b"else")
    with pytest.raises(BaseError, match="not those that the critic was trained on"):
        load(tmp_path / "critic")
