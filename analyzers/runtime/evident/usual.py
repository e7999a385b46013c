"""Is something written in a way that almost always means something else?"""

from collections.abc import Iterator
from itertools import islice

from analyzers.facts import Applicability, Code, Edit, Fix, Span
from analyzers.runtime.crash import Crash
from analyzers.runtime.evident.found import Evident

_MOST_FILES = 6
_USUAL = 0.85  # weight of a pitfall that hardly ever is what was meant


def pitfall(crash: Crash) -> Iterator[Evident]:
    """The pitfalls of the language anywhere in the program that have a usual cure."""
    from analyzers.logic.pitfalls import pitfalls

    for source in islice(crash.sources.values(), _MOST_FILES):
        if source.partial:
            continue
        for found in pitfalls(Code(text=source.text, path=source.path, language="python")):
            line = source.lines.position(found.start)[0]
            node = next((one for one in source.nodes if getattr(one, "lineno", 0) == line), None)
            if found.edits and found.weight >= _USUAL and node is not None:
                edits = tuple(Edit(Span(source.path, start, end), text) for start, end, text in found.edits)
                fix = Fix(
                    title=found.title,
                    edits=edits,
                    applicability=Applicability.UNSAFE,
                    code=f"runtime/{found.name}",
                )
                yield Evident(source, node, fix, found.message)
