"""Methods of texts that take their argument for something else than it is."""

import ast
import re
from collections.abc import Callable, Iterator

from analyzers.logic.pitfalls.found import Pitfall
from analyzers.logic.pitfalls.reading import at
from analyzers.logic.program import Program

_ENDS = {"lstrip": ("removeprefix", "startswith"), "rstrip": ("removesuffix", "endswith")}
_WORD = re.compile(r"[A-Za-z]{3}")
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


RULES: tuple[Callable[[Program, ast.AST], Iterator[Pitfall]], ...] = (_set_of_characters,)
