"""Which slip was made in a text that is itself a language: a date's format, an SQL statement?

Hours of the half day for hours of the day, months for minutes; a join that leaves out what has no partner, a bound, an
order, an aggregate.
"""

import ast
import re
from collections.abc import Iterator, Mapping

from analyzers.deferred import regex
from analyzers.logic.edits import Candidate
from analyzers.logic.edits.scope import Scope
from analyzers.logic.program import Program, own_expressions

Change = tuple[int, int, str, float]
"""Start, end and text within a source text, and the weight."""

_DATES: Mapping[str, str] = {
    "H": "I", "I": "H", "m": "Mdb", "M": "mS", "d": "mj", "S": "Mf", "f": "S", "y": "Y", "Y": "y", "b": "Bm", "B": "bm",
    "a": "A", "A": "a", "j": "d", "w": "u", "u": "w", "U": "WV", "W": "UV", "V": "W", "G": "Y",
}  # fmt: skip
_DIRECTIVE = regex(r"%([HImMdSfyYbBaAjwuUWVG])")
_USES_DATES = regex(r"\b(?:strftime|strptime)\b|\{[^{}\n]*:%[A-Za-z]")
_SQL = regex(r"(?i)\s*(?:select|update|delete|insert|with)\s")
_WORDS: tuple[tuple[str, tuple[tuple[str, float], ...]], ...] = (
    (r"(?<!LEFT )(?<!OUTER )(?:INNER )?JOIN", (("LEFT JOIN", 0.4),)),
    (r"LEFT (?:OUTER )?JOIN", (("JOIN", 0.4),)),
    (r" DESC\b", (("", 0.4),)),
    (r" ASC\b", ((" DESC", 0.4),)),
    (r"MIN(?=\()", (("MAX", 0.4),)),
    (r"MAX(?=\()", (("MIN", 0.4),)),
    (r"SUM(?=\()", (("COUNT", 0.2), ("AVG", 0.2), ("TOTAL", 0.1))),
    (r"COUNT(?=\()", (("SUM", 0.2),)),
    (r"COUNT\((?=\w)", (("COUNT(DISTINCT ", 0.3),)),
    (r"AVG(?=\()", (("SUM", 0.2),)),
    (r"\bAND\b", (("OR", 0.4),)),
    (r"\bOR\b(?! (?:IGNORE|REPLACE|ABORT|FAIL|ROLLBACK))", (("AND", 0.4),)),
    (r"(?<=SELECT )DISTINCT ", (("", 0.3),)),
    (r"(?<=SELECT )(?!DISTINCT )", (("DISTINCT ", 0.2),)),
    (r"UNION(?! ALL)", (("UNION ALL", 0.4),)),
    (r"UNION ALL", (("UNION", 0.4),)),
    (r"IS NULL", (("IS NOT NULL", 0.4),)),
    (r"IS NOT NULL", (("IS NULL", 0.4),)),
    (r"NOT (?=IN\b|EXISTS\b|LIKE\b)", (("", 0.4),)),
    (r"\bHAVING\b", (("WHERE", 0.1),)),
    (r"(?<=ORDER BY )\w+(?:\.\w+)?(?! DESC)\b", ((r"\g<0> DESC", 0.3),)),
    (r"<=", (("<", 0.5),)),
    (r">=", ((">", 0.5),)),
    (r"<(?![=>])", (("<=", 0.5), (">", 0.2))),
    (r"(?<![<])>(?!=)", ((">=", 0.5), ("<", 0.2))),
    (r"!=|<>", (("=", 0.4),)),
    (r"(?<=WHERE )(\w+(?:\.\w+)?) = ", ((r"\g<1> != ", 0.2),)),
)


def edits(program: Program, statement: ast.stmt, _scope: Scope) -> Iterator[Candidate]:
    """Yield the candidates for the formats of dates and the SQL statements of a statement."""
    dates = _USES_DATES.search(program.text) is not None
    for node in own_expressions(statement):
        if not isinstance(node, ast.Constant) or not isinstance(node.value, str):
            continue
        if isinstance(program.parents.get(node), ast.JoinedStr):
            continue
        text = program.source(node)
        found: list[Change] = []
        if dates and "%" in node.value:
            found += _dates(text)
        if _SQL.match(node.value):
            found += _sql(text)
        start = program.start(node)
        kind = "query" if _SQL.match(node.value) else "format"
        for first, last, put, weight in found:
            edit = (start + first, start + last, put)
            yield Candidate(program.path, (edit,), node.lineno, kind, weight)


def _dates(text: str) -> Iterator[Change]:
    found = list(_DIRECTIVE.finditer(text))
    for one in found:
        for other in _DATES.get(one[1], ""):
            yield *one.span(1), other, 0.4
    for number, one in enumerate(found):
        for two in found[number + 1 :]:
            between = text[one.end() : two.start()]
            yield one.start(), two.end(), f"{two[0]}{between}{one[0]}", 0.25


def _sql(text: str) -> Iterator[Change]:
    for pattern, others in _WORDS:
        for one in re.finditer(pattern, text, re.IGNORECASE):
            for other, weight in others:
                yield *one.span(), one.expand(other), weight
