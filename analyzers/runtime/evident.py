"""Which change does the rest of the program speak for: another name that fits its place, a mark that is never set?

Each of these was seen on the stack of the crash and proves nothing by itself: it makes its line suspicious, and the
change is tried.
"""

import ast
from collections.abc import Callable, Iterator

from analyzers.deferred import dataclass
from analyzers.facts import Fix
from analyzers.runtime.conversions import calls_at
from analyzers.runtime.crash import Crash, Site
from analyzers.runtime.index import bindings, parameters
from analyzers.runtime.locate import failing
from analyzers.runtime.report import edit, insert_line, replace
from analyzers.runtime.source import Function, Source, inside

_STORES = frozenset(["add", "append", "update", "extend", "setdefault", "insert"])


@dataclass(frozen=True, slots=True)
class Evident:
    """A change that something in the program speaks for."""

    source: Source
    node: ast.AST  # what is at fault
    fix: Fix
    reason: str  # said of the line


def evident(crash: Crash) -> Iterator[Evident]:
    """Yield the changes that the program itself speaks for."""
    if crash.site is None or not crash.ours:
        return
    for find in _FINDERS:
        yield from find(crash)


def _argument(call: ast.Call, function: Function, name: str) -> ast.expr | None:
    """What a call passes for a parameter."""
    names = parameters(function)
    if isinstance(call.func, ast.Attribute) and names[:1] in (["self"], ["cls"]):
        names = names[1:]
    if any(isinstance(one, ast.Starred) for one in call.args):
        return None
    if name in names and names.index(name) < len(call.args):
        return call.args[names.index(name)]
    return next((one.value for one in call.keywords if one.arg == name), None)


def _calls(caller: Site, function: Function) -> list[ast.Call]:
    """The calls of a function on the line where a frame stands."""
    return [
        call
        for call in calls_at(caller.source, caller.line)
        if getattr(call.func, "id", getattr(call.func, "attr", "")) == function.name
    ]


def _namesakes(crash: Crash) -> Iterator[Evident]:
    """A parameter is given something else although a variable of just its name is at hand: `pay(week, …)` beside `hours`."""
    for caller, called in zip(crash.sites, crash.sites[1:], strict=False):
        function = called.definition
        if (
            function is None
            or caller.definition is None
            or called.statement is None
            or caller.definition is function
        ):
            continue
        used = {node.id for node in ast.walk(called.statement) if isinstance(node, ast.Name)}
        for call in _calls(caller, function):
            passed = {node.id for node in ast.walk(call) if isinstance(node, ast.Name)}
            for name in parameters(function):
                given = _argument(call, function, name)
                if not isinstance(given, ast.Name) or name in passed or name not in used:
                    continue
                own = bindings(caller.source, caller.definition, name)
                if any(
                    getattr(one.statement, "lineno", 0) < call.lineno for one in own
                ) or name in parameters(caller.definition):
                    fix = replace(caller.source, given, name, f"pass `{name}`", "namesake")
                    reason = f"`{function.name}` calls this `{name}`, and there is a `{name}` here that it is not given"
                    yield Evident(caller.source, given, fix, reason)


def _own_part(crash: Crash) -> Iterator[Evident]:
    """A function goes through the parts of what it is given, and hands itself the whole again: `size(node)` for `child`."""
    if crash.type != "RecursionError":
        return
    for site, function in _repeated(crash):
        for call in _calls(site, function):
            for name in parameters(function):
                given = _argument(call, function, name)
                if not isinstance(given, ast.Name) or given.id != name:
                    continue
                part = _part_of(site.source, call, name)
                if part and all(part != getattr(one, "id", "") for one in call.args):
                    fix = replace(
                        site.source, given, part, f"hand on `{part}`, a part of `{name}`", "own-part"
                    )
                    reason = f"`{function.name}` is given `{name}` again, not `{part}`"
                    yield Evident(site.source, given, fix, reason)


def _repeated(crash: Crash) -> Iterator[tuple[Site, Function]]:
    """The frames, each line once, in which a function calls itself."""
    seen = set[tuple[str, int]]()
    for site in reversed(crash.sites[-40:]):
        key = site.source.path, site.line
        if site.definition is not None and site.function == site.definition.name and key not in seen:
            seen.add(key)
            yield site, site.definition


def _part_of(source: Source, call: ast.Call, name: str) -> str:
    """The variable of the loop around a call that goes through something of a name."""
    node: ast.AST | None = call
    while node is not None and not isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.Lambda):
        loops = [node] if isinstance(node, ast.For | ast.comprehension) else getattr(node, "generators", [])
        for loop in loops:
            goes_through = {one.id for one in ast.walk(loop.iter) if isinstance(one, ast.Name)}
            target = loop.target.elts[-1] if isinstance(loop.target, ast.Tuple) else loop.target
            if name in goes_through and isinstance(target, ast.Name):
                return target.id
        node = source.parents.get(node)
    return ""


def _never_marked(crash: Crash) -> Iterator[Evident]:
    """A function asks whether something was seen, hands the collection on to itself, and nothing is ever put in."""
    if crash.type != "RecursionError":
        return
    for site, function in _repeated(crash):
        names = parameters(function)
        for test in inside(function.body):
            match test:
                case ast.Compare(
                    left=ast.Name(id=thing), ops=[ast.In() | ast.NotIn()], comparators=[ast.Name(id=marks)]
                ) if marks in names and not _is_filled(crash, marks):
                    for call in _calls(site, function):
                        mark = next(
                            (
                                name
                                for name in names
                                if getattr(_argument(call, function, name), "id", "") == thing
                            ),
                            None,
                        )
                        first = _first(function)
                        how = _how_to_mark(crash, marks)
                        if mark is not None and how and first.lineno > function.lineno:
                            indent = " " * site.source.column(first.lineno, first.col_offset)
                            text = indent + how.format(marks, mark)
                            title = f"note that `{mark}` was seen"
                            fix = insert_line(site.source, first.lineno, text, title, "never-marked")
                            reason = f"nothing is ever put into `{marks}`, which is asked for what was seen"
                            yield Evident(site.source, first, fix, reason)
                            return


def _first(function: Function) -> ast.stmt:
    return (
        function.body[1]
        if len(function.body) > 1 and ast.get_docstring(function) is not None
        else function.body[0]
    )


def _is_filled(crash: Crash, name: str) -> bool:
    """Whether anything in the sources is put into what has a name."""
    for source in crash.sources.values():
        for node in source.nodes:
            match node:
                case ast.Call(func=ast.Attribute(value=ast.Name(id=held), attr=how)) if (
                    held == name and how in _STORES
                ):
                    return True
                case ast.Subscript(value=ast.Name(id=held), ctx=ast.Store()) if held == name:
                    return True
                case ast.AugAssign(target=ast.Name(id=held)) if held == name:
                    return True
                case ast.BinOp(op=ast.BitOr() | ast.Add(), left=ast.Name(id=held)) if held == name:
                    return True  # handed on with one more
    return False


def _how_to_mark(crash: Crash, name: str) -> str:
    """How something is put into a collection: by what the sources begin it with, where that is clear."""
    kinds = set[str]()
    for source in crash.sources.values():
        for node in source.nodes:
            match node:
                case ast.Assign(targets=[ast.Name(id=held)], value=value) if held == name:
                    kinds.add(_kind(value))
                case ast.Call(keywords=keywords):
                    kinds |= {_kind(one.value) for one in keywords if one.arg == name}
    ways = {"set": "{}.add({})", "list": "{}.append({})", "dict": "{}[{}] = True"}
    found = kinds & ways.keys()
    return ways[found.pop()] if len(found) == 1 else ""


def _kind(value: ast.expr) -> str:
    match value:
        case ast.Call(func=ast.Name(id="set" | "list" | "dict" as name)):
            return name
        case ast.Set():
            return "set"
        case ast.List():
            return "list"
        case ast.Dict():
            return "dict"
    return ""


def _length_as_index(crash: Crash) -> Iterator[Evident]:
    """An index was handed down from a call that passes a length, which is one more than the last index."""
    site = crash.site
    if crash.type != "IndexError" or site is None:
        return
    for subscript in failing(site, ast.Subscript):
        if not isinstance(subscript.slice, ast.Name):
            continue
        name = subscript.slice.id
        for caller, called in zip(crash.sites[-2::-1], crash.sites[:0:-1], strict=False):
            function = called.definition
            if function is None or name not in parameters(function):
                break
            given = next((_argument(call, function, name) for call in _calls(caller, function)), None)
            if isinstance(given, ast.Name):
                name = given.id
                continue
            if isinstance(given, ast.Call) and getattr(given.func, "id", "") == "len":
                text = f"{caller.source.segment(given)} - 1"
                fix = replace(caller.source, given, text, "pass the last index", "length-as-index")
                reason = f"`{function.name}` is passed a length here, and uses it as an index"
                yield Evident(caller.source, given, fix, reason)
            break


def _half_a_guard(crash: Crash) -> Iterator[Evident]:
    """An index is refused below the first item, and nobody asks whether it is beyond the last: `if r < 0 or c < 0: continue`."""
    site = crash.site
    if crash.type != "IndexError" or site is None:
        return
    source = site.source
    for subscript in failing(site, ast.Subscript):
        indices: dict[str, str] = {}
        whole: ast.expr = subscript
        while isinstance(whole, ast.Subscript):
            if not isinstance(whole.slice, ast.Slice):
                indices = {ast.unparse(whole.slice): source.segment(whole.value), **indices}
            whole = whole.value
        guard = _guard(source, site, frozenset(indices))
        if guard is None:
            continue
        test, refuses = guard
        asked = [name for name in indices if name in _below(test, refuses)]
        if not asked or any(name in _above(test) for name in indices):
            continue
        sign, word = (">=", "or") if refuses else ("<", "and")
        more = "".join(f" {word} {name} {sign} len({indices[name]})" for name in indices)
        text = source.segment(test) + more
        fix = replace(source, test, text, "ask about the other end as well", "half-a-guard")
        yield Evident(source, subscript, fix, f"`{source.segment(test)}` asks about one end only")


def _guard(source: Source, site: Site, names: frozenset[str]) -> tuple[ast.expr, bool] | None:
    """The condition that lets an index through, and whether it does so where it does not hold."""
    for node in inside(site.definition.body if site.definition is not None else source.tree.body):
        if not isinstance(node, ast.If) or node.orelse or node.lineno >= site.line:
            continue
        leaves = isinstance(node.body[-1], ast.Continue | ast.Return | ast.Break | ast.Raise)
        around = (node.end_lineno or 0) >= site.line
        for refuses in (True, False):
            plain = isinstance(node.test, ast.Compare) or (
                isinstance(node.test, ast.BoolOp) and isinstance(node.test.op, ast.Or) is refuses
            )
            if (
                plain
                and (leaves and not around if refuses else around)
                and names & _below(node.test, refuses)
            ):
                return node.test, refuses
    return None


def _below(test: ast.expr, refuses: bool) -> frozenset[str]:
    """What a condition compares with zero, so that less is refused."""
    signs = (ast.Lt,) if refuses else (ast.GtE,)
    return frozenset(
        ast.unparse(node.left)
        for node in ast.walk(test)
        if isinstance(node, ast.Compare)
        and len(node.ops) == 1
        and isinstance(node.ops[0], signs)
        and getattr(node.comparators[0], "value", None) == 0
    )


def _above(test: ast.expr) -> frozenset[str]:
    """What a condition compares with anything else than zero."""
    return frozenset(
        ast.unparse(side)
        for node in ast.walk(test)
        if isinstance(node, ast.Compare)
        for side in (node.left, *node.comparators)
        if any(getattr(one, "value", None) != 0 for one in node.comparators)
    )


def _one_too_many(crash: Crash) -> Iterator[Evident]:
    """An index is made modulo one more than there is: `% (self.size + 1)`, or by `randint` up to the length."""
    site = crash.site
    if crash.type != "IndexError" or site is None:
        return
    wanted = {
        last
        for subscript in failing(site, ast.Subscript)
        if isinstance(subscript.slice, ast.Name | ast.Attribute)
        for last in [str(getattr(subscript.slice, "attr", getattr(subscript.slice, "id", "")))]
    }
    for node in site.source.nodes:
        if not isinstance(node, ast.Assign) or not any(
            getattr(target, "attr", getattr(target, "id", "")) in wanted for target in node.targets
        ):
            continue
        match node.value:
            case ast.BinOp(
                op=ast.Mod(), right=ast.BinOp(left=size, op=ast.Add(), right=ast.Constant(value=1)) as most
            ):
                fix = replace(
                    site.source, most, site.source.segment(size), "begin anew one earlier", "one-too-many"
                )
                start = site.source.span(most).start - 1
                if site.source.text[start : start + 1] == "(":
                    end = site.source.span(most).end + 1
                    fix = edit(site.source, start, end, site.source.segment(size), fix.title, "one-too-many")
            case ast.Call(
                func=ast.Name(id="randint") | ast.Attribute(attr="randint"),
                args=[_, ast.Call(func=ast.Name(id="len")) as most],
            ):
                text = f"{site.source.segment(most)} - 1"
                fix = replace(site.source, most, text, "up to the last index", "one-too-many")
            case _:
                continue
        yield Evident(site.source, node, fix, "the index can become one more than the last here")


_FINDERS: tuple[Callable[[Crash], Iterator[Evident]], ...] = (
    _namesakes, _own_part, _never_marked, _length_as_index, _half_a_guard, _one_too_many,
)  # fmt: skip
