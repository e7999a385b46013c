"""Which readers are fuzzed, and what does each promise?

A check hands an input over and holds the answer against the promise; errors that a reader declares are no findings.
"""

from collections.abc import Callable
from typing import Any

from hypothesis import strategies as st

from benchmarks.fuzz import agents, files, folders, inputs, programs
from benchmarks.fuzz.trying import Reader

_LANGUAGES = [
    "bash",
    "c",
    "cpp",
    "csharp",
    "css",
    "go",
    "html",
    "java",
    "javascript",
    "json",
    "php",
    "ruby",
    "rust",
    "toml",
    "typescript",
    "yaml",
]


def _reports() -> tuple[str, ...]:
    found = inputs.cases("tracebacks/tune/*.jsonl", "routing/tune/*.jsonl")
    return tuple(str(case["input"]) for case in found)


def _code(*languages: str) -> tuple[str, ...]:
    found = inputs.cases("syntax/tune.jsonl")
    return tuple(str(case["code"]) for case in found if case.get("lang", "python") in languages)


def _traceback(text: str) -> None:
    from analyzers.text import clean
    from analyzers.traceback import read

    cleaned = clean(text)
    count = cleaned.count("\n") + 1
    for report in read(cleaned).tracebacks:
        assert 0 <= report.start < report.end <= count
        assert report.chain


def _intake(data: bytes) -> None:
    from io import BytesIO

    from analyzers.errors import InputError
    from tools.intake import from_stream

    try:
        problem = from_stream(BytesIO(data), workspace="/nowhere")
    except InputError:
        return
    _harmless(problem.text)


def _explain(text: str) -> None:
    from analyzers.errors import InputError
    from analyzers.facts import Done
    from assistant.diagnose import Assistant
    from tools.intake import from_text
    from tui.render import markdown, structured
    from tui.render import text as plain
    from tui.report import annotated

    try:
        problem = from_text(text, workspace="/nowhere")
    except InputError:
        return
    [diagnosis] = [event.diagnosis for event in Assistant().run(problem) if isinstance(event, Done)]
    shown = plain.render(diagnosis, colour=False, width=80, quiet=False, verbose=True, root="/nowhere")
    _harmless(shown)
    _harmless(markdown.render(diagnosis))
    structured.render(diagnosis)
    for form in ("sarif", "github", "gitlab", "junit", "quickfix"):
        annotated((diagnosis,), form, "/nowhere")


def _harmless(text: str) -> None:
    """No control character may reach a terminal."""
    assert all(character in "\n\t" or character >= " " for character in text)
    assert not any("\x7f" <= character <= "\x9f" for character in text)


def _python(text: str) -> None:
    from analyzers.diff import apply_edits
    from analyzers.syntax import repair
    from analyzers.syntax.python.verdict import compiles

    found = repair(text, "a.py", effort=150_000)
    if found.text is not None:
        assert compiles(found.text)
        assert apply_edits(text, found.fixes[0].edits) == found.text


def _grammar(pair: tuple[str, str]) -> None:
    from analyzers.diff import apply_edits
    from analyzers.syntax import repair

    language, text = pair
    found = repair(text, "a", language, effort=150_000)
    if found.text is not None:
        assert apply_edits(text, found.fixes[0].edits) == found.text
        assert repair(found.text, "a", language, effort=150_000).well_formed


def _route(text: str) -> None:
    from analyzers.facts import Problem
    from analyzers.text import clean
    from analyzers.traceback import read
    from assistant.router import decide

    cleaned = clean(text)
    assert 0 <= decide(Problem(text=cleaned), read(cleaned)).confidence <= 1


def _tests(text: str) -> None:
    from analyzers.logic.reported import reported

    names = [one.name for one in reported(text)]
    assert len(names) == len(set(names))


def _configuration(text: str) -> None:
    from analyzers.errors import InputError
    from tools.configuration import parse

    try:
        parse(text)
    except InputError:
        return


def _notebook(text: str) -> None:
    from analyzers.notebook import read_notebook

    found = read_notebook(text)
    assert found is None or all(isinstance(part, str) for part in found)


def _answer(text: str) -> None:
    """What a model says, under a schema; and what it proposes."""
    from analyzers.proposal import Replacement, Unusable, applied, edits_of
    from assistant.models.asking import _parsed
    from assistant.models.errors import ModelBroken
    from assistant.models.provider import Message, Reply, Request, Speaker

    schema = {
        "type": "object",
        "properties": {"edits": {"type": "array", "items": files.EDIT}},
        "required": ["edits"],
    }
    request = Request(system="", messages=(Message(speaker=Speaker.USER, text=""),), schema=schema)
    try:
        value = _parsed(Reply(text=text), request).value
        proposed = [Replacement(path=one["path"], old=one["old"], new=one["new"]) for one in value["edits"]]
        source = {"a.py": files.PROGRAM}
        applied(files.PROGRAM, edits_of(proposed, source))
    except (ModelBroken, Unusable):
        return


def _words(text: str) -> None:
    """A model's words: block by block against the facts, and as they are drawn while they are still being written."""
    from analyzers.markdown import blocks
    from analyzers.wording import invented
    from tui.marked import paragraphs

    assert "".join(blocks(text)) == text
    invented(text, files.PROGRAM)
    for end in (len(text) // 3, len(text) // 2, len(text)):
        for one in paragraphs(text[:end]):
            assert all(len(piece) <= 2 * len(text) + 10 for piece, _ in one.pieces)


def _page(markup: str) -> None:
    from tools.sources.archive import _page, _question
    from tools.sources.html import text_of

    text_of(markup)
    _question(markup, "questions/1/x", "title", "name", "", "")
    _page(markup, "x", "title", "name", "", "")


def _wire(data: bytes) -> None:
    """What an editor's client sends to the debug adapter."""
    import asyncio

    from analyzers.errors import InputError
    from tui.dap.wire import Wire

    async def told() -> None:
        reader = asyncio.StreamReader()
        reader.feed_data(data)
        reader.feed_eof()
        wire = Wire(reader, lambda _: None)
        while (message := await wire.read()) is not None:
            wire.answer(message)

    try:
        asyncio.run(told())
    except InputError:
        return


def _framed(texts: list[str]) -> bytes:
    return b"".join(
        b"Content-Length: %d\r\n\r\n%s"
        % (len(text.encode("utf-8", "replace")), text.encode("utf-8", "replace"))
        for text in texts
    )


def _messages() -> st.SearchStrategy[bytes]:
    seeds = ({"seq": 1, "type": "request", "command": "initialize", "arguments": {"adapterID": "x"}},)
    framed = st.lists(inputs.serialised(seeds), max_size=3).map(_framed)
    return st.one_of(
        framed,
        st.builds(lambda data, at, more: data[:at] + more, framed, st.integers(0, 99), st.binary(max_size=9)),
    )


def _texts(seeds: Callable[[], tuple[str, ...]]) -> Callable[[], st.SearchStrategy[Any]]:
    return lambda: inputs.texts(seeds())


def _grammars() -> st.SearchStrategy[tuple[str, str]]:
    known = [(language, _code(language)) for language in _LANGUAGES]
    return st.one_of(*(st.tuples(st.just(language), inputs.texts(code)) for language, code in known if code))


READERS: dict[str, Reader] = {
    "traceback": Reader(what="reports in any text", inputs=_texts(_reports), check=_traceback),
    "python": Reader(what="repair of Python", inputs=lambda: inputs.texts(_code("python")), check=_python, seconds=20.0),
    "explain": Reader(what="a report, from the pipe to every form of output", inputs=_texts(_reports), check=_explain, seconds=20.0),
    "intake": Reader(what="bytes of any encoding", inputs=lambda: inputs.encoded(_reports()), check=_intake),
    "grammar": Reader(what="repair of sixteen other languages", inputs=_grammars, check=_grammar, seconds=20.0),
    "kept": Reader(what="files that we keep: journal, corrections, ledger, knowledge", inputs=files.kept, check=files.read_kept),
    "patch": Reader(what="a fix put into a file and taken back", inputs=files.fixes, check=files.apply_and_undo),
    "route": Reader(what="the router", inputs=_texts(_reports), check=_route),
    "tests": Reader(what="which tests a runner's output names", inputs=_texts(_reports), check=_tests),
    "answers": Reader(what="what a model says", inputs=lambda: inputs.serialised(files.PROPOSALS), check=_answer),
    "words": Reader(what="a model's words, in Markdown", inputs=lambda: inputs.texts((files.WORDS,)), check=_words),
    "configuration": Reader(what="config.toml", inputs=lambda: inputs.texts((files.CONFIGURATION,)), check=_configuration),
    "notebook": Reader(what="Jupyter notebooks", inputs=lambda: inputs.serialised((files.NOTEBOOK,)), check=_notebook),
    "pages": Reader(what="pages of archives and sites", inputs=lambda: inputs.texts((files.PAGE,)), check=_page),
    "refusals": Reader(what="what compilers, checkers and test runners print, and suggest", inputs=lambda: inputs.texts((*programs.REFUSED, *_reports())), check=programs.refusals),
    "paper": Reader(what="code that is worked through on paper, in every language", inputs=programs.codes, check=programs.worked_through, seconds=20.0),
    "folder": Reader(what="files of the workspace that a report names, data among them", inputs=folders.reported, check=folders.explained, seconds=20.0),
    "staged": Reader(what="what a commit would hold", inputs=folders.staged, check=folders.checked, seconds=20.0),
    "environment": Reader(what="what a folder's environment and scripts say of themselves", inputs=folders.environments, check=folders.looked_up),
    "told": Reader(what="what a program under inspection tells", inputs=programs.told, check=programs.listened),
    "sites": Reader(what="dumps and answers of a site", inputs=programs.fetched, check=programs.gathered),
    "ruff": Reader(what="what ruff answers", inputs=programs.lints, check=programs.linted),
    "asked": Reader(what="questions about an answer, a model's sentences, and what is redacted", inputs=_texts(_reports), check=programs.asked),
    "agents": Reader(what="calls of the MCP server's tools", inputs=agents.calls, check=agents.called, seconds=20.0),
    "wire": Reader(what="messages of the debug adapter", inputs=_messages, check=_wire),
}  # fmt: skip
"""By name, in the order in which they are fuzzed."""
