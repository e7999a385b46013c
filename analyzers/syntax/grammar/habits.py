"""What do people write out of habit where this language says it another way, or forget because others need none?

Arrows, loops, ends of `case`, brackets of types, the bars of a closure: each is one mark or word, and the lines
say which. `foreign` knows words of other languages; this knows the places of marks.
"""

import re
from collections.abc import Iterator

from analyzers.syntax.candidate import Candidate, Change, insert
from analyzers.syntax.grammar import waits
from analyzers.syntax.grammar.ground import Ground
from analyzers.syntax.grammar.tokens import CLOSERS, MARK, NAME, OPENERS, STRING, Token
from analyzers.syntax.words import distance

_SURE = -4.0
_PAIRS = ("Map", "map", "Record", "Pair", "pair", "Result", "Entry", "Dictionary", "Function", "Pick", "Omit")
_ARROWS = {
    "java": "->", "javascript": "=>", "typescript": "=>", "tsx": "=>", "php": "=>", "csharp": "=>", "rust": "=>",
}  # fmt: skip
_EACH = {  # between an item and what it comes from
    "java": ":", "cpp": ":", "php": "as", "go": ":= range", "csharp": "in", "rust": "in", "ruby": "in", "bash": "in",
    "javascript": "of", "typescript": "of", "tsx": "of",
}  # fmt: skip
_EACH_ELSEWHERE = frozenset(("in", "of", "as", ":", "range"))
_RETURNS = {
    "rust": "->",
    "typescript": ":",
    "tsx": ":",
    "php": ":",
    "go": "",
}  # before what a function returns
_HEADER = re.compile(
    r"\b(?:fn|func|function|public|private|protected|static|async)\b[^{};=]{0,300}\)"
    r"(\s{0,9}(?:->|=>|:)\s{0,9})[\w\[(&*<?\\][^{};=]{0,300}+\{"
)
_CONCAT = {"java": "+", "csharp": "+", "javascript": "+", "typescript": "+", "tsx": "+", "php": "."}
_PLACES = re.compile(r"%[-+ #0]*\d*(?:\.\d+)?[a-zA-Z]|\{\d*\}")
_TYPED = frozenset({"java", "typescript", "tsx", "rust", "cpp", "csharp"})  # languages with types in `<…>`
_CASES = frozenset({"c", "cpp", "java", "javascript", "typescript", "tsx", "go", "php", "csharp"})
_BARE_HEADS = frozenset({"go", "rust"})  # conditions stand without brackets
_SCOPED = frozenset(("cpp", "rust", "php", "ruby"))
_MISSPELT = {"=>": ">=", "=<": "<=", "=!": "!=", "=+": "+=", "=-": "-="}
_CASE = re.compile(r"\s*(?:case\b\s*(?:[^:{}>]|(?<![=-])>)+?|default)(\s*[;,]?)\s*$")
_DECLARED = re.compile(r"\s*(?:(?:export|pub|static)\s+)*(?:let|var|const)\s+(?:mut\s+)?[\w$]+")
_INCLUDE = re.compile(r"\s*(#?)\s*(\w+)\s*(<?)([\w./+]+)(>?)\s*$")
_UNASSIGNED = re.compile(
    r"\s*(?:(?:(?:final|static|const)\s+)*(?:int|long|double|float|char|bool|boolean|[Ss]tring|auto)\s+\w+"
    r"|[\w$]+(?:(?:\.|->)\w+|\[[^\[\]]*\])*(?:\.|->)(\w+)|[\w$]+\[[^\[\]]*\])(\s+)(?=[\"'\d]|new\b|true\b|false\b|null\b)"
)
_SPOKEN = re.compile(
    r"\s*(?:console\.\w+|System\.out\.print\w*|Console\.Write\w*|printf|print)(\s+)([\"'\w][^;]*?)\s*;?\s*$"
)
_MEMBER = frozenset(
    ("->", "::", "?->", "function", "new", "class", "const", "use", "namespace", "fn", "$", "instanceof")
)
_AWAITING = frozenset(("javascript", "typescript", "tsx"))
_BARE_ARROW = re.compile(r"[=(,]\s*(?:async\s*)?\([^()]*\)\s*(?::\s*[\w<>\[\]|.]+\s*)?(?=\{)")
_SAME_AGAIN = re.compile(r"[(,=]\s*([A-Za-z_]\w*)(\s+)(?=\1\b)")
_ASSIGNING = frozenset({"java", "javascript", "typescript", "tsx", "c", "cpp", "csharp", "php"})
_TALKS = frozenset(
    {"log", "print", "println", "printf", "error", "warn", "write", "WriteLine", "Write", "push"}
)
_VERSION = re.compile(
    r"(?<=[:=\[,]\s)\d+(?:\.\d+){2,}[\w.+-]*(?=\s*(?:[,}\]]|$))|(?<=[:=\[,])\d+(?:\.\d+){2,}[\w.+-]*(?=\s*(?:[,}\]]|$))"
)
_HEAD = re.compile(r"\b(if|for|while|switch)\s*(\()(.*)(\))\s*\{\s*$")
_OPEN_HEAD = re.compile(r"\b(?:if|for|while|switch)\s*(\()[^()]*(?:\([^()]*\)[^()]*)*\{\s*$")


def candidates(ground: Ground) -> Iterator[Candidate]:
    """Yield what habits of other languages suggest on the lines near the faults."""
    name = ground.text.name
    lines = set(ground.lines)
    for place, token in enumerate(ground.code):
        if token.text == "=>" and _ARROWS.get(name) == "=>" and place:
            yield from _parameters(ground, place)  # the parser notices far below
        if token.line in lines and token.kind == MARK:
            yield from _arrows(ground, name, place, token)
            if token.text == "<" and name in _TYPED:
                yield from _types(ground, place)
        if token.line in lines and token.text in _EACH_ELSEWHERE and name in _EACH:
            yield from _each(ground, name, place)
        if token.line in lines and name in _CONCAT and place:
            yield from _joined(ground, name, place)
        if token.line in lines and name == "php" and token.kind == NAME and place:
            yield from _sigil(ground, place)
    if name in _AWAITING:
        yield from waits.candidates(ground)
    for line in sorted(lines):
        yield from _rows(ground, name, line)


def _each(ground: Ground, name: str, place: int) -> Iterator[Candidate]:
    """`for x of xs`, `for x in xs`, `for x : xs`: the word of this language."""
    token, head = ground.code[place], ground.code[max(place - 8, 0) : place]
    if token.text in _EACH[name] or not any(one.text in ("for", "foreach") for one in head):
        return
    yield Candidate("keyword-foreign", (Change(token.start, token.end, _EACH[name]),), _SURE)


def _joined(ground: Ground, name: str, place: int) -> Iterator[Candidate]:
    """`"total: " sum`: a text with a blank or an escape on the side of what it touches is joined to it."""
    left, right = ground.code[place - 1], ground.code[place]
    if left.line != right.line or not (left.ends_operand and right.starts_operand):
        return
    if left.kind == STRING == right.kind or STRING not in (left.kind, right.kind):
        return
    words = left.text if left.kind == STRING else right.text
    inner = words[1:-1]
    touching = inner[-1:] if left.kind == STRING else inner[:1]
    spoken = ground.open[place] in ("", "{") or name in ("java", "csharp", "php")
    if not spoken and touching not in (" ", "=", "/", ":"):
        return
    if inner and not _PLACES.search(inner):
        gap = right.start - left.end
        mark = f" {_CONCAT[name]}" + ("" if gap else " ")
        yield Candidate("operator-missing", (insert(left.end, mark),), _SURE + 1.0)


def _sigil(ground: Ground, place: int) -> Iterator[Candidate]:
    """`total = 3;` where the text says `$total` elsewhere."""
    token, before = ground.code[place], ground.code[place - 1]
    if token.text[0] != "$" and f"${token.text}" in ground.names and before.text not in _MEMBER:
        yield Candidate("token-missing", (insert(token.start, "$"),), _SURE)


def _arrows(ground: Ground, name: str, place: int, token: Token) -> Iterator[Candidate]:
    """`x => x + 1` and `x -> x + 1`; `n => 3` where a comparison was meant."""
    wanted = _ARROWS.get(name)
    code = ground.code
    left = code[place - 1] if place else None
    right = code[place + 1] if place + 1 < len(code) else None
    if left is None or right is None:
        return
    if wanted is not None and token.text in ("->", "=>") and token.text != wanted:
        yield Candidate(
            "operator-foreign", (Change(token.start, token.end, wanted),), _SURE + 2.5 * (name == "rust")
        )
    touching = left.end == token.start and token.end == right.start
    if token.text == ":" and name in _SCOPED and touching and left.kind == NAME == right.kind:
        yield Candidate("mark-exchanged", (Change(token.start, token.end, "::"),), _SURE)
    joined = token.text + right.text if right.end - token.start == 2 else token.text
    if joined in _MISSPELT:
        given = left.text in (")", "(") or code[place - 2].text in ("(", ",")
        again = any(one.text == left.text for one in code[place + 1 : place + 8])
        lambda_like = joined == "=>" and wanted is not None and given and again
        change = Change(token.start, token.start + 2, _MISSPELT[joined])
        yield Candidate("operator-misspelt", (change,), _SURE + 0.5 + 3.0 * lambda_like)
    if left.text == "=" and token.text == ">" and wanted == "=>":
        yield Candidate("operator-split", (Change(left.start, token.end, "=>"),), _SURE)
    arrow = wanted == "=>" and name != "php"
    if arrow and token.text == "=" and left.text == ")" and right.text == "{":
        yield Candidate("operator-misspelt", (Change(token.start, token.end, "=>"),), _SURE)
    if arrow and token.text == ")" and right.text == "{" and name not in ("rust", "csharp"):
        yield Candidate("arrow-missing", (insert(token.end, " =>"),), -1.0)


def _parameters(ground: Ground, arrow: int) -> Iterator[Candidate]:
    """`(request, response => {`: the brackets round parameters end before the arrow."""
    depth = 0
    for place in range(arrow - 1, max(arrow - 40, 0), -1):
        token = ground.code[place]
        depth += (token.text in CLOSERS) - (token.text in OPENERS)
        if depth < 0:
            begins = token.text == "(" and ground.code[place - 1].text in (
                "(",
                ",",
                "=",
                "async",
                "return",
                ":",
            )
            if begins:
                yield Candidate("bracket-unclosed", (insert(ground.code[arrow - 1].end, ")"),), _SURE)
            return
        if not depth and token.text in (";", "{", "}", "=>"):
            return


def _types(ground: Ground, opener: int) -> Iterator[Candidate]:
    """`Map<String, List<int> names`: a type's brackets end before what it is the type of."""
    code = ground.code
    first = code[opener - 1] if opener else None
    if first is None or first.end != code[opener].start or first.kind != NAME or not first.text[:1].isalpha():
        return
    depth = 0
    for place in range(opener, min(opener + 40, len(code))):
        token = code[place]
        if token.text in ("<", ">", ">>", ">>>"):
            depth += 1 if token.text == "<" else -len(token.text)
            if depth <= 0 and token.text != "<":
                return
            continue
        before = code[place - 1]
        beside = before.kind == NAME == token.kind and before.line == token.line
        if beside and place > opener + 1 and first.text.endswith(_PAIRS):
            yield Candidate("comma-missing", (insert(before.end, ","),), -2.5)
        ended = before.kind == NAME or before.text in (">", ">>", "]", "&", "*")
        outer = token.text in ("=", "{", "(", ")", ";", "}") or (token.text == "," and before.text == ">")
        named = token.kind == NAME and before.text in (">", ">>")
        if ended and place > opener + 1 and (outer or named or token.line > before.line):
            missing = ">" * depth
            if before.text in (">", ">>") or token.text != "," or first.text[:1].isupper():
                yield Candidate("bracket-unclosed", (insert(before.end, missing),), _SURE)
            if outer or token.line > before.line:
                return


def _rows(ground: Ground, name: str, line: int) -> Iterator[Candidate]:
    """What one line says: the end of a `case`, a declaration without `=`, a version without quotes."""
    row, start = ground.text.line(line), ground.text.line_start(line)
    if len(row) > 400:
        return
    if name in _CASES and (found := _CASE.match(row)) is not None:
        yield Candidate("colon-missing", (Change(start + found.start(1), start + found.end(1), ":"),), _SURE)
    if name in ("rust", "javascript", "typescript", "tsx") and "=" not in re.sub(r"[=!<>]=|=>", "", row):
        found = _DECLARED.match(row)
        here = found.end() if found is not None else len(row)
        for gap in re.finditer(r"(?<=[\w>\])}])\s+(?=[\w$\"'`\[{(&])", row[here:]):
            before = row[here : here + gap.start()]
            if before.count("<") == before.count(">") and (not before or ":" in before):
                change = Change(start + here + gap.start(), start + here + gap.end(), " = ")
                yield Candidate("assignment-missing", (change,), _SURE)
    found = _UNASSIGNED.match(row) if name in _ASSIGNING else None
    if found is not None and found[1] not in _TALKS and f"{found[1]}(" not in ground.text.text:
        change = Change(start + found.start(2), start + found.end(2), " = ")
        yield Candidate("assignment-missing", (change,), -2.0)
    if name in _ASSIGNING and (found := _SPOKEN.match(row)) is not None:
        both = Change(start + found.start(1), start + found.end(1), "("), insert(start + found.end(2), ")")
        yield Candidate("call-brackets", both, _SURE)
    if _ARROWS.get(name) == "=>" and (found := _BARE_ARROW.search(row)) is not None:
        yield Candidate("operator-missing", (insert(start + found.end(), "=> "),), _SURE)
    if name in _ARROWS:
        for found in _SAME_AGAIN.finditer(row):  # `map(x x * 2)`
            change = Change(start + found.start(2), start + found.end(2), f" {_ARROWS[name]} ")
            yield Candidate("operator-missing", (change,), _SURE)
    if name in _RETURNS and (found := _HEADER.search(row)) is not None:
        wanted = _RETURNS[name]
        if wanted != found[1].strip():
            mark = {"->": " -> ", ":": ": "}.get(wanted, " ")
            kind = "mark-exchanged" if wanted else "stray"
            yield Candidate(kind, (Change(start + found.start(1), start + found.end(1), mark),), _SURE)
    if name in ("c", "cpp") and (found := _INCLUDE.match(row)) is not None:
        slip = distance(found[2].lower(), "include", 2) <= 2
        if slip and (found[1], found[2], found[3], found[5]) != ("#", "include", "<", ">"):
            whole = Change(start + found.start(1), start + found.end(5), f"#include <{found[4]}>")
            yield Candidate("keyword-foreign", (whole,), _SURE)
    if name in ("json", "yaml", "toml", "javascript", "typescript"):
        for found in _VERSION.finditer(row):
            quotes = insert(start + found.start(), '"'), insert(start + found.end(), '"')
            yield Candidate("string-unquoted", quotes, _SURE)
    if name in _BARE_HEADS:
        if (found := _HEAD.search(row)) is not None and found[3].count("(") == found[3].count(")"):
            bare = (
                Change(start + found.start(2), start + found.start(3), ""),
                Change(start + found.end(3), start + found.end(4), ""),
            )
            yield Candidate("parentheses-foreign", bare, _SURE)
        if (found := _OPEN_HEAD.search(row)) is not None:
            yield Candidate(
                "bracket-extra", (Change(start + found.start(1), start + found.end(1), ""),), _SURE
            )
    if name == "rust":
        bars = [at for at, mark in enumerate(row) if mark == "|" and row[at - 1 : at + 2].count("|") == 1]
        closure = re.search(
            r"[(,=]\s*(?:move\s+)?\|((?:&?(?:mut\s+)?\w+|\([\w, &]*\))(?:\s*,\s*&?\w+)*)(?=\s+[^|\s,:])", row
        )
        if closure is not None and len(bars) == 1:
            yield Candidate("bracket-unclosed", (insert(start + closure.end(1), "|"),), _SURE)
