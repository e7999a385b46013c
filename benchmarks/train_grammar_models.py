"""Learns the token models of `analyzers/syntax/grammar/models/` from well-formed code.

    python -m benchmarks.train_grammar_models [--languages go,rust] [--roots FOLDER,FOLDER]

Training data: the tuning part of `benchmarks.grammar_sources`, what a machine with the packages of a developer
holds: the JDK's library (GPL 2 with classpath exception), Node's bundled packages and RxJS, Zod, React Table and
Redux Toolkit (MIT, ISC, Apache 2), Cobra, Viper, Mux and Testify for Go (Apache 2, MIT, BSD), Clap, Regex, Itertools
and Hyper for Rust (MIT, Apache 2), Rack, Sinatra, Thor and Mail for Ruby (MIT), Symfony Console, Monolog and Twig for
PHP (MIT, BSD), Boost (BSL 1) and the headers of the C and C++ libraries. Only counts of token classes are kept.
"""

import argparse
from array import array
from collections import Counter
from math import log
from pathlib import Path

from analyzers.syntax.grammar.languages import LANGUAGES
from analyzers.syntax.grammar.model import LINE, ORDER, SCALE, UNKNOWN, key, shape, symbols
from analyzers.syntax.grammar.tokens import Text
from benchmarks.grammar_sources import sources

_COMMON_NAMES = 160
_LEAST_SPREAD = 6  # files that a name must stand in
_LEAST = {1: 1, 2: 1, 3: 2, 4: 3}
_MOST_SYMBOLS = 4_000
_TARGET = Path(__file__).parents[1] / "analyzers" / "syntax" / "grammar" / "models"


def train(language: str, roots: tuple[str, ...]) -> str:
    """Write the table of a language; return what went into it."""
    keywords = LANGUAGES[language].keywords
    streams: list[list[str]] = []
    spread: Counter[str] = Counter()
    for _, text in sources(language, "tune", roots):
        words = [LINE, *symbols(Text(language, text).tokens, text), LINE]
        streams.append(words)
        spread.update({word for word in words if _is_name(word)})
    if len(streams) < 2:
        return "too few files"
    common = [word for word, files in spread.most_common(_COMMON_NAMES * 2) if files >= _LEAST_SPREAD]
    known = keywords | set(common[:_COMMON_NAMES])
    grams: list[Counter[tuple[str, ...]]] = [Counter() for _ in range(ORDER + 1)]
    for words in streams:
        mapped = [word if word in known or not _is_name(word) else shape(word) for word in words]
        for size in range(1, ORDER + 1):
            grams[size].update(tuple(mapped[at : at + size]) for at in range(len(mapped) - size + 1))
    vocabulary = ["<none>", *sorted({word for (word,) in grams[1] if " " not in word})][:_MOST_SYMBOLS]
    numbers = {word: number for number, word in enumerate(vocabulary)}
    total = sum(grams[1].values())
    table: dict[int, int] = {}
    for size in range(1, ORDER + 1):
        for gram, count in grams[size].items():
            if count < _LEAST[size] or any(word not in numbers for word in gram):
                continue
            context = grams[size - 1][gram[:-1]] if size > 1 else total
            cost = min(-log(count / (context + 1)), UNKNOWN)
            table[key([numbers[word] for word in gram])] = min(round(cost * SCALE), 255)
    ordered = sorted(table)
    data = " ".join(vocabulary).encode() + b"\n"
    data += array("Q", ordered).tobytes() + bytes(table[one] for one in ordered)
    _TARGET.mkdir(exist_ok=True)
    (_TARGET / f"{language}.bin").write_bytes(data)
    return f"{len(streams)} files, {total:,} tokens, {len(vocabulary)} symbols, {len(ordered):,} n-grams"


def _is_name(word: str) -> bool:
    return word[0] != "<" and (word[0].isidentifier() or (len(word) > 1 and word[-1].isalnum()))


def main() -> None:
    """Train from the command line."""
    options = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    options.add_argument("--languages", default=",".join(name for name in LANGUAGES if name != "python"))
    options.add_argument(
        "--roots", default="", help="more folders to look for sources in, comma between them"
    )
    args = options.parse_args()
    roots = tuple(root for root in args.roots.split(",") if root)
    for language in args.languages.split(","):
        print(f"{language:12}{train(language, roots)}", flush=True)


if __name__ == "__main__":
    main()
