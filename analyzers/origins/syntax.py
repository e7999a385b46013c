"""What do the syntax tree's nodes say that a backward slice asks of them?"""

import ast

from analyzers.runtime.source import Function, Source

_GO_THROUGH = frozenset(["sorted", "min", "max", "map", "filter", "groupby", "nlargest", "nsmallest"])


def source_class(source: Source, function: Function) -> str:
    """Return the name of the class a function is a method of, or an empty string."""
    parent = source.parents.get(function)
    return parent.name if isinstance(parent, ast.ClassDef) else ""


def called(node: ast.Call) -> str:
    """Return the bare name of what a call calls, or an empty string."""
    return str(getattr(node.func, "id", getattr(node.func, "attr", "")))


def covers(node: ast.expr, line: int) -> bool:
    """Return whether a line is one of a node's."""
    return node.lineno <= line <= (node.end_lineno or node.lineno)


def is_static(function: Function) -> bool:
    """Return whether a method has no receiver."""
    return any(getattr(one, "id", "") == "staticmethod" for one in function.decorator_list)


def begins(node: Function | ast.ClassDef) -> int:
    """Return the first line of a definition, its decorators included."""
    return min([node.lineno, *(decorator.lineno for decorator in node.decorator_list)])


def is_inside(source: Source, node: ast.AST, outer: ast.AST) -> bool:
    """Return whether a node stands inside another."""
    parent = source.parents.get(node)
    while parent is not None:
        if parent is outer:
            return True
        parent = source.parents.get(parent)
    return False


def is_written(node: ast.expr) -> bool:
    """Return whether an expression is a value written into the program."""
    inner = node.operand if isinstance(node, ast.UnaryOp) else node
    return isinstance(inner, ast.Constant | ast.JoinedStr)


def lines_of(statement: ast.AST) -> range:
    """The lines whose running binds what a statement binds."""
    first = int(getattr(statement, "lineno", 0))
    if isinstance(
        statement, ast.For | ast.AsyncFor | ast.With | ast.AsyncWith | ast.FunctionDef | ast.ClassDef
    ):
        return range(first, first + 1)
    return range(first, int(getattr(statement, "end_lineno", first) or first) + 1)


def loop_of(source: Source, node: ast.AST, name: str) -> tuple[ast.expr, tuple[str, ...]] | None:
    """What the comprehension or the call around a node goes through to give a name its values, and which part of it.

    The part is a shape: `("item", "item:1")` is the second part of each element. Of a lambda, the call that it is given to.
    """
    inner, parent = node, source.parents.get(node)
    while parent is not None and not isinstance(parent, ast.stmt):
        if isinstance(parent, ast.ListComp | ast.SetComp | ast.DictComp | ast.GeneratorExp):
            for generator in parent.generators:
                part = _part_of(generator.target, name)
                if part is not None:
                    return None if is_inside(source, node, generator.iter) else (generator.iter, part)
        elif isinstance(parent, ast.Lambda) and inner is parent.body:
            names = [one.arg for one in parent.args.args]
            given = _gone_through(source, parent) if names == [name] else None
            if name in names:
                return None if given is None else (given, ("item",))
        inner, parent = parent, source.parents.get(parent)
    return None


def _part_of(target: ast.expr, name: str) -> tuple[str, ...] | None:
    """The shape of what a loop's target gives a name."""
    match target:
        case ast.Name(id=own):
            return ("item",) if own == name else None
        case ast.Tuple(elts=parts) | ast.List(elts=parts):
            for place, part in enumerate(parts):
                inner = _part_of(part, name)
                if inner is not None:
                    return ("item", f"item:{place}", *inner[1:])
        case ast.Starred(value=value):
            return _part_of(value, name)
    return None


def _gone_through(source: Source, function: ast.Lambda) -> ast.expr | None:
    """What a call goes through that calls a function with each element."""
    parent = source.parents.get(function)
    call = source.parents.get(parent) if isinstance(parent, ast.keyword) else parent
    if not isinstance(call, ast.Call):
        return None
    if isinstance(call.func, ast.Attribute) and call.func.attr == "sort":
        return call.func.value
    others = [one for one in call.args if one is not function and not isinstance(one, ast.Starred)]
    return others[0] if len(others) == 1 and called(call) in _GO_THROUGH else None
