"""Which word of Python 3 stands for a word of another language, or of an older Python?

`has_key` and `iteritems` are Python 2, `contains` and `push` come from elsewhere; modules have renamed their members.
"""

import ast
from collections.abc import Callable, Iterator

from analyzers.logic.edits import Candidate
from analyzers.logic.edits.scope import Scope
from analyzers.logic.program import Program, own_expressions
from analyzers.runtime.slips.about import About
from analyzers.runtime.slips.change import Changes, put
from analyzers.runtime.slips.imported import named

_SURE = 6.0
_MEMBERS = {
    ("string", "letters"): "ascii_letters",
    ("string", "lowercase"): "ascii_lowercase",
    ("string", "uppercase"): "ascii_uppercase",
    ("time", "clock"): "perf_counter",
    ("itertools", "izip_longest"): "zip_longest",
    ("inspect", "getargspec"): "getfullargspec",
    ("base64", "encodestring"): "encodebytes",
    ("base64", "decodestring"): "decodebytes",
    ("sys", "maxint"): "maxsize",
    ("os", "getcwdu"): "getcwd",
    ("math", "gcf"): "gcd",
    ("random", "rand"): "random",
    ("random", "randInt"): "randint",
    ("random", "choose"): "choice",
    ("json", "parse"): "loads",
    ("json", "stringify"): "dumps",
    ("json", "read"): "loads",
    ("json", "write"): "dumps",
    ("asyncio", "async"): "ensure_future",
}  # fmt: skip
_MOVED = {
    ("urllib", "urlopen"): ("urllib.request", "urlopen"),
    ("urllib", "quote"): ("urllib.parse", "quote"),
    ("urllib", "urlencode"): ("urllib.parse", "urlencode"),
    ("urllib", "unquote"): ("urllib.parse", "unquote"),
    ("cgi", "escape"): ("html", "escape"),
    ("fractions", "gcd"): ("math", "gcd"),
} | {("collections", name): ("collections.abc", name) for name in (
    "Mapping", "MutableMapping", "Sequence", "Iterable", "Iterator", "Callable", "Hashable", "Set", "MutableSequence")}  # fmt: skip
_BUILTINS = {("math", "round"): "round", ("math", "abs"): "abs", ("math", "max"): "max", ("math", "min"): "min",
             ("itertools", "izip"): "zip", ("itertools", "imap"): "map", ("itertools", "ifilter"): "filter"}  # fmt: skip
_OF_TEXT = frozenset(
    ["split", "strip", "lower", "upper", "replace", "title", "startswith", "endswith", "isdigit", "encode", "rstrip",
     "lstrip", "capitalize", "center", "ljust", "rjust", "isalpha", "splitlines", "format", "zfill"]
)  # fmt: skip


def edits(program: Program, statement: ast.stmt, scope: Scope, about: About) -> Iterator[Candidate]:
    """Yield the edits that say it in Python 3."""
    del scope
    for node in own_expressions(statement):
        for maker in _MAKERS if about.owner else ():
            for changes, kind, weight in maker(program, node, about):
                yield Candidate(program.path, tuple(sorted(changes)), node.lineno, kind, weight)
        for changes, kind, weight in _member(program, node, about):
            yield Candidate(program.path, tuple(sorted(changes)), node.lineno, kind, weight)


def _member(program: Program, node: ast.expr, about: About) -> Iterator[Changes]:
    """A member of a module has another name by now, or has moved."""
    match node:
        case ast.Attribute(value=ast.Name(id=owner), attr=attr) if about.module and attr == about.attribute:
            key = about.module, attr
            if key in _MEMBERS:
                yield put(program, node, f"{owner}.{_MEMBERS[key]}"), "attribute renamed", _SURE
            if key in _BUILTINS:
                yield put(program, node, _BUILTINS[key]), "attribute dropped", _SURE
            if key in _MOVED:
                name, imported = named(program, *_MOVED[key])
                yield put(program, node, name, *imported), "import", _SURE


def _asked(program: Program, node: ast.expr, about: About) -> Iterator[Changes]:
    """Whether something is in something is asked with `in`; how long it is, with `len`."""
    match node:
        case ast.Call(
            func=ast.Attribute(value=owner, attr="has_key" | "contains" | "includes" | "containsKey" as how),
            args=[one],
        ):
            if how == about.attribute:
                text = f"{program.source(one)} in {program.source(owner)}"
                parent = program.parents.get(node)
                text = f"({text})" if isinstance(parent, ast.UnaryOp | ast.BinOp | ast.Compare) else text
                yield put(program, node, text), "method", _SURE
        case ast.Call(func=ast.Attribute(value=owner, attr="length" | "size" | "count" as how), args=[]) if (
            how == about.attribute
        ):
            yield put(program, node, f"len({program.source(owner)})"), "method", _SURE
        case ast.Attribute(value=owner, attr="length" | "size" as how) if how == about.attribute:
            parent = program.parents.get(node)
            if not (isinstance(parent, ast.Call) and parent.func is node):
                yield put(program, node, f"len({program.source(owner)})"), "method", _SURE


def _put_in(program: Program, node: ast.expr, about: About) -> Iterator[Changes]:
    """An entry is put into a dictionary by its key, a text is turned round by a slice."""
    match node:
        case ast.Call(
            func=ast.Attribute(value=owner, attr="add" | "put" | "set" | "append" | "insert" as how),
            args=[key, value],
        ):
            if (
                how == about.attribute
                and about.says("'dict' object")
                and isinstance(program.parents.get(node), ast.Expr)
            ):
                text = f"{program.source(owner)}[{program.source(key)}] = {program.source(value)}"
                yield put(program, node, text), "method", _SURE
        case ast.Call(func=ast.Attribute(value=owner, attr="reverse" | "reversed"), args=[]) if about.says(
            "'str' object"
        ):
            yield put(program, node, f"{program.source(owner)}[::-1]"), "method", _SURE
        case ast.Call(func=ast.Attribute(value=owner, attr="sort" | "sorted"), args=[]) if about.says(
            "'str' object"
        ):
            yield put(program, node, f'"".join(sorted({program.source(owner)}))'), "method", 2.0


def _each(program: Program, node: ast.expr, about: About) -> Iterator[Changes]:
    """What is meant for each text of a list is asked of the list."""
    match node:
        case ast.Call(func=ast.Attribute(value=owner, attr=how), args=args) if (
            how == about.attribute and how in _OF_TEXT
        ):
            if about.says("'list' object", "'tuple' object", "'generator' object", "'map' object"):
                given = ", ".join(program.source(one) for one in args)
                yield (
                    put(program, node, f"[one.{how}({given}) for one in {program.source(owner)}]"),
                    "whole element",
                    2.0,
                )


_MAKERS: tuple[Callable[[Program, ast.expr, About], Iterator[Changes]], ...] = (_asked, _put_in, _each)
