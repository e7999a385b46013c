"""How do indexing and searching grow with the number of documents: `python -m benchmarks.knowledge_scale 2000 10000 100000`.

The documents are docstrings of everything that is installed here and threads invented from them, with names of their own.
A sample of the texts really goes through the model, and its rate is printed; the other vectors lie near one of these, so
that a hundred thousand documents do not take an hour. Writing and searching are those of the program. CPU time, one process.
"""

import json
import random
import re
import sys
import tempfile
from collections.abc import Iterator, Sequence
from importlib.metadata import distributions
from itertools import islice
from pathlib import Path
from time import process_time
from typing import TYPE_CHECKING

from benchmarks.figures import ROOT, Figure
from tools.embedding import DIMENSIONS, Embedder
from tools.knowledge.document import Document
from tools.knowledge.query import query
from tools.knowledge.store import Store
from tools.knowledge.vectors import Vectors
from tools.sources import libraries

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

SIZES = (2_000, 5_000, 10_000, 20_000, 50_000, 100_000)
_EMBEDDED = 600  # texts that the model really reads
_WORD = re.compile(r"[a-z]{4,}")
_ERRORS = ("TypeError", "ValueError", "KeyError", "AttributeError", "ImportError", "RuntimeError", "OSError")
_SYLLABLES = re.findall("..", "bacodifeguhajokilumanepoquarisotuvewoxiyazo")


def docstrings() -> list[Document]:
    """Return the docstrings of all that is installed, in an order of chance, the same each time."""
    names = sorted({name for each in distributions() if (name := each.metadata["Name"])})
    found: list[Document] = []
    for library in libraries.installed(names, sys.executable):
        found += libraries.read(library, lambda *_: None)
    random.Random(1).shuffle(found)
    return list({document.id: document for document in found}.values())


def documents(known: Sequence[Document]) -> Iterator[Document]:
    """Yield the docstrings, every second time a thread invented from two of them, and then only such threads."""
    chance = random.Random(2)
    for number, document in enumerate(known):
        yield document
        yield _thread(number, chance, known)
    for number in range(len(known), sys.maxsize):
        yield _thread(number, chance, known)


def _thread(number: int, chance: random.Random, known: Sequence[Document]) -> Document:
    asked, answered = (chance.choice(known) for _ in range(2))
    name = "_".join("".join(chance.choices(_SYLLABLES, k=3)) for _ in range(2))
    words = _WORD.findall(asked.body) or ["value"]
    told = " ".join(chance.choices(words, k=6))
    return Document(
        id=f"t{number}",
        title=f"{chance.choice(_ERRORS)}: {told} of '{name}'",
        body=asked.body.replace(chance.choice(words), name)[:1500],
        answer=answered.body[:1500],
        tags=(asked.library,),
        votes=chance.randrange(50),
    )


def questions() -> list[str]:
    """Return what people would ask: the ends of reports, prose and keywords of our own fixtures, to be looked at half."""
    rows = (ROOT / "fixtures" / "retrieval" / "queries-tune.jsonl").read_text(encoding="utf-8").splitlines()
    return [json.loads(row)["query"] for row in rows]


def figures(sizes: Sequence[int] = SIZES) -> Iterator[Figure]:
    """Yield what each size costs."""
    import numpy as np

    known = docstrings()
    stream = documents(known)
    model = Embedder(throughput=True)
    texts = [text for each in islice(documents(known), _EMBEDDED) for text in each.embedded()][:_EMBEDDED]
    started = process_time()
    real = model.embed(texts)
    yield _figure("one text embedded", (process_time() - started) / len(texts) * 1000, "ms CPU")
    with tempfile.TemporaryDirectory(prefix="debugassist-scale-") as name:
        folder, chance, held = Path(name), np.random.default_rng(4), list[Document]()
        for size in sizes:
            new = list(islice(stream, size - len(held)))
            _invent(folder, new, real, chance)
            store = Store(folder, throughput=True)
            started = process_time()
            store.add(new)
            spent = process_time() - started
            held += new
            yield _figure(f"written, up to {size:,} documents", spent / len(new) * 1000, "ms CPU a document")
            times = sorted(_timed(store, text) for text in questions())
            yield _figure(
                f"a search among {size:,}, p50", times[len(times) // 2] * 1000, "ms CPU", "<= 30 ms"
            )
            yield _figure(f"a search among {size:,}, p95", times[len(times) * 95 // 100] * 1000, "ms CPU")
            store.close()
            yield _figure(f"{size:,} documents on disk", store.status().bytes / 1e6, "MB")


def _figure(name: str, value: float, unit: str, budget: str = "") -> Figure:
    return Figure(name=f"knowledge: {name}", value=value, unit=unit, budget=budget)


def _timed(store: Store, text: str) -> float:
    started = process_time()
    store.search(query(text))
    return process_time() - started


def _invent(
    folder: Path, new: Sequence[Document], real: "NDArray[np.float32]", chance: "np.random.Generator"
) -> None:
    """Keep a vector for every text of the documents, each near one that the model made."""
    import numpy as np

    texts = list(dict.fromkeys(text for each in new for text in each.embedded()))
    vectors = Vectors(folder / "vectors.sqlite")
    for start in range(0, len(texts), 5_000):
        some = texts[start : start + 5_000]
        near = real[chance.integers(len(real), size=len(some))]
        made = near + chance.normal(scale=0.8 / DIMENSIONS**0.5, size=near.shape)
        made /= np.linalg.norm(made, axis=1, keepdims=True)
        vectors.keep(some, made.astype(np.float16).tobytes())
    vectors.close()


if __name__ == "__main__":
    for figure in figures([int(word) for word in sys.argv[1:]] or SIZES):
        print(f"{figure.name}: {figure.value:,.2f} {figure.unit}", flush=True)
