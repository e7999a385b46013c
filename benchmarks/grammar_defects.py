"""Makes realistic defects in well-formed files of other languages than Python, and measures their repair.

    python -m benchmarks.grammar_defects [--languages go,ruby] [--part tune|measure|both] [--count 60] [--seed 1]

Kinds are weighted as people make the mistakes: brackets, ends of blocks and statements, quotes, commas, stray and
missing tokens, typos, then what only one format knows. A change that the grammar still accepts is no defect.
"""

import argparse
import random
import re
import time
from collections import Counter, defaultdict
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from itertools import pairwise

from analyzers.syntax.candidate import Change, apply
from analyzers.syntax.changes import defect_line, edits_between
from analyzers.syntax.grammar.languages import LANGUAGES
from analyzers.syntax.grammar.tokens import CLOSERS, COMMENT, MARK, OPENERS, STRING, Text, Token
from analyzers.syntax.grammar.trees import judge, parser, same_tree
from benchmarks.grammar_sources import sources

_OPERATORS = frozenset(
    [
        "+",
        "-",
        "*",
        "/",
        "=",
        "==",
        "===",
        "!=",
        "!==",
        "<",
        ">",
        "<=",
        ">=",
        "&&",
        "||",
        "=>",
        "->",
        ":=",
        ".",
        "::",
        "|",
        "?",
        "+=",
        "-=",
    ]
)


@dataclass(frozen=True, slots=True)
class Defect:
    """A broken text, what it was, and where and how it was broken."""

    kind: str
    language: str
    code: str
    fixed: str
    line: int
    origin: str


class _Ground:
    """A well-formed text in which something is to be broken."""

    def __init__(self, language: str, text: str, rng: random.Random) -> None:
        self.language = LANGUAGES[language]
        self.name = language
        self.text = text
        self.rng = rng
        self.read = Text(language, text)
        self.code = [token for token in self.read.tokens if token.kind != COMMENT]

    def pick(self, test: Callable[[Token], bool]) -> Token | None:
        """Return one of the tokens for which the test holds."""
        found = [token for token in self.code if test(token)]
        return self.rng.choice(found) if found else None

    def put(self, start: int, end: int, text: str) -> str:
        """Return the text with a range replaced."""
        return self.text[:start] + text + self.text[end:]

    def find(self, pattern: str) -> re.Match[str] | None:
        """Return one of the places that a pattern fits."""
        found = list(re.finditer(pattern, self.text))
        return self.rng.choice(found) if found else None


def _drop(texts: frozenset[str]) -> Callable[[_Ground], str | None]:
    def make(ground: _Ground) -> str | None:
        token = ground.pick(lambda one: one.kind == MARK and one.text in texts)
        return None if token is None else ground.put(token.start, token.end, "")

    return make


def _double(ground: _Ground) -> str | None:
    token = ground.pick(lambda one: one.kind == MARK)
    return None if token is None else ground.put(token.end, token.end, token.text)


def _wrong_bracket(ground: _Ground) -> str | None:
    token = ground.pick(lambda one: one.text in OPENERS or one.text in CLOSERS)
    if token is None:
        return None
    others = OPENERS if token.text in OPENERS else CLOSERS
    return ground.put(token.start, token.end, ground.rng.choice([one for one in others if one != token.text]))


def _drop_closing_line(ground: _Ground) -> str | None:
    """A line that holds nothing but what closes a block."""
    place = ground.find(r"(?m)^[ \t]*(?:[)\]}]+[;,]?|end|fi|done|esac|</\w+>)[ \t]*\n")
    return None if place is None else ground.put(place.start(), place.end(), "")


def _quote(ground: _Ground) -> str | None:
    token = ground.pick(lambda one: one.kind == STRING and len(one.text) > 1)
    if token is None:
        return None
    if ground.rng.random() < 0.7:
        return ground.put(token.end - 1, token.end, "")
    return ground.put(token.start, token.start + 1, "")


def _other_quote(ground: _Ground) -> str | None:
    token = ground.pick(lambda one: one.kind == STRING and len(one.text) > 1)
    if token is None or len(ground.language.quotes) < 2:
        return None
    other = "'" if token.text[-1] == '"' else '"'
    return ground.put(token.end - 1, token.end, other)


def _typo(ground: _Ground) -> str | None:
    token = ground.pick(lambda one: one.text in ground.language.keywords and len(one.text) > 2)
    return None if token is None else ground.put(token.start, token.end, _misspelt(token.text, ground.rng))


def _misspelt(word: str, rng: random.Random) -> str:
    at = rng.randrange(1, len(word))
    match rng.randrange(4):
        case 0:
            return word[: at - 1] + word[at] + word[at - 1] + word[at + 1 :]
        case 1:
            return word[:at] + word[at + 1 :]
        case 2:
            return word[:at] + word[at - 1] + word[at:]
        case _:
            return word[:at] + rng.choice("abcdefghijklmnopqrstuvwxyz") + word[at + 1 :]


def _drop_word(ground: _Ground) -> str | None:
    token = ground.pick(lambda one: one.text in ground.language.keywords)
    if token is None:
        return None
    end = token.end + (ground.text[token.end : token.end + 1] == " ")
    return ground.put(token.start, end, "")


def _drop_name(ground: _Ground) -> str | None:
    """A token that is forgotten whole, whatever it is."""
    token = ground.pick(lambda one: one.kind == MARK or one.text in ground.language.keywords)
    return None if token is None else ground.put(token.start, token.end, "")


def _stray(ground: _Ground) -> str | None:
    token = ground.pick(lambda one: one.kind != STRING)
    if token is None:
        return None
    return ground.put(
        token.end, token.end, ground.rng.choice((";", ")", "}", "]", ",", ".", "'", '"', "`", "="))
    )


def _smart(ground: _Ground) -> str | None:
    token = ground.pick(lambda one: one.kind == STRING and one.text[:1] in "\"'" and len(one.text) > 1)
    if token is None:
        return None
    first, last = ("“", "”") if token.text[0] == '"' else ("‘", "’")
    return ground.put(token.start, token.end, f"{first}{token.text[1:-1]}{last}")


def _exchange(ground: _Ground) -> str | None:
    swaps = {",": ";", ";": ":", ":": ";", ".": ",", "=>": "->", "->": "=>", "==": "=", "=": ":", ":=": "="}
    token = ground.pick(lambda one: one.kind == MARK and one.text in swaps)
    return None if token is None else ground.put(token.start, token.end, swaps[token.text])


def _split(ground: _Ground) -> str | None:
    """A blank inside an operator."""
    token = ground.pick(lambda one: one.kind == MARK and len(one.text) == 2)
    return None if token is None else ground.put(token.start + 1, token.start + 1, " ")


def _join(ground: _Ground) -> str | None:
    token = ground.pick(
        lambda one: one.text in ground.language.keywords and ground.text[one.end : one.end + 1] == " "
    )
    return None if token is None else ground.put(token.end, token.end + 1, "")


def _replaced(pattern: str, by: str) -> Callable[[_Ground], str | None]:
    def make(ground: _Ground) -> str | None:
        place = ground.find(pattern)
        return None if place is None else ground.put(place.start(), place.end(), place.expand(by))

    return make


def _shift(ground: _Ground) -> str | None:
    place = ground.find(r"(?m)^[ ]*(?=[^\s#])")
    if place is None:
        return None
    margin = place.end() - place.start()
    return ground.put(
        place.start(),
        place.end(),
        " " * ground.rng.choice([n for n in (margin - 2, margin - 1, margin + 1, margin + 2) if n >= 0]),
    )


def _two(ground: _Ground) -> str | None:
    """Two breaks in different places, each of which the grammar notices alone."""
    one, other = _one(ground), _one(ground)
    if not one or not other or not (judge(ground.name, one).faults and judge(ground.name, other).faults):
        return None
    edits = [*edits_between(ground.text, one), *edits_between(ground.text, other)]
    edits.sort(key=lambda edit: edit.span.start)
    if any(left.span.end >= right.span.start for left, right in pairwise(edits)):
        return None
    return apply(ground.text, [Change(edit.span.start, edit.span.end, edit.text) for edit in edits])


def _one(ground: _Ground) -> str | None:
    kinds = [kind for kind in _kinds(ground.name) if kind != "two-defects"]
    kind = ground.rng.choices(kinds, [_kinds(ground.name)[one][0] for one in kinds])[0]
    return _kinds(ground.name)[kind][1](ground)


_Kinds = dict[str, tuple[float, Callable[[_Ground], str | None]]]
_COMMON: _Kinds = {
    "closer-lost": (12, _drop(frozenset(")]}"))),
    "opener-lost": (5, _drop(frozenset("([{"))),
    "closing-line-lost": (9, _drop_closing_line),
    "bracket-wrong": (4, _wrong_bracket),
    "mark-doubled": (5, _double),
    "stray": (6, _stray),
    "semicolon-lost": (7, _drop(frozenset(";"))),
    "comma-lost": (8, _drop(frozenset(","))),
    "colon-lost": (4, _drop(frozenset(":"))),
    "operator-lost": (5, _drop(_OPERATORS)),
    "quote-lost": (8, _quote),
    "quote-wrong": (2, _other_quote),
    "quotes-smart": (1, _smart),
    "word-misspelt": (8, _typo),
    "word-lost": (3, _drop_word),
    "words-joined": (1, _join),
    "mark-exchanged": (4, _exchange),
    "operator-split": (2, _split),
    "two-defects": (6, _two),
}  # fmt: skip
_OWN: dict[str, _Kinds] = {
    "json": {
        "comma-trailing": (8, _replaced(r"(?<=[\w\"\]}])(?=\s*\n\s*[}\]])", ",")),
        "quotes-single": (4, _replaced(r'"([\w-]+)"', r"'\1'")),
        "key-bare": (4, _replaced(r'"(\w+)"(?=\s*:)', r"\1")),
        "literal-foreign": (3, _replaced(r"\btrue\b", "True")),
        "comment": (3, _replaced(r",\n", ", // see below\n")),
    },
    "yaml": {
        "indent": (14, _shift),
        "tab": (3, _replaced(r"(?m)^  +(?=\w)", "\t")),
        "blank-lost": (6, _replaced(r"(?m)(?<=\w): (?=\S)", ":")),
    },
    "toml": {
        "colon": (4, _replaced(r"(?m)^(\w+) = ", r"\1: ")),
        "bare": (4, _replaced(r'= "([\w.]+)"', r"= \1")),
    },
    "html": {
        "tag-lost": (12, _replaced(r"</\w+>", "")),
        "tag-wrong": (3, _replaced(r"</(\w+)>", r"</\1x>")),
        "angle-lost": (6, _replaced(r"(?<=\w)>", "")),
    },
    "tsx": {"tag-lost": (8, _replaced(r"</\w+>", "")), "slash-lost": (3, _replaced(r"/>", ">"))},
}


def _kinds(language: str) -> _Kinds:
    return {**_COMMON, **_OWN.get(language, {})}


def defects(language: str, part: str, count: int, seed: int, roots: tuple[str, ...] = ()) -> Iterator[Defect]:
    """Yield that many defects; the same seed gives the same ones on the same machine."""
    rng = random.Random(f"{language}{part}{seed}")
    pool = sources(language, part, roots)
    made = tries = 0
    kinds = _kinds(language)
    while pool and made < count and tries < 40 * count:
        tries += 1
        name, whole = rng.choice(pool)
        text = _excerpt(language, whole, rng) if rng.random() < 0.5 else whole
        if not text:
            continue
        kind = rng.choices(list(kinds), [weight for weight, _ in kinds.values()])[0]
        broken = kinds[kind][1](_Ground(language, text, rng))
        if broken and broken != text and judge(language, broken).faults:
            made += 1
            yield Defect(kind, language, broken, text, defect_line(broken, text), name)


def _excerpt(language: str, text: str, rng: random.Random) -> str:
    """Return a few neighbouring parts of a file that parse on their own."""
    reader = parser(language)
    assert reader is not None
    data = text.encode()
    nodes = reader.parse(data).root_node.named_children
    if len(nodes) < 3:
        return ""
    first = rng.randrange(len(nodes) - 1)
    last = min(first + rng.randrange(1, 6), len(nodes) - 1)
    begin = 0 if language == "php" else nodes[first].start_byte
    cut = data[begin : nodes[last].end_byte].decode() + "\n"
    return cut if cut.count("\n") > 2 and not judge(language, cut).faults else ""


def measure(
    language: str, part: str, count: int, seed: int, roots: tuple[str, ...], show: str = ""
) -> Counter[str]:
    """Repair the defects of a part, print what came of it, and return the sums."""
    from analyzers.syntax import repair

    kinds: dict[str, Counter[str]] = defaultdict(Counter)
    times = []
    for number, defect in enumerate(defects(language, part, count, seed, roots)):
        started = time.process_time()
        result = repair(defect.code, "", language)
        times.append(time.process_time() - started)
        right = result.text is not None and same_tree(language, result.text, defect.fixed)
        for kind in (defect.kind, "ALL"):
            kinds[kind].update(
                n=1, line=result.line == defect.line, parses=result.text is not None, tree=right
            )
        if show in (defect.kind, "all") and not right:
            _show(number, defect, result.text, result.line)
    total = kinds["ALL"]
    if not total["n"]:
        print(f"{language:12}{part:8} no files of it here")
        return total
    times.sort()
    shares = "".join(f"{total[what] / total['n']:8.0%}" for what in ("line", "parses", "tree"))
    weak = sorted(kinds, key=lambda kind: kinds[kind]["tree"] - kinds[kind]["n"])[1:6]
    said = ", ".join(f"{kind} {kinds[kind]['tree']}/{kinds[kind]['n']}" for kind in weak)
    p50, p95 = times[len(times) // 2] * 1000, times[int(len(times) * 0.95)] * 1000
    print(f"{language:12}{part:8}{total['n']:4}{shares}  {p50:5.0f} {p95:6.0f} ms  {said}", flush=True)
    return total


def _show(number: int, defect: Defect, text: str | None, line: int | None) -> None:
    import difflib

    print(f"--- {number} {defect.kind} {defect.origin} true line {defect.line}, said {line}")
    broken = defect.code.split("\n")
    wanted = list(difflib.unified_diff(broken, defect.fixed.split("\n"), n=2, lineterm=""))[2:]
    print("\n".join(wanted[:16]))
    got = [] if text is None else list(difflib.unified_diff(broken, text.split("\n"), n=0, lineterm=""))[2:]
    print("   ours:", *got[:12], sep="\n")


def main() -> None:
    """Measure from the command line."""
    options = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    options.add_argument("--languages", default=",".join(name for name in LANGUAGES if name != "python"))
    options.add_argument("--part", choices=("tune", "measure", "both"), default="both")
    options.add_argument("--count", type=int, default=40)
    options.add_argument("--seed", type=int, default=1)
    options.add_argument(
        "--roots", default="", help="more folders to look for sources in, comma between them"
    )
    options.add_argument(
        "--show", default="", help="print the failures of a kind, or of `all`; tune part only"
    )
    args = options.parse_args()
    roots = tuple(root for root in args.roots.split(",") if root)
    for part in ("tune", "measure"):
        if args.part not in (part, "both"):
            continue
        total: Counter[str] = Counter()
        for language in args.languages.split(","):
            show = args.show if part == "tune" else ""
            total += measure(language, part, args.count, args.seed, roots, show)
        if total["n"]:
            shares = "".join(f"{total[what] / total['n']:8.0%}" for what in ("line", "parses", "tree"))
            print(f"{'all':12}{part:8}{total['n']:4}{shares}")


if __name__ == "__main__":
    main()
