"""How are a model's words, which are Markdown, drawn as entries of a list, while they stream in?

Block by block: what has ended is read once and kept, so that a piece costs what its own block costs. A link is shown
with its address and never followed; what is no Markdown, HTML above all, is shown as it is written.
"""

from collections.abc import Iterable, Iterator
from functools import cache, lru_cache
from typing import TYPE_CHECKING

from analyzers.deferred import dataclass, regex
from analyzers.markdown import blocks, fenced
from tui.pieces import Piece, Tone, in_code

if TYPE_CHECKING:
    from markdown_it import MarkdownIt
    from markdown_it.token import Token

_LONGEST = 1_200  # characters of a block that are read, and of a line that are shown
_MOST = 500  # paragraphs that are shown: more is read by nobody
_PLACE = regex(r"[\w./\\-]+:\d+")


@dataclass(frozen=True, slots=True, kw_only=True)
class Paragraph:
    """What makes one entry: a paragraph, an item, a line of code, a row of a table."""

    pieces: tuple[Piece, ...]
    joined: bool = False  # nothing stands between it and what is before it
    url: str = ""
    places: tuple[str, ...] = ()  # the words in it that look like a line of a file


def paragraphs(text: str) -> list[Paragraph]:
    """Return the paragraphs of a text in Markdown, of one that is still being written as well."""
    found: list[Paragraph] = []
    for block in blocks(text):
        found += _paragraphs(block)
        if len(found) > _MOST:
            rest = "… the rest is too long to be shown"
            return [*found[:_MOST], Paragraph(pieces=((rest, Tone.QUIET),))]
    return found


@cache
def reader() -> "MarkdownIt":
    """Return what reads Markdown. Importing it takes as long as a key may: to be called in a thread first."""
    from markdown_it import MarkdownIt

    return MarkdownIt("commonmark").enable("table")


@lru_cache(maxsize=1_000)
def _paragraphs(block: str) -> tuple[Paragraph, ...]:
    code = fenced(block)
    if code is not None:
        return tuple(_code(line, first=number == 0) for number, line in enumerate(code[: _MOST + 1]))
    if len(block) > _LONGEST:
        lines = block.rstrip().split("\n")[: _MOST + 1]
        return tuple(
            Paragraph(pieces=in_code(_short(line), Tone.PLAIN), joined=at > 0)
            for at, line in enumerate(lines)
        )
    return tuple(_read(reader().parse(block)))


def _code(line: str, *, first: bool) -> Paragraph:
    return Paragraph(pieces=(("  ▏ ", Tone.QUIET), (_short(line), Tone.CODE)), joined=not first)


def _short(line: str) -> str:
    return line if len(line) <= _LONGEST else line[: _LONGEST - 1] + "…"


def _read(tokens: "Iterable[Token]") -> Iterator[Paragraph]:
    """Yield a paragraph for each token that has text, with the signs of the lists and quotes that it is in."""
    lists = quotes = 0
    sign, tone, header = "", Tone.PLAIN, False
    cells: list[tuple[Piece, ...]] | None = None
    for token in tokens:
        match token.type:
            case "bullet_list_open" | "ordered_list_open" | "bullet_list_close" | "ordered_list_close":
                lists += token.nesting
            case "list_item_open":
                sign = f"{token.info}{token.markup}" if token.info else "•"
            case "blockquote_open" | "blockquote_close":
                quotes += token.nesting
            case "heading_open" | "heading_close":
                tone = Tone.STRONG if token.nesting > 0 else Tone.PLAIN
            case "thead_open" | "thead_close":
                header = token.nesting > 0
            case "tr_open":
                cells = []
            case "tr_close":
                row = [piece for cell in cells or () for piece in ((" │ ", Tone.QUIET), *cell)]
                yield Paragraph(pieces=tuple(row[1:]), joined=not header)
                cells = None
            case "inline" if cells is not None:
                cells.append(_inline(token, Tone.STRONG if header else tone)[0])
            case "inline":
                pieces, url = _inline(token, tone)
                before = "▎ " * quotes + "  " * (lists - 1) + (f"{sign or ' '} " if lists else "")
                places = tuple(_PLACE.findall("".join(text for text, _ in pieces)))
                if before:
                    pieces = ((before, Tone.QUIET), *pieces)
                yield Paragraph(pieces=pieces, joined=lists > 0, url=url, places=places)
                sign = ""
            case "code_block" | "fence":
                for number, line in enumerate(token.content.rstrip().split("\n")):
                    yield _code(line, first=number == 0 and not lists)
            case "html_block":
                yield Paragraph(pieces=((token.content.rstrip(), Tone.PLAIN),))
            case "hr":
                yield Paragraph(pieces=(("───", Tone.QUIET),))
            case _:
                pass


def _inline(token: "Token", tone: Tone) -> tuple[tuple[Piece, ...], str]:
    """Return the pieces of a line of text, and the first address in it."""
    tones = [tone]
    found: list[Piece] = []
    links: list[str] = []
    started = 0
    for part in token.children or ():
        match part.type:
            case "text" | "html_inline" | "text_special":
                found.append((part.content, tones[-1]))
            case "code_inline":
                found.append((part.content, Tone.CODE))
            case "softbreak":
                found.append((" ", tones[-1]))
            case "hardbreak":
                found.append(("\n", tones[-1]))
            case "strong_open":
                tones.append(Tone.STRONG)
            case "em_open":
                tones.append(Tone.STRESSED)
            case "link_open":
                tones.append(Tone.LINK)
                links.append(str(part.attrGet("href")))
                started = len(found)
            case "strong_close" | "em_close":
                tones.pop()
            case "link_close":
                tones.pop()
                if "".join(text for text, _ in found[started:]) != links[-1]:
                    found.append((f" ({links[-1]})", Tone.LINK))
            case "image":
                links.append(str(part.attrGet("src")))
                found.append((f"{part.content} ({links[-1]})", Tone.LINK))
            case _:
                found.append((part.content, tones[-1]))
    return tuple(piece for piece in found if piece[0]), next(iter(links), "")
