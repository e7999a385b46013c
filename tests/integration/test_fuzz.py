"""The fuzzer finds what is broken, and a few inputs of each reader pass; `python -m benchmarks.fuzz` tries millions."""

import json
from pathlib import Path

import pytest
from hypothesis import strategies as st

from analyzers.errors import InputError
from analyzers.facts import Applicability, Edit, Fix, Span
from benchmarks.fuzz import files, folders, programs
from benchmarks.fuzz.readers import READERS
from benchmarks.fuzz.trying import Reader, fuzz
from tools.debugger.pipes import _is_readable


def _stumbling(text: str) -> None:
    if "x" in text and "y" in text:
        raise ValueError("it does not like both")


def _endless(text: str) -> None:
    while "x" in text:
        pass


def test_what_stumbles_is_found_and_shortened() -> None:
    reader = Reader(what="", inputs=lambda: st.text(alphabet="abcxy", max_size=30), check=_stumbling)

    [finding], tried = fuzz(reader, seconds=0.5)

    assert finding.what == "ValueError: it does not like both"
    assert sorted(finding.input) == ["'", "'", "x", "y"]
    assert tried > 10


def test_what_does_not_end_is_found() -> None:
    reader = Reader(what="", inputs=lambda: st.just("x"), check=_endless, seconds=0.1)

    [finding], _ = fuzz(reader, seconds=0.1)

    assert finding.what.startswith("TooSlow")


@pytest.mark.parametrize("name", READERS)
def test_a_reader_keeps_its_promise(name: str) -> None:
    """One round; a seed of its own, so that the inputs are the same on every machine."""
    findings, tried = fuzz(READERS[name], seconds=0.01, number=1_000, most=12)

    assert tried >= 12
    assert [(one.what, one.where, one.input) for one in findings] == []


_DEEP = "[" * 50_000
_RAISED = '{"type": "E", "message": "", "notes": [], "link": null, "frames": %s}'
_STOPPED = '{"event": "stopped", "who": "", "why": "exception", "python": "3.11", "cwd": "/", "chain": [%s]}'
_FAR = '[{"file": "a.py", "function": "f", "line": 1e999}]'


@pytest.mark.parametrize(
    "content",
    [
        _DEEP,
        '{"theme": "x", "share": [1e999, 0]}',
        "",
        "null",
        "[]",
        '"wait"',
        '{"wait": null}',
        '{"money": %s}' % ("9" * 400),
        '{"at": {}}',
    ],
)
def test_no_damaged_file_of_ours_stops_us(content: str) -> None:
    files.read_kept((content,) * 10)


def test_a_fix_that_changes_nothing_is_refused(tmp_path: Path) -> None:
    """It would be journalled, and undo would say that there is nothing to take back."""
    from tools.patch import apply

    (tmp_path / "a.py").write_text("x = 1\n")
    fix = Fix(title="nothing", edits=(Edit(Span("a.py", 0, 1), "x"),), applicability=Applicability.SAFE)

    with pytest.raises(InputError, match="changes no file"):
        apply(fix, {}, tmp_path, journal=tmp_path / "journal")


def test_a_file_cut_within_a_character_is_left_alone(tmp_path: Path) -> None:
    from tools.patch import apply

    data = "x = 1\n".encode("utf-16")[:-1]
    (tmp_path / "a.py").write_bytes(data)
    fix = Fix(title="x", edits=(Edit(Span("a.py", 0, 1), "y"),), applicability=Applicability.SAFE)

    with pytest.raises(InputError, match="damaged"):
        apply(fix, {}, tmp_path, journal=tmp_path / "journal")
    assert (tmp_path / "a.py").read_bytes() == data


def test_a_message_nested_too_deeply_ends_that_client_alone() -> None:
    READERS["wire"].check(b"Content-Length: 50000\r\n\r\n" + _DEEP.encode())


class _Inside(BaseException):
    """As ours for control flow, which nobody outside may meet."""


def _leaking(_: str) -> None:
    raise _Inside


def test_what_escapes_from_the_inside_is_found() -> None:
    [finding], _ = fuzz(Reader(what="", inputs=st.text, check=_leaking), seconds=0.1, most=5)

    assert finding.what.startswith("_Inside")


def test_what_every_path_hands_back_is_answered_all_the_same() -> None:
    """The beginning of this Kotlin is missing, and so is its end."""
    READERS["explain"].check(
        '    println("hello " + name.length)\n}\n\nfun main() {\n    greet(null)\n}\n\nfun greet(name: String?) {'
    )


def test_half_a_surrogate_pair_is_no_text() -> None:
    READERS["explain"].check("KeyError: '\ud800'")


@pytest.mark.parametrize(
    "said",
    [
        "null",
        "[]",
        '{"event": "stopped"}',
        '{"event": "test"}',
        '{"event": "stopped", "why": "x"}',
        _DEEP,
        _STOPPED % _RAISED % _FAR,
    ],
)
def test_what_a_program_writes_to_the_debuggers_pipe_does_not_stop_us(said: str) -> None:
    """The pipe is open in the program, which may write there by mistake."""
    programs.listened((said, said))


def test_groups_without_end_are_no_stop() -> None:
    """Newer interpreters read JSON that is nested more deeply than calls may be."""
    stop = json.loads(_STOPPED % _RAISED % "[]")
    for _ in range(1_000):
        stop["chain"] = [{**stop["chain"][0], "members": [stop["chain"]]}]

    assert not _is_readable(stop)


@pytest.mark.parametrize(
    "items", ["null", '[{"question_id": 1, "score": null}]', '[{"question_id": 1, "owner": []}]']
)
def test_an_answer_of_a_site_in_another_form_is_no_document(items: str) -> None:
    programs.gathered(("", f'{{"items": {items}}}', f'{{"items": {items}}}'))


@pytest.mark.parametrize(
    "dump",
    [
        '<?xml version="1.0" encoding="nosuch"?><posts/>',
        f'<posts><row Id="5" PostTypeId="1" Score="{"9" * 40}"/></posts>',
    ],
)
def test_a_damaged_dump_is_refused_in_our_own_words(dump: str) -> None:
    programs.gathered((dump, "{}", "{}"))


def test_a_version_of_any_length_starts_no_python() -> None:
    """Whoever wrote the folder wrote its `pyvenv.cfg`, and the hook reads it before every commit."""
    folders.looked_up((f"version = {'9' * 5_000}.1", b""))


@pytest.mark.parametrize(
    "answer",
    [
        "[{}]",
        "{}",
        '[{"filename": "a.py", "location": {"row": 1e999}}]',
        "[1]",
        '[{"filename": "a", "location": {"row": false}, "message": "x"}]',
    ],
)
def test_an_answer_of_ruff_in_another_form_is_an_error_of_ours(answer: str) -> None:
    programs.linted(answer)
