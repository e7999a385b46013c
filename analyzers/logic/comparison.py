"""What did a failing check look at, what did it get, and what was expected?

Takes the check's source and the message that pytest, unittest or a script's own assert gave.
"""

import ast
import re
import warnings
from collections.abc import Iterator
from dataclasses import dataclass

from analyzers.logic.program import Program

_LONG = 80  # characters of a value that a sentence quotes
_MAX = 4_000  # characters of a message that are looked at

_OPERATORS: dict[type[ast.cmpop], str] = {
    ast.Eq: "==",
    ast.NotEq: "!=",
    ast.Lt: "<",
    ast.LtE: "<=",
    ast.Gt: ">",
    ast.GtE: ">=",
    ast.Is: "is",
    ast.IsNot: "is not",
    ast.In: "in",
    ast.NotIn: "not in",
}
_FLIPPED = {
    "==": "==",
    "!=": "!=",
    "is": "is",
    "is not": "is not",
    "<": ">",
    ">": "<",
    "<=": ">=",
    ">=": "<=",
}
_METHODS = {  # unittest's: what the method asks for, and what its message puts between the values
    "assertNotEqual": ("!=", " == "),
    "assertNotAlmostEqual": ("!=", " == "),
    "assertIs": ("is", " is not "),
    "assertIn": ("in", " not found in "),
    "assertNotIn": ("not in", " unexpectedly found in "),
    "assertGreater": (">", " not greater than "),
    "assertGreaterEqual": (">=", " not greater than or equal to "),
    "assertLess": ("<", " not less than "),
    "assertLessEqual": ("<=", " not less than or equal to "),
}
_ONE_SIDED = {  # what is asked for in words, and what the message puts behind the value
    "assertTrue": ("something true", " is not true"),
    "assertFalse": ("something false", " is not false"),
    "assertIsNone": ("`None`", " is not None"),
}
_RAISED = re.compile(r"DID NOT RAISE <class '(?:[\w.]*\.)?(\w+)'>|\b(\w+) not raised")
_WHERE = re.compile(r"^\s*\+\s+where (.{1,400}?) = (.{1,400})$", re.MULTILINE)


@dataclass(frozen=True, slots=True, kw_only=True)
class Comparison:
    """One check that does not hold, each part as source text or as a value's repr."""

    expression: str  # what was evaluated
    got: str = ""  # its value; empty when nothing says so
    relation: str = "=="  # between the value and what was expected; "raises", or empty when `wanted` is prose
    wanted: str = ""

    def sentence(self, who: str = "the test") -> str:
        """Return what is wrong in one clause."""
        said = f"`{short(self.expression)}`"
        if self.relation == "raises":
            return f"{said} raises nothing where {who} expects `{self.wanted}`"
        match self.relation:
            case "==" | "is":
                wanted = f"`{short(self.wanted)}`"
            case "!=" | "is not":
                wanted = f"anything but `{short(self.wanted)}`"
            case "":
                wanted = self.wanted
            case relation:
                wanted = f"`{relation} {short(self.wanted)}`"
        if not self.got:
            return f"{said} is not what {who} expects: {wanted}"
        if self.got != self.wanted and short(self.got) == short(
            self.wanted
        ):  # they are different where their lines end
            wanted = f"`{short(_ended(self.wanted))}`"
            return f"{said} gave `{short(_ended(self.got))}` where {who} expects {wanted}"
        return f"{said} gave `{short(self.got)}` where {who} expects {wanted}"


def _ended(text: str) -> str:
    """A text with the ends of its lines written out."""
    return text.replace("\n", "\\n")


def short(text: str) -> str:
    """Return a text on one line, cut when it is long."""
    line = " ".join(text.split("\n")).strip()
    return line if len(line) <= _LONG else line[: _LONG - 1] + "…"


def check_at(program: Program, line: int) -> ast.stmt | None:
    """Return the innermost statement that a line belongs to."""
    around = [one for one in program.statements() if one.lineno <= line <= (one.end_lineno or one.lineno)]
    return around[-1] if around else None


def compared(program: Program, check: ast.stmt, message: str) -> Comparison | None:
    """Return what a check compared, or None when it is no comparison that we know."""
    message = message[:_MAX]
    raised = _RAISED.search(message)
    match check:
        case ast.With(body=[ast.Expr(value=inner)]) if raised:
            return Comparison(
                expression=program.source(inner), relation="raises", wanted=raised[1] or raised[2]
            )
        case ast.Assert(test=test):
            return _asserted(program, check, test, message)
        case ast.Expr(value=ast.Call(func=ast.Attribute(attr=name), args=arguments)):
            if raised and name == "assertRaises" and len(arguments) > 1:
                called, given = program.source(arguments[1]), ", ".join(map(program.source, arguments[2:]))
                return Comparison(
                    expression=f"{called}({given})", relation="raises", wanted=raised[1] or raised[2]
                )
            return _method(program, check, name, arguments, message)
    return None


def _asserted(program: Program, check: ast.stmt, test: ast.expr, message: str) -> Comparison | None:
    rows = (row.strip() for row in message.split("\n"))
    values = next((row[7:] for row in rows if row.startswith("assert ")), "")
    match test:
        case ast.Compare(left=left, ops=[op], comparators=[right]):
            relation = _OPERATORS[type(op)]
            sides = _sides(values, relation)
            return _oriented(program, check, (left, right), sides, relation, message)
        case ast.UnaryOp(op=ast.Not(), operand=operand):
            return Comparison(
                expression=_shown(program, check, operand, values.removeprefix("not "), message),
                got=values.removeprefix("not "),
                relation="",
                wanted="something false",
            )
        case ast.BoolOp() | ast.Compare():
            return Comparison(
                expression=program.source(test), got="False", relation="", wanted="something true"
            )
        case _:
            return Comparison(
                expression=_shown(program, check, test, values, message),
                got=values,
                relation="",
                wanted="something true",
            )


def _method(
    program: Program, check: ast.stmt, name: str, arguments: list[ast.expr], message: str
) -> Comparison | None:
    first = message.split("\n", 1)[0]
    if name in _ONE_SIDED and arguments:
        wanted, behind = _ONE_SIDED[name]
        got = first.partition(behind)[0] if behind in first else ""
        return Comparison(
            expression=_shown(program, check, arguments[0], got, ""), got=got, relation="", wanted=wanted
        )
    if name == "assertIsNotNone" and arguments:
        return Comparison(
            expression=program.source(arguments[0]), got="None", relation="is not", wanted="None"
        )
    if len(arguments) < 2 or not name.startswith("assert"):
        return None
    if name in _METHODS:
        relation, between = _METHODS[name]
    elif name.endswith("Equal"):
        relation, between = "==", " != "
    else:
        return None
    text, operator = re.sub(r"^\w+ differ: ", "", first), between.strip()
    cuts = [
        text,
        text.rpartition(" : ")[0],
    ]  # unittest adds how near it looked, and what the test's author says
    cuts += [cut.rpartition(" within ")[0] for cut in cuts]
    sides = next(filter(None, (_parsed_sides(cut, operator) for cut in cuts if cut)), None)
    sides = sides or _sides(text, operator)
    return _oriented(program, check, (arguments[0], arguments[1]), sides, relation, "")


def _oriented(
    program: Program,
    check: ast.stmt,
    nodes: tuple[ast.expr, ast.expr],
    values: tuple[str, str] | None,
    relation: str,
    message: str,
) -> Comparison:
    """The side that the program made as what was got, the side that the test states as what was wanted."""
    got, wanted = 0, 1
    if _stated(nodes[0]) and not _stated(nodes[1]) and relation in _FLIPPED:
        got, wanted, relation = 1, 0, _FLIPPED[relation]
    value = values[got] if values else ""
    return Comparison(
        expression=_shown(program, check, nodes[got], value, message),
        got=value,
        relation=relation,
        wanted=values[wanted] if values else program.source(nodes[wanted]),
    )


def _sides(text: str, operator: str) -> tuple[str, str] | None:
    """The two values around an operator, where it is sure which of its occurrences stands between them."""
    parts = text.split(f" {operator} ")
    return _parsed_sides(text, operator) or ((parts[0], parts[1]) if len(parts) == 2 and all(parts) else None)


def _parsed_sides(text: str, operator: str) -> tuple[str, str] | None:
    """The two values where both are Python expressions; unittest's words for an operator are none."""
    if operator not in _OPERATORS.values():
        return None
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            tree = ast.parse(text, mode="eval").body
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        return None
    if isinstance(tree, ast.Compare) and len(tree.ops) == 1 and _OPERATORS[type(tree.ops[0])] == operator:
        left, right = (ast.get_source_segment(text, part) for part in (tree.left, tree.comparators[0]))
        if left and right:
            return left, right
    return None


def _stated(node: ast.expr) -> bool:
    """Whether an expression is written down rather than made by the program."""
    for part in ast.walk(node):
        match part:
            case ast.Call(func=ast.Name(id="approx") | ast.Attribute(attr="approx")):
                return True
            case ast.Name(id=name) if "expect" in name.lower() or "want" in name.lower():
                return True
            case ast.Call() | ast.Attribute() | ast.Name():
                return False
    return True


def _shown(program: Program, check: ast.stmt, node: ast.expr, value: str, message: str) -> str:
    """An expression's source; for one made of the test's own names, what they stand for where that is sure."""
    source = program.source(node)
    if isinstance(node, ast.Name):
        made = _made(program, check, node.id)
        if made is not None:
            return program.source(made)
    if any(isinstance(part, ast.Name) for part in _arguments(node)):
        for found in _WHERE.finditer(message):
            if found[1] == value and "<" not in found[2]:
                return found[2]
    return source


def _made(program: Program, check: ast.stmt, name: str) -> ast.expr | None:
    """The only value that a name is given, where nothing but the check uses the name."""
    around = program.function(check)
    uses = [
        part for part in ast.walk(around or program.tree) if isinstance(part, ast.Name) and part.id == name
    ]
    stored = [part for part in uses if isinstance(part.ctx, ast.Store)]
    inside = {id(part) for part in ast.walk(check)}
    if len(stored) != 1 or any(use is not stored[0] and id(use) not in inside for use in uses):
        return None
    match program.parents[stored[0]]:
        case ast.Assign(targets=[ast.Name()], value=value) as made if program.block(made) is program.block(
            check
        ):
            return value
    return None


def _arguments(node: ast.expr) -> Iterator[ast.AST]:
    for part in ast.walk(node):
        if isinstance(part, ast.Call):
            for given in (*part.args, *part.keywords):
                yield from ast.walk(given)
