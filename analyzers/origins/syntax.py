"""What do the syntax tree's nodes say that a backward slice asks of them?"""

import ast

from analyzers.runtime.source import Function, Source


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


def lines_of(statement: ast.AST) -> range:
    """The lines whose running binds what a statement binds."""
    first = int(getattr(statement, "lineno", 0))
    if isinstance(
        statement, ast.For | ast.AsyncFor | ast.With | ast.AsyncWith | ast.FunctionDef | ast.ClassDef
    ):
        return range(first, first + 1)
    return range(first, int(getattr(statement, "end_lineno", first) or first) + 1)


def loop_of(source: Source, node: ast.AST, name: str) -> ast.expr | None:
    """What the comprehension around a node iterates over to give a name its values."""
    parent = source.parents.get(node)
    while parent is not None and not isinstance(parent, ast.stmt):
        if isinstance(parent, ast.ListComp | ast.SetComp | ast.DictComp | ast.GeneratorExp):
            for generator in parent.generators:
                if any(isinstance(one, ast.Name) and one.id == name for one in ast.walk(generator.target)):
                    return None if is_inside(source, node, generator.iter) else generator.iter
        parent = source.parents.get(parent)
    return None
