"""Learns the token model of `analyzers/syntax/python/model.py` from well-formed code.

    python -m benchmarks.train_tokens

Training data: the running interpreter's standard library with its tests (PSF licence); the modules that
`benchmarks.syntax_defects` measures on are left out. Small programs written for learners (turtledemo)
count more, since most broken code is written by people who learn.
"""

import sysconfig
from array import array
from collections import Counter
from math import log
from pathlib import Path

from analyzers.syntax.python.model import LINE, ORDER, SCALE, UNKNOWN, key, shape, symbols
from analyzers.syntax.python.tokens import KEYWORDS, lex
from benchmarks.syntax_defects import is_held_out

_COMMON_NAMES = 700
_LEAST = {1: 1, 2: 1, 3: 2, 4: 4}
_LEARNERS = ("turtledemo", "idlelib")
_TARGET = Path(__file__).parents[1] / "analyzers" / "syntax" / "python" / "tokens.bin"


def sources() -> list[tuple[Path, int]]:
    """Return the training files, each with how often it counts."""
    root = Path(sysconfig.get_path("stdlib"))
    chosen = []
    for path in sorted(root.rglob("*.py")):
        parts = path.relative_to(root).parts
        if {"site-packages", "lib2to3", "__pycache__"} & set(parts) or is_held_out(path):
            continue
        chosen.append((path, 4 if parts[0] in _LEARNERS else 1))
    beginners = Path(__file__).parents[1] / "fixtures" / "syntax" / "learners"
    return chosen + [(path, 20) for path in sorted(beginners.glob("*.py"))]


def main() -> None:
    """Read the sources, count, and write the table."""
    streams: list[tuple[list[str], int]] = []
    names: Counter[str] = Counter()
    spread: Counter[str] = Counter()
    for path, weight in sources():
        try:
            text = path.read_text(encoding="utf-8")
        except UnicodeDecodeError:
            continue
        words = [LINE, *symbols(lex(text))]
        streams.append((words, weight))
        plain = Counter(word for word in words if not word.startswith("<") and word[0].isidentifier())
        names.update({word: count * weight for word, count in plain.items()})
        spread.update(plain.keys())
    common = {w for w, _ in names.most_common() if spread[w] >= 12 and w not in KEYWORDS}
    common = set(sorted(common, key=lambda word: (-spread[word], word))[:_COMMON_NAMES])
    known = {"<NAME>", "<Name>", "<name>", *KEYWORDS, *common}
    grams: list[Counter[tuple[str, ...]]] = [Counter() for _ in range(ORDER + 1)]
    for words, weight in streams:
        mapped = [w if w in known or not w[0].isidentifier() else shape(w) for w in words]
        for size in range(1, ORDER + 1):
            counter = grams[size]
            for place in range(len(mapped) - size + 1):
                counter[tuple(mapped[place : place + size])] += weight
    vocabulary = ["<none>", *sorted({word for (word,) in grams[1]})]
    numbers = {word: number for number, word in enumerate(vocabulary)}
    total = sum(grams[1].values())
    table: dict[int, int] = {}
    for size in range(1, ORDER + 1):
        for gram, count in grams[size].items():
            if count < _LEAST[size]:
                continue
            context = grams[size - 1][gram[:-1]] if size > 1 else total
            cost = min(-log(count / (context + 1)), UNKNOWN)
            table[key([numbers[word] for word in gram])] = min(round(cost * SCALE), 255)
    ordered = sorted(table)
    data = " ".join(vocabulary).encode() + b"\n"
    data += array("I", ordered).tobytes() + bytes(table[one] for one in ordered)
    _TARGET.write_bytes(data)
    print(f"{len(streams)} files, {total:,} tokens, {len(vocabulary)} symbols, {len(ordered):,} n-grams")


if __name__ == "__main__":
    main()
