"""Does a decorator return nothing, does a static method ask for its object, is one function of a table unlike the others?"""

import ast
from collections.abc import Iterator

from analyzers.deferred import regex
from analyzers.runtime.crash import Crash
from analyzers.runtime.evident.found import Evident
from analyzers.runtime.index import returns
from analyzers.runtime.report import edit, insert_line
from analyzers.runtime.source import Source

_COUNT = regex(r"<lambda>\(\) (?:takes (\d+) positional arguments? but (\d+)|missing (\d+) required)")


def returns_nothing(crash: Crash) -> Iterator[Evident]:
    """A function that is used as a decorator makes a function and does not return it: what it decorates becomes None."""
    if "NoneType" not in crash.message:
        return
    used = {
        getattr(one.func if isinstance(one, ast.Call) else one, "id", "")
        for source in crash.sources.values()
        for function in source.functions
        for one in function.decorator_list
    }
    for source in crash.sources.values():
        decorators = [one for one in source.functions if one.name in used]
        within = {part for one in decorators for part in ast.walk(one)}
        for outer in () if source.partial else source.functions:
            inner = [one for one in outer.body if isinstance(one, ast.FunctionDef | ast.AsyncFunctionDef)]
            if outer not in within or len(inner) != 1 or returns(outer):
                continue
            last = outer.body[-1]
            indent = " " * source.column(inner[0].lineno, inner[0].col_offset)
            after = (last.end_lineno or last.lineno) + 1
            text = f"{indent}return {inner[0].name}"
            fix = insert_line(source, after, text, f"return `{inner[0].name}`", "decorator-returns")
            ends = inner[0].body[-1] if last is inner[0] else last
            yield Evident(source, ends, fix, f"`{outer.name}` ends here without returning `{inner[0].name}`")


def asks_for_itself(crash: Crash) -> Iterator[Evident]:
    """A static method names an object among its parameters, which it is never given."""
    if crash.type != "TypeError" or "required positional argument" not in crash.message:
        return
    for source in crash.sources.values():
        for function in () if source.partial else source.functions:
            static = [one for one in function.decorator_list if getattr(one, "id", "") == "staticmethod"]
            first = function.args.args[:1]
            if (
                not static
                or not first
                or first[0].arg not in ("self", "cls")
                or f"{function.name}()" not in crash.message
            ):
                continue
            start, end = source.span(first[0]).start, source.span(first[0]).end
            if len(function.args.args) > 1:
                end = source.span(function.args.args[1]).start
            used = any(isinstance(one, ast.Name) and one.id == first[0].arg for one in ast.walk(function))
            if not used:
                fix = edit(source, start, end, "", f"take `{first[0].arg}` out", "static-receiver")
                yield Evident(source, function, fix, f"a static method is given no `{first[0].arg}`")


def unlike_the_others(crash: Crash) -> Iterator[Evident]:
    """Functions of a table are called alike, and one of them takes other arguments than the rest."""
    found = _COUNT.search(crash.message)
    if crash.type != "TypeError" or found is None:
        return
    for source in crash.sources.values():
        for node in () if source.partial else source.nodes:
            parts = (
                node.values
                if isinstance(node, ast.Dict)
                else node.elts
                if isinstance(node, ast.List | ast.Tuple)
                else []
            )
            made = [one for one in parts if isinstance(one, ast.Lambda)] or _handed(source, node)
            if len(made) < 2:
                continue
            counts = [len(one.args.args) for one in made]
            usual = max(set(counts), key=counts.count) if found[3] else int(found[2])
            like = next((one for one in made if len(one.args.args) == usual), None)
            odd = [one for one in made if len(one.args.args) != usual]
            if like is not None and len(odd) == 1 and not odd[0].args.vararg:
                names = [one.arg for one in odd[0].args.args]
                names += [one.arg for one in like.args.args if one.arg not in names]
                yield _alike(source, odd[0], names[:usual])


def _handed(source: Source, module: ast.AST) -> list[ast.Lambda]:
    """The functions that a module hands to the same method, call by call: `bus.on("end", lambda: …)`."""
    found: dict[str, list[ast.Lambda]] = {}
    for node in source.nodes if isinstance(module, ast.Module) else ():
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute):
            found.setdefault(node.func.attr, []).extend(
                one for one in node.args if isinstance(one, ast.Lambda)
            )
    return max(found.values(), key=len, default=[])


def _alike(source: Source, odd: ast.Lambda, names: list[str]) -> Evident:
    start = source.span(odd).start + len("lambda")
    colon = source.text.rfind(":", start, source.span(odd.body).start)
    fix = edit(
        source, start, colon, f" {', '.join(names)}", "let it take what the others take", "unlike-the-others"
    )

    return Evident(source, odd, fix, "this function takes other arguments than the others of its table")
