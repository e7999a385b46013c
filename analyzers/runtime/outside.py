"""What did the network, a data model, a clock or an array of another shape refuse?"""

import ast
import re
from collections.abc import Generator

from analyzers.runtime.crash import Answer, Ask, Asking, Crash, Evaluate, Finding, Trail
from analyzers.runtime.locate import failing
from analyzers.runtime.report import diagnostic, known, plain_expression, quoted, shown
from analyzers.runtime.similar import similar

_POOL = re.compile(r"HTTPS?Connection(?:Pool)?\(host='([^']{1,200})', port='?(\d+)'?\)")
_REFUSED = re.compile(r"Connection refused|actively refused|\[WinError 10061\]|Connect call failed")
_UNRESOLVED = re.compile(
    r"Name or service not known|nodename nor servname|getaddrinfo failed|failure in name resolution|Failed to resolve"
)
_LATE = re.compile(r"timed out", re.IGNORECASE)
_CERTIFICATE = re.compile(r"CERTIFICATE_VERIFY_FAILED(?:\] certificate verify failed: ([\w ,'.-]+))?")
_MODEL = re.compile(r"(\d+) validation errors? for (\S+)")
_INPUT = re.compile(r"^\s+(.*?) \[type=(\w+), input_value=(.*), input_type=(\w+)\]$")
_TIMES = re.compile(
    r"can't (compare|subtract) offset-(?:naive|aware) and offset-(?:naive|aware) (datetimes|times)"
)
_SIZES = re.compile(r"matmul: .*\(size (\d+) is different from (\d+)\)")
_SHAPES = re.compile(
    r"operands could not be broadcast together with (?:remapped )?shapes? (\([\d,]*\)) (\([\d,]*\))|shapes (\([\d,]*\)) and (\([\d,]*\)) not aligned"
)
_MOST_FIELDS = 5


def explain_connection(crash: Crash) -> Finding | None:
    """Explain a connection that could not be made, by any of the libraries that quote the system's words."""
    site = crash.site
    if site is None:
        return None
    at = _POOL.search(crash.message)
    there = f"`{at[1]}:{at[2]}`" if at else "the other side"
    if _REFUSED.search(crash.message):
        cause = f"nothing answers at {there}: the connection was refused"
    elif _UNRESOLVED.search(crash.message):
        cause = f"the name of the host {f'`{at[1]}`' if at else 'to connect to'} cannot be resolved"
    elif found := _CERTIFICATE.search(crash.message):
        cause = f"the certificate of {there} was not accepted" + (f": {quoted(found[1])}" if found[1] else "")
    elif _LATE.search(crash.message) and (at or crash.type in ("ConnectTimeout", "ReadTimeout", "URLError")):
        cause = f"{there} did not answer in time"
    else:
        return None
    calls = failing(site, ast.Call, lambda call: bool(call.args))
    return Finding(
        cause=cause,
        diagnostic=diagnostic("no-connection", cause, crash, None, "connects here"),
        trails=tuple(Trail(call.args[0], -1, "value", 0.7 / len(calls)) for call in calls[:3]),
        crash_weight=0.6,
    )


def explain_model(crash: Crash) -> Finding | None:
    """Explain a ValidationError of pydantic: which fields of which input."""
    found = _MODEL.match(crash.message)
    site = crash.site
    if found is None or site is None:
        return None
    fields: list[str] = []
    name = ""
    for line in crash.message.split("\n")[1:]:
        if line and not line[0].isspace():
            name = line.strip()
        elif name and (each := _INPUT.match(line)):
            fields.append(_field(name, *each.groups()))
            name = ""
    if not fields:
        return None
    more = len(fields) - _MOST_FIELDS
    said = "; ".join(fields[:_MOST_FIELDS]) + (f"; and {more} more" if more > 0 else "")
    cause = f"`{found[2]}` does not accept its input: {said}"
    parts = [
        value
        for call in failing(site, ast.Call)
        for value in (*call.args, *(keyword.value for keyword in call.keywords))
        if not isinstance(value, ast.Starred)
    ]
    return Finding(
        cause=cause,
        diagnostic=diagnostic("refused-fields", cause, crash, None, "validated here"),
        trails=tuple(Trail(part, -1, "value", 0.8 / len(parts) ** 0.5) for part in parts[:4]),
        crash_weight=0.5,
    )


def _field(name: str, message: str, kind: str, value: str, type_name: str) -> str:
    """Say what is wrong with one field."""
    if kind != "missing":
        return f"`{name}` is {quoted(value)}, a `{type_name}`: {message[:1].lower()}{message[1:]}"
    try:
        keys = ast.literal_eval(value)
    except (ValueError, SyntaxError, MemoryError, RecursionError):
        keys = None
    close = similar(name.rpartition(".")[2], [str(key) for key in keys]) if isinstance(keys, dict) else ()
    return f"`{name}` is missing" + (f", there is `{close[0]}`" if close else "")


def explain_times(crash: Crash) -> Asking:
    """Explain an operation on two times of which only one has a time zone."""
    found = _TIMES.search(crash.message)
    site = crash.site
    if found is None or site is None or not crash.ours:
        return None
    pairs = [
        (one.left, one.right) for one in failing(site, ast.BinOp, lambda one: isinstance(one.op, ast.Sub))
    ]
    pairs += [
        (one.left, one.comparators[0]) for one in failing(site, ast.Compare, lambda one: len(one.ops) == 1)
    ]
    cause = f"only one of the two {found[2]} has a time zone, so Python will not {found[1]} them"
    node: ast.expr | None = None
    if len(pairs) == 1:
        node = yield from _without_zone(crash, pairs[0])
    if node is not None:
        other = pairs[0][1] if node is pairs[0][0] else pairs[0][0]
        cause = (
            f"{shown(site.source, node)} has no time zone and {shown(site.source, other)} has one, "
            f"so Python will not {found[1]} them"
        )
    return Finding(
        cause=cause,
        diagnostic=diagnostic(
            "time-zones",
            cause,
            crash,
            node,
            "no time zone" if node is not None else "",
            help="give both a time zone, or neither",
        ),
        trails=tuple(Trail(part, -1, "value", 0.8) for part in ((node,) if node is not None else ())),
        crash_weight=0.6,
    )


def _without_zone(crash: Crash, pair: tuple[ast.expr, ast.expr]) -> Generator[Ask, Answer, ast.expr | None]:
    """Return the one of two times that has no zone; one of them has none and the other has one."""
    source = crash.sites[-1].source
    for node, other in (pair, pair[::-1]):
        if plain_expression(node):
            held = known((yield Evaluate(f"{source.segment(node)}.tzinfo", -1)))
            if held is not None:
                return node if held.type == "NoneType" else other
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute):
            if node.func.attr == "utcnow":
                return node
            owner = node.func.value
            given = [*node.args, *(keyword.value for keyword in node.keywords)]
            of_datetime = getattr(owner, "attr", getattr(owner, "id", "")) == "datetime"
            if (
                node.func.attr == "now"
                and of_datetime
                and not any(isinstance(one, ast.Constant) for one in given)
            ):
                return other if given else node
    return None


def explain_shapes(crash: Crash) -> Asking:
    """Explain an operation on two arrays whose shapes do not fit."""
    site = crash.site
    sizes, shapes = _SIZES.search(crash.message), _SHAPES.search(crash.message)
    if site is None or not (sizes or shapes):
        return None
    source = site.source
    nodes = failing(site, ast.BinOp, lambda one: not sizes or isinstance(one.op, ast.MatMult))
    told = [group for group in shapes.groups() if group] if shapes else []
    words = f"shapes {told[0]} and {told[1]} do not fit" if told else ""
    if sizes:
        words = f"the axes that a matrix product sums over have sizes {sizes[2]} and {sizes[1]}"
    node = nodes[0] if len(nodes) == 1 else None
    if node is not None and plain_expression(node.left) and plain_expression(node.right):
        held = []
        for side in (node.left, node.right):
            shape = known((yield Evaluate(f"{source.segment(side)}.shape", -1)))
            if shape is not None:
                held.append(f"{shown(source, side)} has the shape `{shape.repr}`")
        if len(held) == 2:
            words = f"{held[0]} and {held[1]}: {words if sizes else 'they do not fit'}"
    return Finding(
        cause=words,
        diagnostic=diagnostic("unfit-shapes", words, crash, node, "these two do not fit"),
        trails=tuple(Trail(side, -1, "value", 0.6) for side in ((node.left, node.right) if node else ())),
        crash_weight=0.6,
    )
