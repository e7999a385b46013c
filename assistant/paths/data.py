"""Is the data that a program could not read broken itself, and how would it be whole?

Data is looked at where it was pasted along, or where the text names its file and the workspace has it.
"""

import re
import textwrap
from collections.abc import Iterator
from itertools import islice

from analyzers.deferred import regex
from analyzers.facts import Code, Diagnosis
from analyzers.language import language_of_path
from assistant.diagnose import Task

_FORMATS = frozenset({"json", "yaml", "toml"})
_NAMED = regex(r"(?<![^\s\"'`<>|:;,()])[^\s\"'`<>|:;,()]{1,200}\.(?:json|ya?ml|toml)\b")
_READING = regex(  # that it is data which could not be read
    r"\b(?:JSON|YAML|TOML)\w*(?:Decode|Pars)\w*|\b(?:Scanner|Parser|Decode|Marked|TOML\w*)Error\b|JSON\.parse|\byaml\.\w+|\btoml\w*\.\w+"
    r"|\b(?:pars\w*|load\w*|read\w*|decod\w*|syntax|invalid|malformed|valid\w*|unexpected (?:token|character|end))\b",
    re.IGNORECASE,
)
_ROW = regex(r"^\s*(?:- .*|-|#.*|(?:- )?[\w.\"'/$-]+:(?: .*)?)$")  # of YAML
_HEAD = regex(r"^\s*(?:-\s+\S.*|[\w.\"'/$-]+:)\s*$")  # what more stands under, or an item
_ENTRY = regex(r"^\s*(?:\[+[\w.\"-]+\]+|[\w.\"-]+\s*=\s*\S.*|#.*)$")  # of TOML
_SECTION = regex(r"^\[+[\w.\"-]+\]+\s*$")
_COMMENTED = ("tsconfig", "jsconfig", "settings.", "launch.", "tasks.", "devcontainer")  # JSON, with comments
_PLACE = regex(r"^\s+in \"")  # the second line of what YAML's reader says
_MOST = 4
_LONGEST = 20_000  # characters of pasted data


def broken(task: Task) -> Diagnosis | None:
    """Return what is wrong with the first data at hand that cannot be parsed, and its repair; None where all of it can."""
    from analyzers.syntax import repair

    for code in islice(_pieces(task), _MOST):
        found = repair(code.text, code.path, code.language)
        if found.well_formed or not found.diagnostics:
            continue
        return Diagnosis(
            cause=f"the {code.language.upper()} cannot be read: {found.diagnostics[0].message}",
            decision=task.decision,
            diagnostics=found.diagnostics,
            fixes=found.fixes,
            code=(code,),
            notes=(*task.problem.notes, *found.notes),
        )
    return None


def _pieces(task: Task) -> Iterator[Code]:
    for code in task.problem.code:
        if code.language in _FORMATS:
            yield code
    text = f"{task.problem.question}\n{task.problem.text}"[-_LONGEST:]
    for named in _named(text):
        path, source = task.workspace.find(named), task.workspace.read(named)
        if path is not None and source is not None:
            relative = task.workspace.relative(path)
            yield Code(text=source, path=relative, language=language_of_path(relative))
    if not any(code.language in _FORMATS for code in task.problem.code):
        yield from _pasted(text)


def _named(text: str) -> Iterator[str]:
    """The files of data that are named where the text says that something could not be read."""
    for row in dict.fromkeys(text.split("\n")):
        for named in islice(_NAMED.finditer(row), _MOST):
            if named[0].replace("\\", "/").rpartition("/")[2].startswith(_COMMENTED):
                continue
            around = row[: named.start()] + " " + row[named.end() :]
            if _READING.search(around) or (
                _READING.search(text[: text.find(row)][-200:]) and _PLACE.match(row)
            ):
                yield named[0]


def _pasted(text: str) -> Iterator[Code]:
    """Paragraphs that read like YAML or TOML from end to end: between sentences only their shape tells."""
    line = 1
    for paragraph in text.split("\n\n"):
        rows = [row for row in paragraph.split("\n") if row.strip() and not row.startswith("```")]
        for language, row_of, head_of in (("toml", _ENTRY, _SECTION), ("yaml", _ROW, _HEAD)):
            if len(rows) > 2 and all(map(row_of.match, rows)) and any(map(head_of.match, rows)):
                body = textwrap.dedent("\n".join(rows)) + "\n"
                yield Code(text=body, path="", language=language, first_line=line)
                break
        line += paragraph.count("\n") + 2
