"""How often is the thread that answers a question found, and how high up?"""

import shutil
import subprocess
import sys
import tempfile
from argparse import ArgumentParser, Namespace
from atexit import register
from collections.abc import Sequence
from functools import cache
from pathlib import Path
from time import perf_counter
from typing import TYPE_CHECKING

from analyzers.errors import InputError, ToolError, UsageError
from assistant.evals.harness import (
    HELD_BACK,
    Cases,
    Evaluation,
    Record,
    Report,
    Table,
    needs_text,
    read_cases,
)
from assistant.evals.measures import percentile, share_data, share_text

if TYPE_CHECKING:
    from tools.knowledge.store import Store

_ROOT = Path(__file__).resolve().parents[2]
_FIXTURES = _ROOT / "fixtures" / "retrieval"
_RANKED = 10
_index = Path()  # set once, before the workers are forked


def configure(parser: ArgumentParser) -> None:
    """Add the corpus, the queries, and where the index is kept."""
    parser.add_argument("--corpus", nargs="+", metavar="FILE", help="the documents, JSONL; default: our own")
    parser.add_argument("--queries", nargs="+", metavar="FILE", help="the queries, JSONL; default: our own")
    parser.add_argument("--index", metavar="FOLDER", help="keep the index here for the next time")
    parser.add_argument("--words-only", action="store_true", help="measure without vectors")


def load(args: Namespace) -> Cases:
    """Index the corpus in a process of its own, and return the queries.

    Raises UsageError when only one of corpus and queries is named, InputError for an unusable corpus.
    """
    global _index
    if bool(args.corpus) != bool(args.queries):
        raise UsageError("a corpus and its queries belong together", "name both: `--corpus F --queries F`")
    if not args.corpus and not _FIXTURES.is_dir():
        raise UsageError("there are no cases to measure", "name them: `--corpus F --queries F`")
    corpus = [Path(path) for path in args.corpus or [_FIXTURES / "corpus.jsonl"]]
    queries = read_cases(args.queries or sorted(_FIXTURES.glob("queries-*.jsonl")), _wrong_query)
    if args.index:
        _index = Path(args.index)
    else:
        _index = Path(tempfile.mkdtemp(prefix="debugassist-"))
        register(shutil.rmtree, _index, ignore_errors=True)
    _build(corpus, _index, meaning=not args.words_only)
    return queries


def _build(corpus: Sequence[Path], index: Path, *, meaning: bool) -> None:
    """Index the documents in a child: neither onnxruntime nor Chroma survives the forks that follow."""
    code = (
        "import sys; from pathlib import Path; from assistant.evals.retrieval import index; "
        "index([Path(each) for each in sys.argv[3:]], Path(sys.argv[1]), sys.argv[2] == 'yes')"
    )
    words = [sys.executable, "-c", code, str(index.resolve()), "yes" if meaning else "no"]
    ended = subprocess.run([*words, *(str(path.resolve()) for path in corpus)], cwd=_ROOT, check=False)
    if ended.returncode:
        raise InputError("the corpus cannot be indexed", "see the lines above")


def index(corpus: Sequence[Path], folder: Path, meaning: bool) -> None:
    """Index the documents of JSONL files; malformed lines are named on stderr. Exits with 1 on failure."""
    from tools.knowledge.document import Document, from_json
    from tools.knowledge.store import Store

    store = Store(folder, meaning=meaning)
    try:
        loaded = read_cases(corpus, _wrong_document)
        documents: list[Document] = [from_json(case) for case in loaded.cases]
        for line in loaded.malformed:
            print(line, file=sys.stderr)  # noqa: T201  # narration
        tick = perf_counter()

        def progress(done: int, what: str) -> None:
            nonlocal tick
            if perf_counter() - tick > 2.0:
                tick = perf_counter()
                print(f"{what} {done} of {len(documents)} documents", file=sys.stderr)  # noqa: T201  # narration

        store.add(documents, progress)
    except (InputError, ToolError) as error:
        print(error.message, file=sys.stderr)  # noqa: T201  # narration
        sys.exit(1)


def _wrong_document(record: Record) -> str:
    from tools.knowledge.document import from_json

    try:
        from_json(record)
    except ValueError as error:
        return str(error)
    return ""


def _wrong_query(record: Record) -> str:
    ids = record.get("relevant_ids", [])
    if not isinstance(ids, list):
        return "`relevant_ids` is no list"
    return needs_text(record, "query")


@cache
def _store() -> "Store":
    from tools.knowledge.query import query
    from tools.knowledge.store import Store

    store = Store(_index, throughput=True)
    store.search(query("warm up"))  # loading the model is not searching
    return store


def predict(case: Record) -> Record:
    """Return the ids of the ten best documents, and the time that one search takes in a process that is up."""
    from tools.knowledge.query import query

    store = _store()
    started = perf_counter()
    found = store.search(query(case["query"]), _RANKED)
    elapsed = (perf_counter() - started) * 1000
    return {"ranked": [one.document.id for one in found], "ms": round(elapsed, 3)}


def score(cases: Sequence[Record], predictions: Sequence[Record]) -> Report:
    """Return recall at 1, 5 and 10 and the mean reciprocal rank, over all queries and per kind."""
    kinds: dict[str, list[int]] = {}
    misses: list[tuple[str, ...]] = []
    for case, prediction in zip(cases, predictions, strict=True):
        wanted = {str(each) for each in case.get("relevant_ids", [])}
        ranked = prediction.get("ranked", [])
        rank = next((place for place, each in enumerate(ranked, 1) if each in wanted), 0)
        kinds.setdefault(str(case.get("kind", "query")), []).append(rank)
        if rank != 1 and HELD_BACK not in case:
            misses.append((case["id"], str(rank or "-"), " ".join(case["query"].split())[-70:]))
    every = [rank for ranks in kinds.values() for rank in ranks]
    times = [prediction["ms"] for prediction in predictions if "ms" in prediction]
    return Report(
        tables=(
            Table(
                title="found (95 % interval)",
                header=("", "share"),
                rows=(
                    *((f"recall@{k}", share_text(_within(every, k), len(every))) for k in (1, 5, 10)),
                    ("MRR", f"{_mrr(every):.3f}"),
                ),
            ),
            Table(
                title="per kind",
                header=("kind", "queries", "recall@1", "recall@5", "MRR"),
                rows=tuple(
                    (
                        kind,
                        str(len(ranks)),
                        *(f"{_within(ranks, k) / len(ranks):.0%}" for k in (1, 5)),
                        f"{_mrr(ranks):.3f}",
                    )
                    for kind, ranks in sorted(kinds.items())
                ),
            ),
            Table(title="not first", header=("query", "rank", "its end"), rows=tuple(misses)),
            Table(
                title="time",
                header=("", "ms"),
                rows=tuple((f"p{p}", f"{percentile(times, p / 100):.1f}") for p in (50, 95)) if times else (),
            ),
        ),
        data={
            **{f"recall@{k}": share_data(_within(every, k), len(every)) for k in (1, 5, 10)},
            "mrr": _mrr(every),
            "kinds": {
                kind: {"recall@1": share_data(_within(ranks, 1), len(ranks)), "mrr": _mrr(ranks)}
                for kind, ranks in kinds.items()
            },
            "ms": {f"p{p}": percentile(times, p / 100) for p in (50, 95)} if times else {},
        },
    )


def _within(ranks: Sequence[int], most: int) -> int:
    return sum(0 < rank <= most for rank in ranks)


def _mrr(ranks: Sequence[int]) -> float:
    return sum(1 / rank for rank in ranks if rank) / len(ranks) if ranks else 0.0


EVALUATION = Evaluation(
    predict=predict,
    score=score,
    inputs=("query",),
    problem=_wrong_query,
    load=load,
    configure=configure,
)
