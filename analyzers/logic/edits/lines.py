"""How is a whole statement taken out, put in or moved without disturbing the text around it?"""

import ast

from analyzers.logic.program import Program
from analyzers.text import Lines

Span = tuple[int, int]
Made = tuple[tuple[tuple[int, int, str], ...], str, float]
"""Edits, kind and weight of a candidate."""

LOOPS = (ast.For, ast.While, ast.AsyncFor)


def own_lines(program: Program, statement: ast.stmt) -> Span | None:
    """Return the span of a statement's lines with their ends, or None when it shares a line with another."""
    first = statement.lineno
    decorators = getattr(statement, "decorator_list", None)
    if decorators:
        first = min(first, decorators[0].lineno)
    last = statement.end_lineno or first
    start = program.lines.starts[first - 1]
    end = program.lines.starts[last] if last < len(program.lines.starts) else len(program.text)
    before = program.text[start : program.lines.offset(first) + _indent(program, first)]
    after = program.text[program.end(statement) : end].strip()
    if before.strip() or program.start(statement) != start + len(before) and not decorators:
        return None
    if after and not after.startswith("#"):
        return None
    return start, end


def _indent(program: Program, line: int) -> int:
    row = program.lines.line(line)
    return len(row) - len(row.lstrip())


def reindented(text: str, old: str, new: str) -> str | None:
    """Return lines moved from one indentation to another, or None when they hold a string of several lines."""
    if '"""' in text or "'''" in text:
        return None
    rows = text.split("\n")
    if any(row.strip() and not row.startswith(old) for row in rows):
        return None
    return "\n".join(new + row[len(old) :] if row.strip() else row for row in rows)


def insertion(program: Program, position: int, indentation: str, text: str) -> tuple[int, int, str]:
    """Return the edit that puts lines at a position that begins a line."""
    ended = position == 0 or program.text[position - 1 : position] == "\n"
    rows = "".join(f"{indentation}{row}\n" for row in text.split("\n"))
    return (position, position, rows if ended else f"\n{rows}")


def behind(program: Program, statement: ast.stmt, text: str) -> tuple[tuple[int, int, str]]:
    """Return the change that puts lines behind a statement that has lines of its own."""
    span = own_lines(program, statement)
    assert span is not None  # asked before
    return (insertion(program, span[1], program.indentation(statement), text),)


def edited_line(lines: Lines, start: int, end: int, text: str) -> int:
    """Return the line that an edit is about: of lines that are put in, the neighbour in the same block.

    That is the line they come before, or, where a block ends with them, the last one of the block.
    """
    line, column = lines.position(start)
    if start != end or column or not text.endswith("\n"):
        return line
    depth = _depth(text)
    if lines.line(line).strip() and _depth(lines.line(line)) >= depth:
        return line
    return neighbours(lines, start)[0]


def neighbours(lines: Lines, start: int) -> tuple[int, int]:
    """Return the lines with text before and after the place at which whole lines are put in."""
    line, _ = lines.position(start)
    before, after = line - 1, line
    while before > 1 and not lines.line(before).strip():
        before -= 1
    while after < len(lines.starts) and not lines.line(after).strip():
        after += 1
    return max(1, before), after


def _depth(text: str) -> int:
    return len(text) - len(text.lstrip(" \t"))


def unit(program: Program) -> str:
    """Return one level of the file's indentation."""
    for node in program.parents:  # every node, outer ones first
        body = getattr(node, "body", None)
        if isinstance(node, ast.stmt) and isinstance(body, list) and body:
            inner = program.indentation(body[0])
            outer = program.indentation(node)
            if len(inner) > len(outer) and body[0].lineno != node.lineno:
                return inner[len(outer) :]
    return "    "


def stepped(program: Program, node: ast.expr, text: str, step: int) -> str:
    """Return an expression, whose text is given, one more or one less, as somebody would write it: `n - 1` of `n - 2`."""
    match node:
        case ast.Constant(value=int() as number) if not isinstance(number, bool):
            return str(number + step)
        case ast.BinOp(
            op=ast.Add() | ast.Sub() as sign, right=ast.Constant(value=int() as number) as right
        ) if not isinstance(number, bool):
            head = program.text[program.start(node) : program.start(right)].rstrip()
            total = (number if isinstance(sign, ast.Add) else -number) + step
            if total and head.endswith(("+", "-")):
                return f"{head[:-1].rstrip()} {'+' if total > 0 else '-'} {abs(total)}"
    return f"{text} {'+' if step > 0 else '-'} {abs(step)}"
