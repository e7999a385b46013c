"""The exception that is explained is the one the program's own code failed with."""

from analyzers.facts import Frame, Link, Raised, Traceback
from analyzers.runtime.assemble import assemble
from analyzers.runtime.crash import Crash
from analyzers.runtime.explain import explain
from analyzers.runtime.static import finish

TEXT = """\
def ratio(done, total):
    return done / total

def load(pairs):
    try:
        return [ratio(*pair) for pair in pairs]
    except ZeroDivisionError as error:
        raise OSError('no data') from error

load([(0, 0)])
"""


def _frame(line: int, function: str, file: str = "main.py") -> Frame:
    return Frame(file=file, line=line, function=function)


INNER = Raised(
    type="ZeroDivisionError",
    message="division by zero",
    frames=(_frame(6, "load"), _frame(2, "ratio")),
)


def _crash(*chain: Raised) -> Crash:
    def read(named: str) -> tuple[str, str] | None:
        return ("main.py", TEXT) if named == "main.py" else None

    return assemble(Traceback(chain=chain), read, read)


def _cause(link: Link) -> Raised:
    return Raised(type=INNER.type, message=INNER.message, frames=INNER.frames, link=link)


def test_what_was_raised_from_another_is_explained_by_it() -> None:
    final = Raised(type="OSError", message="no data", frames=(_frame(10, "<module>"), _frame(8, "load")))

    crash = _crash(_cause(Link.CAUSE), final)

    assert crash.type == "ZeroDivisionError"
    assert [site.line for site in crash.sites] == [10, 6, 2]
    assert [site.raised for site in crash.sites] == [-1, -2, -2]
    finding = finish(explain(crash), crash)
    assert finding.diagnostic.notes == ("it was turned into `OSError`: `no data` at main.py:8 in load",)


def test_a_failure_while_another_was_handled_is_explained_itself() -> None:
    final = Raised(type="OSError", message="no data", frames=(_frame(10, "<module>"), _frame(8, "load")))

    assert _crash(_cause(Link.CONTEXT), final).type == "OSError"


def test_a_cause_in_library_code_alone_is_not_explained() -> None:
    cause = Raised(
        type="KeyError", message="'x'", frames=(_frame(3, "get", "/lib/python3.12/x.py"),), link=Link.CAUSE
    )
    final = Raised(type="OSError", message="no data", frames=(_frame(8, "load"),))

    assert _crash(cause, final).type == "OSError"


def test_a_member_of_a_group_is_explained_with_its_callers() -> None:
    foreign = Traceback(chain=(Raised(type="KeyError", message="'a'"),))
    group = Raised(
        type="ExceptionGroup",
        message="2 failed (2 sub-exceptions)",
        frames=(_frame(10, "<module>"),),
        members=(foreign, Traceback(chain=(INNER,))),
    )

    crash = _crash(group)

    assert crash.type == "ZeroDivisionError"
    assert [site.raised for site in crash.sites] == [-1, None, None]
    assert crash.became == (
        "it is part of `ExceptionGroup`: `2 failed (2 sub-exceptions)`",
        "the group also holds `KeyError`: `'a'`",
    )


def test_the_report_of_another_process_is_read_where_it_is_the_cause() -> None:
    message = (
        '\n"""\nTraceback (most recent call last):\n'
        '  File "main.py", line 2, in ratio\n    return done / total\n           ~~~~~^~~~~~~\n'
        'ZeroDivisionError: division by zero\n"""'
    )
    cause = Raised(type="concurrent.futures.process._RemoteTraceback", message=message, link=Link.CAUSE)
    final = Raised(
        type="ZeroDivisionError",
        message="division by zero",
        frames=(_frame(10, "<module>"), _frame(99, "result", "/lib/python3.12/x.py")),
    )

    crash = _crash(cause, final)

    assert [site.line for site in crash.sites] == [10, 2]
    assert crash.ours
