"""Why does an index lead beyond the end: a length for it, a check of one end only, a ring that is one too long?"""

import ast
from collections.abc import Iterator

from analyzers.runtime.crash import Crash, Site
from analyzers.runtime.evident.found import Evident, argument, calls_of
from analyzers.runtime.index import parameters
from analyzers.runtime.locate import failing
from analyzers.runtime.report import edit, replace
from analyzers.runtime.source import Source, inside


def length_as_index(crash: Crash) -> Iterator[Evident]:
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
            given = next((argument(call, function, name) for call in calls_of(caller, function)), None)
            if isinstance(given, ast.Name):
                name = given.id
                continue
            if isinstance(given, ast.Call) and getattr(given.func, "id", "") == "len":
                text = f"{caller.source.segment(given)} - 1"
                fix = replace(caller.source, given, text, "pass the last index", "length-as-index")
                reason = f"`{function.name}` is passed a length here, and uses it as an index"
                yield Evident(caller.source, given, fix, reason)
            break


def half_a_guard(crash: Crash) -> Iterator[Evident]:
    """An index is refused below the first item, and nobody asks whether it is beyond the last: `if r < 0 or c < 0: continue`."""
    site = crash.site
    if crash.type != "IndexError" or site is None:
        return
    source = site.source
    for subscript in failing(site, ast.Subscript):
        indices: dict[str, str] = {}
        whole: ast.expr = subscript
        while isinstance(whole, ast.Subscript):
            if not isinstance(whole.slice, ast.Slice | ast.Constant):
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


def one_too_many(crash: Crash) -> Iterator[Evident]:
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
