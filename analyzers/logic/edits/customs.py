"""Which custom of texts, counts and steps was not kept?

One `item` and two `items`, a mark doubled in a text that the mark encloses, the sign of a number whose digits are
taken, a step that comes round, the cell itself among its neighbours, a step taken before those it has to follow, a
change in place where others hold the same thing.
"""

import ast
import re
from collections.abc import Iterator

from analyzers.logic.edits import Candidate
from analyzers.logic.edits.lines import Made, own_lines
from analyzers.logic.edits.maker import ATOMS
from analyzers.logic.edits.scope import Scope, kind_of
from analyzers.logic.program import Program, own_expressions

_MOST = 6  # statements that a step is moved over
_PLURAL = re.compile(r"\{([^{}:!]+)\}( ?)(\{[^{}:!]+\}|\w*?)s(?=\W|$)")


def edits(program: Program, statement: ast.stmt, scope: Scope) -> Iterator[Candidate]:
    """Yield the candidates that keep to the custom."""
    made = [make(program, statement, scope) for make in _OF_STATEMENT]
    made += [make(program, node, scope) for node in own_expressions(statement) for make in _OF_NODE]
    for changes, kind, weight in (item for items in made for item in items):
        yield Candidate(program.path, tuple(sorted(changes)), statement.lineno, kind, weight)


def _put(program: Program, node: ast.AST, text: str, kind: str, weight: float) -> Made:
    return ((program.start(node), program.end(node), text),), kind, weight


def _comes_round(program: Program, statement: ast.stmt, _scope: Scope) -> Iterator[Made]:
    """`at += 1` on an index that comes round at the end, as it does elsewhere."""
    match statement:
        case ast.AugAssign(target=target, op=ast.Add() | ast.Sub() as op, value=value):
            pass
        case _:
            return
    own, sign = program.source(target), "+" if isinstance(op, ast.Add) else "-"
    step = program.source(value) if isinstance(value, ATOMS) else f"({program.source(value)})"
    sizes: dict[str, float] = {}
    for node in ast.walk(program.tree):
        match node:
            case ast.BinOp(op=ast.Mod(), right=size):
                near = own in program.source(node.left)
                text = program.source(size) if isinstance(size, ATOMS) else f"({program.source(size)})"
                sizes[text] = max(0.5 if near else 0.25, sizes.get(text, 0.0))
            case ast.Subscript(value=owner, slice=index) if program.source(index) == own:
                sizes.setdefault(f"len({program.source(owner)})", 0.2)
    for round_, weight in list(sizes.items())[:4]:
        text = f"{own} = ({own} {sign} {step}) % {round_}"
        yield _put(program, statement, text, "comes round", weight)


def _moved_far(program: Program, statement: ast.stmt, _scope: Scope) -> Iterator[Made]:
    """A step taken after, or before, several others of its block."""
    span = own_lines(program, statement)
    block = program.block(statement)
    if span is None or isinstance(statement, ast.Return | ast.Raise | ast.Break | ast.Continue | ast.Import):
        return
    place = next(number for number, one in enumerate(block) if one is statement)
    text = program.text[span[0] : span[1]]
    if not text.endswith("\n"):
        return
    for number, other in enumerate(block):
        if abs(number - place) < 2 or abs(number - place) > _MOST:
            continue
        there = own_lines(program, other)
        if there is None or number > place and isinstance(other, ast.Return | ast.Raise):
            continue
        at = there[0] if number < place else there[1]
        if program.text[at - 1 : at] == "\n":
            yield ((at, at, text), (*span, "")), "moved over others", 0.1


def _not_in_place(program: Program, statement: ast.stmt, _scope: Scope) -> Iterator[Made]:
    """What others hold too is not changed but made anew; a part of it, as the function does with the whole."""
    function = program.function(statement)
    match statement:
        case ast.Expr(value=ast.Call(func=ast.Attribute(value=held, attr=name), args=[given], keywords=[])):
            own, new = program.source(held), program.source(given)
        case ast.AugAssign(target=held, op=ast.Add(), value=given):
            own, new, name = program.source(held), program.source(given), "extend"
        case _:
            return
    texts = {
        "update": [f"{{**{own}, **{new}}}"],
        "extend": [f"{own} + {new if isinstance(given, ATOMS) else f'({new})'}"],
        "append": [f"{own} + [{new}]", f"[*{own}, {new}]"],
        "add": [f"{own} | {{{new}}}"],
    }.get(name, [])
    if isinstance(held, ast.Subscript) and function is not None and len(function.args.args) == 2:
        texts = [*texts, f"{function.name}({own}, {new})"]
    for text in texts:
        yield _put(program, statement, f"{own} = {text}", "made anew", 0.2)


def _between(program: Program, statement: ast.stmt, _scope: Scope) -> Iterator[Made]:
    """`if a < b - c: … else: …` where in between nothing is to happen: the other case begins at `a > b + c`."""
    match statement:
        case ast.If(
            test=ast.Compare(
                left=left, ops=[ast.Lt() | ast.LtE() | ast.Gt() | ast.GtE() as op], comparators=[bound]
            ),
            orelse=[first, *_],
        ) if not isinstance(first, ast.If):
            pass
        case _:
            return
    match bound:
        case ast.BinOp(left=middle, op=ast.Add() | ast.Sub() as sign, right=far):
            turned = "-" if isinstance(sign, ast.Add) else "+"
        case _:
            return
    begin = program.end(statement.body[-1])
    at = program.text.find("else", begin, program.start(first))
    if at < 0:
        return
    other = _TURNED[type(op)]
    test = f"{program.source(left)} {other} {program.source(middle)} {turned} {program.source(far)}"
    yield ((at, at + 4, f"elif {test}"),), "between the bounds", 0.3


_TURNED: dict[type[ast.cmpop], str] = {ast.Lt: ">", ast.LtE: ">=", ast.Gt: "<", ast.GtE: "<="}


def _plural(program: Program, node: ast.expr, _scope: Scope) -> Iterator[Made]:
    """One of a kind is said without the `s`."""
    if not isinstance(node, ast.JoinedStr):
        return
    text = program.source(node)
    if "\n" in text or text[:1] not in "fF" or "\\" in text:
        return
    quote = "'" if text[1] == '"' else '"'
    for found in _PLURAL.finditer(text):
        if not found[3]:
            continue
        said = f"{{'' if {found[1]} == 1 else 's'}}".replace("'", quote)
        at = program.start(node) + found.end() - 1
        yield ((at, at + 1, said),), "one of them", 0.3
    for found in re.finditer(r"\{([^{}:!]+)\} (\w+)(?=\W|$)", text):
        if not found[2].endswith("s"):
            said = f"{{'' if {found[1]} == 1 else 's'}}".replace("'", quote)
            at = program.start(node) + found.end()
            yield ((at, at, said),), "one of them", 0.15


def _marked(program: Program, node: ast.expr, _scope: Scope) -> Iterator[Made]:
    """A mark inside of a text that the mark encloses is doubled, or has a backslash before it."""
    match node:
        case ast.BinOp(
            op=ast.Add(),
            left=ast.BinOp(op=ast.Add(), left=ast.Constant(value=str() as mark), right=held),
            right=ast.Constant(value=str() as other),
        ) if mark == other and len(mark) == 1:
            said = program.source(node.right)
            for instead in (repr(mark * 2), repr("\\" + mark)):
                text = f"{program.source(held)}.replace({said}, {instead})"
                yield _put(program, held, text, "mark doubled", 0.4)


def _signed(program: Program, node: ast.expr, _scope: Scope) -> Iterator[Made]:
    """Digits are taken of a number without its sign, which is to stand before them again."""
    parent = program.parents.get(node)
    function = program.function(node)
    if (
        not isinstance(parent, ast.Return)
        or function is None
        or kind_of(node) in ("int", "float", "bool", "list")
    ):
        return
    for one in ast.walk(function):
        match one:
            case ast.Call(func=ast.Name(id="abs"), args=[ast.Name(id=name)]):
                text = program.source(node)
                whole = f"({text})" if isinstance(node, ast.BinOp | ast.IfExp | ast.BoolOp) else text
                yield _put(program, node, f'("-" if {name} < 0 else "") + {whole}', "sign put back", 0.4)
                yield _put(program, node, f"-{whole} if {name} < 0 else {text}", "sign put back", 0.3)


def _own_cell(program: Program, node: ast.expr, _scope: Scope) -> Iterator[Made]:
    """Two loops of a comprehension over the steps to a neighbour also take the step that stays where it is."""
    match node:
        case ast.GeneratorExp() | ast.ListComp() | ast.SetComp():
            parts = node.generators[-2:]
        case _:
            return
    names = [
        part.target.id
        for part in parts
        if isinstance(part.target, ast.Name) and re.search(r"-\s*1\b", program.source(part.iter))
    ]
    if len(names) == 2:
        last = parts[-1]
        end = program.end(last.ifs[-1] if last.ifs else last.iter)
        yield ((end, end, f" if {names[0]} or {names[1]}"),), "own cell left out", 0.6


def _inside(program: Program, node: ast.expr, _scope: Scope) -> Iterator[Made]:
    """What was to be done to each part is done to their sum, or the other way: `sum(x) ** 2`, `abs(sum(x))`."""
    source = program.source
    match node:
        case ast.BinOp(
            left=ast.Call(func=ast.Name() as called, args=[ast.GeneratorExp() | ast.ListComp() as parts]),
            op=ast.Pow() | ast.Mult() | ast.Div() | ast.FloorDiv() | ast.Mod(),
            right=right,
        ):
            sign = program.text[program.end(node.left) : program.start(right)].strip("() ")
            rest = f" {sign} {source(right) if isinstance(right, ATOMS) else f'({source(right)})'}"
            element = (
                f"({source(parts.elt)}){rest}"
                if isinstance(parts.elt, ast.BinOp)
                else f"{source(parts.elt)}{rest}"
            )
            inner = source(parts).replace(source(parts.elt), element, 1)
            text = f"{source(called)}{inner}" if inner[:1] == "(" else f"{source(called)}({inner})"
            yield _put(program, node, text, "done to each", 0.4)
        case ast.Call(
            func=ast.Name(id="abs" | "round" | "int" | "max" | "min") as outer,
            args=[
                ast.Call(
                    func=ast.Name(id="sum") as total, args=[ast.GeneratorExp() | ast.ListComp() as parts]
                ),
                *more,
            ],
        ):
            rest = "".join(f", {source(one)}" for one in more)
            element = f"{source(outer)}({source(parts.elt)}{rest})"
            inner = source(parts).replace(source(parts.elt), element, 1)
            text = f"{source(total)}{inner}" if inner[:1] == "(" else f"{source(total)}({inner})"
            yield _put(program, node, text, "done to each", 0.4)
        case ast.Call(
            func=ast.Name(id="sum") as total,
            args=[
                ast.GeneratorExp(elt=ast.Call(args=[first, *more]) as element)
                | ast.ListComp(elt=ast.Call(args=[first, *more]) as element)
            ],
        ):
            rest = "".join(f", {source(one)}" for one in more)
            inner = program.text[program.end(total) : program.end(node)].replace(
                source(element), source(first), 1
            )
            text = f"{source(element.func)}({source(total)}{inner}{rest})"
            yield _put(program, node, text, "done to the whole", 0.3)


def _multiplied_first(program: Program, node: ast.expr, _scope: Scope) -> Iterator[Made]:
    """What is divided to whole numbers before it is multiplied has lost the rest."""
    match node:
        case ast.BinOp(
            left=ast.BinOp(left=all_, op=ast.FloorDiv() | ast.Div() as division, right=each),
            op=ast.Mult(),
            right=times,
        ):
            sign = "//" if isinstance(division, ast.FloorDiv) else "/"
            whole = program.source(all_)
            whole = f"({whole})" if isinstance(all_, ast.BinOp) else whole
            for over in ("//", "/") if sign == "//" else (sign,):
                by, part = (
                    program.source(one) if isinstance(one, ATOMS) else f"({program.source(one)})"
                    for one in (times, each)
                )
                text = f"{whole} * {by} {over} {part}"
                yield _put(program, node, text, "multiplied first", 0.4 if over == sign else 0.2)
        case ast.Call(func=ast.Name(id="int" | "round") as called, args=[ast.BinOp(op=ast.Div()) as share]):
            parent = program.parents.get(node)
            if isinstance(parent, ast.BinOp) and isinstance(parent.op, ast.Mult) and parent.left is node:
                text = f"{program.source(called)}({program.source(share)} * {program.source(parent.right)})"
                yield _put(program, parent, text, "multiplied first", 0.4)


def _on_the_whole(program: Program, statement: ast.stmt, _scope: Scope) -> Iterator[Made]:
    """What is done to each part of a sum was to be done to the sum that is returned, or the other way."""
    function = program.function(statement)
    match statement:
        case ast.AugAssign(
            target=ast.Name(id=name),
            op=ast.Add(),
            value=ast.Call(func=ast.Name() | ast.Attribute() as called, args=[part, *more]) as call,
        ):
            rest = "".join(f", {program.source(one)}" for one in more)
            for one in ast.walk(function) if function is not None else ():
                match one:
                    case ast.Return(value=ast.Name(id=given) as value) if given == name:
                        whole = f"{program.source(called)}({name}{rest})"
                        yield (
                            (
                                (program.start(call), program.end(call), program.source(part)),
                                (program.start(value), program.end(value), whole),
                            ),
                            "done to the whole",
                            0.35,
                        )
        case ast.Return(
            value=ast.Call(
                func=ast.Name() | ast.Attribute() as called, args=[ast.Name(id=name) as given, *more]
            ) as call
        ):
            rest = "".join(f", {program.source(one)}" for one in more)
            for one in ast.walk(function) if function is not None else ():
                match one:
                    case ast.AugAssign(target=ast.Name(id=grown), op=ast.Add(), value=part) if grown == name:
                        each = f"{program.source(called)}({program.source(part)}{rest})"
                        yield (
                            (
                                (program.start(part), program.end(part), each),
                                (program.start(call), program.end(call), program.source(given)),
                            ),
                            "done to each",
                            0.35,
                        )


_OF_STATEMENT = (_comes_round, _moved_far, _not_in_place, _on_the_whole, _between)
_OF_NODE = (_plural, _marked, _signed, _own_cell, _inside, _multiplied_first)
