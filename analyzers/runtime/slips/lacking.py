"""What is a value to be instead: of another container, encoding or unit, begun with something, or nothing yet?

Each maker answers what the message says the value lacks.
"""

import ast
from collections.abc import Callable, Iterator

from analyzers.deferred import regex
from analyzers.logic.edits import Candidate
from analyzers.logic.edits.scope import Scope
from analyzers.logic.program import Program
from analyzers.runtime.slips.about import About
from analyzers.runtime.slips.change import Changes, by_expression, put
from analyzers.runtime.slips.imported import named

_UNDECODED = regex(r"can't decode byte 0x(\w\w) in position (\d+)")
_MILLISECONDS = regex(r"year [3-7]\d{4} is out of range")  # of the last decades, taken for seconds
_ENCODED = regex(
    r"charset|\bencodings?\b(?!=)|from_bytes|to_bytes|\bstruct\b|zlib|gzip"
)  # it knows of bytes itself
_ASKED_OF = {
    "move_to_end": ("OrderedDict", "collections"),
    "most_common": ("Counter", "collections"),
    "elements": ("Counter", "collections"),
    "subtract": ("Counter", "collections"),
    "popleft": ("deque", "collections"),
    "appendleft": ("deque", "collections"),
    "rotate": ("deque", "collections"),
    "extendleft": ("deque", "collections"),
}
_OF_TEXT = frozenset(
    [
        "strip",
        "lower",
        "upper",
        "title",
        "replace",
        "lstrip",
        "rstrip",
        "capitalize",
        "encode",
        "casefold",
        "zfill",
    ]
)


def edits(program: Program, statement: ast.stmt, scope: Scope, about: About) -> Iterator[Candidate]:
    """Yield the edits of the expressions of a statement that give a value what it lacks."""
    del scope
    yield from by_expression(_MAKERS, program, statement, about)


def _from_milliseconds(program: Program, node: ast.expr, about: About) -> Iterator[Changes]:
    """Other systems count time in milliseconds."""
    match node:
        case ast.Call(
            func=ast.Attribute(attr="fromtimestamp" | "utcfromtimestamp" | "gmtime" | "localtime" | "ctime"),
            args=[given, *_],
        ) if _MILLISECONDS.search(about.message):
            text = program.source(given)
            grouped = text if not isinstance(given, ast.BinOp | ast.IfExp | ast.BoolOp) else f"({text})"
            minded = "1000" in program.text or "1_000" in program.text  # then one of the places is wrong
            yield put(program, given, f"{grouped} / 1000"), "unit", 0.8 if minded else 4.0


def _decoded(program: Program, node: ast.expr, about: About) -> Iterator[Changes]:
    """Text is read in an encoding in which it was not written, of which nothing in the program tells."""
    found = _UNDECODED.search(about.message)
    if about.type != "UnicodeDecodeError" or found is None or _ENCODED.search(program.text):
        return
    byte, place = int(found[1], 16), int(found[2])
    if byte >= 0xFE and place == 0:
        other = "utf-16"
    elif byte >= 0xC0 and about.says("continuation"):  # a letter with an accent before one without
        other = "latin-1"
    elif 0x80 <= byte < 0xA0 and about.says("start byte"):
        other = "cp1252"
    else:
        return
    match node:
        case ast.Call(func=ast.Attribute(attr="decode"), args=[]):
            close = program.end(node) - 1
            yield ((close, close, f'"{other}"'),), "encoding", 2.0
        case (
            ast.Call(func=ast.Attribute(attr="decode"), args=[ast.Constant(value=str()) as given, *_])
            | ast.Call(func=ast.Name(id="str"), args=[_, ast.Constant(value=str()) as given, *_])
        ):
            quote = program.source(given)[0]
            yield put(program, given, f"{quote}{other}{quote}"), "encoding", 2.0


def _container_asked_for(program: Program, node: ast.expr, about: About) -> Iterator[Changes]:
    """A plain container is made where a special one is worked with."""
    wanted = _ASKED_OF.get(about.attribute)
    if about.says("popitem() takes no keyword"):
        wanted = ("OrderedDict", "collections")
    parent = program.parents.get(node)
    if wanted is None or not isinstance(parent, ast.Assign | ast.AnnAssign | ast.keyword | ast.Return):
        return
    name, imported = named(program, wanted[1], wanted[0])
    match node:
        case ast.Dict(keys=[]) | ast.List(elts=[]):
            yield put(program, node, f"{name}()", *imported), "container", 4.0
        case ast.Call(func=ast.Name(id="dict" | "list"), args=[], keywords=[]):
            yield put(program, node, f"{name}()", *imported), "container", 4.0
        case ast.List() | ast.ListComp() | ast.Dict() | ast.DictComp():
            yield put(program, node, f"{name}({program.source(node)})", *imported), "container", 2.0


def _each_of_them(program: Program, node: ast.expr, about: About) -> Iterator[Changes]:
    """A method of texts is called on a list of them."""
    if (
        about.owner not in ("list", "tuple", "set", "generator", "filter", "map")
        or about.attribute not in _OF_TEXT
    ):
        return
    match node:
        case ast.Call(func=ast.Attribute(value=items, attr=method), args=args) if method == about.attribute:
            held = about.held(program, items)
            if held is not None and held.type not in ("list", "tuple", "set", "generator", "filter", "map"):
                return
            given = ", ".join(program.source(one) for one in args)
            text = f"[one.{method}({given}) for one in {program.source(items)}]"
            yield put(program, node, text), "each of them", 1.5


def _nothing_yet(program: Program, node: ast.expr, about: About) -> Iterator[Changes]:
    """The best so far is nothing before the first comparison."""
    match node:
        case ast.Compare(
            left=left, ops=[ast.Lt() | ast.Gt() | ast.LtE() | ast.GtE()], comparators=[right]
        ) if about.says("'NoneType'") and about.says("not supported between"):
            pass
        case _:
            return
    parent, function = program.parents.get(node), program.function(node)
    within = (function or program.tree).body
    for best in (left, right):
        if not isinstance(best, ast.Name | ast.Attribute) or not isinstance(parent, ast.If | ast.BoolOp):
            continue
        text = program.source(best)
        begun = any(
            isinstance(one, ast.Assign)
            and isinstance(one.value, ast.Constant)
            and one.value.value is None
            and any(ast.unparse(target) == ast.unparse(best) for target in one.targets)
            for top in within
            for one in ast.walk(top)
        )
        if begun:
            whole = f"{text} is None or {program.source(node)}"
            yield (
                put(program, node, whole if isinstance(parent, ast.If) else f"({whole})"),
                "condition added",
                3.0,
            )


def _none_in_a_text(program: Program, node: ast.expr, about: About) -> Iterator[Changes]:
    """What may be nothing is looked for in a text of single characters."""
    match node:
        case ast.Compare(ops=[ast.In()], comparators=[ast.Constant(value=str() as letters) as given]) if (
            about.says("'in <string>' requires string") and 0 < len(letters) < 12
        ):
            text = ", ".join(f'"{one}"' if one not in '"\\' else repr(one) for one in letters)
            comma = "," if len(letters) == 1 else ""
            yield put(program, given, f"({text}{comma})"), "container", 2.0
            left = program.source(node.left)
            yield put(program, node, f"{left} is not None and {program.source(node)}"), "condition added", 2.0


def _parts_with_logarithm(program: Program, node: ast.expr, about: About) -> Iterator[Changes]:
    """A part of nothing adds nothing to a sum of logarithms, and has none."""
    match node:
        case ast.GeneratorExp(generators=[loop]) | ast.ListComp(generators=[loop]) if about.says(
            "math domain error", "expected a positive input"
        ):
            if isinstance(loop.target, ast.Name) and not loop.ifs and "log" in program.source(node):
                end = program.end(loop.iter)
                yield ((end, end, f" if {loop.target.id}"),), "filter added", 2.0
                yield ((end, end, f" if {loop.target.id} > 0"),), "filter added", 2.0


def _nothing_to_turn(program: Program, node: ast.expr, about: About) -> Iterator[Changes]:
    """Columns are made of rows by `zip(*rows)`, which without rows makes none."""
    match node, program.parents.get(node):
        case ast.Call(func=ast.Name(id="zip"), args=[ast.Starred(value=rows)]), ast.Assign(
            targets=[ast.Tuple(elts=names)]
        ) if about.says("to unpack"):
            text = ", ".join(["()"] * len(names))
            yield (
                put(program, node, f"{program.source(node)} if {program.source(rows)} else ({text})"),
                "other value",
                3.0,
            )


def _begin_with(program: Program, node: ast.expr, about: About) -> Iterator[Changes]:
    """`dict.fromkeys` gives every key nothing to begin with."""
    match node:
        case ast.Call(func=ast.Attribute(value=ast.Name(id="dict"), attr="fromkeys"), args=[keys]) if (
            about.says("NoneType")
        ):
            pass
        case _:
            return
    close = program.end(node) - 1
    if about.attribute in ("append", "extend", "add"):
        empty = "set()" if about.attribute == "add" else "[]"
        yield put(program, node, f"{{key: {empty} for key in {program.source(keys)}}}"), "initial value", 5.0
    elif about.says("'int'", "'float'"):
        yield ((close, close, ", 0"),), "initial value", 5.0
    elif about.says("str"):
        yield ((close, close, ', ""'),), "initial value", 4.0


_MAKERS: tuple[Callable[[Program, ast.expr, About], Iterator[Changes]], ...] = (
    _from_milliseconds, _decoded, _container_asked_for, _each_of_them, _nothing_yet, _none_in_a_text,
    _parts_with_logarithm, _nothing_to_turn, _begin_with,
)  # fmt: skip
