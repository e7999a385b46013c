"""What Python and its tools print is read as they meant it."""

import pytest

from analyzers.facts import Link, Traceback
from analyzers.traceback import read


def told(report: Traceback) -> list[str]:
    """The chain in one line per exception, so that a failure reads like the report."""
    return [
        f"{raised.type}: {raised.message} @ "
        + " > ".join(f"{frame.file}:{frame.line} {frame.function}".strip() for frame in raised.frames)
        for raised in report.chain
    ]


def only(text: str) -> Traceback:
    [report] = read(text).tracebacks
    return report


PLAIN = """Traceback (most recent call last):
  File "/app/a.py", line 3, in <module>
    run(1, 2)
  File "/app/b.py", line 7, in run
    return rows["x"][0]
           ~~~~^^^^^
KeyError: 'x'
"""


def test_frames_are_read_outermost_first_and_the_exception_last() -> None:
    assert told(only(PLAIN)) == ["KeyError: 'x' @ /app/a.py:3 <module> > /app/b.py:7 run"]


def test_carets_mark_the_part_of_the_line_that_failed() -> None:
    frame = only(PLAIN).final.frames[-1]

    assert frame.mark is not None
    assert frame.code[slice(*frame.mark)] == 'rows["x"]'


def test_a_cause_comes_before_what_it_led_to() -> None:
    text = PLAIN + (
        "\nThe above exception was the direct cause of the following exception:\n\n"
        'Traceback (most recent call last):\n  File "/app/c.py", line 9, in main\n    go()\nOSError\n'
    )
    report = only(text)

    assert [raised.type for raised in report.chain] == ["KeyError", "OSError"]
    assert report.chain[0].link is Link.CAUSE


def test_a_chain_whose_end_is_missing_is_cut() -> None:
    report = only(PLAIN + "\nDuring handling of the above exception, another exception occurred:\n\n")

    assert report.cut
    assert report.final.type == "KeyError"


def test_a_report_without_its_beginning_is_cut() -> None:
    report = only("\n".join(PLAIN.split("\n")[3:]))

    assert report.cut
    assert told(report) == ["KeyError: 'x' @ /app/b.py:7 run"]


def test_a_report_without_its_end_is_cut() -> None:
    report = only("\n".join(PLAIN.split("\n")[:5]))

    assert report.cut
    assert report.final.type == ""
    assert len(report.final.frames) == 2


def test_the_place_of_a_syntax_error_is_no_frame() -> None:
    report = only("  File \"bad.py\", line 2\n    x = (1,\n        ^\nSyntaxError: '(' was never closed\n")

    assert told(report) == ["SyntaxError: '(' was never closed @ "]
    assert report.final.location is not None
    assert (report.final.location.file, report.final.location.line) == ("bad.py", 2)


@pytest.mark.parametrize(
    "after",
    [
        "2024-05-17 09:14:02,003 INFO shop: next",
        "INFO:shop:next",
        "$ ls",
        "make: *** [Makefile:7: run] Error 1",
        "Process finished with exit code 1",
        "```",
        "\nWhy does this happen?",
        '{"level": "info", "msg": "next"}',
    ],
)
def test_what_follows_a_report_is_no_part_of_its_message(after: str) -> None:
    assert only(PLAIN + after + "\n").final.message == "'x'"


def test_a_message_of_several_lines_is_kept_whole() -> None:
    text = PLAIN.replace("KeyError: 'x'", "ValueError: two are bad:\n  - one\n\n  - two\nthat is all")

    assert only(text).final.message == "two are bad:\n  - one\n\n  - two\nthat is all"


def test_a_report_that_a_message_quotes_is_no_report_of_its_own() -> None:
    text = PLAIN.replace("KeyError: 'x'", "RuntimeError: the worker said:\n" + PLAIN.rstrip())

    report = only(text)

    assert report.final.type == "RuntimeError"
    assert report.final.message.endswith("KeyError: 'x'")


def test_a_header_that_is_merely_mentioned_is_no_report() -> None:
    assert read("he wrote\nTraceback (most recent call last):\nand nothing else\n").tracebacks == ()


def test_what_is_printed_below_a_message_of_the_interpreter_is_a_note() -> None:
    report = only(PLAIN + "while reading the orders\n")

    assert report.final.notes == ("while reading the orders",)


def test_the_members_of_a_group_are_kept_with_it() -> None:
    report = only(
        "  + Exception Group Traceback (most recent call last):\n"
        '  |   File "/app/a.py", line 3, in main\n'
        "  |     check()\n"
        "  | ExceptionGroup: bad (2 sub-exceptions)\n"
        "  +-+---------------- 1 ----------------\n"
        "    | Traceback (most recent call last):\n"
        '    |   File "/app/b.py", line 4, in check\n'
        "    |     int(x)\n"
        "    | ValueError: one\n"
        "    +---------------- 2 ----------------\n"
        "    | TypeError: two\n"
        "    +------------------------------------\n"
    )

    assert told(report) == ["ExceptionGroup: bad (2 sub-exceptions) @ /app/a.py:3 main"]
    assert [told(member) for member in report.final.members] == [
        ["ValueError: one @ /app/b.py:4 check"],
        ["TypeError: two @ "],
    ]


def test_the_test_that_unittest_names_is_the_subject() -> None:
    text = (
        "======================================================================\n"
        "FAIL: test_total (tests.Cart.test_total)\n"
        "----------------------------------------------------------------------\n"
        f"{PLAIN.replace(chr(39) + 'x' + chr(39), '1 != 2')}\n"
        "----------------------------------------------------------------------\n"
        "Ran 1 test in 0.001s\n"
    )

    assert only(text).subject == "test_total (tests.Cart.test_total)"


def test_a_summary_that_repeats_a_section_is_no_second_report() -> None:
    text = """=================================== FAILURES ===================================
___________________________________ test_a ____________________________________

    def test_a():
>       assert half(3) == 1
E       assert 1.5 == 1
E        +  where 1.5 = half(3)

tests/test_a.py:5: AssertionError
=========================== short test summary info ============================
FAILED tests/test_a.py::test_a - assert 1.5 == 1
"""
    report = only(text)

    assert report.style == "pytest-long"
    assert report.subject == "test_a"
    assert told(report) == [
        "AssertionError: assert 1.5 == 1\n +  where 1.5 = half(3) @ tests/test_a.py:5 test_a"
    ]


def test_a_summary_alone_is_read() -> None:
    report = only("FAILED tests/test_a.py::test_a - ValueError: bad\n1 failed in 0.1s\n")

    assert report.style == "pytest-summary"
    assert told(report) == ["ValueError: bad @ "]


def test_the_words_that_a_box_has_wrapped_are_joined() -> None:
    text = """╭────────── Traceback (most recent call last) ───────────╮
│ /home/dev/a/rather/long/path/to/the/project/src/shop/m │
│ ain.py:12 in <module>                                  │
│                                                        │
│ ❱ 12 main()                                            │
╰────────────────────────────────────────────────────────╯
ValueError: the price of the third item in the list is no
number
"""
    assert told(only(text)) == [
        (
            "ValueError: the price of the third item in the list is no number @ "
            "/home/dev/a/rather/long/path/to/the/project/src/shop/main.py:12 <module>"
        )
    ]


def test_programs_that_write_in_turns_are_told_apart() -> None:
    lines = PLAIN.rstrip().split("\n")
    text = "\n".join(f"web-{n}  | {line}" for line in lines for n in (1, 2))

    first, second = read(text).tracebacks

    assert told(first) == told(second) == told(only(PLAIN))


def test_a_record_of_json_is_read() -> None:
    text = '{"level": "error", "exc_info": "' + PLAIN.replace('"', '\\"').replace("\n", "\\n") + '"}\n'

    report = only(text)

    assert told(report) == told(only(PLAIN))
    assert (report.start, report.end) == (0, 1)


def test_a_string_in_quoted_source_is_no_report() -> None:
    source = '    raise ValueError("Traceback (most recent call last):\\n  File \\"w.py\\", line 3, in g\\nOSError: x")'
    text = PLAIN.replace("    run(1, 2)", source)

    assert told(only(text)) == told(only(PLAIN))


def test_what_is_printed_below_the_interpreters_own_message_is_not_part_of_it() -> None:
    """A program goes on after a task has failed; its next words are no message."""
    text = (
        "Task exception was never retrieved\nTraceback (most recent call last):\n"
        '  File "main.py", line 5, in worker\n    return item["id"] + 1\n'
        'TypeError: can only concatenate str (not "int") to str\nmain is done\n'
    )

    [report] = read(text).tracebacks

    assert report.final.message == 'can only concatenate str (not "int") to str'


def test_a_message_of_the_programs_own_may_have_several_lines() -> None:
    text = 'Traceback (most recent call last):\n  File "a.py", line 1, in <module>\nValueError: two\nlines\n'

    [report] = read(text).tracebacks

    assert report.final.message == "two\nlines"


@pytest.mark.parametrize(
    "sign", ["[... 6 lines omitted ...]", "...", "  ...", "<snip>", "[12 frames skipped]", "(… 3 more lines)"]
)
def test_a_report_that_was_shortened_by_hand_is_one_report(sign: str) -> None:
    text = (
        'Traceback (most recent call last):\n  File "a.py", line 4, in <module>\n    handle(1)\n'
        f'{sign}\n  File "b.py", line 12, in deep\n    return sorted(roles)\nTypeError: no\n'
    )

    [report] = read(text).tracebacks

    assert [frame.line for frame in report.final.frames] == [4, 12]


def test_what_pytest_underlines_is_marked() -> None:
    text = """=================================== FAILURES ===================================
___________________________________ test_it ____________________________________

    def test_it():
>       assert price("b") * 2 == 4
               ^^^^^^^^^^

test_a.py:5: 
_ _ _ _ _ _ _ _ _ _ _ _ _ _ _ _ _ _ _ _ _ _ _ _ _ _ _ _ _ _ _ _ _ _ _ _ _ _ _ _ 

name = 'b'

    def price(name):
>       return 2 * PRICES[name]
                   ^^^^^^^^^^^^
E       KeyError: 'b'

test_a.py:2: KeyError
"""
    first, last = only(text).final.frames

    assert [frame.code[slice(*(frame.mark or ()))] for frame in (first, last)] == [
        'price("b")',
        "PRICES[name]",
    ]
