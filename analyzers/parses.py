"""Does a piece of code parse, as it stands or as a fragment of something larger?

People show the middle of a function, a class body without its class, a few lines with dots for the rest. Such
a fragment is tried inside the frames it could have been cut from; only what fails in all of them is broken.
"""

import re
import textwrap
import warnings
from functools import cache
from typing import TYPE_CHECKING

from analyzers.deferred import dataclass, regex

if TYPE_CHECKING:
    import tree_sitter

MAX_CHARS = 200_000  # beyond this a verdict costs more than it is worth to a router

# Language -> (module, name of its language function).
_GRAMMARS = {
    "python": ("tree_sitter_python", "language"),
    "javascript": ("tree_sitter_javascript", "language"),
    "typescript": ("tree_sitter_typescript", "language_typescript"),
    "tsx": ("tree_sitter_typescript", "language_tsx"),
    "java": ("tree_sitter_java", "language"),
    "go": ("tree_sitter_go", "language"),
    "rust": ("tree_sitter_rust", "language"),
    "c": ("tree_sitter_c", "language"),
    "cpp": ("tree_sitter_cpp", "language"),
    "csharp": ("tree_sitter_c_sharp", "language"),
    "ruby": ("tree_sitter_ruby", "language"),
    "php": ("tree_sitter_php", "language_php"),
    "bash": ("tree_sitter_bash", "language"),
    "json": ("tree_sitter_json", "language"),
    "yaml": ("tree_sitter_yaml", "language"),
    "toml": ("tree_sitter_toml", "language"),
    "css": ("tree_sitter_css", "language"),
    "html": ("tree_sitter_html", "language"),
}

# What a fragment may have been cut from: text before and after it.
_FRAMES: dict[str, tuple[tuple[str, str], ...]] = {
    "java": (("class X {\n", "\n}"), ("class X { void x() {\n", "\n} }")),
    "csharp": (("class X {\n", "\n}"), ("class X { void X() {\n", "\n} }")),
    "go": (("package x\n", ""), ("package x\nfunc x() {\n", "\n}")),
    "c": (("void x() {\n", "\n}"),),
    "cpp": (("void x() {\n", "\n}"), ("class X {\n", "\n};")),
    "rust": (("fn x() {\n", "\n}"), ("impl X {\n", "\n}")),
    "javascript": (("async function x() {\n", "\n}"), ("class X {\n", "\n}"), ("x = {\n", "\n}")),
    "typescript": (("async function x() {\n", "\n}"), ("class X {\n", "\n}"), ("let x = {\n", "\n}")),
    "tsx": (("async function x() {\n", "\n}"), ("class X {\n", "\n}")),
    "php": (("<?php\n", ""), ("<?php\nclass X {\n", "\n}")),
    "css": (("x {\n", "\n}"),),
}
# What stands in a module only, so that the piece was not cut from a function.
_MODULE = regex(r"^(?:import|from) \w|^\w+ = .*\binput\(|^if __name__", re.MULTILINE)
# What people call by the name of its relative: code that the wider grammar takes is not broken.
_WIDER = {"javascript": "tsx", "typescript": "tsx", "c": "cpp"}
_BRACKETED = frozenset(
    ("kotlin", "swift", "scala", "dart", "sql", "lua", "r", "elixir", "julia", "perl", "haskell")
)
# What opens a block that `end` ends.
_WORDED = {
    "lua": re.compile(r"\b(?:function|if|do)\b"),
    "elixir": re.compile(r"\bdo\b(?!:)|\bfn\b"),
}
_PAIRS = {"(": ")", "[": "]", "{": "}"}
_BRACKETS = regex(
    r'"""(?s:.)*?"""|"(?:\\.|[^"\\\n])*"|\'(?:\\.|[^\'\\\n])*\'|//[^\n]*|/\*(?s:.)*?\*/|--[^\n]*|#[^\n]*|[(){}\[\]]'
)
_AFTER_LINE = regex(r"expected an indented block after .* on line (\d+)")
_DOTS = regex(r"^[ \t]*(?://|#|/\*)?[ \t]*(?:\.{3,}|…|\[\.\.\.\])[ \t]*(?:\*/)?[ \t]*$", re.MULTILINE)
# Between the lines of pasted code: a notebook's commands, a shell's, a file's name over each file, rules.
_NOISE = regex(
    r"^(?:[ \t]*[!%]{1,2}[ ]?[a-z]\w*\b.*|[\w./\\-]+\.\w{1,4}:|[ \t]*[-=*_~]{3,}[ \t]*(?:[\w./ -]+[-=*_~]{3,})?|\$ \w.*|```\w*)[ \t]*$",
    re.MULTILINE,
)
_CUT = regex(
    r"^[ \t]*(?:\.{3,}|…|\[\.\.\.\]|<snip>|\(\.\.\.\))|\.\.\.\s*[})\]]|[({\[]\s*\.\.\.", re.MULTILINE
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Parse:
    """The verdict of a parser: whether the code is well formed, and if not what stopped it and where."""

    ok: bool
    by: str  # "compile()" or "tree-sitter"
    message: str = ""
    line: int | None = None  # 1-based, within the piece
    cut: bool = False  # it breaks off or leaves things out, so a failure proves little
    spoken: bool = False  # it is well formed down to `line`, from which on words seem to stand under it


def parse(code: str, language: str) -> Parse | None:
    """Return what a parser of the language says of the code, or None when there is no such parser."""
    if not code.strip() or len(code) > MAX_CHARS:
        return None
    if language == "python":
        return _parse_python(code)
    if language in _GRAMMARS:
        return _parse_tree(code, language)
    return _balance(code, language) if language in _BRACKETED else None


def compiles(code: str) -> SyntaxError | ValueError | None:
    """Return the error with which Python's compiler refuses the code, or None when it takes it."""
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            compile(code, "<code>", "exec", dont_inherit=True)
    except (SyntaxError, ValueError) as error:
        return error
    except (RecursionError, MemoryError, OverflowError):
        return None  # too deep for this interpreter, which says nothing of the code
    return None


def _parse_python(code: str) -> Parse:
    text = textwrap.dedent(code).strip("\n") + "\n"
    error = compiles(text)
    if error is None:
        return Parse(ok=True, by="compile()")
    frames = [_DOTS.sub("", text)] if _DOTS.search(text) else []
    message = str(error)
    stray = "'return' outside" in message and _MODULE.search(text)
    if any(word in message for word in ("outside", "await", "async")) and not stray:
        frames.append("async def x():\n" + textwrap.indent(text, "    "))
    if "unexpected indent" in message or "unindent" in message:
        frames.append("if x:\n    " + text.lstrip())
        frames.append("class x:\n    def x(self):\n        " + text.lstrip())
    line = error.lineno if isinstance(error, SyntaxError) else None
    if _NOISE.search(text):
        frames.append(_NOISE.sub("", text))
    if any(compiles(frame) is None for frame in frames):
        return Parse(ok=True, by="compile()")
    if line is not None and (head := _before_output(text, line)) and compiles(head) is None:
        return Parse(ok=True, by="compile()", message=getattr(error, "msg", message), line=line, spoken=True)
    header = _AFTER_LINE.search(message)  # the block is missing because the piece ends
    cut = bool(_CUT.search(text)) or (header is not None and int(header[1]) == text.count("\n"))
    return Parse(
        ok=False,
        by="compile()",
        message=error.msg if isinstance(error, SyntaxError) else message,
        line=line,
        cut=cut,
    )


def _before_output(text: str, line: int) -> str:
    """Return the code above a line from which on nothing looks like code: what it printed, or a remark on it."""
    from analyzers.lines import Part, part_of_line

    lines = text.split("\n")
    if line < 3 or any(part_of_line(each) is Part.CODE for each in lines[line - 1 :]):
        return ""
    told = [each for each in lines[line - 1 :] if each.strip()]
    return "\n".join(lines[: line - 1]) + "\n" if told and not told[0][:1].isspace() else ""


def _ended(code: str, language: str) -> Parse:
    """Judge by the words that open and end blocks."""
    plain = _BRACKETS.sub(lambda match: match[0] if len(match[0]) == 1 else " ", code)
    opening, ending = len(_WORDED[language].findall(plain)), len(re.findall(r"\bend\b", plain))
    if opening == ending:
        return Parse(ok=True, by="bracket count")
    message = "a block without `end`" if opening > ending else "an `end` too many"
    return Parse(
        ok=False, by="word count", message=message, line=code.count("\n"), cut=bool(_CUT.search(code))
    )


def _balance(code: str, language: str = "") -> Parse:
    """Judge by brackets alone, outside of strings and comments: all that can be said without a grammar."""
    opened: list[tuple[str, int]] = []
    for match in _BRACKETS.finditer(code):
        mark = match[0]
        if mark not in _PAIRS and mark not in _PAIRS.values():
            continue
        line = code.count("\n", 0, match.start()) + 1
        if mark in _PAIRS:
            opened.append((mark, line))
        elif not opened or _PAIRS[opened.pop()[0]] != mark:
            return Parse(
                ok=False,
                by="bracket count",
                message=f"stray `{mark}`",
                line=line,
                cut=bool(_CUT.search(code)),
            )
    if language in _WORDED and not opened:
        return _ended(code, language)
    if opened:
        mark, line = opened[-1]
        return Parse(
            ok=False,
            by="bracket count",
            message=f"`{mark}` is not closed",
            line=line,
            cut=bool(_CUT.search(code)),
        )
    return Parse(ok=True, by="bracket count")


def _parse_tree(code: str, language: str) -> Parse | None:
    try:
        first = _errors(code, language)
    except ImportError:
        return None
    if first is None:
        return Parse(ok=True, by="tree-sitter")
    variants = [code]
    if _DOTS.search(code):
        variants.append(_DOTS.sub("", code))
    if _NOISE.search(code):
        variants.append(_NOISE.sub("", code))
    for variant in variants:
        for before, after in (("", ""), *_FRAMES.get(language, ())):
            if (variant, before) != (code, "") and _errors(before + variant + after, language) is None:
                return Parse(ok=True, by="tree-sitter")
    if language in _WIDER and _errors(code, _WIDER[language]) is None:
        return Parse(ok=True, by="tree-sitter")
    line, message = first
    return Parse(ok=False, by="tree-sitter", message=message, line=line, cut=bool(_CUT.search(code)))


def tree_of(code: str, language: str) -> "tree_sitter.Node | None":
    """Return the root of the syntax tree of code, or None when there is no grammar for its language."""
    if language not in _GRAMMARS:
        return None
    code = opened(code, language)
    try:
        return _parser(language).parse(code.encode("utf-8", "replace")).root_node
    except ImportError:
        return None


def opened(code: str, language: str) -> str:
    """Return code of PHP with the mark that begins it: without that, all of it is text to be printed.

    It ends in a new line, since the grammar refuses a last comment that ends in a question mark.
    """
    if language != "php":
        return code
    return ("" if "<?" in code else "<?php ") + code + "\n"


def framed(code: str, language: str) -> tuple[str, bool] | None:
    """Return code that parses: as it stands, or inside a frame that it may be cut from, and which; else None."""
    try:
        for before, after in (("", ""), *_FRAMES.get(language, ())):
            if _errors(before + code + after, language) is None:
                return before + code + after, bool(before)
    except ImportError:
        pass
    return None


def _errors(code: str, language: str) -> tuple[int, str] | None:
    """Return line and description of the first error in the tree, or None when there is none."""
    code = opened(code, language)
    root = _parser(language).parse(code.encode("utf-8", "replace")).root_node
    if not root.has_error:
        return None
    stack = [root]
    while stack:
        node = stack.pop()
        if node.is_missing:
            return node.start_point.row + 1, f"missing `{node.type}`"
        if node.type == "ERROR":
            return node.start_point.row + 1, "unexpected text"
        if node.has_error:
            stack.extend(reversed(node.children))
    return 1, "unexpected text"


@cache
def _parser(language: str) -> "tree_sitter.Parser":
    from importlib import import_module

    import tree_sitter

    module, function = _GRAMMARS[language]
    return tree_sitter.Parser(tree_sitter.Language(getattr(import_module(module), function)()))
