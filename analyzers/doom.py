"""Will a piece of well-formed code certainly be stopped, as far as its text alone shows?

For Python see `python_doom`. For languages with a compiler: a literal of the wrong type, a name that is used
after it was given away, an unused import where that is refused. Only what holds whatever the input is said.
"""

import re
import textwrap
from dataclasses import dataclass

from analyzers.facts import Route

MAX_CHARS = 40_000


@dataclass(frozen=True, slots=True)
class Doom:
    """Why the code cannot run as it stands."""

    route: Route
    kind: str
    what: str
    strength: float


def find_doom(code: str, language: str) -> Doom | None:
    """Return the first certain failure, or None."""
    if len(code) > MAX_CHARS:
        return None
    if language == "python":
        from analyzers.python_doom import certain_failure

        found = certain_failure(textwrap.dedent(code))
        if found is None:
            return None
        return Doom(Route.LOGIC if found.hang else Route.RUNTIME, found.kind, found.what, found.strength)
    if language in ("javascript", "typescript") and (doom := _constant_assigned(code, language)) is not None:
        return doom
    from analyzers.typed import find_refusal

    refused = find_refusal(code, language)
    if refused is not None:
        route, kind, what = refused
        return Doom(route, kind, what, 0.9)
    if language == "rust" and (doom := _moved_in_rust(code)) is not None:
        return doom
    if language == "go" and (doom := _unused_in_go(code)) is not None:
        return doom
    for doomed_language, pattern, kind, what in _MISTYPED:
        if doomed_language == language and (match := re.search(pattern, code, re.MULTILINE)):
            route = Route.SYNTAX if kind else Route.RUNTIME
            return Doom(route, kind or "exception", f"{what}: `{match[0].strip()[:60]}`", 0.88)
    return None


_MISTYPED = (
    ("java", r"\b(?:int|long|double|boolean|char)\s+\w+\s*=\s*\"[^\"]*\"\s*;", "type", "a string for a number"),
    ("java", r"\bString\s+\w+\s*=\s*-?\d+(?:\.\d+)?\s*;", "type", "a number for a string"),
    ("java", r"\bint\s+\w+\s*=\s*-?\d+\.\d+\s*;", "type", "a fraction for a whole number"),
    ("csharp", r"\b(?:int|long|double|bool|char)\s+\w+\s*=\s*\"[^\"]*\"\s*;", "type", "a string for a number"),
    ("csharp", r"\bstring\s+\w+\s*=\s*-?\d+(?:\.\d+)?\s*;", "type", "a number for a string"),
    ("typescript", r"\b(?:let|const|var)\s+\w+\s*:\s*number\s*=\s*[\"'`]", "type", "a string for a number"),
    ("typescript", r"\b(?:let|const|var)\s+\w+\s*:\s*(?:string|boolean)\s*=\s*-?\d", "type", "a number for another type"),
    ("rust", r"\blet\s+(?:mut\s+)?\w+\s*:\s*[iu](?:8|16|32|64|size)\s*=\s*\"", "type", "a string for a number"),
    ("rust", r"\blet\s+(?:mut\s+)?\w+\s*:\s*String\s*=\s*\"[^\"]*\"\s*;", "type", "a literal for a `String`"),
    ("go", r"\bvar\s+\w+\s+int\s*=\s*\"", "type", "a string for a number"),
    ("go", r"\bvar\s+\w+\s+string\s*=\s*\d", "type", "a number for a string"),
    ("cpp", r"\b(?:int|double|float)\s+\w+\s*=\s*\"", "type", "a string for a number"),
    ("java", r"\bString\s+(\w+)\s*=\s*null\s*;(?:\s*//.*)?\s*[^;{}]*\b\1\.\w+\(", "", "a method of `null`"),
    ("csharp", r"\bstring\s+(\w+)\s*=\s*null\s*;(?:\s*//.*)?\s*[^;{}]*\b\1\.\w+", "", "a member of `null`"),
    ("java", r"\bfinal\s+\w+\s+(\w+)\s*=[^;]+;(?s:.)*?^\s*\1\s*(?:=[^=]|\+\+|\+=)", "name", "a `final` name assigned again"),
    ("java", r"\bint\s+(\w+)\s*;\s*System\.out\.print(?:ln)?\(\1\)", "name", "a name without a value"),
    ("java", r"\bnew\s+\w+\[(\d)\]\s*;\s*\w+\[\1\]\s*=", "", "an index past the end"),
    ("csharp", r"\bnew\s+\w+\[(\d)\]\s*;\s*\w+\[\1\]\s*=", "", "an index past the end"),
    ("c", r"\*\s*(\w+)\s*=\s*(?:NULL|0)\s*;\s*(?:\*\s*\1\b|\w+\([^;]*\*\1\b|\1(?:\[|->))", "", "a null pointer is followed"),
    ("cpp", r"\*\s*(\w+)\s*=\s*(?:NULL|nullptr|0)\s*;\s*(?:\*\s*\1\b|[^;]*\*\1\b|\1(?:\[|->))", "", "a null pointer is followed"),
    ("javascript", r"\b(?:const|let|var)\s+(\w+)\s*=\s*(?:null|undefined)\s*;?\s*\n?[^;{}=]*\b\1(?:\.|\[)", "", "a member of nothing is read"),
    ("javascript", r"\b(?:let|var)\s+(\w+)\s*;\s*\n?[^;{}=]*\b\1(?:\.|\[)", "", "a member of `undefined` is read"),
    ("go", r"\bvar\s+(\w+)\s+map\[\w+\]\S+\s*\n\s*\1\[[^\]]*\]\s*=[^=]", "", "an entry of a nil map is set"),
    ("go", r"\bvar\s+(\w+)\s+\*\w+\s*\n[^\n]*\b\1\.\w+", "", "a nil pointer is followed"),
    ("rust", r"\bNone\s*;\s*[^;]*\.unwrap\(\)", "", "`None` is unwrapped"),
    ("kotlin", r"\b(?:val|var)\s+\w+\s*:\s*Int\s*=\s*\"", "type", "a string for a number"),
    ("kotlin", r"\b(?:val|var)\s+\w+\s*:\s*String\s*=\s*(?:\d|null\b)", "type", "another type for a string"),
    ("kotlin", r"^\s*val\s+(\w+)\s*=[^=\n]+\n(?s:.)*?^\s*\1\s*(?:[-+]?=[^=]|\+\+)", "type", "a `val` assigned again"),
    ("swift", r"^\s*let\s+(\w+)\s*=[^=\n]+\n(?s:.)*?^\s*\1\s*(?:[-+]?=[^=])", "type", "a `let` assigned again"),
    ("swift", r"\b(?:let|var)\s+\w+\s*:\s*Int\s*=\s*\"", "type", "a string for a number"),
    ("java", r"\b(?:int|long|double|boolean|char|String)\s+\w+\s*\([^(){};]*\)\s*\{(?![^{}]*\b(?:return|throw)\b)[^{}]*\}", "type", "no value is returned"),
    ("csharp", r"\b(?:int|long|double|bool|char|string)\s+\w+\s*\([^(){};]*\)\s*\{(?![^{}]*\b(?:return|throw)\b)[^{}]*\}", "type", "no value is returned"),
    ("go", r"^func\s+(?:\([^()]*\)\s*)?\w+\([^()]*\)\s*(?:int|string|bool|float64|error)\s*\{(?![^{}]*\b(?:return|panic)\b)[^{}]*\}", "type", "no value is returned"),
    ("typescript", r"\)\s*:\s*(?:string|number|boolean)\s*\{(?![^{}]*\b(?:return|throw)\b)[^{}]*\}", "type", "no value is returned"),
    ("sql", r"(?i)^\s*(?:selec|slect|selct|sleect|seelct|selectt|insret|inser|udpate|upadte|updat|delte|delet|creat|craete|alte|drp)\b", "grammar", "a misspelt keyword"),
    ("sql", r"(?i)\b(?:fro|form|frm|wher|whre|gruop|oder) (?=\w+)", "grammar", "a misspelt keyword"),
    ("sql", r"(?i),\s*(?:from|where|group by|order by|\))", "grammar", "a comma too many"),
    ("sql", r"(?i)\b(?:group|order|partition)\s+(?!by\b|concat|_)\w+(?:\.\w+)?\s*(?:$|,|having|limit|;|asc|desc)", "grammar", "`BY` is missing"),
    ("kotlin", r"\b(?:val|var)\s+(\w+)\s*:\s*\w+\?\s*=[^\n]*\n(?!(?s:.)*\b\1\s*[!=]=\s*null)(?s:.)*?\b\1\.(?!let\b|also\b|run\b|or|is|to|hash|equals)\w+", "type", "a member of what may be null"),
    ("swift", r"\b(?:let|var)\s+\w+\s*:\s*Int\s*=\s*[^\n\"]*\b\d+\.\d", "type", "a fraction for a whole number"),
    ("cpp", r"\bvector<\w+>\s+(\w+)\s*;\s*(?:\w+\s+\w+\s*=\s*|\w+\s*=\s*|cout\s*<<\s*)?\1(?:\[|\.at\(|\.front\(|\.back\(|\.pop_back\()", "", "an item of an empty vector"),
    ("rust", r"\blet\s+(\w+)\s*=\s*(\w+)\.len\(\)\s*;(?s:.)*?\b\2\[\1\]", "", "an index that is the length"),
    ("java", r"\bInteger\.(?:parseInt|valueOf)\(\"[^\"]*[^\d\"-][^\"]*\"\)", "", "text that is no number"),
    ("csharp", r"\bint\.Parse\(\"[^\"]*[^\d\"\s-][^\"]*\"\)", "", "text that is no number"),
    ("c", r"\bstring\s+\w+\s*=", "name", "C has no type `string`"),
    ("go", r"^\s*(?:for|if|func|switch|else)\b[^{}\n]*\n\s*\{", "grammar", "an opening brace on a line of its own"),
    ("java", r"^\s*(?:const|let|var x\b|elif\b|def )", "grammar", "a word of another language"),
)  # fmt: skip

_GO_IMPORT = re.compile(r"^\s*import\s+\"([\w./-]+)\"\s*$|^\s+\"([\w./-]+)\"\s*$", re.MULTILINE)
_GO_NAME = re.compile(r"^\s*(\w+)\s*:=|^\s*var\s+(\w+)\b", re.MULTILINE)


def _unused_in_go(code: str) -> Doom | None:
    """Go refuses an import or a local name that nothing uses."""
    if not re.search(r"^package\s+\w+", code, re.MULTILINE):
        return None
    for match in _GO_IMPORT.finditer(code):
        path = match[1] or match[2]
        if not re.search(rf"\b{re.escape(path.rpartition('/')[2])}\.", code):
            return Doom(Route.SYNTAX, "name", f"`{path}` is imported and not used", 0.88)
    for match in _GO_NAME.finditer(code):
        name = match[1] or match[2]
        if name != "_" and len(re.findall(rf"\b{name}\b", code)) == 1:
            return Doom(Route.SYNTAX, "name", f"`{name}` is declared and not used", 0.85)
    return None


_CONSTANT = re.compile(r"^\s*const\s+(\w+)\s*(?::\s*[\w\[\]<>]+)?\s*=[^=>]", re.MULTILINE)


def _constant_assigned(code: str, language: str) -> Doom | None:
    """A constant that is assigned again stops JavaScript when it runs, and TypeScript before."""
    for match in _CONSTANT.finditer(code):
        name = re.escape(match[1])
        if len(re.findall(rf"\b(?:const|let|var)\s+{name}\b", code)) == 1 and re.search(
            rf"^\s*{name}\s*(?:[-+*/]?=[^=>]|\+\+|--)|;\s*{name}\s*(?:[-+*/]?=[^=>]|\+\+)",
            code[match.end() :],
            re.MULTILINE,
        ):
            route = Route.RUNTIME if language == "javascript" else Route.SYNTAX
            return Doom(
                route,
                "exception" if language == "javascript" else "type",
                f"`{match[1]}` is constant and assigned again",
                0.85,
            )
    return None


_OWNED = re.compile(
    r"\blet\s+(?:mut\s+)?(\w+)(?:\s*:\s*(?:String|Vec<.*>))?\s*=\s*(?:String::|vec!|Vec::|\"[^\"]*\"\.to_(?:string|owned)\()"
)
_CHANGED_IN_RUST = re.compile(r"\blet\s+(\w+)\s*(?::\s*\w+\s*)?=[^=;]+;")


def _moved_in_rust(code: str) -> Doom | None:
    """Rust refuses a use after a move, and a change of what was not declared `mut`."""
    for match in _OWNED.finditer(code):
        name = re.escape(match[1])
        rest = code[match.end() :]
        moved = re.search(
            rf"\blet\s+(?:mut\s+)?\w+\s*=\s*{name}\s*;|^\s*\w+\({name}\)\s*;", rest, re.MULTILINE
        )
        if moved and re.search(rf"\b{name}\b", rest[moved.end() :]):
            return Doom(Route.SYNTAX, "type", f"`{match[1]}` is used after it was moved", 0.85)
    for match in _CHANGED_IN_RUST.finditer(code):
        name = re.escape(match[1])
        if re.search(
            rf"^\s*{name}\s*(?:[-+*/]=|=[^=])|\b{name}\.push(?:_str)?\(", code[match.end() :], re.MULTILINE
        ):
            return Doom(Route.SYNTAX, "type", f"`{match[1]}` is changed and not `mut`", 0.85)
    return None
