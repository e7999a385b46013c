"""Makes realistic defects in well-formed code, and measures how they are repaired.

    python -m benchmarks.syntax_defects [--part tune|measure|both] [--count 400] [--seed 1] [--show KIND]

Real files of the running interpreter's library and of the packages installed beside it are taken whole or
cut down to one definition, and broken as people break them. The source packages are split in two: one part to
tune on, one that is only ever measured. Kinds are weighted as people make the mistakes: brackets, indentation,
stray and missing tokens, quotes, colons, commas, `=`, typos, then the rest.
"""

import argparse
import ast
import hashlib
import random
import re
import sysconfig
import time
from collections import Counter, defaultdict
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

from analyzers.syntax.python.tokens import (
    CLOSERS,
    COMMENT,
    CONTINUED,
    KEYWORDS,
    NAME,
    NEWLINE,
    OP,
    OPENERS,
    STRING,
    Token,
    lex,
)
from analyzers.syntax.python.verdict import compiles

_SKIPPED = {"test", "tests", "lib2to3", "__pycache__", "site-packages", "idlelib", "turtledemo"}


@dataclass(frozen=True, slots=True)
class Defect:
    """A broken text, what it was, and where and how it was broken."""

    kind: str
    code: str
    fixed: str
    line: int
    origin: str


def is_held_out(path: Path) -> bool:
    """Whether a library file is kept from the token model, so that defects can be made of it."""
    return hashlib.sha256(path.name.encode()).digest()[0] % 3 == 0


def part_of(path: Path, root: Path) -> str:
    """Return "tune" or "measure" for a file, the same for all files of a package."""
    package = path.relative_to(root).parts[0]
    return "measure" if hashlib.sha256(package.encode()).digest()[1] % 2 else "tune"


def files(part: str) -> list[Path]:
    """Return the well-formed files of a part: held-out library modules and installed packages."""
    chosen = []
    for name in ("stdlib", "purelib"):
        root = Path(sysconfig.get_path(name))
        for path in sorted(root.rglob("*.py")):
            if _SKIPPED & set(path.relative_to(root).parts):
                continue
            if name == "stdlib" and not is_held_out(path):
                continue
            if part_of(path, root) == part and 400 < path.stat().st_size < 60_000:
                chosen.append(path)
    return chosen


def defects(part: str, count: int, seed: int) -> Iterator[Defect]:
    """Yield that many defects of a part; the same seed gives the same ones on the same machine."""
    rng = random.Random(f"{part}{seed}")
    pool = files(part)
    kinds = list(KINDS)
    weights = [KINDS[kind][0] for kind in kinds]
    made = 0
    while made < count:
        path = rng.choice(pool)
        try:
            whole = path.read_text(encoding="utf-8")
        except UnicodeDecodeError:
            continue
        text = _excerpt(whole, rng) if rng.random() < 0.6 else whole
        if not text or not compiles(text):
            continue
        kind = rng.choices(kinds, weights)[0]
        for _ in range(6):
            broken = KINDS[kind][1](_Ground(text, rng))
            if broken and broken != text and not compiles(broken):
                yield Defect(kind, broken, text, _first_change(broken, text), path.name)
                made += 1
                break


def _excerpt(text: str, rng: random.Random) -> str:
    """Return one or two definitions or a few statements of a module, as a snippet on its own."""
    try:
        body = ast.parse(text).body
    except SyntaxError:
        return ""
    lines = text.splitlines(keepends=True)
    nodes = [n for n in ast.walk(ast.Module(body, [])) if isinstance(n, ast.FunctionDef | ast.ClassDef)]
    if not nodes or rng.random() < 0.2:
        if len(body) < 4:
            return ""
        first = rng.randrange(len(body) - 3)
        last = body[min(first + rng.randrange(2, 8), len(body) - 1)]
        return "".join(lines[body[first].lineno - 1 : last.end_lineno])
    node = rng.choice(nodes)
    start = min([node.lineno, *(one.lineno for one in node.decorator_list)]) - 1
    chunk = lines[start : node.end_lineno]
    margin = len(chunk[0]) - len(chunk[0].lstrip())
    if any(line.strip() and not line.startswith(" " * margin) for line in chunk):
        return ""
    return "".join(line[margin:] if line.strip() else "\n" for line in chunk[:120])


def _first_change(broken: str, fixed: str) -> int:
    for number, (left, right) in enumerate(zip(broken.split("\n"), fixed.split("\n"), strict=False), 1):
        if left != right:
            return number
    return broken.count("\n") + 1


class _Ground:
    """A text to be broken, with its tokens and a source of chance."""

    def __init__(self, text: str, rng: random.Random) -> None:
        self.text, self.rng = text, rng
        self.all = lex(text)
        self.tokens = [t for t in self.all if t.kind not in (COMMENT, CONTINUED, NEWLINE)]
        self.lines = text.split("\n")

    def pick(self, wanted: Callable[[Token], bool]) -> Token | None:
        found = [token for token in self.tokens if wanted(token)]
        return self.rng.choice(found) if found else None

    def replace(self, token: Token | None, by: str) -> str | None:
        return None if token is None else self.text[: token.start] + by + self.text[token.end :]

    def drop(self, token: Token | None) -> str | None:
        """Leave a token out, and mostly the blank beside it, as one who forgets it does."""
        if token is None:
            return None
        before, after = self.text[: token.start], self.text[token.end :]
        alone = not before or before[-1:] in " \n\t"
        if alone and after[:1] == " " and self.rng.random() < 0.9:
            after = after[1:]
        return before + after

    def headers(self) -> list[int]:
        """Return the 0-based lines of one-line block headers with an indented body."""
        return [
            number
            for number, line in enumerate(self.lines[:-1])
            if line.split("(")[0].split(" ")[0 if not line[:1].isspace() else -1] is not None
            and re.match(r"\s*(def|class|if|elif|else|for|while|try|except|with|finally)\b.*:\s*$", line)
            and _margin(self.lines[number + 1]) > _margin(line)
        ]


def _margin(line: str) -> int:
    return len(line) - len(line.lstrip())


def _drop_closer(ground: _Ground) -> str | None:
    return ground.drop(ground.pick(lambda t: t.text in CLOSERS))


def _drop_last_closer(ground: _Ground) -> str | None:
    ends = [
        before
        for before, after in zip(ground.all, ground.all[1:], strict=False)
        if before.text in CLOSERS and (after.kind == NEWLINE or after.text == ":")
    ]
    return ground.drop(ground.rng.choice(ends)) if ends else None


def _drop_opener(ground: _Ground) -> str | None:
    return ground.drop(ground.pick(lambda t: t.text in OPENERS))


def _extra_closer(ground: _Ground) -> str | None:
    token = ground.pick(lambda t: t.text in CLOSERS)
    return ground.replace(token, token.text * 2) if token else None


def _wrong_closer(ground: _Ground) -> str | None:
    token = ground.pick(lambda t: t.text in CLOSERS)
    return (
        ground.replace(token, ground.rng.choice([c for c in CLOSERS if c != token.text])) if token else None
    )


def _extra_opener(ground: _Ground) -> str | None:
    token = ground.pick(lambda t: t.text in OPENERS)
    return ground.replace(token, token.text * 2) if token else None


def _reindent(ground: _Ground, number: int, margin: str) -> str:
    lines = list(ground.lines)
    lines[number] = margin + lines[number].lstrip()
    return "\n".join(lines)


def _shift_line(ground: _Ground) -> str | None:
    places = [n for n, line in enumerate(ground.lines) if line.strip() and line[:1] == " "]
    if not places:
        return None
    number = ground.rng.choice(places)
    step = ground.rng.choice([-4, -4, 4, 4, -1, 1, 2, -2, 3])
    return _reindent(ground, number, " " * max(_margin(ground.lines[number]) + step, 0))


def _flatten_first(ground: _Ground) -> str | None:
    headers = ground.headers()
    if not headers:
        return None
    number = ground.rng.choice(headers)
    return _reindent(ground, number + 1, " " * _margin(ground.lines[number]))


def _flatten_body(ground: _Ground) -> str | None:
    headers = ground.headers()
    if not headers:
        return None
    number = ground.rng.choice(headers)
    home = _margin(ground.lines[number])
    lines = list(ground.lines)
    step = _margin(lines[number + 1]) - home
    for place in range(number + 1, len(lines)):
        if lines[place].strip() and _margin(lines[place]) <= home:
            break
        lines[place] = lines[place][step:] if lines[place].strip() else lines[place]
    return "\n".join(lines)


def _tab_line(ground: _Ground) -> str | None:
    places = [n for n, line in enumerate(ground.lines) if line.startswith("    ") and line.strip()]
    if not places:
        return None
    number = ground.rng.choice(places)
    lines = list(ground.lines)
    lines[number] = "\t" * (_margin(lines[number]) // 4) + lines[number].lstrip()
    return "\n".join(lines)


def _drop_colon(ground: _Ground) -> str | None:
    return _at_colon(ground, "")


def _wrong_colon(ground: _Ground) -> str | None:
    return _at_colon(ground, ground.rng.choice([";", ",", ".", "::"]))


def _at_colon(ground: _Ground, by: str) -> str | None:
    places = [
        before
        for before, after in zip(ground.all, ground.all[1:], strict=False)
        if before.text == ":" and after.kind in (NEWLINE, COMMENT)
    ]
    return ground.replace(ground.rng.choice(places), by) if places else None


def _quote(ground: _Ground, which: str) -> str | None:
    token = ground.pick(
        lambda t: t.kind == STRING and "\n" not in t.text and t.text[-3:] not in ('"""', "'''")
    )
    if token is None:
        return None
    text, quote = token.text, token.text[-1]
    if which == "close":
        return ground.replace(token, text[:-1])
    if which == "open":
        return ground.replace(token, text.replace(quote, "", 1))
    return ground.replace(token, text[:-1] + ("'" if quote == '"' else '"'))


def _drop_triple(ground: _Ground) -> str | None:
    token = ground.pick(lambda t: t.kind == STRING and t.text[-3:] in ('"""', "'''"))
    return ground.replace(token, token.text[: -ground.rng.choice([1, 3])]) if token else None


def _drop_comma(ground: _Ground) -> str | None:
    return ground.drop(ground.pick(lambda t: t.text == ","))


def _drop_operator(ground: _Ground) -> str | None:
    wanted = {"+", "-", "*", "/", "%", "=", "==", ".", "<", ">", "!=", "+=", "in", "and", "or", "is", "as"}
    return ground.drop(ground.pick(lambda t: t.text in wanted))


def _drop_keyword(ground: _Ground) -> str | None:
    return ground.drop(
        ground.pick(lambda t: t.kind == NAME and t.text in KEYWORDS and t.text not in ("pass",))
    )


def _double(ground: _Ground) -> str | None:
    token = ground.pick(lambda t: t.kind == OP and t.text in {",", ".", "=", "+", ":", "==", "%", "-"})
    return ground.replace(token, f"{token.text}{ground.rng.choice(['', ' '])}{token.text}") if token else None


def _stray(ground: _Ground) -> str | None:
    token = ground.rng.choice(ground.tokens)
    mark = ground.rng.choice([",", ".", ";", "`", "'", '"', "\\", ")", "]", "(", "$", ">", "/", "="])
    return ground.text[: token.end] + mark + ground.text[token.end :]


def _assign(ground: _Ground) -> str | None:
    return ground.replace(ground.pick(lambda t: t.text == "=="), "=")


def _typo(ground: _Ground) -> str | None:
    token = ground.pick(lambda t: t.kind == NAME and t.text in KEYWORDS and len(t.text) > 1)
    if token is None:
        return None
    word = token.text
    place = ground.rng.randrange(len(word))
    change = ground.rng.choice(["drop", "swap", "double", "other", "case", "join", "split"])
    if change == "drop":
        word = word[:place] + word[place + 1 :]
    elif change == "swap" and place + 1 < len(word):
        word = word[:place] + word[place + 1] + word[place] + word[place + 2 :]
    elif change == "double":
        word = word[:place] + word[place] + word[place:]
    elif change == "other":
        word = word[:place] + ground.rng.choice("abcdefghilmnoprstuwy") + word[place + 1 :]
    elif change == "case":
        word = word.capitalize() if word[0].islower() else word.lower()
    elif change == "split":
        word = word[:place] + " " + word[place:]
    elif ground.text[token.end : token.end + 1] == " ":
        return ground.text[: token.end] + ground.text[token.end + 1 :]
    return ground.replace(token, word) if word else None


def _foreign(ground: _Ground) -> str | None:
    swaps = {
        "elif": ["else if", "elseif", "elsif"], "and": ["&&"], "or": ["||"], "!=": ["<>", "=!", "!=="],
        "==": ["==="], ">=": ["=>"], "<=": ["=<"], "not": ["!"], "def": ["function", "func", "define", "void"],
        "+=": ["=+ =", "+ ="], "#": ["//"], "+": ["++ "],
    }  # fmt: skip
    token = ground.pick(lambda t: t.text in swaps)
    return ground.replace(token, ground.rng.choice(swaps[token.text])) if token else None


def _comment(ground: _Ground) -> str | None:
    marks = [token for token in ground.all if token.kind == COMMENT and len(token.text) > 6]
    if not marks:
        return None
    token = ground.rng.choice(marks)
    return ground.replace(token, ground.rng.choice(["//" + token.text[1:], token.text[1:].lstrip()]))


def _smart(ground: _Ground) -> str | None:
    token = ground.pick(
        lambda t: t.kind == STRING and t.text[0] == t.text[-1] and t.text[:3] not in ('"""', "'''")
    )
    if token is None:
        return None
    left, right = ("“", "”") if token.text[0] == '"' else ("‘", "’")
    return ground.replace(token, left + token.text[1:-1] + right)


def _odd_space(ground: _Ground) -> str | None:
    places = [match.start() for match in re.finditer(r"(?<=\w) (?=\w)", ground.text)]
    if not places:
        return None
    place = ground.rng.choice(places)
    return ground.text[:place] + ground.rng.choice(["\xa0", "\u200b ", "\u3000"]) + ground.text[place + 1 :]


def _join_lines(ground: _Ground) -> str | None:
    places = [
        n
        for n, line in enumerate(ground.lines[:-1])
        if line.strip() and ground.lines[n + 1].strip() and _margin(line) == _margin(ground.lines[n + 1])
    ]
    if not places:
        return None
    number = ground.rng.choice(places)
    joined = ground.lines[number] + " " + ground.lines[number + 1].lstrip()
    return "\n".join([*ground.lines[:number], joined, *ground.lines[number + 2 :]])


def _break_line(ground: _Ground) -> str | None:
    token = ground.pick(lambda t: t.kind == OP and t.text in {"+", "=", "and", "or", "-", ".", "in"})
    if token is None:
        return None
    place = token.end
    return ground.text[:place] + "\n" + ground.text[place:].lstrip(" ")


def _two(ground: _Ground) -> str | None:
    kinds = [kind for kind in KINDS if kind != "two-defects"]
    text = ground.text
    for _ in range(2):
        kind = ground.rng.choices(kinds, [KINDS[one][0] for one in kinds])[0]
        changed = KINDS[kind][1](_Ground(text, ground.rng))
        text = changed or text
    return text


KINDS: dict[str, tuple[float, Callable[[_Ground], str | None]]] = {
    "closer-missing-at-end": (9, _drop_last_closer),
    "closer-missing": (6, _drop_closer),
    "opener-missing": (3, _drop_opener),
    "closer-extra": (4, _extra_closer),
    "opener-extra": (2, _extra_opener),
    "closer-wrong": (3, _wrong_closer),
    "line-shifted": (9, _shift_line),
    "body-first-line-flat": (4, _flatten_first),
    "body-flat": (4, _flatten_body),
    "tab-mixed": (1.5, _tab_line),
    "colon-missing": (10, _drop_colon),
    "colon-wrong": (1.5, _wrong_colon),
    "quote-unclosed": (5, lambda ground: _quote(ground, "close")),
    "quote-unopened": (3, lambda ground: _quote(ground, "open")),
    "quote-mixed": (2, lambda ground: _quote(ground, "mixed")),
    "triple-unclosed": (1, _drop_triple),
    "comma-missing": (9, _drop_comma),
    "operator-missing": (5, _drop_operator),
    "keyword-missing": (4, _drop_keyword),
    "doubled": (4, _double),
    "stray": (4, _stray),
    "assignment": (5, _assign),
    "typo": (7, _typo),
    "foreign": (4, _foreign),
    "comment-unmarked": (2, _comment),
    "smart-quotes": (1.5, _smart),
    "odd-space": (1, _odd_space),
    "lines-joined": (2, _join_lines),
    "line-broken": (1.5, _break_line),
    "two-defects": (6, _two),
}


def same_tree(left: str, right: str) -> bool:
    """Whether two texts have the same syntax tree, positions and docstring blanks aside."""
    try:
        return ast.dump(ast.parse(left)) == ast.dump(ast.parse(right))
    except (SyntaxError, ValueError, RecursionError):
        return False


def measure(part: str, count: int, seed: int, show: str = "") -> None:
    """Repair the defects of a part and print what came of it, per kind."""
    from analyzers.syntax import repair

    totals: Counter[str] = Counter()
    hits: dict[str, Counter[str]] = defaultdict(Counter)
    times = []
    for number, defect in enumerate(defects(part, count, seed)):
        started = time.perf_counter()
        result = repair(defect.code, "a.py")
        times.append(time.perf_counter() - started)
        tree = result.text is not None and same_tree(result.text, defect.fixed)
        totals[defect.kind] += 1
        hits[defect.kind]["line"] += result.line == defect.line
        hits[defect.kind]["parses"] += result.text is not None
        hits[defect.kind]["tree"] += tree
        if show and show in (defect.kind, "all") and not tree:
            _show(number, defect, result.text, result.line)
    rows = [*sorted(totals, key=lambda kind: -totals[kind]), "ALL"]
    totals["ALL"] = sum(totals.values())
    for what in ("line", "parses", "tree"):
        hits["ALL"][what] = sum(one[what] for one in list(hits.values()))
    print(f"{part}: {count} defects, seed {seed}\n{'kind':24}{'n':>6}{'line':>7}{'parses':>8}{'tree':>7}")
    for kind in rows:
        n = totals[kind]
        print(f"{kind:24}{n:6}" + "".join(f"{hits[kind][w] / n:7.0%}" for w in ("line", "parses", "tree")))
    times.sort()
    print(f"p50 {times[len(times) // 2] * 1000:.0f} ms, p95 {times[int(len(times) * 0.95)] * 1000:.0f} ms")


def _show(number: int, defect: Defect, text: str | None, line: int | None) -> None:
    import difflib

    print(f"--- {number} {defect.kind} {defect.origin} true line {defect.line}, said {line}")
    wanted = list(difflib.unified_diff(defect.code.split("\n"), defect.fixed.split("\n"), n=1, lineterm=""))[
        3:
    ]
    print("\n".join(wanted[:14]))
    print("   ours:")
    if text is not None:
        got = list(difflib.unified_diff(defect.code.split("\n"), text.split("\n"), n=0, lineterm=""))[3:]
        print("\n".join(got[:14]))


def main() -> None:
    """Measure from the command line."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--part", choices=("tune", "measure", "both"), default="both")
    parser.add_argument("--count", type=int, default=400)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument(
        "--show", default="", help="print the failures of this kind, or of `all`; tune part only"
    )
    options = parser.parse_args()
    for part in ("tune", "measure"):
        if options.part in (part, "both"):
            measure(part, options.count, options.seed, options.show if part == "tune" else "")


if __name__ == "__main__":
    main()
