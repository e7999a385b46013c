"""Is an edit one of those that pass the checks by accident, or of those that do not?

Some edits put something right only for the few values of a test: a step more or less, another number, a conversion. Of
the programs that are read they were right less often than their weights say, and a set that is gone through never.
"""

import ast
from functools import lru_cache

from analyzers.logic.edits import Candidate
from analyzers.logic.program import Program

_ASKED = frozenset(
    ["len", "sorted", "min", "max", "any", "all", "sum", "frozenset", "set", "isdisjoint", "issubset", "issuperset",
     "union", "intersection", "difference", "symmetric_difference", "update"]
)  # fmt: skip
_APT = frozenset(
    ["loops swapped", "closed to a ring", "from the first one", "terms from the left", "terms from the right",
     "compared by its place", "imported twin", "not carried on", "sorted for groups", "in the order of the tasks",
     "one after another", "rounded up", "moved before the block", "other edge", "steps swapped", "late binding",
     "changed while iterated", "mutable default", "own cell left out", "other neighbour", "taken back", "asked again",
     "left over", "whole words", "calendar"]
)  # fmt: skip
_VIEWS = frozenset(["items", "keys", "values"])


def guessed(candidate: Candidate, program: Program) -> int:
    """Return 1 for a conversion, another number, or a step on a value that is no place and no bound."""
    match candidate.kind:
        case "conversion" | "conversion everywhere" | "slice everywhere" | "once everywhere":
            return 1
        case "constant":
            [*_, (start, end, text)] = candidate.edits
            return int(_is_number(program.text[start:end]) and _is_number(text))
        case "off by one":
            return int(not _is_bound(candidate, program))
        case _:
            return 0


def apt(candidate: Candidate) -> int:
    """Return 1 for an edit of a kind that is made only where a pattern of its own stands: it seldom passes by accident."""
    return int(candidate.kind in _APT)


def unordered(candidate: Candidate, program: Program) -> int:
    """Return 1 where an edit leaves the order of something to chance, or turns round a table's own."""
    return int(_by_chance(candidate.apply(program.text)) > _by_chance(program.text))


def _is_number(text: str) -> bool:
    return text.strip().removeprefix("-").isdigit()


def _is_bound(candidate: Candidate, program: Program) -> bool:
    """Whether the expression that an edit changes is (part of) an index, a range or a comparison."""
    start, end, _ = candidate.edits[0]
    for node in program.parents:
        if not isinstance(node, ast.expr) or (program.start(node), program.end(node)) != (start, end):
            continue
        around: ast.AST | None = node
        while isinstance(around, ast.expr | ast.Slice):
            parent = program.parents.get(around)
            match parent:
                case ast.Subscript(slice=index) if index is around:
                    return True
                case ast.Slice() | ast.Compare() | ast.Call(func=ast.Name(id="range")):
                    return True
            around = parent
    return False


@lru_cache(maxsize=64)  # the program itself is asked about for each of its edits
def _by_chance(text: str) -> int:
    """How many sets are made to be gone through, and tables gone through backwards; none in what is no program."""
    try:
        tree = ast.parse(text)
    except (SyntaxError, ValueError, RecursionError):
        return 0
    parents = {child: node for node in ast.walk(tree) for child in ast.iter_child_nodes(node)}
    found = 0
    for node, parent in parents.items():
        match node:
            case ast.Call(func=ast.Name(id="set"), args=[_]):
                found += not _is_asked(parent)
            case ast.Call(func=ast.Name(id="reversed"), args=[ast.Call(func=ast.Attribute(attr=name))]):
                found += name in _VIEWS
    return found


def _is_asked(parent: ast.AST) -> bool:
    """Whether a set is only asked what it holds, where no order shows."""
    match parent:
        case ast.Compare() | ast.BinOp():
            return True
        case ast.Call(func=ast.Name(id=name) | ast.Attribute(attr=name)):
            return name in _ASKED
        case _:
            return False
