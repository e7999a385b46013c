"""What does a grammar say of a text? tree-sitter, loaded for a language when it is first needed."""

import re
import warnings
from bisect import bisect_right
from collections.abc import Callable, Sequence
from functools import lru_cache
from importlib import import_module
from typing import TYPE_CHECKING, NamedTuple

from analyzers.syntax.candidate import Change, apply
from analyzers.syntax.grammar.languages import LANGUAGES, known
from analyzers.syntax.grammar.refused import TESTS

if TYPE_CHECKING:
    from tree_sitter import Node, Parser, Query, Tree

MOST_FAULTS = 60
_AFTER_ALL = frozenset((")", "]", "}", ";"))
STRICTER = "stricter"  # the grammar is content, the second gate is not
_PATIENCE = 1_500_000  # microseconds for one parse
_PATIENCE_A_BYTE = 0.8  # microseconds more for a long text, as sound ones take on a busy machine
_LONG = 200_000  # bytes
_LONG_LINE = (
    200  # bytes; a text of longer ones was written by no person, and gets no more time for its length
)


class Fault(NamedTuple):
    """A place where the parser had to skip or invent something, in characters."""

    start: int
    end: int
    missing: str  # the token it invented; empty for text it skipped


class Verdict(NamedTuple):
    """What the parser had to skip or invent; nothing when the text is well-formed."""

    faults: tuple[Fault, ...]
    skipped: int  # bytes
    stuck: bool = False  # the parser needed too long; nothing is known


@lru_cache(maxsize=8)
def parser(language: str) -> "Parser | None":
    """Return the parser of a language, or None when its grammar is not installed."""
    from tree_sitter import Language, Parser

    entry = LANGUAGES[known(language)]
    try:
        reader = Parser(Language(getattr(import_module(entry.module), entry.function)()))
    except ImportError:
        return None
    _be_patient(reader, _PATIENCE)
    return reader


def _be_patient(reader: "Parser", limit: int) -> None:
    """Limit the time of a parse, in microseconds."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # the other way to stop a parser needs the text in pieces
        reader.timeout_micros = limit  # type: ignore[misc]  # the stubs forget the setter


def judge(language: str, text: str) -> Verdict:
    """Return where the text is broken, first places first."""
    return _parsed(known(language), text)[1]


@lru_cache(maxsize=1)  # the search begins with a text that was just judged, and judges its end more than once
def _parsed(name: str, text: str) -> "tuple[Tree | None, Verdict]":
    return _verdict(name, text, _encoded(name, text), None)


def _encoded(name: str, text: str) -> bytes:
    """Return a text as its grammar is given it; every offset stays."""
    unread = LANGUAGES[name].unread
    if unread is not None:
        text = unread.sub(lambda match: " " * len(match[0]), text)
    return text.encode("utf-8", "replace")


def _verdict(name: str, text: str, data: bytes, old: "Tree | None") -> "tuple[Tree | None, Verdict]":
    reader = parser(name)
    assert reader is not None  # the caller has asked
    long = len(data) > _LONG and data.count(b"\n") * _LONG_LINE > len(data)
    if long:
        _be_patient(reader, _PATIENCE + int(_PATIENCE_A_BYTE * len(data)))
    try:
        tree = reader.parse(data) if old is None else reader.parse(data, old)
    except ValueError:  # out of time: error recovery can be quadratic
        parser.cache_clear()  # used on after it was stopped, and reset, it has crashed
        return None, Verdict((Fault(0, 0, ""),), len(data), stuck=True)
    finally:
        if long:
            _be_patient(reader, _PATIENCE)
    faults: list[Fault] = []
    skipped = 0
    if tree.root_node.has_error:
        skipped = _collect(tree, data, faults)
    strict = LANGUAGES[name].strict
    if not faults and strict is not None and not strict(text):
        faults.append(Fault(0, 0, STRICTER))
    if not faults and LANGUAGES[name].refused:
        faults += _refused(name, tree, data)
    return tree, Verdict(tuple(faults), skipped)


class Trials:
    """Judges texts that differ little from one text: what the change leaves alone is not parsed again."""

    def __init__(self, language: str, text: str) -> None:
        self._name = known(language)
        self._text = text
        self._data = _encoded(self._name, text)
        self._plain = self._data.isascii()
        self._starts = [0, *(match.end() for match in re.finditer(rb"\n", self._data))]
        reader = parser(self._name)
        assert reader is not None  # the caller has asked
        assert reader.language is not None  # it was given one
        self._language = reader.language
        self._expected: dict[int, frozenset[str]] = {}
        self._tree, said = _parsed(self._name, text)
        self._faults = [] if said.stuck else [one for one in said.faults if one.missing != STRICTER]

    def judge(self, changes: Sequence[Change]) -> Verdict:
        """Return what is broken after changes that are in order and do not overlap."""
        text = apply(self._text, changes)
        data = _encoded(self._name, text)
        unread = LANGUAGES[self._name].unread
        if self._tree is None or (unread is not None and (unread.search(text) or unread.search(self._text))):
            return _verdict(self._name, text, data, None)[1]
        tree = self._tree.copy()
        for change in reversed(changes):  # from the end, so that the offsets of the others stay
            start, end = self._bytes(change.start), self._bytes(change.end)
            added = change.text.encode("utf-8", "replace")
            row, column = self._point(start)
            last = added.rfind(b"\n")
            tree.edit(
                start_byte=start,
                old_end_byte=end,
                new_end_byte=start + len(added),
                start_point=(row, column),
                old_end_point=self._point(end),
                new_end_point=(
                    row + added.count(b"\n"),
                    column + len(added) if last < 0 else len(added) - last - 1,
                ),
            )
        return _verdict(self._name, text, data, tree)[1]

    def refuses(self, change: Change) -> bool:
        """Whether the parser's table has no place for a mark that a change puts in: what need not be parsed.

        Only what stands right behind code that was read without a fault is known; closers and semicolons may follow
        marks that a grammar reads where there are none.
        """
        mark = change.text.strip()
        if (
            change.start < change.end
            or not mark
            or mark in _AFTER_ALL
            or mark[0].isalnum()
            or self._tree is None
        ):
            return False
        expected = self.expected(change.start)
        return (
            bool(expected)
            and mark not in expected
            and self._language.id_for_node_kind(mark, False) is not None
        )

    def expected(self, offset: int) -> frozenset[str]:
        """Return the tokens that may follow the one that ends before an offset; nothing where that is not known."""
        known = self._expected.get(offset)
        if known is None:
            known = self._expected[offset] = self._expect(offset)
        return known

    def is_class(self, token: str) -> bool:
        """Whether an expected token is a class, as names and numbers are, and not written as it is called."""
        return self._language.id_for_node_kind(token, False) is None

    def _expect(self, offset: int) -> frozenset[str]:
        if self._tree is None:
            return frozenset()
        end = offset
        while end and self._text[end - 1] in " \t":
            end -= 1
        last = self._bytes(end)
        leaf = self._tree.root_node.descendant_for_byte_range(max(last - 1, 0), last)
        skipped = any(fault.start < end <= fault.end for fault in self._faults)
        if (
            leaf is None
            or skipped
            or leaf.end_byte != last
            or leaf.child_count
            or leaf.is_extra
            or leaf.is_missing
        ):
            return frozenset()
        tokens = self._language.lookahead_iterator(leaf.next_parse_state)
        return frozenset(tokens.names()) if tokens is not None else frozenset()

    def _bytes(self, offset: int) -> int:
        return offset if self._plain else len(self._text[:offset].encode("utf-8", "replace"))

    def _point(self, offset: int) -> tuple[int, int]:
        row = bisect_right(self._starts, offset) - 1
        return row, offset - self._starts[row]


def _collect(tree: "Tree", data: bytes, faults: list[Fault]) -> int:
    """Walk into what is broken; return how many bytes were skipped."""
    skipped = 0
    characters = _counted(data)

    pending = [tree.root_node]
    while pending and len(faults) < MOST_FAULTS:
        node = pending.pop()
        if node.is_missing:
            at = characters(node.start_byte)
            faults.append(Fault(at, at, node.type))
        elif node.is_error:
            faults.append(Fault(characters(node.start_byte), characters(node.end_byte), ""))
            skipped += node.end_byte - node.start_byte
            pending += [child for child in reversed(node.children) if child.has_error]
        else:
            pending += [child for child in reversed(node.children) if child.has_error]
    faults.sort()
    if not faults:
        faults.append(Fault(0, 0, ""))
    return skipped


def _counted(data: bytes) -> Callable[[int], int]:
    """Return what turns offsets of bytes into those of characters."""
    plain = data.isascii()
    return lambda offset: offset if plain else len(data[:offset].decode("utf-8", "replace"))


def _refused(name: str, tree: "Tree", data: bytes) -> list[Fault]:
    """Return the places of what the grammar lets pass and compilers do not."""
    from tree_sitter import QueryCursor

    characters = _counted(data)
    captures = QueryCursor(_query(name)).captures(tree.root_node)
    found = [
        *captures.get("it", ()),
        *(node for asked, refuses in TESTS.items() for node in captures.get(asked, ()) if refuses(node)),
    ]
    return sorted(
        Fault(characters(node.start_byte), characters(node.end_byte), STRICTER)
        for node in found[:MOST_FAULTS]
    )


@lru_cache(maxsize=8)
def _query(name: str) -> "Query":
    from tree_sitter import Query

    reader = parser(name)
    assert reader is not None  # the caller has asked
    assert reader.language is not None  # it was given one
    return Query(reader.language, LANGUAGES[name].refused)


def same_tree(language: str, left: str, right: str) -> bool:
    """Whether two texts have the same syntax tree, comments and places aside."""
    reader = parser(known(language)) if known(language) else None
    if reader is None:
        return left.split() == right.split()
    one, other = (_shape(reader.parse(text.encode("utf-8", "replace")).root_node) for text in (left, right))
    return one == other


def _shape(root: "Node") -> list[tuple[str, bytes]]:
    found: list[tuple[str, bytes]] = []
    pending = [root]
    while pending:
        node = pending.pop()
        if node.type.endswith("comment"):
            continue
        found.append((node.type, (node.text or b"").strip() if not node.child_count else b""))
        pending += reversed(node.children)
    return found
