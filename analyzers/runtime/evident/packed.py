"""Does a binary format leave the padding to the machine, where the data has none?"""

import ast
import struct
from collections.abc import Iterator

from analyzers.runtime.crash import Crash
from analyzers.runtime.evident.found import Evident
from analyzers.runtime.report import edit
from analyzers.runtime.source import Source

_TAKERS = frozenset(["Struct", "unpack", "pack", "calcsize", "unpack_from", "iter_unpack", "pack_into"])
_ORDERS = ("<", ">", "!", "=", "@")


def native(crash: Crash) -> Iterator[Evident]:
    """A format without a byte order is padded as the machine likes it: others of the program have one."""
    if crash.type not in (
        "error",
        "ValueError",
        "UnicodeDecodeError",
        "KeyError",
        "MemoryError",
        "OverflowError",
    ):
        return
    formats = [
        (source, node, str(node.value)) for source in crash.sources.values() for node in _formats(source)
    ]
    orders = [text[0] for _, _, text in formats if text[:1] in _ORDERS]
    for source, node, text in formats:
        if text[:1] in _ORDERS or _size(text) == _size("<" + text):
            continue
        order = orders[0] if orders else "<"
        start = source.span(node).start
        quote = source.text.find(text[:1] or " ", start)
        fix = edit(source, quote, quote, order, "say the byte order, which takes no padding", "padded-format")
        reason = f"the machine pads this to {_size(text)} bytes; its parts take {_size('<' + text)}"
        yield Evident(source, node, fix, reason)


def _formats(source: Source) -> Iterator[ast.Constant]:
    """The formats that are written out where `struct` takes one."""
    for node in () if source.partial else source.nodes:
        match node:
            case ast.Call(
                func=ast.Attribute(attr=name) | ast.Name(id=name),
                args=[ast.Constant(value=str()) as form, *_],
            ):
                if name in _TAKERS and _size(str(form.value)) >= 0:
                    yield form


def _size(form: str) -> int:
    """How many bytes a format takes; -1 where it is none."""
    try:
        return struct.calcsize(form)
    except struct.error:
        return -1
