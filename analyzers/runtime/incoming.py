"""Was it text from outside that failed as a number or a date? Then it should have become one where it was read.

What a file, a form or the command line gives is text. Used as a number it fails wherever it happens to be used first, and
a conversion there leaves every other use wrong. The recorded run knows the expressions that carried the text; the
one nearest to where it was read is the place to convert it.
"""

import ast
from collections.abc import Callable, Generator, Mapping, Sequence
from datetime import date, datetime
from typing import TYPE_CHECKING

from analyzers.deferred import regex
from analyzers.deferred import replace as changed
from analyzers.facts import Edit, Fix, Span, Suspect
from analyzers.origins import Carrier
from analyzers.runtime.crash import Answer, Ask, Crash, Finding, Trail
from analyzers.runtime.index import Binding, bindings
from analyzers.runtime.report import ask, known, plain_expression, replace, shown, suspect, value_in
from analyzers.runtime.source import Source

if TYPE_CHECKING:
    from analyzers.runtime.choice import Survivor

CODE = "text-from-outside"
_TITLE = "convert the text where it is read"
_ELSEWHERE = "runtime/unfit-operands"
_HANDED_ON = "convert the text where it is handed on"
_TEXT = "type:str"
_SUSPICION = 0.88  # of the place where the text is read
_NEAR = 0.6  # of the line that takes the text apart, where the parts are handed on by another
_NAMES = regex(r"\b(Decimal|date|datetime|timedelta)\b")
_NUMERIC = regex(r"\b(int|float|complex|integer|number|sequence)\b|__round__|format")
_ATTRIBUTE = regex(r"^'str' object has no attribute '(\w+)'")
_OF_MOMENTS = frozenset(["year", "month", "day", "weekday", "isoformat", "strftime", "date", "timestamp", "hour", "minute", "isocalendar", "toordinal"])  # fmt: skip
_NUMBERS = ("int", "float")
_DAYS = ("date.fromisoformat", "datetime.fromisoformat")
_MOST = 4  # places, where a text may have come from several
_PARSES = frozenset(["parse_args", "parse_known_args"])
_SPLITS = frozenset(["split", "rsplit", "splitlines", "partition", "rpartition", "groups", "findall", "next", "readline"])  # fmt: skip


def with_texts(crash: Crash, finding: Finding) -> Generator[Ask, Answer, Finding]:
    """Return a finding whose trails tell the text that they lead back from, asked of the stopped program."""
    trails: list[Trail] = []
    for trail in finding.trails:
        node = trail.node
        for factor in _factors(node) if trail.bad == _TEXT else ():  # one of them was the text
            held = known((yield ask(-1, crash.sites[-1].source, factor)))
            if held is not None and held.type == "str":
                trail, node = changed(trail, node=factor), factor
                break
        if (
            trail.bad in ("value", _TEXT)
            and not trail.element
            and trail.site == -1
            and plain_expression(node)
        ):
            held = known((yield ask(-1, crash.sites[-1].source, node)))
            text = value_in(held.repr) if held is not None and held.type == "str" else None
            if isinstance(text, str) and _makers(crash, text):
                trail = changed(trail, text=text, bad=_TEXT)
        trails.append(trail)
    return changed(finding, trails=tuple(trails))


def _factors(node: ast.expr) -> tuple[ast.expr, ...]:
    sides = (node.left, node.right) if isinstance(node, ast.BinOp) and isinstance(node.op, ast.Mult) else ()
    return tuple(side for side in sides if plain_expression(side) and not isinstance(side, ast.Constant))


def converted_where_read(
    crash: Crash, finding: Finding, carriers: Mapping[Trail, Sequence[Carrier]]
) -> Finding:
    """Return a finding with the conversions of a text where it was read; `carriers` are what the trails' values went through."""
    fixes: list[Fix] = []
    later: list[Fix] = []
    suspects: list[Suspect] = []
    for trail, held in carriers.items():
        makers = _makers(crash, trail.text) if trail.text else _NUMBERS if _needs_number(crash) else ()
        places = _read_at(crash, held) if trail.bad == _TEXT and makers else []
        for source, node, element in places[:_MOST]:
            suspicion = len(places) ** -0.5
            found = _at(crash, trail, makers, source, node, element=element)
            fixes += found[0]
            later += [fix for one in held if not one.first for fix in _on_the_way(crash, one, makers)]
            suspects += [changed(one, score=one.score * suspicion) for one in found[1]]
        if trail.bad == "key" and _of_other_type(crash, finding):
            for source, node, _ in _read_at(crash, held)[:1]:
                if isinstance(node, ast.Call | ast.Subscript):
                    text = f"{{int(key): value for key, value in {source.segment(node)}.items()}}"
                    fixes.append(replace(source, node, text, "make the keys numbers again", CODE))
                    suspects.append(suspect(source, node, _SUSPICION, "its keys are text, as they were read"))
    by_edits = {fix.edits: fix for fix in (*later, *finding.fixes, *fixes)}
    return changed(
        finding,
        fixes=tuple(
            by_edits[edits] for edits in dict.fromkeys(one.edits for one in (*fixes, *finding.fixes, *later))
        ),
        suspects=(*finding.suspects, *suspects),
    )


def _of_other_type(crash: Crash, finding: Finding) -> bool:
    """Whether a number was looked up, which the dictionary has as text."""
    return isinstance(value_in(crash.message), int) and any(
        one.code == "runtime/key-of-other-type"
        and any(isinstance(value_in(proof.value), str) for proof in one.evidence)
        for one in finding.hypotheses
    )


def _on_the_way(crash: Crash, carrier: Carrier, makers: tuple[str, ...]) -> list[Fix]:
    """The conversions where a text is handed on, in case not all that was read is a number."""
    source = crash.sources.get(carrier.path)
    if source is None or _is_crash(crash, source, carrier.node):
        return []
    known_makers = [maker for maker in makers if _known(source, maker)]
    return [
        changed(
            _conversion(source, carrier.node, maker, element=carrier.element),
            code=_ELSEWHERE,
            title=_HANDED_ON,
        )
        for maker in known_makers
    ]


def _at(
    crash: Crash, trail: Trail, makers: tuple[str, ...], source: Source, node: ast.expr, *, element: bool
) -> tuple[list[Fix], list[Suspect]]:
    """The conversions of a text at one place, and the lines that are suspicious for it."""
    option = _option(crash, source, node)
    if option is not None:
        where, call = option
        typed = [_typed(where, call, maker) for maker in makers if maker in _NUMBERS]
        return typed, [suspect(where, call, _SUSPICION, f"{shown(where, call)} leaves it text")]
    if _is_crash(crash, source, node):
        known_as_number = crash.type == "KeyError" and trail.node is node  # the key is there as a number
        return ([_conversion(source, node, "int", element=False)] if known_as_number else []), []
    split = _taken_apart(source, node)
    names = _names(split.statement) if split is not None else frozenset[str]()
    beside = _beside(source, node, names)
    whole = 1 < len(names) == len({part.id for part in beside})  # every part is handed on here
    reason = f"{shown(source, node)} is text as it was read, and is handed on as such"
    suspects = [suspect(source, node, _NEAR if whole else _SUSPICION, reason)]
    if split is not None and split.value is not None:
        reason = f"{shown(source, split.value)} gives text"
        suspects.append(suspect(source, split.value, _SUSPICION if whole else _NEAR, reason))
    fixes: list[Fix] = []
    for maker in makers:
        if not _known(source, maker):
            continue
        fixes.append(_conversion(source, node, maker, element=element))
        if whole and split is not None and split.value is not None:
            text = f"map({maker}, {source.segment(split.value)})"
            fixes.append(replace(source, split.value, text, _TITLE, CODE))
        elif len(beside) > 1:
            edits = tuple(Edit(source.span(part), f"{maker}({part.id})") for part in beside)
            fixes.append(changed(fixes[-1], edits=edits))
    return fixes, suspects


def borne_out(
    survivors: Sequence["Survivor"], crash: Crash, carriers: Mapping[Trail, Sequence[Carrier]]
) -> tuple["Survivor", ...]:
    """Return the survivors, those that convert what is known to have carried the text marked as explained."""
    spans = {
        crash.sources[one.path].span(one.node)
        for trail, held in carriers.items()
        if trail.text or trail.element and trail.bad == _TEXT and _needs_number(crash)
        for one in held
        if one.path in crash.sources
    }
    return tuple(
        changed(one, explained=True)
        if one.candidate.kind == "type conversion"
        and any(Span(one.candidate.path, start, end) in spans for start, end, _ in one.candidate.edits)
        else one
        for one in survivors
    )


def _needs_number(crash: Crash) -> bool:
    return crash.type in ("TypeError", "ValueError") and bool(_NUMERIC.search(crash.message))


def _makers(crash: Crash, text: str) -> tuple[str, ...]:
    """The functions that make of a text what was needed: told by what it looks like, and by the message."""
    words = set(_NAMES.findall(crash.message))
    if _reads(text, float):
        if "Decimal" in words:
            return ("Decimal",)
        return _NUMBERS if _reads(text, int) else ("float",)
    moment = words & {"date", "datetime", "timedelta"}
    asked = _ATTRIBUTE.search(crash.message)
    if moment or asked is not None and asked[1] in _OF_MOMENTS:
        if _reads(text, date.fromisoformat):
            return ("datetime.fromisoformat",) if "datetime.datetime" in crash.message else _DAYS
        if _reads(text, datetime.fromisoformat):
            return ("datetime.fromisoformat",)
    return ()


def _reads(text: str, reader: Callable[[str], object]) -> bool:
    try:
        reader(text)
    except ValueError:
        return False
    return True


def _read_at(crash: Crash, held: Sequence[Carrier]) -> list[tuple[Source, ast.expr, bool]]:
    """The expressions farthest back that are the text, else those that hold such texts, the farthest first."""
    first = [one for one in reversed(held) if one.first and one.path in crash.sources]
    chosen = [one for one in first if not one.element] or first
    return [(crash.sources[one.path], one.node, one.element) for one in chosen]


def _is_crash(crash: Crash, source: Source, node: ast.expr) -> bool:
    site = crash.site
    return site is not None and site.source is source and site.statement is source.statement(node.lineno)


def _known(source: Source, maker: str) -> bool:
    """Whether a file can call a function by its name."""
    name = maker.partition(".")[0]
    return name in ("int", "float") or any(
        (alias.asname or alias.name) == name
        for node in source.nodes
        if isinstance(node, ast.ImportFrom)
        for alias in node.names
    )


def _taken_apart(source: Source, node: ast.expr) -> Binding | None:
    """The assignment that gave a name one part of a text that was taken apart."""
    if not isinstance(node, ast.Name):
        return None
    own = bindings(source, source.scope(node), node.id)
    before = [one for one in own if getattr(one.statement, "lineno", 0) <= node.lineno]
    last = before[-1] if before else None
    if last is None or "part:" not in last.how or not isinstance(last.value, ast.Call):
        return None
    return last if getattr(last.value.func, "attr", getattr(last.value.func, "id", "")) in _SPLITS else None


def _conversion(source: Source, node: ast.expr, maker: str, *, element: bool) -> Fix:
    if not element:
        return replace(source, node, f"{maker}({source.segment(node)})", _TITLE, CODE)
    if isinstance(node, ast.Tuple | ast.List):
        parts = tuple(Edit(source.span(part), f"{maker}({source.segment(part)})") for part in node.elts)
        return changed(replace(source, node, "", _TITLE, CODE), edits=parts)
    return replace(source, node, f"[{maker}(one) for one in {source.segment(node)}]", _TITLE, CODE)


def _beside(source: Source, node: ast.expr, names: frozenset[str]) -> list[ast.Name]:
    """The parts of a text that was taken apart which the statement of one of them hands on."""
    statement = source.statement(node.lineno)
    return [
        part
        for part in (source.parts(statement) if statement is not None else ())
        if isinstance(part, ast.Name) and part.id in names and isinstance(part.ctx, ast.Load)
    ]


def _names(statement: ast.AST) -> frozenset[str]:
    """The names that an assignment or a loop takes a text apart into; none where a star takes several."""
    targets = statement.targets if isinstance(statement, ast.Assign) else [getattr(statement, "target", None)]
    parts = [part for target in targets if isinstance(target, ast.Tuple | ast.List) for part in target.elts]
    if not all(isinstance(part, ast.Name) for part in parts):
        return frozenset()
    return frozenset(part.id for part in parts if isinstance(part, ast.Name))


def _option(crash: Crash, source: Source, node: ast.expr) -> tuple[Source, ast.Call] | None:
    """The declaration of the option that an attribute of parsed arguments is."""
    if not isinstance(node, ast.Attribute) or not any(
        isinstance(one, ast.Call) and getattr(one.func, "attr", "") in _PARSES for one in source.nodes
    ):
        return None
    for where in crash.sources.values():
        for one in where.nodes:
            if isinstance(one, ast.Call) and getattr(one.func, "attr", "") == "add_argument":
                names = [str(part.value) for part in one.args if isinstance(part, ast.Constant)]
                given = {word.arg for word in one.keywords}
                if node.attr in {name.lstrip("-").replace("-", "_") for name in names} and not given & {"type", "action", "dest"}:  # fmt: skip
                    return where, one
    return None


def _typed(source: Source, call: ast.Call, maker: str) -> Fix:
    last = [*call.args, *(word.value for word in call.keywords)][-1]
    return replace(source, last, f"{source.segment(last)}, type={maker}", _TITLE, CODE)
