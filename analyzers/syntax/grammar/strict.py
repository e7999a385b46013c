"""What do compilers and readers refuse that a grammar lets through? A second gate, for a few languages."""

import re

from analyzers.syntax.words import distance

_OPTIONAL_END = frozenset(
    [
        "html",
        "head",
        "body",
        "p",
        "li",
        "dt",
        "dd",
        "tr",
        "td",
        "th",
        "thead",
        "tbody",
        "tfoot",
        "option",
        "optgroup",
        "colgroup",
        "rt",
        "rp",
    ]
)
VOID = frozenset(
    [
        "area",
        "base",
        "br",
        "col",
        "embed",
        "hr",
        "img",
        "input",
        "link",
        "meta",
        "param",
        "source",
        "track",
        "wbr",
    ]
)
_ELEMENTS = _OPTIONAL_END | VOID | frozenset(
    ("a", "abbr", "address", "article", "aside", "audio", "b", "bdi", "bdo", "blockquote", "button", "canvas",
     "caption", "cite", "code", "data", "datalist", "del", "details", "dfn", "dialog", "div", "dl", "em",
     "fieldset", "figcaption", "figure", "footer", "form", "h1", "h2", "h3", "h4", "h5", "h6", "header",
     "hgroup", "i", "iframe", "ins", "kbd", "label", "legend", "main", "map", "mark", "menu", "meter", "nav",
     "noscript", "object", "ol", "output", "picture", "pre", "progress", "q", "s", "samp", "script", "search",
     "section", "select", "slot", "small", "span", "strong", "style", "sub", "summary", "sup", "svg", "table",
     "template", "textarea", "time", "title", "u", "ul", "var", "video",)
)  # fmt: skip
_TAG = re.compile(r"<(/?)([A-Za-z][\w-]*)((?:[^<>\"']|\"[^\"]*\"|'[^']*')*?)(/?)>")
_HIDDEN = re.compile(
    r"<!--.*?-->|<(script|style|svg|math|pre|textarea)\b.*?</\1\s*>", re.DOTALL | re.IGNORECASE
)
_TEMPLATE = re.compile(r"\{[%{#]|<[%?]")
_BRACE_BELOW = re.compile(r"(?m)^(?:func|type)\b[^\n{}]*[^\s{},(]\n\{")
_NO_COMMA = re.compile(r"(?<=[\w\]])[({](?=\s*\n)")
_RUN_ON = re.compile(r"[{;]\s*[a-z-]+[ \t]*:[ \t]*[^:;{}\n]+\n\s*[a-z-]+[ \t]*:[ \t]+[^:;{}\n]+[;\n}]")
_JAVA = re.compile(
    r"\"\"\"[\s\S]*?\"\"\"|\"(?:[^\"\\\n]|\\.)*\"|//[^\n]*|/\*[\s\S]*?\*/"
    r"|'(?:[^'\\\n]|\\u+[0-9a-fA-F]{4}|\\[0-7]{1,3}|\\.)'|(?P<long>'(?:[^'\\\n]|\\.){2,}')"
)


def is_json(text: str) -> bool:
    """Whether a JSON reader takes the text."""
    import json

    try:
        json.loads(text)
    except (ValueError, RecursionError):
        return False
    return True


def is_toml(text: str) -> bool:
    """Whether a TOML reader takes the text."""
    import tomllib

    try:
        tomllib.loads(text)
    except (ValueError, RecursionError):
        return False
    return True


def is_html(text: str) -> bool:
    """Whether no element is closed while one inside it, whose end may not be left out, is still open."""
    if _TEMPLATE.search(text):
        return True  # a template may hold one end for two beginnings
    stack: list[str] = []
    for tag in _TAG.finditer(_HIDDEN.sub(lambda found: re.sub(r"[<>]", " ", found[0]), text)):
        name = tag[2].lower()
        if tag[4] or name in VOID:
            continue
        if not tag[1]:
            stack.append(name)
        elif name not in stack and stack and _is_slip(name, stack[-1]):
            return False
        elif name in stack:
            while (inner := stack.pop()) != name:
                if inner not in _OPTIONAL_END:
                    return False
    return True


def _is_slip(name: str, wanted: str) -> bool:
    """Whether a closing tag misspells the element that is open."""
    return name not in _ELEMENTS and distance(name, wanted, 2) <= min(len(wanted) // 2, 2)


def is_go(text: str) -> bool:
    """Whether no line ends where Go puts a semicolon that breaks the statement."""
    plain = re.sub(
        r"`[^`]*`|\"(?:[^\"\\\n]|\\.)*\"|'(?:[^'\\\n]|\\.)*'|//[^\n]*|/\*.*?\*/",
        _blank,
        text,
        flags=re.DOTALL,
    )
    if _BRACE_BELOW.search(plain):
        return False
    return not any(_is_open_ended(plain, found.start()) for found in _NO_COMMA.finditer(plain))


def _blank(found: re.Match[str]) -> str:
    if found[0].startswith("/"):
        return re.sub(r"[^\n]", " ", found[0])
    return '"' + re.sub(r"[^\n]", "x", found[0])[2:] + '"'


def _is_open_ended(text: str, start: int) -> bool:
    """Whether the list that a bracket opens ends with a line that has no comma."""
    depth = 0
    for at in range(start, min(start + 20_000, len(text))):
        mark = text[at]
        if mark in "([{":
            depth += 1
        elif mark in ")]}":
            depth -= 1
            if depth == 0:
                inside = text[start + 1 : at]
                tail = inside.rstrip()
                return "\n" in inside[len(tail) :] and bool(tail) and tail[-1] not in ",;({["
    return False


def is_css(text: str) -> bool:
    """Whether each declaration ends before the next begins."""
    plain = re.sub(
        r"/\*.*?\*/|\"[^\"\n]*\"|'[^'\n]*'|\([^()\n]*\)", lambda m: " " * len(m[0]), text, flags=re.DOTALL
    )
    return _RUN_ON.search(plain) is None


def is_java(text: str) -> bool:
    """Whether single quotes hold one character."""
    return not any(found["long"] for found in _JAVA.finditer(text))
