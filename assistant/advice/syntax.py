"""What does a model propose for code that cannot be parsed, where no rule has a repair?

A proposal passes the gate that every repair passes: the whole file is well-formed with it, and little is changed.
"""

from dataclasses import replace

from analyzers.facts import Code, Diagnosis, Fix, Status
from analyzers.proposal import Unusable
from analyzers.syntax import check
from assistant.advice.sheet import sheet
from assistant.models.data import RULE, block, numbered
from assistant.models.desk import Desk, Role, Rung
from assistant.models.provider import Message, Request, Speaker

_INSTRUCTIONS = (
    "A file cannot be parsed. Give the smallest change that makes it what its author meant: `line` is where the mistake "
    "begins, `count` how many lines are replaced, `lines` what takes their place, with their margins."
)
_SCHEMA = {
    "type": "object",
    "properties": {
        "line": {"type": "integer"},
        "count": {"type": "integer"},
        "lines": {"type": "array", "items": {"type": "string"}},
    },
    "required": ["line", "count", "lines"],
    "additionalProperties": False,
}
_MOST = 6  # lines changed
_WINDOW = 60  # lines shown on either side


async def mended(diagnosis: Diagnosis, desk: Desk) -> Diagnosis:
    """Return the diagnosis with a model's repair that passed the gate; unchanged where there is none."""
    if not diagnosis.code or not diagnosis.diagnostics or not desk.rungs(Role.REASONER):
        return diagnosis
    code = diagnosis.code[0]
    near = _line(diagnosis, code)

    async def attempt(rung: Rung) -> Fix | None:
        request = Request(
            system=f"{_INSTRUCTIONS}\n{RULE}",
            messages=(Message(speaker=Speaker.USER, text=f"{sheet(diagnosis)}\n{_shown(code, near)}"),),
            schema=_SCHEMA,
            max_tokens=400,
        )
        value = (await desk.ask(rung, Role.REASONER, request)).value
        try:
            fix = _fix(code, int(value["line"]), int(value["count"]), [str(one) for one in value["lines"]])
        except Unusable as error:
            desk.notes.append(f"a repair of `{rung.name}` was not taken: {error}")
            return None
        return replace(fix, proposer=rung.name, code=diagnosis.diagnostics[0].code)

    fix = await desk.climb(Role.REASONER, attempt)
    return diagnosis if fix is None else replace(diagnosis, fixes=(fix, *diagnosis.fixes))


def _fix(code: Code, line: int, count: int, lines: list[str]) -> Fix:
    """The repair, once it has passed the gate. Raises Unusable."""
    from analyzers.facts import Applicability, Edit, Span
    from analyzers.text import Lines

    places = Lines(code.text)
    total = len(places.starts)
    if not 1 <= line <= total or not 0 <= count <= _MOST or len(lines) > _MOST or line + count - 1 > total:
        raise Unusable("it changes too much, or lines that there are not")
    if any("\n" in one for one in lines):
        raise Unusable("a line of it is several")
    start = places.offset(line)
    end = places.offset(line + count) if line + count <= total else len(code.text)
    text = "".join(f"{one}\n" for one in lines)
    if end == len(code.text) and not code.text.endswith("\n"):
        text = text.removesuffix("\n")
    changed = code.text[:start] + text + code.text[end:]
    if changed == code.text:
        raise Unusable("it changes nothing")
    if len(changed.split()) < len(code.text.split()) - 3 * _MOST:
        raise Unusable("it takes too much away")
    if check(changed, code.path, code.language or "python"):
        raise Unusable("the file does not parse with it")
    title = f"replace line {line}" if count == 1 else f"change lines {line} to {max(line, line + count - 1)}"
    return Fix(
        title=title if count else f"insert at line {line}",
        edits=(Edit(Span(code.path, start, end), text),),
        applicability=Applicability.UNSAFE,
        status=Status.VERIFIED,
        check="the whole file parses with it",
    )


def _line(diagnosis: Diagnosis, code: Code) -> int:
    from analyzers.text import Lines

    primary = diagnosis.diagnostics[0].primary
    return Lines(code.text).position(primary.span.start)[0] if primary is not None else 1


def _shown(code: Code, near: int) -> str:
    lines = code.text.split("\n")
    first = max(1, near - _WINDOW)
    return block(
        f"source of {code.path or 'the code'}",
        numbered("\n".join(lines[first - 1 : near + _WINDOW]), first),
        8_000,
    )
