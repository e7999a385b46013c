"""How is a finding put together from a crash, a node and words?"""

import ast

from analyzers.facts import (
    Applicability,
    Diagnostic,
    Edit,
    Evidence,
    Fix,
    Hypothesis,
    Label,
    Span,
    Suspect,
    Variable,
    Verdict,
)
from analyzers.runtime.crash import Crash, Evaluate, Site
from analyzers.runtime.source import Source

CONFIRMED, REJECTED, INCONCLUSIVE = Verdict.CONFIRMED, Verdict.REJECTED, Verdict.INCONCLUSIVE


def diagnostic(
    code: str,
    message: str,
    crash: Crash,
    node: ast.AST | None = None,
    label: str = "",
    *,
    secondary: tuple[Label, ...] = (),
    notes: tuple[str, ...] = (),
    help: str = "",
) -> Diagnostic:
    """Return a diagnostic whose primary label is a node, or else the line of the crash."""
    primary = None
    if crash.site is not None:
        source = crash.site.source
        span = (
            source.span(node)
            if hasattr(node, "lineno") and node is not None
            else source.line_span(crash.site.line)
        )
        primary = Label(span, label)
    return Diagnostic(
        code=f"runtime/{code}", message=message, primary=primary, secondary=secondary, notes=notes, help=help
    )


def hypothesis(code: str, claim: str, verdict: Verdict, *evidence: Evidence) -> Hypothesis:
    """Return a hypothesis about a runtime failure."""
    return Hypothesis(code=f"runtime/{code}", claim=claim, verdict=verdict, evidence=evidence)


def label(source: Source, node: ast.AST, text: str) -> Label:
    """Return a label on a node."""
    return Label(source.span(node), text)


def suspect(source: Source, node: ast.AST | int, score: float, reason: str) -> Suspect:
    """Return a suspicious line."""
    line = node if isinstance(node, int) else int(getattr(node, "lineno", 1))
    return Suspect(path=source.path, line=line, score=score, reasons=(reason,))


def replace(source: Source, node: ast.AST, text: str, title: str, code: str) -> Fix:
    """Return a fix that replaces a node."""
    return Fix(
        title=title,
        edits=(Edit(source.span(node), text),),
        applicability=Applicability.UNSAFE,
        code=f"runtime/{code}",
    )


def edit(source: Source, start: int, end: int, text: str, title: str, code: str) -> Fix:
    """Return a fix that replaces a range of characters."""
    return Fix(
        title=title,
        edits=(Edit(Span(source.path, start, end), text),),
        applicability=Applicability.UNSAFE,
        code=f"runtime/{code}",
    )


def attribute_span(source: Source, node: ast.Attribute) -> Span:
    """Return the characters of an attribute's name."""
    span = source.span(node)
    return Span(span.path, span.end - len(node.attr), span.end)


def function_name_span(source: Source, node: ast.AST) -> Span:
    """Return the characters of the name in a `def` or `class` line."""
    span = source.span(node)
    name = getattr(node, "name", "")
    start = source.text.find(name, span.start)
    return Span(span.path, start, start + len(name))


def insert_line(source: Source, before: int, text: str, title: str, code: str) -> Fix:
    """Return a fix that puts a line before a line, with that line's indentation where `text` brings none."""
    offset = source.lines.offset(before)
    tail = "" if before <= len(source.lines.starts) else "\n"
    return edit(source, offset, offset, f"{tail}{text}\n", title, code)


def quoted(text: str, limit: int = 60) -> str:
    """Return foreign text as code, shortened and on one line."""
    flat = " ".join(text.split())
    return f"`{flat if len(flat) <= limit else flat[: limit - 3] + '...'}`"


def value_in(text: str) -> object:
    """Return the value that a repr or a piece of source writes out; None where it does not."""
    try:
        return ast.literal_eval(text)
    except (ValueError, SyntaxError, MemoryError, RecursionError):
        return None


def shown(source: Source, node: ast.AST, limit: int = 50) -> str:
    """Return a node's own text as code."""
    return quoted(source.segment(node), limit)


def plain_expression(node: ast.expr) -> bool:
    """Return whether evaluating an expression again can neither change anything nor call anything."""
    return all(
        isinstance(
            part,
            ast.Name
            | ast.Attribute
            | ast.Subscript
            | ast.Constant
            | ast.Slice
            | ast.UnaryOp
            | ast.BinOp
            | ast.expr_context
            | ast.operator
            | ast.unaryop,
        )
        for part in ast.walk(node)
    )


def ask(site_index: int, source: Source, node: ast.expr) -> Evaluate:
    """Return the question what a node holds."""
    return Evaluate(source.segment(node), site_index)


def known(variable: object) -> Variable | None:
    """Return an answer as a variable, None when there is none."""
    return variable if isinstance(variable, Variable) else None


def defined_at(site: Site, node: ast.AST) -> str:
    """Return where a node stands, in words."""
    return f"line {getattr(node, 'lineno', site.line)}"
