"""Which languages are known, and what must be known of each? Adding one is an entry here and a few examples."""

import re
from collections.abc import Callable
from dataclasses import dataclass, field

from analyzers.deferred import regex
from analyzers.syntax.grammar import refused, strict


@dataclass(frozen=True, slots=True, kw_only=True)
class Language:
    """What the engine must know of a language."""

    module: str  # the wheel that holds its grammar
    function: str = "language"
    comments: tuple[str, ...] = ("//",)  # up to the end of the line
    blocks: tuple[tuple[str, str], ...] = (("/*", "*/"),)  # comments with an end
    quotes: str = "\"'"
    long_quotes: tuple[str, ...] = ()  # strings that may hold line ends
    chars: bool = False  # single quotes hold one character
    semicolons: bool = False  # a statement ends with one
    braces: bool = True  # a block stands in braces
    enders: dict[str, str] = field(default_factory=dict)  # word that opens a block -> word that closes it
    keywords: frozenset[str] = frozenset()
    marks: tuple[str, ...] = (
        ",",
        ")",
        "(",
        "=",
        "+",
        ".",
        ":",
        "{",
        "}",
        "[",
        "]",
    )  # tried where one is missing
    name: str = r"[^\W\d]\w*"
    strict: Callable[[str], bool] | None = None  # a second gate, stricter than the grammar
    refused: str = ""  # a query for what the grammar lets pass and compilers do not
    unread: re.Pattern[str] | None = None  # ASCII that the grammar does not know, and reads well as blanks


def _words(text: str) -> frozenset[str]:
    return frozenset(text.split())


_C = _words(
    "auto break case char const continue default do double else enum extern float for goto if int long return short "
    "signed sizeof static struct switch typedef union unsigned void while"
)
_JS = _words(
    "async await break case catch class const continue default delete do else export extends finally for from function "
    "if import in instanceof let new of return static super switch this throw try typeof var void while yield null "
    "undefined true false"
)
_JAVA = _words(
    "abstract boolean break byte case catch char class continue default do double else enum extends final finally float "
    "for if implements import instanceof int interface long new null package private protected public return short "
    "static super switch synchronized this throw throws try void while true false String"
)
_MARKS = (";", ",", ")", "(", "=", "{", "}", "+", ".", ":", "[", "]")

# Bash lets `time`, `!` and `coproc` stand before a whole loop; the grammar takes them for commands with arguments.
_COMPOUND = r"(?:for|while|until|if|case|select)(?![\w=-])"
_BASH_PREFIX = regex(
    rf"(?<![^\s;&|({{`])(?:time(?:[ \t]+-p)?|!|coproc(?:[ \t]+(?!{_COMPOUND})[A-Za-z_][A-Za-z_0-9]*)?)"
    rf"(?=[ \t]+(?:(?:!|time(?:[ \t]+-p)?)[ \t]+)*{_COMPOUND})"
)

LANGUAGES: dict[str, Language] = {
    "python": Language(module="tree_sitter_python", comments=("#",), blocks=(), braces=False),
    "javascript": Language(
        module="tree_sitter_javascript",
        refused=refused.AWAIT + refused.LOOK_ALIKE + refused.ELEMENTS,
        long_quotes=("`",),
        keywords=_JS,
        marks=(*_MARKS, "=>", "||", "&&"),
    ),
    "typescript": Language(
        module="tree_sitter_typescript",
        function="language_typescript",
        refused=refused.AWAIT + refused.LOOK_ALIKE,
        long_quotes=("`",),
        keywords=_JS
        | _words(
            "interface type enum implements private public protected readonly abstract as string number boolean any "
            "namespace keyof declare"
        ),
        marks=(*_MARKS, "=>", ">", "<", "|"),
    ),
    "java": Language(
        module="tree_sitter_java", refused=refused.SLIPPED_LOCAL, strict=strict.is_java, chars=True, semicolons=True, keywords=_JAVA, marks=(*_MARKS, "->", ">", "<")
    ),
    "go": Language(
        module="tree_sitter_go",
        strict=strict.is_go,
        chars=True,
        long_quotes=("`",),
        keywords=_words(
            "break case chan const continue default defer else fallthrough for func go goto if import interface map "
            "package range return select struct switch type var nil true false string int error bool"
        ),
        marks=(",", ")", "(", "{", "}", ":=", "=", "+", ".", ":", "[", "]", ";"),
    ),
    "rust": Language(
        module="tree_sitter_rust",
        refused=refused.RUST_PARAMETER,
        quotes='"',
        semicolons=True,
        keywords=_words(
            "as async await break const continue crate else enum extern false fn for if impl in let loop match mod move "
            "mut pub ref return self Self static struct super trait true type unsafe use where while"
        ),
        marks=(*_MARKS, "->", "=>", ">", "<", "::", "&", "!", "|"),
    ),
    "c": Language(
        module="tree_sitter_c", refused=refused.STRING_AND_NAME + refused.UNKNOWN_DIRECTIVE + refused.SLIPPED_TYPE, chars=True, semicolons=True, keywords=_C | {"#include", "#define"}, marks=_MARKS
    ),
    "cpp": Language(
        module="tree_sitter_cpp",
        refused=refused.STRING_AND_NAME + refused.UNKNOWN_DIRECTIVE + refused.SLIPPED_TYPE + refused.LABEL_STD,
        chars=True,
        semicolons=True,
        keywords=_C
        | _words(
            "class public private protected virtual namespace using template typename new delete try catch throw bool "
            "true false nullptr this operator override constexpr"
        ),
        marks=(*_MARKS, "<<", ">>", "::", ">", "<"),
    ),
    "csharp": Language(
        module="tree_sitter_c_sharp",
        chars=True,
        semicolons=True,
        keywords=_JAVA
        | _words("using namespace string bool var foreach in out ref async await get set override virtual readonly"),
        marks=(*_MARKS, "=>", ">", "<"),
    ),
    "php": Language(
        module="tree_sitter_php",
        function="language_php",
        refused=refused.LOOK_ALIKE_NAME,
        comments=("//", "#"),
        semicolons=True,
        keywords=_words(
            "abstract array as break case catch class const continue default do echo else elseif extends final finally "
            "for foreach function global if implements include interface namespace new private protected public "
            "require return static switch throw try use var while null true false"
        ),
        name=r"\$?[^\W\d]\w*",
        marks=(*_MARKS, "=>", "->", "$"),
    ),
    "ruby": Language(
        module="tree_sitter_ruby",
        refused=refused.RUBY_WORDS + refused.LOOK_ALIKE,
        comments=("#",),
        blocks=(),
        braces=False,
        enders={
            "def": "end", "class": "end", "module": "end", "if": "end", "unless": "end", "while": "end",
            "until": "end", "case": "end", "begin": "end", "do": "end", "for": "end",
        },
        keywords=_words(
            "alias and begin break case class def do else elsif end ensure false for if in module next nil not or redo "
            "rescue retry return self super then true undef unless until when while yield puts require attr_accessor"
        ),
        name=r"[@$]{0,2}[^\W\d]\w*[?!]?",
        marks=(",", ")", "(", "|", "=", "=>", ":", "+", ".", "}", "{", "[", "]"),
    ),
    "bash": Language(
        module="tree_sitter_bash",
        refused=refused.RESERVED,
        unread=_BASH_PREFIX,
        comments=("#",),
        blocks=(),
        long_quotes=('"', "'"),
        braces=False,
        enders={"if": "fi", "case": "esac", "do": "done", "for": "done", "while": "done", "until": "done"},
        keywords=_words("if then elif else fi for in do done while until case esac function return local echo exit"),
        marks=(";", ")", "(", "]", "[", "]]", "{", "}", "then", "do", ";;", "$"),
    ),
    "json": Language(
        module="tree_sitter_json", comments=(), blocks=(), keywords=_words("true false null"),
        marks=(",", ":", "}", "]", "{", "["), quotes='"', strict=strict.is_json,
    ),
    "yaml": Language(
        module="tree_sitter_yaml", comments=("#",), blocks=(), braces=False,
        marks=(":", ",", "]", "}", "- ", '"', "[", "{"), name=r"[^\W\d][\w-]*",
    ),
    "toml": Language(
        module="tree_sitter_toml", comments=("#",), blocks=(), braces=False, long_quotes=('"""', "'''"),
        keywords=_words("true false"), marks=("=", ",", "]", "[", '"', "}", "{"), strict=strict.is_toml, name=r"[^\W\d][\w-]*",
    ),
    "html": Language(
        module="tree_sitter_html", strict=strict.is_html, comments=(), blocks=(("<!--", "-->"),), braces=False,
        marks=(">", "<", "=", "/>", "</"), name=r"[^\W\d][\w-]*",
    ),
    "css": Language(
        module="tree_sitter_css", strict=strict.is_css, comments=(), semicolons=True, marks=(";", "}", "{", ":", ")", "(", ","),
        name=r"[-#.@]?[^\W\d][\w-]*",
    ),
}  # fmt: skip
LANGUAGES["tsx"] = Language(
    module="tree_sitter_typescript",
    function="language_tsx",
    refused=refused.AWAIT + refused.LOOK_ALIKE + refused.ELEMENTS,
    long_quotes=("`",),
    keywords=LANGUAGES["typescript"].keywords,
    marks=(*LANGUAGES["typescript"].marks, "/>"),
)
ALIASES = {"js": "javascript", "jsx": "javascript", "ts": "typescript", "c++": "cpp", "c#": "csharp", "cs": "csharp",
           "sh": "bash", "shell": "bash", "yml": "yaml", "golang": "go", "rs": "rust", "rb": "ruby", "py": "python",
           "c_sharp": "csharp", "htm": "html", "cxx": "cpp"}  # fmt: skip


def known(language: str) -> str:
    """Return the name under which a language is known here, or an empty string."""
    name = language.lower()
    name = ALIASES.get(name, name)
    return name if name in LANGUAGES else ""
