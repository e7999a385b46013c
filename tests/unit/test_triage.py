"""Do failures with one cause share a fingerprint, and those with different ones not? No disk."""

import pytest

from analyzers.traceback import read
from analyzers.triage import fingerprint, steady
from assistant.triage import failures, merge


def report(message: str, line: int = 7, code: str = "total += row[name]", folder: str = "/srv/a") -> str:
    return (
        "Traceback (most recent call last):\n"
        f'  File "{folder}/shop/main.py", line 3, in main\n    bill(order)\n'
        f'  File "{folder}/shop/cart.py", line {line}, in total\n    {code}\n'
        '  File "/usr/lib/python3.11/json/decoder.py", line 355, in raw_decode\n    raise it\n'
        f"{message}\n"
    )


def key(text: str) -> str:
    subject = read(text).subject
    assert subject is not None
    return str(fingerprint(subject))


@pytest.mark.parametrize(
    ("left", "right"),
    [
        (report("KeyError: 'anna'"), report("KeyError: 'bert'")),
        (report("ValueError: 12 is over 3"), report("ValueError: -4.5 is over 1e9")),
        (report("OSError: no /tmp/x1"), report("OSError: no /var/y2", folder="/home/b")),
        (report("KeyError: 'a'", line=7), report("KeyError: 'a'", line=19)),
    ],
)
def test_other_values_lines_and_machines_are_the_same_cause(left: str, right: str) -> None:
    assert key(left) == key(right)


@pytest.mark.parametrize(
    "other",
    [
        report("IndexError: 'anna'"),
        report("KeyError: 'anna'", code="total -= row[other]"),
        report("KeyError: 'anna'").replace("in total", "in refund"),
    ],
)
def test_other_exceptions_lines_of_code_and_functions_are_other_causes(other: str) -> None:
    assert key(report("KeyError: 'anna'")) != key(other)


@pytest.mark.parametrize(
    ("message", "wanted"),
    [
        ("at 0x7f3a2b of 2024-05-06T07:08:09Z", "at <address> of <time>"),
        ("id 123e4567-e89b-12d3-a456-426614174000 x", "id <id> x"),
        ("http://host:80/a?b=1 is down", "<address> is down"),
        ("utf8 base64 x86", "utf8 base64 x86"),
    ],
)
def test_what_changes_from_time_to_time_is_left_out(message: str, wanted: str) -> None:
    assert steady(message, quotes=True) == wanted


def test_each_report_is_counted_by_the_piece_it_begins_in() -> None:
    """Wherever a log is cut, nothing is lost and nothing counted twice."""
    log = "".join(f"12:00:0{n % 10} worker {n}\n{report(f'KeyError: {n}')}done\n" for n in range(6)).encode()
    for cut in range(0, len(log), 37):
        groups: dict[str, object] = {}
        merge(groups, failures(("a.log", 0, 0, cut, log)))  # type: ignore[arg-type]
        merge(groups, failures(("a.log", 0, cut, len(log), log)))  # type: ignore[arg-type]
        assert [group.count for group in groups.values()] == [6]  # type: ignore[attr-defined]
