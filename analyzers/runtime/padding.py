"""Do two keys differ only in zeros before a number, or in a mark before the text, and where does that come from?"""

import ast
import re
from collections.abc import Iterator

from analyzers.facts import Fix, Suspect
from analyzers.runtime.crash import Crash
from analyzers.runtime.report import edit, suspect

_ZEROS = re.compile(r"(?<!\d)0+(?=\d)")
_WRITES = ("w", "wb", "a", "x", "w+", "rb")
OTHER_FORM = "key-of-other-form"  # the code of a hypothesis


def padded(one: str, other: str) -> bool:
    """Return whether two different texts are the same but for zeros before numbers: `2024-02` and `2024-2`."""
    return one != other and _ZEROS.sub("", one) == _ZEROS.sub("", other)


def unpadded(crash: Crash, key: str, near: str) -> Iterator[tuple[Suspect, Fix]]:
    """Yield the texts with which the shorter of two keys is put together, and the format that would give the longer one."""
    if not padded(key, near):
        return
    short, long = sorted((key, near), key=len)
    for source in crash.sources.values():
        for node in source.nodes:
            if not isinstance(node, ast.JoinedStr):
                continue
            fields = [part for part in node.values if isinstance(part, ast.FormattedValue)]
            pattern = "".join(
                "(.+)" if isinstance(part, ast.FormattedValue) else re.escape(str(getattr(part, "value", "")))
                for part in node.values
            )
            made, wanted = re.fullmatch(pattern, short), re.fullmatch(pattern, long)
            if made is None or wanted is None:
                continue
            for field, was, is_wanted in zip(fields, made.groups(), wanted.groups(), strict=True):
                if was != is_wanted and field.format_spec is None and field.conversion == -1:
                    end = source.span(field.value).end
                    if source.text[end : end + 1] == "}":
                        text = f":>0{len(is_wanted)}"
                        yield (
                            suspect(source, node, 0.9, "zeros are left out here"),
                            edit(source, end, end, text, "fill it up with zeros", OTHER_FORM),
                        )


def without_mark(crash: Crash) -> Iterator[Fix]:
    """Yield how the file of a text that begins with a byte order mark is opened so that the mark is no part of the text."""
    opened = [
        (source, node)
        for source in crash.sources.values()
        for node in source.nodes
        if isinstance(node, ast.Call)
        and getattr(node.func, "attr", getattr(node.func, "id", "")) in ("open", "read_text")
        and not any(isinstance(one, ast.Constant) and one.value in _WRITES for one in node.args)
    ]
    if len(opened) != 1:
        return
    source, node = opened[0]
    known = [one.value for one in node.keywords if one.arg == "encoding"]
    span = source.span(known[0] if known else node)
    start, end = (span.start, span.end) if known else (span.end - 1, span.end - 1)
    comma = ", " if node.args or node.keywords else ""
    text = '"utf-8-sig"' if known else f'{comma}encoding="utf-8-sig"'
    yield edit(source, start, end, text, "read the mark before the text as what it is", "misspelt-key")
