"""What does the source say at a line: its syntax tree, the statement, the function, and spans of nodes?

Columns of `ast` are UTF-8 bytes; everything here that leaves as a span counts characters.
"""

import ast
import re
from collections.abc import Iterator
from functools import cached_property

from analyzers.facts import Span
from analyzers.text import Lines

Function = ast.FunctionDef | ast.AsyncFunctionDef
Scope = ast.Module | ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef | ast.Lambda

_SCOPES = (ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef, ast.Lambda)
_COMPREHENSIONS = (ast.ListComp, ast.SetComp, ast.DictComp, ast.GeneratorExp)
_INNER = {
    "<lambda>": (ast.Lambda,),
    "<listcomp>": (ast.ListComp,),
    "<setcomp>": (ast.SetComp,),
    "<dictcomp>": (ast.DictComp,),
    "<genexpr>": (ast.GeneratorExp,),
}


class Source:
    """The text of one file of the workspace, and its tree once somebody asks for it."""

    def __init__(self, path: str, text: str, *, partial: bool = False) -> None:
        self.path = path
        self.text = text
        self.partial = partial  # only the lines that a report shows: what is absent proves nothing

    @cached_property
    def lines(self) -> Lines:
        """Where the lines of the text start."""
        return Lines(self.text)

    @cached_property
    def tree(self) -> ast.Module:
        """The syntax tree; an empty module when the text does not parse."""
        import warnings

        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            try:
                return ast.parse(self.text)
            except (SyntaxError, ValueError, RecursionError, MemoryError):
                return ast.Module(body=[], type_ignores=[])

    @cached_property
    def parents(self) -> dict[ast.AST, ast.AST]:
        """The enclosing node of every node."""
        return {child: node for node in ast.walk(self.tree) for child in ast.iter_child_nodes(node)}

    @cached_property
    def nodes(self) -> tuple[ast.AST, ...]:
        """Every node, outer ones first."""
        return tuple(ast.walk(self.tree))

    @cached_property
    def functions(self) -> tuple[Function, ...]:
        """Every function and method."""
        return tuple(node for node in self.nodes if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef))

    @cached_property
    def classes(self) -> tuple[ast.ClassDef, ...]:
        """Every class."""
        return tuple(node for node in self.nodes if isinstance(node, ast.ClassDef))

    def line(self, number: int) -> str:
        """Return a line's text."""
        return self.lines.line(number)

    def column(self, line: int, utf8: int) -> int:
        """Return the character column of a column counted in UTF-8 bytes."""
        text = self.lines.line(line)
        return utf8 if text.isascii() else len(text.encode()[:utf8].decode("utf-8", "ignore"))

    def span(self, node: ast.AST) -> Span:
        """Return the characters that a node covers."""
        first, last = node.lineno, node.end_lineno  # type: ignore[attr-defined]  # only nodes with a place
        start = self.lines.offset(first, self.column(first, node.col_offset))  # type: ignore[attr-defined]
        end = self.lines.offset(last, self.column(last, node.end_col_offset))  # type: ignore[attr-defined]
        return Span(self.path, start, end)

    def segment(self, node: ast.AST) -> str:
        """Return a node's text as the author wrote it."""
        span = self.span(node)
        return self.text[span.start : span.end]

    def line_span(self, number: int) -> Span:
        """Return a line's characters without its indentation and end."""
        text = self.lines.line(number)
        start = self.lines.offset(number, len(text) - len(text.lstrip()))
        return Span(self.path, start, max(start, self.lines.offset(number, len(text.rstrip()))))

    def statement(self, line: int) -> ast.stmt | None:
        """Return the innermost statement that covers a line."""
        return self._statements.get(line)

    @cached_property
    def _statements(self) -> dict[int, ast.stmt]:
        """The innermost statement of every line: outer ones are entered first, so that inner ones take their place."""
        found: dict[int, ast.stmt] = {}
        left: list[ast.stmt] = list(reversed(self.tree.body))
        while left:
            node = left.pop()
            found.update(dict.fromkeys(range(_first_line(node), (node.end_lineno or node.lineno) + 1), node))
            left.extend(reversed(list(blocks(node))))
        return found

    def scope(self, node: ast.AST) -> Scope:
        """Return the innermost function, class, lambda or module that encloses a node."""
        while (parent := self.parents.get(node)) is not None:
            if isinstance(parent, _SCOPES):
                # Decorators, defaults and annotations belong to the scope outside.
                if not isinstance(parent, ast.Lambda) and node not in parent.body:
                    node = parent
                    continue
                return parent
            node = parent
        return self.tree

    def function_at(self, line: int) -> Function | None:
        """Return the innermost function whose lines include this one."""
        return self._functions.get(line)

    @cached_property
    def _functions(self) -> dict[int, Function]:
        found: dict[int, Function] = {}
        for node in sorted(self.functions, key=lambda node: node.lineno):
            found.update(dict.fromkeys(range(_first_line(node), (node.end_lineno or 0) + 1), node))
        return found

    def class_of(self, node: ast.AST) -> ast.ClassDef | None:
        """Return the class whose body holds the method that encloses a node."""
        while (parent := self.parents.get(node)) is not None:
            if isinstance(parent, ast.ClassDef):
                return parent
            node = parent
        return None

    def parts(self, statement: ast.stmt, function: str = "") -> Iterator[ast.AST]:
        """Yield the nodes of a statement that run with it, in the order Python evaluates them, inner first.

        Bodies of nested statements, functions and lambdas are left out; when the frame is a `<lambda>`
        or a comprehension of its own, only the nodes inside such a one are given.
        """
        wanted = _INNER.get(function)
        if wanted:
            for node in ast.walk(statement):
                if isinstance(node, wanted):
                    for child in ast.iter_child_nodes(node):
                        yield from _evaluated(child)
            return
        for child in _header(statement):
            yield from _evaluated(child)
        yield statement


def blocks(node: ast.AST) -> Iterator[ast.stmt]:
    """Yield the statements directly inside a compound statement."""
    for field in ("body", "handlers", "orelse", "finalbody", "cases"):
        for child in getattr(node, field, None) or ():
            if isinstance(child, ast.ExceptHandler | ast.match_case):
                yield from child.body
            elif isinstance(child, ast.stmt):
                yield child


def inside(statements: list[ast.stmt]) -> Iterator[ast.AST]:
    """Yield every node of a body without entering nested functions and classes."""
    stack: list[ast.AST] = list(reversed(statements))
    while stack:
        node = stack.pop()
        yield node
        if not isinstance(node, _SCOPES):
            stack.extend(reversed(list(ast.iter_child_nodes(node))))


def module_name(path: str) -> str:
    """Return the dotted name under which a file of the workspace is imported."""
    name = re.sub(r"(/__init__)?\.pyi?$", "", path.replace("\\", "/").removeprefix("./"))
    return name.removeprefix("src/").replace("/", ".")


def _first_line(node: ast.stmt) -> int:
    decorators = getattr(node, "decorator_list", None)
    return min([node.lineno, *(decorator.lineno for decorator in decorators)]) if decorators else node.lineno


def _header(statement: ast.stmt) -> Iterator[ast.AST]:
    match statement:
        case ast.FunctionDef() | ast.AsyncFunctionDef():
            yield from statement.decorator_list
            yield from statement.args.defaults
            yield from (default for default in statement.args.kw_defaults if default)
            annotated = [*statement.args.posonlyargs, *statement.args.args, *statement.args.kwonlyargs]
            yield from (argument.annotation for argument in annotated if argument.annotation)
            if statement.returns:
                yield statement.returns
        case ast.ClassDef():
            yield from statement.decorator_list
            yield from statement.bases
            yield from statement.keywords
        case ast.Assign():
            yield statement.value
            yield from statement.targets
        case ast.AnnAssign():
            yield from (part for part in (statement.value, statement.target) if part)
        case ast.For() | ast.AsyncFor():
            yield statement.iter
            yield statement.target
        case ast.While() | ast.If():
            yield statement.test
        case ast.With() | ast.AsyncWith():
            yield from statement.items
        case ast.Try():
            yield from (handler.type for handler in statement.handlers if handler.type)
        case ast.Match():
            yield statement.subject
        case _:
            yield from ast.iter_child_nodes(statement)


def _evaluated(node: ast.AST) -> Iterator[ast.AST]:
    """Yield a node after what it is computed from, without recursion deeper than the tree."""
    stack: list[tuple[ast.AST, bool]] = [(node, False)]
    while stack:
        current, seen = stack.pop()
        if seen or isinstance(current, ast.Lambda):
            yield current
            continue
        stack.append((current, True))
        if isinstance(current, _COMPREHENSIONS):
            inner: list[ast.AST] = [*current.generators]
            inner += [current.key, current.value] if isinstance(current, ast.DictComp) else [current.elt]
        elif isinstance(current, ast.comprehension):
            inner = [current.iter, current.target, *current.ifs]
        elif isinstance(current, ast.IfExp):
            inner = [current.test, current.body, current.orelse]
        else:
            inner = list(ast.iter_child_nodes(current))
        stack.extend((child, False) for child in reversed(inner))
