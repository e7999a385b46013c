"""Does a changed line read like the program around it?"""

import ast
from collections.abc import Iterator

from analyzers.logic.edits import Candidate
from analyzers.logic.program import Program
from analyzers.syntax.python.tokens import lex


def echo(candidate: Candidate, program: Program) -> float:
    """Return how much of the changed text the program says elsewhere, 0 to 1."""
    known = _triples(program.text)
    gain = 0.0
    for start, end, new in candidate.edits:
        first = program.text.rfind("\n", 0, start) + 1
        last = program.text.find("\n", end)
        last = len(program.text) if last < 0 else last
        before = _triples(program.text[first:last])
        after = _triples(program.text[first:start] + new + program.text[end:last])
        fresh, gone = after - before, before - after
        elsewhere = known - gone  # what only the replaced text said would be no echo
        gain += sum(one in elsewhere for one in fresh) / len(fresh) if fresh else 0.5
    return gain / len(candidate.edits)


def _triples(text: str) -> frozenset[tuple[str, ...]]:
    words = [token.text.strip() or "\n" for token in lex(text)]
    return frozenset(tuple(words[at : at + 3]) for at in range(len(words) - 2))


def uneven(candidate: Candidate, program: Program) -> int:
    """Return how many different inequalities the cases of one choice use, beyond one, with the edit."""
    try:
        tree = ast.parse(candidate.apply(program.text))
    except (SyntaxError, ValueError, RecursionError):
        return 0
    return max((len(kinds) - 1 for kinds in _choices(tree, candidate.line)), default=0)


def _choices(tree: ast.AST, line: int) -> Iterator[set[type[ast.cmpop]]]:
    for node in ast.walk(tree):
        if not isinstance(node, ast.If) or not node.lineno <= line <= (node.end_lineno or 0):
            continue
        kinds: dict[str, set[type[ast.cmpop]]] = {}
        case: ast.If | None = node
        while case is not None:
            match case.test:
                case ast.Compare(left=left, ops=[ast.Lt() | ast.LtE() | ast.Gt() | ast.GtE() as op]):
                    kinds.setdefault(ast.dump(left), set()).add(type(op))
            case = case.orelse[0] if len(case.orelse) == 1 and isinstance(case.orelse[0], ast.If) else None
        yield from kinds.values()
