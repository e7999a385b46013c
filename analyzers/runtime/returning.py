"""What did a function compute and not return?"""

import ast
from collections import Counter
from collections.abc import Iterator

from analyzers.facts import Fix
from analyzers.runtime.index import parameters, returns
from analyzers.runtime.kinds import IN_PLACE
from analyzers.runtime.report import edit
from analyzers.runtime.source import Function, Source, inside

_CODE = "none-from-missing-return"


def missing_return(source: Source, function: Function, ended: int = 0) -> tuple[Fix, ...]:
    """Return fixes that return what a function plainly computed and dropped; `ended` is the line at which a call of it ended."""
    code = _CODE
    last = function.body[-1]
    own = returns(function)
    fixes: list[Fix] = list(_as_beside(source, function, ended))
    for node in inside(function.body):
        # A recursive call whose result is dropped, where other paths return something.
        if isinstance(node, ast.Expr) and isinstance(node.value, ast.Call) and own:
            called = getattr(node.value.func, "id", getattr(node.value.func, "attr", ""))
            if called == function.name and not _repeated(source, node):
                start = source.span(node).start
                fixes.append(
                    edit(source, start, start, "return ", "return the recursive call's result", code)
                )
    if isinstance(last, ast.Expr) and not isinstance(last.value, ast.Constant | ast.Yield | ast.Await):
        called = getattr(
            getattr(last.value, "func", None), "attr", getattr(getattr(last.value, "func", None), "id", "")
        )
        if called not in IN_PLACE and called != "print" and not fixes:
            start = source.span(last).start
            fixes.append(edit(source, start, start, "return ", "return the value", code))
    name = _handed_back(function) or _result_name(function)
    if name and not any(isinstance(one.value, ast.Name) and one.value.id == name for one in own):
        row = source.line(last.lineno)
        indent = row[: len(row) - len(row.lstrip())]
        offset = source.lines.end(last.end_lineno or last.lineno)
        fixes.append(edit(source, offset, offset, f"\n{indent}return {name}", f"return `{name}`", code))
    return tuple(fixes[:3])


def forgotten_branch(source: Source, function: Function, ended: int) -> ast.stmt | None:
    """Return the last statement of the branch in which a call ended, where branches beside it return a value; None elsewhere."""
    statement = source.statement(ended)
    node: ast.AST | None = statement
    while node is not None and node is not function:
        parent = source.parents.get(node)
        if isinstance(parent, ast.If) and any(_returns(one) for one in _beside(parent, node)):
            return statement
        if isinstance(parent, ast.For | ast.While | ast.Try | ast.With):
            return None
        node = parent
    return None


def _beside(choice: ast.If, branch: ast.AST) -> list[ast.stmt]:
    """The last statements of the other branches of a choice, those of its `elif`s too."""
    blocks = [block for block in (choice.body, choice.orelse) if block and branch not in block]
    found: list[ast.stmt] = []
    for block in blocks:
        last = block[-1]
        found += [last] if not isinstance(last, ast.If) else [last.body[-1], *last.orelse[-1:]]
    return found


def _returns(statement: ast.stmt) -> bool:
    return isinstance(statement, ast.Return) and statement.value is not None


def _as_beside(source: Source, function: Function, ended: int) -> Iterator[Fix]:
    """The branch that was left without a value returns what the others do, where they agree."""
    last = forgotten_branch(source, function, ended) if ended else None
    if last is None or isinstance(last, ast.Return | ast.Raise):
        return
    given = Counter(ast.unparse(one.value) for one in returns(function) if isinstance(one.value, ast.Name))
    if given:
        name = given.most_common(1)[0][0]
        indent = " " * source.column(last.lineno, last.col_offset)
        offset = source.lines.end(last.end_lineno or last.lineno)
        yield edit(source, offset, offset, f"\n{indent}return {name}", f"return `{name}` here too", _CODE)


def _repeated(source: Source, node: ast.AST) -> bool:
    """Whether a loop goes through a statement: a `return` there would end it in its first round."""
    while (parent := source.parents.get(node)) is not None and not isinstance(parent, Function):
        if isinstance(parent, ast.For | ast.While | ast.AsyncFor):
            return True
        node = parent
    return False


def _handed_back(function: Function) -> str:
    """Return the parameter in whose parts a recursive function keeps its own results: its callers expect it back.

    As in `node.left = insert(node.left, key)`: what takes the place of a part is what the function returns.
    """
    given = parameters(function)
    kept = {
        target.value.id
        for node in inside(function.body)
        if isinstance(node, ast.Assign) and isinstance(node.value, ast.Call) and len(node.targets) == 1
        if getattr(node.value.func, "id", getattr(node.value.func, "attr", "")) == function.name
        for target in node.targets
        if isinstance(target, ast.Attribute | ast.Subscript) and isinstance(target.value, ast.Name)
        if any(ast.dump(_read(target)) == ast.dump(part) for part in node.value.args)
    } & set(given)
    return kept.pop() if len(kept) == 1 else ""


def _read(target: ast.Attribute | ast.Subscript) -> ast.expr:
    """A target as it looks where it is read."""
    return ast.parse(ast.unparse(target), mode="eval").body


def _result_name(function: Function) -> str:
    """Return the local that a function builds up: assigned at the top, changed later, never handed on."""
    last = function.body[-1]
    if isinstance(last, ast.Assign) and len(last.targets) == 1 and isinstance(last.targets[0], ast.Name):
        return last.targets[0].id
    if isinstance(last, ast.AugAssign) and isinstance(last.target, ast.Name):
        return last.target.id
    given = parameters(function)
    names = [
        statement.targets[0].id
        for statement in function.body
        if isinstance(statement, ast.Assign)
        and len(statement.targets) == 1
        and isinstance(statement.targets[0], ast.Name)
        and statement.targets[0].id not in given
    ]
    changed = {
        getattr(node.func.value, "id", "")
        for node in inside(function.body)
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.func.attr in IN_PLACE
    } | {
        getattr(target.value if isinstance(target, ast.Subscript) else target, "id", "")
        for node in inside(function.body)
        if isinstance(node, ast.AugAssign | ast.Assign)
        for target in ([node.target] if isinstance(node, ast.AugAssign) else node.targets)
        if isinstance(node, ast.AugAssign) or isinstance(target, ast.Subscript)
    }
    built = [name for name in dict.fromkeys(names) if name in changed]
    return built[0] if len(built) == 1 else ""
