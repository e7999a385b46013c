"""Texts that are one where two were meant, or are taken for something else than they are."""

import ast
import re
from collections.abc import Callable, Iterator

from analyzers.logic.pitfalls.found import Pitfall
from analyzers.logic.pitfalls.reading import at
from analyzers.logic.program import Program

_ENDS = {"lstrip": ("removeprefix", "startswith"), "rstrip": ("removesuffix", "endswith")}
_WORD = re.compile(r"[A-Za-z]{3}")
_JOINED = re.compile(r"((['\"])[^'\"\\\n]*\2)[ \t]*(['\"])[^'\"\\\n]*\3")
_SIGNS = re.compile(r"(?<![^'\"(:])(?:[<>=!&:~,;@%/-]+\|)+[<>=!&:~,;@%/-]+(?![^'\")|])")
_NAMED = re.compile(r"prefix|suffix|ending|extension", re.IGNORECASE)


def _set_of_characters(program: Program, node: ast.AST) -> Iterator[Pitfall]:
    """`lstrip` and `rstrip` are given a prefix or suffix, and take away any of its characters."""
    match node:
        case ast.Call(func=ast.Attribute(attr="lstrip" | "rstrip" as method), args=[affix], keywords=[]):
            whole, asked = _ENDS[method]
        case _:
            return
    if _is_affix(affix) or _is_asked(program, affix, asked):
        start = program.end(node.func) - len(method)
        yield at(
            program, node, "set-of-characters", f"`{method}` takes away each of these characters, in any order, not the text as a whole", 0.9,
            edits=((start, start + len(method), whole),), title=f"use `{whole}`",
        )  # fmt: skip


def _is_affix(affix: ast.expr) -> bool:
    """Whether what is taken away is a word, or is called so, and no set of characters."""
    match affix:
        case ast.Constant(value=str() as text):
            letters = text.lower()
            in_order = "".join(sorted(letters)) == letters
            return bool(_WORD.search(text)) and not in_order and len(set(text)) < 20
        case ast.Name(id=name) | ast.Attribute(attr=name):
            return bool(_NAMED.search(name))
    return False


def _is_asked(program: Program, affix: ast.expr, asked: str) -> bool:
    """Whether the program asks elsewhere if a text begins or ends with just this."""
    if isinstance(affix, ast.Constant) and (not isinstance(affix.value, str) or len(affix.value) < 2):
        return False
    wanted = ast.dump(affix)
    return any(
        isinstance(other, ast.Call)
        and isinstance(other.func, ast.Attribute)
        and other.func.attr == asked
        and [ast.dump(one) for one in other.args] == [wanted]
        for other in ast.walk(program.tree)
    )


def _no_comma(program: Program, node: ast.AST) -> Iterator[Pitfall]:
    """Two texts of a list stand side by side, and are one: the comma between them is missing."""
    if not isinstance(node, ast.List | ast.Tuple | ast.Set) or len(node.elts) < 3:
        return
    texts = [one for one in node.elts if isinstance(one, ast.Constant) and isinstance(one.value, str)]
    joined = [one for one in texts if _JOINED.fullmatch(program.source(one))]
    if (
        len(texts) < len(node.elts)
        or len(joined) != 1
        or len({len(str(one.value)) for one in texts if one not in joined}) > 8
    ):
        return
    [one] = joined
    found = _JOINED.fullmatch(program.source(one))
    assert found is not None  # chosen by it
    rest = [str(other.value) for other in texts if other is not one]
    if len(str(one.value)) <= max(map(len, rest)) and len(rest) < 4:
        return
    gap = program.start(one) + found.end(1)
    yield at(
        program, one, "missing-comma", "two texts without a comma between them are one text", 0.9,
        edits=((gap, gap, ","),), title="put a comma between them",
    )  # fmt: skip


def _never_longer(program: Program, node: ast.AST) -> Iterator[Pitfall]:
    """A pattern tries the beginning of a sign before the whole sign, which then never matches: `<|<=`."""
    if not isinstance(node, ast.Constant) or not isinstance(node.value, str) or "|" not in node.value:
        return
    text = program.source(node)
    for found in _SIGNS.finditer(text):
        signs = found[0].split("|")
        if any(
            one != other and other.startswith(one)
            for at_, one in enumerate(signs)
            for other in signs[at_ + 1 :]
        ):
            start = program.start(node) + found.start()
            ordered = "|".join(sorted(signs, key=len, reverse=True))
            yield at(
                program, node, "never-matches", "a pattern takes the first alternative that fits: the longer sign is never reached", 0.9,
                edits=((start, start + len(found[0]), ordered),), title="try the longer ones first",
            )  # fmt: skip


RULES: tuple[Callable[[Program, ast.AST], Iterator[Pitfall]], ...] = (
    _set_of_characters,
    _no_comma,
    _never_longer,
)
