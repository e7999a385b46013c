"""Which frames of a report stand in files we may read, and which other files take part?"""

import ast
from collections.abc import Callable, Iterable

from analyzers.deferred import regex
from analyzers.facts import Code, Frame, Raised, Traceback
from analyzers.runtime.crash import Crash, Site
from analyzers.runtime.source import Source
from analyzers.runtime.subject import subject

Read = Callable[[str], tuple[str, str] | None]
"""From a path as a report or an import names it to (path in the workspace, text), or None."""

LIBRARY = regex(r"site-packages|dist-packages|[/\\]lib(?:64)?[/\\]python\d|[/\\]Lib[/\\]|^<frozen")
_MAX_SITES = 60
_MAX_SOURCES = 60
_MASK = "***"  # what a report shows of a secret
_MAX_TEXT = 600_000  # characters of imported sources that are looked through


def assemble(
    traceback: Traceback, read: Read, imported: Read, code: tuple[Code, ...] = (), *, live: bool = False
) -> Crash:
    """Return the crash of a report.

    `read` finds the file that a frame names, `imported` a file by its path relative to the workspace; `code` are
    blocks that were pasted along with the report.
    """
    cache: dict[str, Source | None] = {}

    def sites_of(raised: Raised, number: int | None) -> list[Site]:
        frames = raised.frames
        indices: Iterable[int] = range(len(frames))
        if len(frames) > _MAX_SITES:
            indices = (*range(10), *range(len(frames) - _MAX_SITES + 10, len(frames)))
        found = (_site(frames[index], index, number, read, cache, code) for index in indices)
        return [site for site in found if site is not None]

    told = subject(traceback, sites_of)
    raised, sites = told.raised, told.sites
    frames = raised.frames
    sources = {site.source.path: site.source for site in (*told.callers, *sites)}
    last_ours = sites[-1].frame if sites else -1
    _imports(sources, imported)
    ours = bool(frames) and last_ours == len(frames) - 1
    library = (
        "" if ours or not frames else frames[last_ours + 1].function if last_ours + 1 < len(frames) else ""
    )
    return Crash(
        type=raised.type.rpartition(".")[2],
        qualified=raised.type,
        message=raised.message,
        sites=(*told.callers, *sites),
        ours=ours,
        library="" if library.startswith("<") else library,
        sources=sources,
        live=live,
        became=told.became,
    )


def _site(
    frame: Frame,
    position: int,
    number: int | None,
    read: Read,
    cache: dict[str, Source | None],
    code: tuple[Code, ...],
) -> Site | None:
    if frame.line is None or frame.line < 1 or LIBRARY.search(frame.file):
        return None
    if frame.file not in cache:
        found = read(frame.file)
        cache[frame.file] = Source(*found) if found is not None else None
    source = cache[frame.file]
    line = frame.line
    shown = frame.code.strip().partition("\n")[0].strip()
    if source is not None and shown and not _says(source.line(line).strip(), shown):
        # The file has changed since: the line may have moved, or be gone.
        moved = _only_line(source, shown)
        if moved is None:
            source = None
        else:
            line = moved
    if source is None and shown:
        source, line = _pasted(frame, shown, code)
    if source is None:
        return None
    return Site(
        source=source,
        line=line,
        function=frame.function.rpartition(".")[2] if "<locals>" in frame.function else frame.function,
        mark=_mark(frame, source, line),
        variables=dict(frame.variables),
        frame=position,
        raised=number,
    )


def _says(text: str, shown: str) -> bool:
    """Whether a report shows a line of text, of which a secret may be masked."""
    first, masked, rest = shown.partition(_MASK)
    return (
        text == shown or bool(masked) and text.startswith(first) and text.endswith(rest.rpartition(_MASK)[2])
    )


def _only_line(source: Source, shown: str) -> int | None:
    lines = [number for number, text in enumerate(source.text.split("\n"), 1) if text.strip() == shown]
    return lines[0] if len(lines) == 1 else None


def _pasted(frame: Frame, shown: str, code: tuple[Code, ...]) -> tuple[Source | None, int]:
    """Find a frame's line in the blocks pasted along, else make do with the line that the report shows."""
    assert frame.line is not None
    for block in code:
        lines = block.text.split("\n")
        place = frame.line - block.first_line + 1
        for number in (frame.line, place):
            if 1 <= number <= len(lines) and lines[number - 1].strip() == shown:
                return Source(block.path or frame.file, block.text), number
        matching = [number for number, text in enumerate(lines, 1) if text.strip() == shown]
        if len(matching) == 1:
            return Source(block.path or frame.file, block.text), matching[0]
    if frame.line > 100_000 or len(shown) > 2_000:
        return None, 0
    text = shown
    if shown.endswith(":"):
        text = f"{shown} ..."
        if shown.startswith("elif"):
            text = text[2:]
    return Source(frame.file, "\n" * (frame.line - 1) + text + "\n", partial=True), frame.line


def _mark(frame: Frame, source: Source, line: int) -> tuple[int, int, int, int] | None:
    if frame.mark is None:
        return None
    text = source.line(line)
    indent = len(text) - len(text.lstrip())
    start, end = frame.mark
    return (line, indent + start, line, min(indent + end, len(text.rstrip())))


def _imports(sources: dict[str, Source], imported: Read) -> None:
    """Add the workspace's modules that the sources import, and what those import, within bounds."""
    pending = list(sources.values())
    total = 0
    while pending and len(sources) < _MAX_SOURCES and total < _MAX_TEXT:
        source = pending.pop(0)
        for path in _imported_paths(source):
            if path in sources:
                continue
            found = imported(path)
            if found is None or found[0] in sources:
                continue
            other = Source(*found)
            sources[other.path] = other
            pending.append(other)
            total += len(other.text)


def _imported_paths(source: Source) -> list[str]:
    folder = source.path.replace("\\", "/").rpartition("/")[0]
    paths: dict[str, None] = {}
    for node in source.nodes:
        names: list[str] = []
        bases = [folder, "", "src"]
        if isinstance(node, ast.Import):
            names = [alias.name for alias in node.names]
        elif isinstance(node, ast.ImportFrom):
            if node.level:
                above = folder.split("/") if folder else []
                bases = ["/".join(above[: len(above) - node.level + 1])]
            names = [node.module or ""]
            names += [f"{node.module}.{alias.name}" if node.module else alias.name for alias in node.names]
        for name in names:
            for base in dict.fromkeys(bases):
                stem = "/".join(part for part in (base, *name.split(".")) if part)
                if stem:
                    paths[f"{stem}.py"] = None
                    paths[f"{stem}/__init__.py"] = None
    return list(paths)
