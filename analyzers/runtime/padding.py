"""Do two keys differ only in the zeros before a number, and where is the text put together that leaves them out?"""

import ast
import re
from collections.abc import Iterator

from analyzers.facts import Fix, Suspect
from analyzers.runtime.crash import Crash
from analyzers.runtime.report import edit, suspect

_ZEROS = re.compile(r"(?<!\d)0+(?=\d)")
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
