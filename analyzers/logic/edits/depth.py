"""Is a value copied, cleaned or turned only on its surface, and what it holds left as it is?"""

import ast
from collections.abc import Iterator

from analyzers.logic.edits import Candidate
from analyzers.logic.edits.lines import Made
from analyzers.logic.edits.scope import Scope
from analyzers.logic.program import Program, own_expressions


def edits(program: Program, statement: ast.stmt, scope: Scope) -> Iterator[Candidate]:
    """Yield the candidates that do for each item what is done, or was to be done, for the whole."""
    for node in own_expressions(statement):
        for make in (_copied, _each, _counted, _numbered):
            for changes, kind, weight in make(program, node, scope):
                yield Candidate(program.path, changes, node.lineno, kind, weight)


def _copied(program: Program, node: ast.expr, _scope: Scope) -> Iterator[Made]:
    """A copy of a list of lists has the same rows."""
    match node:
        case (
            ast.Subscript(value=held, slice=ast.Slice(lower=None, upper=None, step=None), ctx=ast.Load())
            | ast.Call(func=ast.Name(id="list" | "dict"), args=[held], keywords=[])
            | ast.Call(func=ast.Attribute(value=held, attr="copy"), args=[], keywords=[])
            | ast.Call(func=ast.Attribute(value=ast.Name(id="copy"), attr="copy"), args=[held])
        ):
            pass
        case _:
            return
    text = program.source(held)
    span = program.start(node), program.end(node)
    table = isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id == "dict"
    known = isinstance(node, ast.Call) and not table and isinstance(node.func, ast.Attribute)
    if not table:
        yield ((*span, f"[row[:] for row in {text}]"),), "copied to the depth", 0.3
        yield ((*span, f"[row.copy() for row in {text}]"),), "copied to the depth", 0.1
    if table or known:
        for copy, weight in (("list(value)", 0.2), ("dict(value)", 0.12), ("set(value)", 0.1)):
            inner = f"{{key: {copy} for key, value in {text}.items()}}"
            yield ((*span, inner),), "copied to the depth", weight
    if any(isinstance(one, ast.Import) and one.names[0].name == "copy" for one in program.tree.body):
        yield ((*span, f"copy.deepcopy({text})"),), "copied to the depth", 0.4


_METHODS = ("lower", "strip", "upper", "casefold")


def _each(program: Program, node: ast.expr, scope: Scope) -> Iterator[Made]:
    """Words that are gathered as they came, where each was to be brought into shape."""
    match node:
        case ast.Call(func=ast.Name(id="set" | "list" | "tuple" | "sorted" as name), args=[held]):
            if isinstance(held, ast.GeneratorExp | ast.ListComp | ast.SetComp):
                return
        case _:
            return
    said = [method for method in _METHODS if method in scope.methods]
    shaped = [f"item.{method}()" for method in said] + [f"{one}(item)" for one in scope.single[:4]]
    for made in shaped:
        for_each = f"{made} for item in {program.source(held)}"
        text = {"set": f"{{{for_each}}}", "list": f"[{for_each}]"}.get(name)
        if text is not None:
            yield ((program.start(node), program.end(node), text),), "each brought into shape", 0.15
        else:
            change = (program.start(held), program.end(held), for_each)
            yield (change,), "each brought into shape", 0.12


def _counted(program: Program, node: ast.expr, _scope: Scope) -> Iterator[Made]:
    """A row of zeros where the places themselves are the first values: so many steps from nothing."""
    match node:
        case ast.BinOp(left=ast.List(elts=[ast.Constant(value=0)]), op=ast.Mult(), right=count):
            text = program.source(count)
            said = text[1:-1] if text.startswith("(") and text.endswith(")") else text
            change = (program.start(node), program.end(node), f"list(range({said}))")
            yield (change,), "initial values", 0.2


def _numbered(program: Program, node: ast.expr, _scope: Scope) -> Iterator[Made]:
    """The keys of a table that went through JSON are texts."""
    parent = program.parents.get(node)
    if "json" not in program.text or not isinstance(parent, ast.keyword | ast.Assign | ast.Return | ast.Dict):
        return
    match node:
        case ast.Subscript(ctx=ast.Load(), slice=ast.Constant(value=str())) | ast.Name(ctx=ast.Load()):
            pass
        case ast.Call(func=ast.Attribute(attr="loads" | "load" | "get")):
            pass
        case _:
            return
    said = f"{{int(key): value for key, value in {program.source(node)}.items()}}"
    yield ((program.start(node), program.end(node), said),), "keys made numbers", 0.2
