"""Which explainers does an exception get, and what is said when none of them applies?

Explainers are found by the last part of the exception's name and imported only when that exception came.
"""

from collections.abc import Callable, Generator
from importlib import import_module

from analyzers.deferred import regex, replace
from analyzers.runtime.crash import Answer, Ask, Asking, Crash, Finding
from analyzers.runtime.report import diagnostic, quoted

Explainer = Callable[[Crash], Asking | Finding | None]
"""An explainer that has nothing to ask is a plain function."""

_ARTICLE = regex(r"\b([Aa]) (?=`(?!one|once|eu)[aeioAEIO])")
# Exception name -> "module:function" in the order to try.
_EXPLAINERS: dict[str, tuple[str, ...]] = {
    "NameError": ("names:explain",),
    "UnboundLocalError": ("names:explain",),
    "AttributeError": ("coroutines:explain_coroutine", "attributes:explain"),
    "TypeError": (
        "coroutines:explain_coroutine",
        "outside:explain_times",
        "operands:explain",
        "calls:explain",
    ),
    "KeyError": ("keys:explain_key",),
    "IndexError": ("positions:explain_index",),
    "ZeroDivisionError": ("division:explain_division",),
    "ValueError": ("outside:explain_shapes", "values:explain"),
    "OverflowError": ("values:explain",),
    "ImportError": ("imports:explain",),
    "ModuleNotFoundError": ("imports:explain",),
    "FileNotFoundError": ("files:explain_path",),
    "PermissionError": ("files:explain_path",),
    "IsADirectoryError": ("files:explain_path",),
    "NotADirectoryError": ("files:explain_path",),
    "FileExistsError": ("files:explain_path",),
    "OSError": ("files:explain_path",),
    "UnicodeDecodeError": ("files:explain_codec",),
    "UnicodeEncodeError": ("files:explain_codec",),
    "JSONDecodeError": ("files:explain_json",),
    "OperationalError": ("files:explain_database",),
    "IntegrityError": ("files:explain_database",),
    "ProgrammingError": ("files:explain_database",),
    "RecursionError": ("recursion:explain_recursion",),
    "RuntimeError": ("flow:explain_runtime",),
    "StopIteration": ("flow:explain_stop",),
    "AssertionError": ("flow:explain_assertion",),
    "NotImplementedError": ("flow:explain_unfinished",),
    "ValidationError": ("outside:explain_model",),
    "ConnectionError": ("outside:explain_connection",),
    "ConnectionRefusedError": ("outside:explain_connection",),
    "ConnectError": ("outside:explain_connection",),
    "ConnectTimeout": ("outside:explain_connection",),
    "ReadTimeout": ("outside:explain_connection",),
    "TimeoutError": ("outside:explain_connection",),
    "MaxRetryError": ("outside:explain_connection",),
    "NewConnectionError": ("outside:explain_connection",),
    "SSLError": ("outside:explain_connection",),
    "URLError": ("outside:explain_connection",),
    "gaierror": ("outside:explain_connection",),
    "KeyboardInterrupt": ("loops:interrupted",),
}
# What a message holds without fail where such an explainer applies: it is not imported for others.
_ONLY_WITH = {
    "coroutines:explain_coroutine": "coroutine",
    "not_json:explain": "JSON serializable",
    "numberless:explain": "str",
    "outside:explain_times": "offset-",
    "outside:explain_shapes": "(",
}
# What is said of a message alone comes after what is seen in the live objects.
_SEEN = {
    "AttributeError": ("unchanging:explain", "uncalled:explain", "dynamic:explain"),
    "FrozenInstanceError": ("unchanging:explain",),
    "TypeError": ("uncalled:explain", "not_json:explain", "numberless:explain"),
    "ZeroDivisionError": ("used_up:explain",),
    "ValueError": ("used_up:explain", "numberless:explain"),
    "StatisticsError": ("used_up:explain",),
    "IndexError": ("used_up:explain", "shared:explain"),
    "KeyError": ("shared:explain",),
    "StopIteration": ("used_up:explain",),
    "UnicodeDecodeError": ("read_as:explain_bytes",),
    "JSONDecodeError": ("read_as:explain_text",),
}
_KNOWN = "known:explain_known"
_LAST_RESORT = "flow:explain_raise"


def explain(crash: Crash) -> Generator[Ask, Answer, Finding]:
    """Return the finding of the first explainer that applies; it is a generator of asks, see `crash`."""
    finding = yield from _explained(crash)
    if finding.trails and ("str" in crash.message or crash.type == "KeyError"):
        from analyzers.runtime.incoming import with_texts

        finding = yield from with_texts(crash, finding)
    if crash.became:
        finding = replace(
            finding,
            diagnostic=replace(finding.diagnostic, notes=(*finding.diagnostic.notes, *crash.became)),
        )
    return _worded(finding)


def _worded(finding: Finding) -> Finding:
    """The finding with `an` before what begins with a vowel: explainers put the names of types behind `a`."""

    def an(text: str) -> str:
        return _ARTICLE.sub(r"\1n ", text)

    told = finding.diagnostic
    primary = replace(told.primary, text=an(told.primary.text)) if told.primary is not None else None
    secondary = tuple(replace(one, text=an(one.text)) for one in told.secondary)
    return replace(
        finding,
        cause=an(finding.cause),
        diagnostic=replace(told, message=an(told.message), primary=primary, secondary=secondary),
        hypotheses=tuple(replace(one, claim=an(one.claim)) for one in finding.hypotheses),
    )


def _explained(crash: Crash) -> Generator[Ask, Answer, Finding]:
    if _on_purpose(crash):
        found = yield from _only("flow:explain_raise", crash)
        if found is not None:
            return found
    for name in (
        *_SEEN.get(crash.type, ()),
        _KNOWN,
        *_EXPLAINERS.get(crash.type, ()),
        _LAST_RESORT,
    ):
        if _ONLY_WITH.get(name, "") not in crash.message:
            continue
        found = yield from _only(name, crash)
        if found is not None:
            return found
    message = f": {quoted(crash.message, 160)}" if crash.message else ""
    text = (
        f"the program ended with `{crash.type}`{message}"
        if crash.type
        else "the report ends before its exception"
    )
    from analyzers.runtime.foreign_causes import worded
    from analyzers.runtime.messages import known_python

    known = known_python(f"{crash.type}: {crash.message}")
    notes = (worded(*known),) if known is not None else ()
    help_ = known[0].help if known is not None else ""
    return Finding(cause=text, diagnostic=diagnostic("uncaught", text, crash, notes=notes, help=help_))


def _only(name: str, crash: Crash) -> Asking:
    asking = load(name)(crash)
    return asking if asking is None or isinstance(asking, Finding) else (yield from asking)


def _on_purpose(crash: Crash) -> bool:
    """Return whether a `raise` of the source raised it, rather than something that went wrong."""
    import ast

    statement = crash.site.statement if crash.site is not None and crash.ours else None
    if not isinstance(statement, ast.Raise) or crash.type == "NotImplementedError":
        return False
    raised = statement.exc.func if isinstance(statement.exc, ast.Call) else statement.exc
    named = getattr(raised, "id", getattr(raised, "attr", ""))
    return raised is None or named == crash.type or not isinstance(statement.exc, ast.Call)


def load(name: str) -> Explainer:
    """Return an explainer by its "module:function"."""
    module, _, function = name.partition(":")
    explainer: Explainer = getattr(import_module(f"analyzers.runtime.{module}"), function)
    return explainer
