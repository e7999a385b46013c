"""Whatever a text holds, reading it ends, quickly, and what is said of it points into it."""

from time import process_time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from analyzers.facts import Traceback
from analyzers.text import clean
from analyzers.traceback import read
from analyzers.traceback.formats import MARKERS

_PIECES = [
    "Traceback (most recent call last):",
    '  File "a.py", line 3, in f',
    "    return x[0]",
    "           ~^^^",
    "IndexError: list index out of range",
    "ValueError:",
    "During handling of the above exception, another exception occurred:",
    "The above exception was the direct cause of the following exception:",
    "  + Exception Group Traceback (most recent call last):",
    '  |   File "a.py", line 3, in f',
    "  | ExceptionGroup: bad (2 sub-exceptions)",
    "  +-+---------------- 1 ----------------",
    "    | ValueError: 1",
    "    +------------------------------------",
    "=================================== FAILURES ===================================",
    "__________________________________ test_a __________________________________",
    ">       assert 1 == 2",
    "E       assert 1 == 2",
    "tests/test_a.py:5: AssertionError",
    "tests/test_a.py:5: in test_a",
    "FAILED tests/test_a.py::test_a - assert 1 == 2",
    "╭───── Traceback (most recent call last) ─────╮",
    "│ /a/b.py:3 in f                              │",
    "╰─────────────────────────────────────────────╯",
    "ZeroDivisionError        Traceback (most recent call last)",
    "Cell In[1], line 2",
    "----> 2 f(0)",
    "Fatal Python error: Segmentation fault",
    "Current thread 0x00007f (most recent call first):",
    'Exception in thread "main" java.lang.Error: x',
    "\tat a.B.c(B.java:3)",
    "Caused by: java.io.IOException: y",
    "\t... 3 more",
    "TypeError: x is not a function",
    "    at f (/a/b.js:3:4)",
    "  [cause]: Error: z",
    "panic: boom",
    "goroutine 1 [running]:",
    "main.main()",
    "\t/a/b.go:3 +0x1d",
    "thread 'main' panicked at src/main.rs:3:4:",
    "stack backtrace:",
    "   0: core::panic",
    "             at ./a.rs:3:4",
    "a.rb:3:in `f': bad (RuntimeError)",
    "\tfrom a.rb:4:in `<main>'",
    "System.Exception: bad",
    "   at A.B.C(Int32 x) in /a/b.cs:line 3",
    " ---> System.IO.IOException: y",
    "PHP Fatal error:  Uncaught Error: x in /a/b.php:3",
    "Stack trace:",
    "#0 {main}",
    "==1==ERROR: AddressSanitizer: heap-use-after-free on address 0x1",
    "    #0 0x1 in main /a/b.c:3:4",
    "** (KeyError) key not found",
    "    a.exs:3: A.b/1",
    "#0      main (file:///a/b.dart:3:4)",
    '{"log":"Traceback (most recent call last):\\n  File \\"a.py\\", line 3, in f\\nKeyError: 1\\n"}',
    '"exc_type"',
    "```",
    "",
]
_PREFIXES = st.sampled_from(
    ["", "", "", "> ", "web-1  | ", "2024-05-17 09:14:02,003 ERROR ", "    ", "E   ", "12: "]
)
_LINES = st.lists(
    st.tuples(_PREFIXES, st.one_of(st.sampled_from(_PIECES), st.text(max_size=30))), max_size=40
)


def _inside(report: Traceback, count: int) -> bool:
    return 0 <= report.start < report.end <= count and bool(report.chain)


@settings(max_examples=250, deadline=None)
@given(_LINES)
def test_any_mixture_of_formats_is_read_to_reports_inside_the_text(parts: list[tuple[str, str]]) -> None:
    text = clean("\n".join(prefix + piece for prefix, piece in parts))

    reading = read(text)

    assert all(_inside(report, text.count("\n") + 1) for report in reading.tracebacks)
    assert list(reading.tracebacks) == sorted(
        reading.tracebacks, key=lambda report: (report.start, report.end)
    )


@settings(max_examples=100, deadline=None)
@given(st.text())
def test_any_text_is_read(text: str) -> None:
    read(clean(text))


_NATIVE = """Traceback (most recent call last):
  File "/app/a.py", line 3, in <module>
    run()
  File "/app/b.py", line 7, in run
    return {}["x"]
KeyError: 'x'"""


@given(
    st.text(st.characters(codec="ascii", exclude_categories=["C"]), min_size=1, max_size=20).filter(
        lambda text: (
            text.strip() not in ("", ">", "E", "|", "+", "#") and "\\" not in text and "`" not in text
        )
    )
)
def test_a_prefix_on_every_line_changes_nothing(prefix: str) -> None:
    wrapped = "\n".join(f"{prefix.strip()}: {line}" for line in _NATIVE.split("\n"))

    assert [report.chain for report in read(wrapped).tracebacks] == [read(_NATIVE).tracebacks[0].chain]


_BUDGET = (
    4.0  # CPU seconds for 120,000 characters: hundred times what is needed, a fraction of what a square takes
)


def _seconds(text: str) -> float:
    started = process_time()
    read(text)
    return process_time() - started


@pytest.mark.parametrize("marker", MARKERS)
def test_a_text_of_nothing_but_markers_is_passed_quickly(marker: str) -> None:
    assert _seconds((marker + "\n") * (120_000 // len(marker))) < _BUDGET


_NASTY = {
    "one long line of frames": 'File "a.py", line 3, in f ' * 4,
    "quotes": '"' * 80 + "\\n",
    "escapes": '\\"' * 40 + "\\n" + 'File \\"',
    "brackets": "at a.b(" + "(" * 60,
    "dots": "at " + "a." * 40,
    "spaces": " " * 100 + "at x",
    "types": "A." * 50 + "Error",
    "colons": "x:1:" * 30 + "in `",
    "dashes": "-" * 90,
}


@pytest.mark.parametrize("unit", _NASTY.values(), ids=_NASTY.keys())
@pytest.mark.parametrize("separator", ["", "\n"], ids=["one line", "many lines"])
def test_nasty_text_takes_no_time_that_grows_with_its_square(unit: str, separator: str) -> None:
    text = "Traceback (most recent call last)\n" + (unit + separator) * (120_000 // len(unit))

    assert _seconds(text) < _BUDGET


_ENDLESS = {
    "quotations": 'Traceback (most recent call last):\n  File "a", line 1, in f\nX:\n' * 1000,
    "remote quotations": 'Traceback (most recent call last):\n  File "a", line 1, in f\nRemoteTraceback: \n"""\n'
    * 1000,
    "groups in groups": "".join(
        f"{' ' * (2 * depth)}  + Exception Group Traceback (most recent call last):\n"
        f"{' ' * (2 * depth)}  | E: x\n{' ' * (2 * depth)}  +-+---------------- 1 ----------------\n"
        for depth in range(300)
    ),
    "causes of causes": "Error: x\n"
    + "".join(f"{' ' * d}at f (/a.js:1:2) {{\n{' ' * d}[cause]: Error: y\n" for d in range(400)),
}


@pytest.mark.parametrize("text", _ENDLESS.values(), ids=_ENDLESS.keys())
def test_nesting_without_end_is_read_without_running_out_of_stack(text: str) -> None:
    assert _seconds(text) < _BUDGET


def test_a_message_of_a_megabyte_is_kept_whole() -> None:
    message = "x" * 1_000_000
    text = (
        f'Traceback (most recent call last):\n  File "a.py", line 1, in f\n    g()\nValueError: {message}\n'
    )

    [report] = read(text).tracebacks

    assert report.final.message == message


def test_a_report_in_the_middle_of_a_large_log_keeps_its_line_numbers() -> None:
    noise = "2024-05-17 09:14:02,003 INFO shop: request 17 handled in 3 ms\n" * 20_000

    [report] = read(noise + _NATIVE + "\n" + noise).tracebacks

    assert (report.start, report.end) == (20_000, 20_006)


def test_a_report_longer_than_any_window_is_read_as_one() -> None:
    noise = "2024-05-17 09:14:02,003 INFO shop: request 17 handled in 3 ms\n" * 10_000
    frames = "".join(f'  File "/app/a{n}.py", line {n}, in f{n}\n    g()\n' for n in range(1, 3_000))
    text = f"{noise}Traceback (most recent call last):\n{frames}KeyError: 1\n{noise}"

    [report] = read(text).tracebacks

    assert len(report.final.frames) == 2_999
    assert not report.cut
