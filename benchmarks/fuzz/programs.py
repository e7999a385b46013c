"""What do other programs tell us, and what does code hold that is only read? Inputs and checks for the fuzzer."""

import json
import os
from collections.abc import Sequence
from typing import Any

from hypothesis import strategies as st

from benchmarks.fuzz import inputs

REFUSED = (
    (
        "main.c:4:12: error: ‘totl’ undeclared (first use in this function); did you mean ‘total’?\n"
        "    4 |     return totl;\n      |            ^~~~\n      |            total\n"
    ),
    (
        'error[E0425]: cannot find value `lenght` in this scope\n --> src/main.rs:3:20\n  |\n3 |     println!("{}", lenght);\n'
        "  |                    ^^^^^^ help: a local variable with a similar name exists: `length`\n"
    ),
    (
        "error: expected `;`, found `}`\n --> src/lib.rs:2:14\n  |\n2 |     let x = 1\n  |              ^ help: add `;` here\n\n"
        "help: try adding one\n  |\n2 |     let x = 1;\n  |              +\n"
    ),
    "src/app.ts(3,7): error TS2551: Property 'lenght' does not exist on type 'string'. Did you mean 'length'?\n",
    "App.java:5: error: ';' expected\n        int x = 1\n                 ^\n1 error\n",
    "/a/b.js\n  3:7  error  'x' is not defined  no-undef\n  9:1  error  Parsing error: Unexpected token  x\n\n2 problems\n",
    "./main.go:7:2: undefined: cout\nprog.go:9:5: declared and not used: n\n",
    'File "a.ml", line 3, characters 8-11:\n3 | let y = foo\n            ^^^\nError: Unbound value foo\nHint: Did you mean fob?\n',
    "FAILED tests/test_a.py::test_total[1-2] - assert 3 == 4\n--- FAIL: TestSum (0.00s)\n    sum_test.go:9: got 3, want 4\n",
    "  ● cart › adds\n\n    expect(received).toBe(expected)\n\n    Expected: 3\n    Received: 2\n\nTests: 1 failed, 2 passed\n",
)
"""Reports of compilers, checkers and runners, each of a form of its own."""

_PLACE = {
    "file": "/a/b.py",
    "line": 3,
    "function": "f",
    "code": "return x[0]",
    "mark": [3, 11, 3, 15],
    "indent": 4,
}
_VALUE = {
    "name": "x",
    "type": "list",
    "repr": "[]",
    "size": 0,
    "flags": ["empty"],
    "parts": [{"name": "[0]", "type": "int", "repr": "1", "flags": []}],
}
_RAISED = {
    "type": "IndexError",
    "message": "list index out of range",
    "link": "",
    "frames": [_PLACE],
    "notes": ["n"],
}
_STOPPED = {
    "event": "stopped",
    "why": "exception",
    "who": "",
    "python": "3.11.2",
    "cwd": "/a",
    "chain": [_RAISED | {"members": [[_RAISED]], "location": _PLACE}, _RAISED | {"link": "context"}],
    "frames": [_PLACE],
    "others": [{"file": "/a/c.py", "line": 1, "function": "g", "who": "thread `t`"}],
    "earlier": {"why": "thread", "who": "t", "chain": [_RAISED]},
}  # fmt: skip
_ASKED = [_PLACE | {"variables": [_VALUE], "expressions": [_VALUE]}]
_DUMP = (
    '<?xml version="1.0" encoding="utf-8"?>\n<posts>\n'
    '<row Id="1" PostTypeId="1" AcceptedAnswerId="2" Score="5" Title="t" Body="&lt;p&gt;b&lt;/p&gt;" Tags="&lt;python&gt;" />\n'
    '<row Id="2" PostTypeId="2" ParentId="1" Score="3" Body="&lt;p&gt;a&lt;/p&gt;" />\n</posts>\n'
)
_FOUND = {
    "items": [{"question_id": 1, "title": "t &amp; u", "body": "<p>b</p>", "score": 3, "tags": ["python"], "answer_count": 1, "link": "http://x/q/1", "owner": {"display_name": "n"}}],
    "quota_remaining": 9, "backoff": 0, "has_more": False,
}  # fmt: skip
_ANSWERED = {
    "items": [{"answer_id": 2, "question_id": 1, "body": "<p>a</p>", "score": 1, "is_accepted": True}]
}
_RUFF = [{"code": "F821", "filename": "/a/b.py", "location": {"row": 3, "column": 1}, "message": "undefined"}]


# --- what compilers, checkers and test runners print


def refusals(text: str) -> None:
    """Every place has a message, and what is suggested for a line changes that line alone."""
    from analyzers.logic.examples import failed_examples
    from analyzers.reports import find_reports
    from analyzers.reports.refusals import find_refusals
    from analyzers.text import clean
    from tools.testing.listing import ending_of

    cleaned = clean(text)
    for report in find_reports(cleaned):
        assert 0 <= report.offset <= len(cleaned)
    for one in find_refusals(cleaned):
        assert one.message
        if one.suggested is not None:
            changed = one.suggested.applied(one.code)
            assert changed is None or "\n" not in changed
    for example in failed_examples(cleaned):
        assert example.comparison.expression
    for line in cleaned.split("\n"):
        ending_of(line)


def linted(text: str) -> None:
    """What ruff answers is read, or refused in our own words."""
    from pathlib import Path

    from analyzers.errors import ToolError
    from tools.ruff import findings

    try:
        for one in findings(text, Path("/a")):
            assert one.line >= 1
    except ToolError:
        return


def lints() -> st.SearchStrategy[str]:
    """Answers of a checker."""
    return inputs.serialised((_RUFF,))


# --- code that is worked through on paper


def codes() -> st.SearchStrategy[tuple[str, str, str]]:
    """A language, code that is mostly well-formed, and a question about it."""
    known: dict[str, list[str]] = {}
    for case in inputs.cases("syntax/tune.jsonl"):
        known.setdefault(str(case.get("lang", "python")), []).append(str(case.get("fixed") or case["code"]))
    questions = [
        str(case["input"]) for case in inputs.cases("routing/tune/*.jsonl") if case.get("kind") == "question"
    ]
    return st.one_of(
        *(
            st.tuples(st.just(language), inputs.texts(code), inputs.texts(questions))
            for language, code in sorted(known.items())
        )
    )


def worked_through(value: tuple[str, str, str]) -> None:
    """Whatever the code would do is told within bounds, and nothing of it is run."""
    from analyzers.doom import find_doom
    from analyzers.dryrun import dry_run
    from analyzers.facts import Code
    from analyzers.logic.expected import expectations
    from analyzers.logic.pitfalls import pitfalls
    from analyzers.logic.program import Program
    from analyzers.rehearsal import rehearse
    from analyzers.stops import find_stop

    language, code, question = value
    find_doom(code, language)
    find_stop(code, language)
    for one in pitfalls(Code(text=code, language=language)):
        assert one.message
    if language != "python":
        dry_run(code, language)
        return
    rehearse(code)
    try:
        program = Program("a.py", code)
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        return
    list(expectations(program, question))


# --- what a program under inspection writes to our pipe


def told() -> st.SearchStrategy[tuple[str, str]]:
    """A stop and an answer, as our own code in the program tells them, or as the program has damaged them."""
    return st.tuples(
        inputs.serialised((_STOPPED,)), inputs.serialised((_ASKED, _VALUE, {"path": "/a", "names": []}))
    )


def listened(value: tuple[str, str]) -> None:
    """What makes no sense counts as the end of the program, or as no answer."""
    import asyncio

    asyncio.run(_listened(*value))


async def _listened(stop: str, answer: str) -> None:
    import asyncio

    from tools.debugger import pipes, session

    messages, commands = os.pipe(), os.pipe()
    ends = pipes.Pipes((messages[0], commands[1]))
    child: Any = _Ended()  # stands for a process
    failed: list[dict[str, Any]] = []  # in the loop's callbacks, which would only be printed
    asyncio.get_running_loop().set_exception_handler(lambda _, context: failed.append(context))
    try:
        ends.watch()
        writing = asyncio.to_thread(_write, messages[1], f"{stop}\n{answer}\n".encode("utf-8", "replace"))
        _, (outcome, live) = await asyncio.gather(
            writing, session._first(child, ends, child.limits, ask=False)
        )
        assert outcome.why
        if live:
            asked = session.Session(_launch(), outcome, child, ends, _stopped=True)
            ends.messages.insert(0, {"id": 1, "answer": _loaded(answer)})
            await asked.snapshot()
            asked._asked = 0
            asked._stopped = True
            ends.messages.insert(0, {"id": 1, "answer": _loaded(answer)})
            await asked.evaluate("x")
        assert not failed, failed
    finally:
        ends.close()
        os.close(commands[0])


class _Ended:
    """A program that has ended, of which only the pipe is left."""

    started = 0.0

    def __init__(self) -> None:
        from tools import process

        self.limits = process.Limits()

    async def wait(self) -> int:
        from asyncio import sleep

        await sleep(0.005)
        return 1

    async def result(self, code: int) -> Any:
        from tools import process

        return process.Finished(code=code, stdout="", stderr="", seconds=0.0)


def _launch() -> Any:
    from tools.interpreter import Launch

    return Launch(python="python")


def _loaded(text: str) -> Any:
    try:
        return json.loads(text)
    except (ValueError, RecursionError):
        return text


def _write(end: int, data: bytes) -> None:
    with open(end, "wb") as stream:
        stream.write(data[:1_000_000])


# --- what sites answer, and their dumps


def fetched() -> st.SearchStrategy[tuple[str, str, str]]:
    """A dump, and two answers of the site."""
    return st.tuples(inputs.texts((_DUMP,)), inputs.serialised((_FOUND,)), inputs.serialised((_ANSWERED,)))


def gathered(value: tuple[str, str, str]) -> None:
    """Documents come out, or an error of ours."""
    import tempfile
    from pathlib import Path

    from analyzers.errors import AssistantError
    from benchmarks.fuzz.files import memory
    from tools.sources import posts
    from tools.sources.exchange import Exchange

    dump, *answers = value
    with tempfile.TemporaryDirectory(dir=memory()) as name:
        folder = Path(name)
        (folder / "Posts.xml").write_bytes(dump.encode("utf-8", "replace"))
        try:
            for document in posts.read(folder / "Posts.xml", folder / "s", posts.Choice(), lambda *_: None):
                assert document.id
        except AssistantError:
            pass
        exchange = Exchange(folder, wait=lambda _: None)
        client: Any = _Site(answers)  # stands for httpx's
        exchange._client = client
        try:
            for document in exchange.search("x"):
                assert document.id
        except AssistantError:
            pass


class _Site:
    """Answers each request with the next text."""

    def __init__(self, answers: Sequence[str]) -> None:
        self._answers = list(answers)

    def get(self, url: str, params: object) -> Any:
        from types import SimpleNamespace

        text = self._answers.pop(0) if self._answers else "{}"
        return SimpleNamespace(status_code=200, content=text.encode("utf-8", "replace"))


# --- what is asked about an answer, and what leaves the machine


def asked(text: str) -> None:
    """A question is answered from facts, a model's sentence is refused or shown."""
    from analyzers import followup, wording
    from analyzers.logic import asked as stated
    from tools.redaction import Redactor

    diagnosis = _diagnosis()
    followup.is_question(text)
    for fact in followup.facts_about(text, diagnosis):
        assert fact
    wording.objection(wording.first_sentence(text), diagnosis)
    wording.invented(text, wording.facts_of(diagnosis))
    stated.asked(text)
    stated.only_wanted(text)
    stated.remarked(text[:400])
    stated.calls_in(text)
    redactor = Redactor()
    assert redactor.restore(redactor.redact(text)) == redactor.restore(text)


def _diagnosis() -> Any:
    from analyzers.facts import Done
    from assistant.diagnose import Assistant
    from tools.intake import from_text

    if not _ANSWER:
        text = (
            'Traceback (most recent call last):\n  File "a.py", line 3, in <module>\n    print(prices["pear"])\n'
            "          ~~~~~~^^^^^^^^\nKeyError: 'pear'\n"
        )
        [found] = [
            event.diagnosis
            for event in Assistant().run(from_text(text, workspace="/nowhere"))
            if isinstance(event, Done)
        ]
        _ANSWER.append(found)
    return _ANSWER[0]


_ANSWER: list[Any] = []  # made once
