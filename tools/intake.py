"""How does what the user hands over become a problem?

From a stream, files, a piece of code or a pasted text. Nothing is looked up that a text names, and nothing is
run: the only files read are those the user named.
"""

import os
from collections.abc import Callable, Iterable, Iterator, Sequence
from pathlib import Path
from typing import BinaryIO

from analyzers.errors import InputError, UsageError
from analyzers.facts import Code, Intake, Problem
from analyzers.intake import (
    Condenser,
    decode,
    encoding_of,
    is_only_report,
    looks_like_report,
    refuse_binary,
)
from analyzers.text import clean

_CHUNK = 1 << 20
_SAMPLE = 1 << 16
_MAX_MIXED = 200_000  # characters; a longer text is a log, in which no code is looked for
_MAX_NOTEBOOK = 50_000_000  # bytes; pictures are part of it
_MAX_SOURCE = 4_000_000  # bytes; a larger file is read as a log whatever its name

# What these extensions promise, content may overrule: a traceback saved as `error.py` is a report.
_REPORTS = frozenset(
    {".log", ".txt", ".out", ".err", ".md", ".rst", ".trace", ".report", ".stderr", ".stdout", ".xml"}
)


def from_stream(stream: BinaryIO, *, question: str = "", workspace: str = "") -> Problem:
    """Return the problem that a stream holds, read to its end within bounded memory.

    Raises InputError when it is empty or binary.
    """
    text, notes = _text(_chunks(stream), "standard input")
    return from_text(text, intake=Intake.STDIN, question=question, workspace=workspace, notes=notes)


def from_text(
    text: str,
    *,
    intake: Intake = Intake.PASTE,
    question: str = "",
    workspace: str = "",
    notes: tuple[str, ...] = (),
) -> Problem:
    """Return the problem that a text holds: the whole of it, and the pieces of code found in it.

    Raises InputError when nothing but blanks is left once control characters are out.
    """
    cleaned = clean(text)
    if not cleaned.strip():
        raise InputError("there is nothing to explain: the input is empty", "see `debugassist --help`")
    return Problem(
        text=cleaned,
        code=_blocks(cleaned),
        question=question,
        intake=intake,
        workspace=workspace or str(workspace_of(Path.cwd())),
        notes=notes,
    )


def from_code(code: str, *, language: str = "", question: str = "", workspace: str = "") -> Problem:
    """Return the problem of a piece of code given on the command line.

    Raises InputError when it is blank.
    """
    if not code.strip():
        raise InputError("there is nothing to explain: the code is empty", "give code after `-c`")
    return Problem(
        code=(Code(text=code, language=language or _language_of_code(code)),),
        question=question,
        intake=Intake.CODE,
        workspace=workspace or str(workspace_of(Path.cwd())),
    )


def from_files(
    names: Sequence[str], *, stream: BinaryIO | None = None, question: str = "", workspace: str = ""
) -> Problem:
    """Return one problem made of files: sources become its code, logs and reports its text.

    `-` stands for the stream. Raises InputError for a file that cannot be read, is empty or is binary.
    """
    code: list[Code] = []
    texts: list[str] = []
    notes: list[str] = []
    for name in names:
        if name == "-":
            if stream is None:
                raise UsageError("standard input cannot be read here", "name a file instead of `-`")
            text, cut = _text(_chunks(stream), "standard input")
            texts.append(clean(text))
            notes.extend(cut)
            continue
        if name.lower().endswith(".ipynb") and (notebook := _notebook(name)) is not None:
            report, cells = notebook
            texts.append(clean(report))
            code += [cells] * (not report.strip())  # a report shows the cell that it is about
            continue
        source = _source(name)
        if source is not None:
            code.append(source)
            continue
        text, cut = _file_text(name)
        texts.append(clean(text))
        notes.extend(cut)
    text = "\n".join(texts)
    if not text.strip() and not any(piece.text.strip() for piece in code):
        raise InputError(f"there is nothing to explain: {_listed(names)} holds no text")
    return Problem(
        text=text,
        code=(*code, *_blocks(text)) if text.strip() else tuple(code),
        paths=tuple(name for name in names if name != "-"),
        question=question,
        intake=Intake.FILE,
        workspace=workspace or str(_workspace_of_files(names)),
        notes=tuple(notes),
    )


def from_command(command: Sequence[str], *, question: str = "", workspace: str = "") -> Problem:
    """Return the problem of a program that the user asked to run. Raises UsageError for words that no program can be given."""
    if any("\0" in word for word in command):
        raise UsageError("a word of the command holds the character NUL, which no program can be given")
    return Problem(
        command=tuple(command),
        question=question,
        intake=Intake.COMMAND,
        workspace=workspace or str(workspace_of(Path.cwd())),
        folder=str(Path.cwd()),
    )


def workspace_of(folder: Path) -> Path:
    """Return the top of the repository that a folder belongs to, else the folder itself.

    A home folder kept in git is nobody's workspace: too much lies in it.
    """
    folder = folder.resolve()
    home = Path(os.path.expanduser("~")).resolve()  # noqa: PTH111  # never raises, unlike Path.home
    for candidate in (folder, *folder.parents):
        if candidate == home:
            break
        if (candidate / ".git").exists():
            return candidate
    return folder


def _workspace_of_files(names: Sequence[str]) -> Path:
    """The workspace of the current folder if it holds a named file, else that of the first file's folder."""
    here = workspace_of(Path.cwd())
    files = [Path(name).resolve() for name in names if name != "-"]
    if not files or any(file.is_relative_to(here) for file in files):
        return here
    return workspace_of(files[0].parent)


def _source(name: str) -> Code | None:
    """The file as source code, or None when it is to be read as a report."""
    from analyzers.language import language_of_path
    from tools.workspace import decode_source

    path = Path(name)
    suffix = path.suffix.lower()
    language = language_of_path(path.name)
    if suffix in _REPORTS or (suffix and not language):
        return None
    data = _read(path, _MAX_SOURCE + 1)
    if len(data) > _MAX_SOURCE:
        return None
    refuse_binary(data, f"`{name}`")
    text = decode_source(data)
    if text is None:
        return None
    if not suffix:
        language = _language_of_script(text)
        if not language:
            return None
    if language == "json" and _is_json_log(text):
        return None
    if looks_like_report(text) and not (language == "python" and _compiles(text)):
        return None
    return Code(text=text, path=name, language=language)


def _is_json_log(text: str) -> bool:
    """Whether each line is a document of its own, as structured loggers write them."""
    lines = text.split("\n", 3)[:2]
    return len(lines) == 2 and all(line.startswith("{") and line.rstrip().endswith("}") for line in lines)


def _notebook(name: str) -> tuple[str, Code] | None:
    """The reports of a notebook and the code of its cells, or None when it is none."""
    from analyzers.notebook import read_notebook

    found = read_notebook(decode(_read(Path(name), _MAX_NOTEBOOK))[0])
    return None if found is None else (found[0], Code(text=found[1], path=name, language="python"))


def _language_of_script(text: str) -> str:
    """The language of a file without extension; empty when it does not look like a program."""
    first, _, rest = text.partition("\n")
    if first.startswith("#!"):
        for word, language in (
            ("python", "python"),
            ("node", "javascript"),
            ("ruby", "ruby"),
            ("sh", "bash"),
        ):
            if word in first:
                return language
    if rest and not looks_like_report(text) and _compiles(text):
        return "python"
    return ""


def _language_of_code(code: str) -> str:
    from analyzers.language import decide_language

    return "python" if _compiles(code) else decide_language(code) or "python"


def _compiles(code: str) -> bool:
    from analyzers.parses import compiles

    return compiles(code) is None


def _blocks(text: str) -> tuple[Code, ...]:
    """The pieces of code in a text, without those that a report merely quotes.

    Beside a report or fenced code, a stray line that could be code proves nothing: there it takes a fence, or two
    lines of a known language. Several pieces are told apart by a path of the form `<input:LINE>`.
    """
    if len(text) > _MAX_MIXED or is_only_report(text):
        return ()
    from analyzers.blocks import split
    from analyzers.lines import Part
    from analyzers.traceback import read

    reports = [(report.start, report.end) for report in read(text).tracebacks]
    blocks = [block for block in split(text, reports) if block.part is Part.CODE]
    if reports or any(block.certain for block in blocks):
        blocks = [
            block for block in blocks if block.certain or (block.language and block.text.strip().count("\n"))
        ]
    return tuple(
        Code(
            text=block.text,
            language=block.language,
            first_line=block.start + 1,
            path=f"<input:{block.start + 1}>" if len(blocks) > 1 else "",
        )
        for block in blocks
    )


def _file_text(name: str) -> tuple[str, tuple[str, ...]]:
    with _opened(Path(name)) as stream:
        return _text(_chunks(stream), f"`{name}`")


def _read(path: Path, limit: int) -> bytes:
    with _opened(path) as stream:
        return stream.read(limit)


def _opened(path: Path) -> BinaryIO:
    try:
        if path.is_dir():
            raise InputError(f"`{path}` is a folder", f"name a file in it, or run `debugassist check {path}`")
        return path.open("rb")
    except FileNotFoundError as error:
        raise InputError(f"there is no file `{path}`", "check the name, or `debugassist --help`") from error
    except (OSError, ValueError) as error:
        reason = error.strerror if isinstance(error, OSError) and error.strerror else str(error)
        raise InputError(f"`{path}` cannot be read: {reason.lower()}") from error


def _chunks(stream: BinaryIO) -> Iterator[bytes]:
    """The stream in pieces, the first of them large enough to judge it by; its errors become ours.

    One empty read ends it: at a terminal that is one Ctrl-D.
    """
    read: Callable[[int], bytes] = getattr(stream, "read1", stream.read)  # every buffered stream has it
    head = b""
    try:
        while chunk := read(_CHUNK):
            if len(head) < _SAMPLE:
                head += chunk
                if len(head) < _SAMPLE:
                    continue
                chunk = head
            yield chunk
    except (OSError, ValueError) as error:
        raise InputError(f"the input cannot be read: {error}") from error
    if len(head) < _SAMPLE:
        yield head


def _text(chunks: Iterable[bytes], name: str) -> tuple[str, tuple[str, ...]]:
    """Decode and, when there is too much of it, condense; also what is to be said about that."""
    pieces = iter(chunks)
    first = next(pieces, b"")
    encoding, skip = encoding_of(first)
    condenser = Condenser()
    notes: list[str] = []
    if encoding == "utf-8":
        refuse_binary(first[skip:], name)
        condenser.feed(first[skip:])
        for chunk in pieces:
            condenser.feed(chunk)
    else:
        notes.append(f"{name} was decoded as {encoding[:6].upper()}")
        for chunk in _transcoded(first[skip:], pieces, encoding):
            condenser.feed(chunk)
    data, left_out = condenser.result()
    text, strays = decode(data)
    if strays:
        notes.append(f"{strays} bytes of {name} that are not UTF-8 were read as Windows-1252")
    if "\0" in text:
        notes.append(f"{text.count(chr(0))} NUL characters were taken out of {name}")
    if left_out:
        notes.append(
            f"{name} holds {_megabytes(condenser.total)}: {_megabytes(left_out)} without signs of a failure, or with"
            " older failures, were left out"
        )
    return text, tuple(notes)


def _transcoded(first: bytes, pieces: Iterator[bytes], encoding: str) -> Iterator[bytes]:
    import codecs

    decoder = codecs.getincrementaldecoder(encoding)("replace")
    yield decoder.decode(first).encode("utf-8", "replace")
    for piece in pieces:
        yield decoder.decode(piece).encode("utf-8", "replace")
    yield decoder.decode(b"", final=True).encode("utf-8", "replace")


def _megabytes(size: int) -> str:
    return f"{size / 1_000_000:.1f} MB"


def _listed(names: Sequence[str]) -> str:
    return ", ".join("standard input" if name == "-" else f"`{name}`" for name in names)
