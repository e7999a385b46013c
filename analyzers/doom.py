"""Will a piece of well-formed code certainly be stopped, as far as its text alone shows?

For Python see `python_doom`. For languages with a compiler: a literal of the wrong type, a name that is used
after it was given away, an unused import where that is refused. Only what holds whatever the input is said.
"""

import re
import textwrap
from dataclasses import dataclass
from itertools import islice

from analyzers.facts import Route

MAX_CHARS = 20_000


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
            return _stopped(code, language)
        return Doom(Route.LOGIC if found.hang else Route.RUNTIME, found.kind, found.what, found.strength)
    if language in ("javascript", "typescript") and (doom := _constant_assigned(code, language)) is not None:
        return doom
    if language == "typescript" and (doom := _list_for_one(code)) is not None:
        return doom
    from analyzers.typed import find_refusal

    refused = find_refusal(code, language)
    if refused is not None:
        route, kind, what = refused
        return Doom(route, kind, what, 0.9)
    if language == "rust" and (doom := _moved_in_rust(code)) is not None:
        return doom
    if language in ("c", "cpp") and (doom := _unlinked(code)) is not None:
        return doom
    if language == "csharp" and (doom := _set_from_outside(code)) is not None:
        return doom
    if language == "bash" and (doom := _unset_in_bash(code)) is not None:
        return doom
    if language == "perl" and (doom := _undeclared_in_perl(code)) is not None:
        return doom
    if language in ("kotlin", "swift", "dart") and (doom := _beyond(code)) is not None:
        return doom
    if (doom := _stopped(code, language)) is not None:
        return doom
    for doomed_language, pattern, kind, what in _MISTYPED:
        if doomed_language == language and (match := re.search(pattern, code, re.MULTILINE)):
            route = Route.SYNTAX if kind else Route.RUNTIME
            return Doom(route, kind or "exception", f"{what}: `{match[0].strip()[:60]}`", 0.88)
    return None


def _stopped(code: str, language: str) -> Doom | None:
    from analyzers.stops import find_stop

    what = find_stop(code, language)
    return None if what is None else Doom(Route.RUNTIME, "exception", what, 0.88)


_MISTYPED = (
    ("java", r"\b(?:int|long|double|boolean|char)\s+\w+\s*=\s*\"[^\"]*\"\s*;", "type", "a string for a number"),
    ("java", r"\bString\s+\w+\s*=\s*-?\d+(?:\.\d+)?\s*;", "type", "a number for a string"),
    ("java", r"\bint\s+\w+\s*=\s*-?\d+\.\d+\s*;", "type", "a fraction for a whole number"),
    ("csharp", r"\b(?:int|long|double|bool|char)\s+\w+\s*=\s*\"[^\"]*\"\s*;", "type", "a string for a number"),
    ("csharp", r"\bstring\s+\w+\s*=\s*-?\d+(?:\.\d+)?\s*;", "type", "a number for a string"),
    ("typescript", r"\b(?:let|const|var)\s+\w+\s*:\s*number\s*=\s*[\"'`]", "type", "a string for a number"),
    ("typescript", r"\b(?:let|const|var)\s+\w+\s*:\s*(?:string|boolean)\s*=\s*-?\d", "type", "a number for another type"),
    ("rust", r"\blet\s+(?:mut\s+)?\w+\s*:\s*[iu](?:8|16|32|64|size)\s*=\s*\"[^\"]*\"\s*;", "type", "a string for a number"),
    ("rust", r"\blet\s+(?:mut\s+)?\w+\s*:\s*String\s*=\s*\"[^\"]*\"\s*;", "type", "a literal for a `String`"),
    ("go", r"\bvar\s+\w+\s+int\s*=\s*\"", "type", "a string for a number"),
    ("go", r"\bvar\s+\w+\s+string\s*=\s*\d", "type", "a number for a string"),
    ("cpp", r"\b(?:int|double|float)\s+\w+\s*=\s*\"", "type", "a string for a number"),
    ("java", r"\bfinal\s+\w+\s+(\w+)\s*=[^;]+;(?s:.)*?^[ \t]*\1\s*(?:=[^=]|\+\+|\+=)", "name", "a `final` name assigned again"),
    ("java", r"\bint\s+(\w+)\s*;\s*System\.out\.print(?:ln)?\(\1\)", "name", "a name without a value"),
    ("kotlin", r"\b(?:val|var)\s+\w+\s*:\s*Int\s*=\s*\"", "type", "a string for a number"),
    ("kotlin", r"\bfun\s+\w+\([^()]*\b(\w+)\s*:\s*\w+\?[^()]*\)[^{=]*[{=](?!(?s:.)*\b\1\s*(?:[!=]=\s*null|\?:|\?\.|!!))(?s:.)*?\b\1\.(?!let\b|also\b|run\b|or|is|to|hash|equals)\w+", "type", "a member of what may be null"),
    ("kotlin", r"\b(?:val|var)\s+(\w+)\s*:\s*\w+\?\s*=\s*null\s*\n(?!(?s:.)*^[ \t]*\1\s*=)(?s:.)*?\b\1!!", "", "`null` is unwrapped"),
    ("kotlin", r"\"[^\"\n]*[^\d\"\n\s+-][^\"\n]*\"\.to(?:Int|Long)\(\)", "", "text that is no number"),
    ("scala", r"\bval\s+\w+\s*:\s*Int\s*=\s*\"|\bval\s+\w+\s*:\s*String\s*=\s*\d", "type", "a value of another type"),
    ("scala", r"^[ \t]*val\s+(\w+)\s*(?::\s*\w+\s*)?=[^=\n]+\n(?s:.)*?^[ \t]*\1\s*(?:[-+]?=[^=])", "type", "a `val` assigned again"),
    ("dart", r"\b(?:int|double|bool)\s+\w+\s*=\s*['\"]|\bString\s+\w+\s*=\s*(?:\d|null\b)", "type", "a value of another type"),
    ("dart", r"^[ \t]*(?:final|const)\s+(?:\w+\s+)?(\w+)\s*=[^=\n]+\n(?s:.)*?^[ \t]*\1\s*(?:[-+]?=[^=])", "type", "a `final` name assigned again"),
    ("swift", r"\blet\s+(\w+)\s*(?::[^=\n]+)?=[^=\n]+\n(?s:.)*?^[ \t]*\1\.(?:append|insert|remove\w*|sort|reverse|shuffle)\(", "type", "a `let` is changed"),
    ("swift", r"\b(?:let|var)\s+(\w+)\s*:\s*\w+\?\s*=\s*nil\s*\n(?!(?s:.)*^[ \t]*\1\s*=)(?s:.)*?\b\1!", "", "`nil` is unwrapped"),
    ("swift", r"\bInt\(\"[^\"\n]*[^\d\"\n+-][^\"\n]*\"\)!", "", "text that is no number is unwrapped"),
    ("sql", r"(?is)\bwhere\b(?:(?!\b(?:select|group\s+by|having|order\s+by)\b)[^;]){0,1000}?\b(?:count|sum|avg|min|max)\s*\(", "grammar", "an aggregate in `WHERE`"),
    ("haskell", r"\bsum \w+ / length\b|/ \(?length\b", "type", "a whole number is divided by `/`"),
    ("haskell", r"\"[^\"\n]*\" \+\+ \d", "type", "a number is appended to text"),
    ("kotlin", r"\b(?:val|var)\s+\w+\s*:\s*String\s*=\s*(?:\d|null\b)", "type", "another type for a string"),
    ("kotlin", r"^[ \t]*val\s+(\w+)\s*=[^=\n]+\n(?s:.)*?^[ \t]*\1\s*(?:[-+]?=[^=]|\+\+)", "type", "a `val` assigned again"),
    ("swift", r"^[ \t]*let\s+(\w+)\s*=[^=\n]+\n(?s:.)*?^[ \t]*\1\s*(?:[-+]?=[^=])", "type", "a `let` assigned again"),
    ("swift", r"\b(?:let|var)\s+\w+\s*:\s*Int\s*=\s*\"", "type", "a string for a number"),
    ("sql", r"(?i)^[ \t]*(?:selec|slect|selct|sleect|seelct|selectt|insret|inser|udpate|upadte|updat|delte|delet|creat|craete|alte|drp)\b", "grammar", "a misspelt keyword"),
    ("sql", r"(?i)\b(?:fro|form|frm|wher|whre|gruop|oder) (?=\w+)", "grammar", "a misspelt keyword"),
    ("sql", r"(?i)\b(?:where|from|group by|order by|and|or|on|set|in|like|join)\s*(?:;|\Z)", "grammar", "a clause without its end"),
    ("sql", r"(?i),\s*(?:from|where|group by|order by|\))", "grammar", "a comma too many"),
    ("sql", r"(?i)\b(?:group|order|partition)\s+(?!by\b|concat|_)\w+(?:\.\w+)?\s*(?:$|,|having|limit|;|asc|desc)", "grammar", "`BY` is missing"),
    ("kotlin", r"\b(?:val|var)\s+(\w+)\s*:\s*\w+\?\s*=[^\n]*\n(?!(?s:.)*\b\1\s*[!=]=\s*null)(?s:.)*?\b\1\.(?!let\b|also\b|run\b|or|is|to|hash|equals)\w+", "type", "a member of what may be null"),
    ("swift", r"\b(?:let|var)\s+\w+\s*:\s*Int\s*=\s*[^\n\"]*\b\d+\.\d", "type", "a fraction for a whole number"),
    ("c", r"\bstring\s+\w+\s*=", "name", "C has no type `string`"),
    ("go", r"^[ \t]*(?:for|if|func|switch|else)\b[^{}\n]*\n\s*\{", "grammar", "an opening brace on a line of its own"),
    ("java", r"^[ \t]*(?:const|let|var x\b|elif\b|def )", "grammar", "a word of another language"),
)  # fmt: skip

_MAX_LOOKED_AT = 30  # prototypes, properties: each costs a search of the whole text
_FILTERED = re.compile(
    r"\)\s*:\s*(\w+)\s*(?:=>\s*)?\{\s*return\s+\w+(?:\.\w+)*\.filter\((?:[^()\n]|\([^()\n]*\)){0,400}\);?\s*\}"
)


def _list_for_one(code: str) -> Doom | None:
    """TypeScript refuses a filtered list where the result is one item: a plain value, or what the text declares."""
    for match in islice(_FILTERED.finditer(code), _MAX_LOOKED_AT):
        single = match[1] in ("string", "number", "boolean") or re.search(
            rf"\b(?:interface|class)\s+{match[1]}\s*\{{|\btype\s+{match[1]}\s*=\s*\{{[^{{}}]{{0,2000}}\}}[ \t]*(?:;|$)",
            code,
            re.MULTILINE,
        )
        if single:
            return Doom(Route.SYNTAX, "type", f"a list for one item: `{match[0].strip()[:60]}`", 0.88)
    return None


_PROTOTYPE = re.compile(
    r"^(?!extern\b|typedef\b|return\b|#)[A-Za-z_][\w \t*]{0,120}[ \t*](\w+)\([^;{}()]{0,400}\);", re.MULTILINE
)
_NO_CODE = re.compile(r"//[^\n]*|/\*.*?(?:\*/|\Z)|\"(?:\\.|[^\"\\\n])*\"", re.DOTALL)
# What the C library defines, if not all of it: a program may declare it by hand.
_IN_THE_LIBRARY = re.compile(
    r"(?:f|s|sn|v|vf|vs|vsn|d|as|vas)?printf|(?:f|s|v|vf|vs)?scanf|f?put(?:s|c|char)|f?get(?:s|c|char|line|delim|env|opt)|[cm]alloc|realloc|free|x?alloca"
    r"|(?:str|mem|wcs|wmem|is|to|isw|tow)[a-z]+\d*|ato[ifl]+|f(?:open|close|read|write|flush|seek|tell|error|eof|max|min|mod|abs|dim|ma|ork|dopen|ileno|tat|sync)|rewind|perror|remove|rename|tmpfile"
    r"|q?sort|bsearch|s?rand|s?random|l?l?abs|l?l?div|exit|_exit|_Exit|abort|atexit|system|putenv|setenv|unsetenv|signal|raise|setjmp|longjmp|time|clock|difftime|mktime|gmtime|localtime|asctime|ctime"
    r"|a?(?:sin|cos|tan)h?[fl]?|atan2[fl]?|(?:exp|exp2|expm1|log|log2|log10|log1p|sqrt|cbrt|pow|hypot|ceil|floor|round|trunc|rint|lround|erf|tgamma|lgamma|ldexp|frexp|modf)[fl]?"
    r"|open|close|read|write|lseek|pipe|dup2?|exec\w+|wait(?:pid)?|kill|u?sleep|nanosleep|alarm|pause|getpid|getppid|getuid|geteuid|unlink|mkdir|rmdir|chdir|getcwd|stat|lstat|access|isatty|select|poll"
    r"|socket|bind|listen|accept|connect|send(?:to)?|recv(?:from)?|hton[sl]|ntoh[sl]|mmap|munmap|brk|sbrk|pthread_\w+|sem_\w+|dl(?:open|sym|close|error)|set(?:locale|vbuf|buf)|u?ngetc|__\w+"
)


def _unlinked(code: str) -> Doom | None:
    """A whole program that calls what it declares and nowhere defines, and that no header or library could bring."""
    plain = _NO_CODE.sub("", code)
    if not re.search(r"\bmain\s*\(", plain) or re.search(r"^[ \t]*#\s*include\s*\"", code, re.MULTILINE):
        return None
    for match in islice(_PROTOTYPE.finditer(plain), _MAX_LOOKED_AT):
        if _IN_THE_LIBRARY.fullmatch(match[1]):
            continue
        name = re.escape(match[1])
        defined = re.search(rf"\b{name}\s*\([^;{{}}]{{0,400}}\)[^;{{}}]{{0,200}}\{{", plain)
        if not defined and re.search(rf"\b{name}\s*\(", plain[match.end() :]):
            return Doom(Route.SYNTAX, "linking", f"`{match[1]}` is declared, called, and never defined", 0.86)
    return None


_KEPT = re.compile(r"\b(\w+)\s*\{\s*get;\s*private\s+set;\s*\}")


def _set_from_outside(code: str) -> Doom | None:
    """C# refuses to set from elsewhere what only its class may set: the thing is of that class by its declaration."""
    for match in islice(_KEPT.finditer(code), _MAX_LOOKED_AT):
        start, end = _block_around(code, match.start())
        owner = re.findall(r"\b(?:class|struct|record)\s+(\w+)", code[:start])
        if not owner:
            continue
        outside = code[:start] + code[end:]
        for name in set(re.findall(rf"\b([a-z]\w*)\.{match[1]}\s*(?:[-+*/]?=[^=>]|\+\+|--)", outside)):
            if re.search(rf"\b{owner[-1]}\??\s+{name}\b|\bvar\s+{name}\s*=\s*new\s+{owner[-1]}\b", outside):
                return Doom(Route.SYNTAX, "type", f"`{match[1]}` may be set in its class only", 0.86)
    return None


def _block_around(code: str, at: int) -> tuple[int, int]:
    """Return where the block around a place begins and ends; the text's own ends where there is none."""
    depth, start, end = 0, 0, len(code)
    for brace in reversed(list(re.finditer(r"[{}]", code[:at]))):
        depth += 1 if brace[0] == "}" else -1
        if depth < 0:
            start = brace.start()
            break
    depth = 0
    for brace in re.finditer(r"[{}]", code[at:]):
        depth += 1 if brace[0] == "{" else -1
        if depth < 0:
            end = at + brace.end()
            break
    return start, end


_GIVEN = frozenset(
    ("HOME", "PATH", "USER", "PWD", "OLDPWD", "SHELL", "LANG", "TERM", "HOSTNAME", "UID", "RANDOM", "SECONDS", "LINENO", "IFS", "TMPDIR",
     "EDITOR", "LOGNAME", "PPID", "EUID", "FUNCNAME", "BASH_SOURCE", "BASH_VERSION", "REPLY", "OPTARG", "OPTIND", "PIPESTATUS", "LC_ALL")
)  # fmt: skip


# Single quotes keep a `$` as it is, also over several lines; between double quotes they mean nothing.
_NO_SHELL = re.compile(
    r"(?<!\S)#[^\n]*|<<-?[ \t]*(?:'(\w+)'|\\(\w+)).*?(?:^[ \t]*(?:\1|\2)$|\Z)|'[^']*'|\"(?:\\.|[^\"\\])*\"|\\.",
    re.DOTALL | re.MULTILINE,
)
_ASSIGNED_IN_BASH = re.compile(r"\b([A-Za-z_]\w*)[ \t]*(?:\[[^\]\n]{0,80}\])?[ \t]*:?[-+*/]?=")
_NAMED_IN_BASH = re.compile(
    r"^[^\n]*\b(?:for|read|local|export|declare|typeset|readonly|select|getopts|mapfile|readarray|printf[ \t]+-v|let)\b[^\n]*",
    re.MULTILINE,
)
_BROUGHT_IN = re.compile(r"(?:^|[;&|{(]|\bthen\b|\bdo\b)[ \t]*(?:source|\.|eval)[ \t]", re.MULTILINE)


def _unset_in_bash(code: str) -> Doom | None:
    """Under `set -u` a name that nothing sets stops the script; what the environment might give is a likely guess."""
    if not re.search(r"^[ \t]*set -(?:[a-z]*u|o nounset)", code, re.MULTILINE) or _BROUGHT_IN.search(code):
        return None
    plain = _NO_SHELL.sub(lambda found: found[0] if found[0][0] == '"' else " ", code)
    known = {match[1] for match in _ASSIGNED_IN_BASH.finditer(plain)}
    for match in _NAMED_IN_BASH.finditer(plain):
        known.update(re.findall(r"(?<!\$)(?<!\{)\b\w+", match[0]))
    for match in re.finditer(r"(?<!\\)\$(?:\{(\w+)\}|([A-Za-z_]\w*))", plain):
        name = match[1] or match[2]
        if name.isdigit() or name in known | _GIVEN or name.startswith(("CI", "GITHUB_", "XDG_")):
            continue
        return Doom(Route.RUNTIME, "exception", f"`{name}` is used under `set -u` and never set", 0.7)
    return None


_PERL_NAME = re.compile(r"[$@%](\w+)")
_PERL_OWN = frozenset(
    ("_", "0", "a", "b", "ARGV", "ENV", "STDIN", "INC", "1", "2", "3", "4", "5", "6", "7", "8", "9")
)


def _undeclared_in_perl(code: str) -> Doom | None:
    """Under `use strict` every variable is declared."""
    if not re.search(r"^[ \t]*use (?:strict|v5\.[1-9]\d)", code, re.MULTILINE):
        return None
    plain = re.sub(r"#[^\n]*|'(?:\\.|[^'\\])*'", "", code)
    declared = {
        name
        for group in re.findall(r"\b(?:my|our|local|state)\s*(\([^)]*\)|[$@%]\w+)", plain)
        for name in _PERL_NAME.findall(group)
    }
    for match in _PERL_NAME.finditer(plain):
        before = plain[max(0, match.start() - 1) : match.start()]
        if (
            match[1] not in declared | _PERL_OWN
            and before not in ("\\", "$", "&", "-")
            and "::" not in plain[match.end() : match.end() + 2]
        ):
            return Doom(Route.SYNTAX, "name", f"`{match[0]}` is not declared", 0.85)
    return None


_LISTED = re.compile(
    r"\b(?:val|var|let|final|const)\s+(?:\w+\s+)?(\w+)\s*(?::[^=\n]+)?=\s*(?:(?:mutableListOf|listOf|arrayOf|intArrayOf)\(([^()\n]*)\)|\[([^\[\]\n:]*)\])"
)


def _beyond(code: str) -> Doom | None:
    """An item past the end of a list whose items are written out and never changed."""
    for match in _LISTED.finditer(code):
        name = re.escape(match[1])
        count = len([each for each in (match[2] or match[3] or "").split(",") if each.strip()])
        rest = code[match.end() :]
        if re.search(rf"\b{name}(?:\.\w*(?:add|append|insert|push)\w*|\s*\+?=[^=])", rest):
            continue
        for index in re.findall(rf"\b{name}\[(\d+)\]", rest):
            if int(index) >= count:
                return Doom(Route.RUNTIME, "exception", f"item {index} of {count} is read", 0.88)
    return None


_CONSTANT = re.compile(r"^[ \t]*const\s+(\w+)\s*(?::\s*[\w\[\]<>]+)?\s*=[^=>]", re.MULTILINE)


def _constant_assigned(code: str, language: str) -> Doom | None:
    """A constant that is assigned again stops JavaScript when it runs, and TypeScript before."""
    for match in _CONSTANT.finditer(code):
        name = re.escape(match[1])
        if len(re.findall(rf"\b(?:const|let|var)\s+{name}\b", code)) == 1 and re.search(
            rf"^[ \t]*{name}\s*(?:[-+*/]?=[^=>]|\+\+|--)|;\s*{name}\s*(?:[-+*/]?=[^=>]|\+\+)",
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
            rf"\blet\s+(?:mut\s+)?\w+\s*=\s*{name}\s*;|^[ \t]*\w+\({name}\)\s*;", rest, re.MULTILINE
        )
        if moved and re.search(rf"\b{name}\b", rest[moved.end() :]):
            return Doom(Route.SYNTAX, "type", f"`{match[1]}` is used after it was moved", 0.85)
    for match in _CHANGED_IN_RUST.finditer(code):
        name = re.escape(match[1])
        if re.search(
            rf"^[ \t]*{name}\s*(?:[-+*/]=|=[^=])|\b{name}\.push(?:_str)?\(", code[match.end() :], re.MULTILINE
        ):
            return Doom(Route.SYNTAX, "type", f"`{match[1]}` is changed and not `mut`", 0.85)
    return None
