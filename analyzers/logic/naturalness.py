"""Does a changed line read more like code that people write, and like the program around it, or less?"""

import ast
from collections.abc import Iterator

from analyzers.logic.edits import Candidate
from analyzers.logic.program import Program
from analyzers.syntax.python.model import LINE, symbols, token_model
from analyzers.syntax.python.tokens import lex


def surprise(candidate: Candidate, program: Program) -> float:
    """Return the nats a token that the changed lines cost beyond the ones they replace; below zero: they read better.

    By token, since a line that loses half of what it says would else seem better for being short.
    """
    text = program.text
    lost = 0.0
    for start, end, new in candidate.edits:
        first = text.rfind("\n", 0, start) + 1
        last = text.find("\n", end)
        last = len(text) if last < 0 else last
        before, after = text[first:last], text[first:start] + new + text[end:last]
        lost += _cost(after) - _cost(before)
    return lost / len(candidate.edits)


def echo(candidate: Candidate, program: Program) -> float:
    """Return how much of the changed text the program says elsewhere, 0 to 1, less that of the text it replaces."""
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


def _cost(text: str) -> float:
    words = symbols(lex(text.strip() + "\n"))
    return token_model().cost([LINE, *words]) / max(1, len(words))
