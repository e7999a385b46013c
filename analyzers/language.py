"""In which language is a piece of code written?

Weighted marks per language; the best sum wins when it leads clearly. A tag given by the writer (the word
after a fence, a file's extension) is believed before any mark.
"""

import re
from collections.abc import Iterator
from functools import cache
from itertools import pairwise

_TAGS = {
    "py": "python", "pyi": "python", "pyw": "python", "py3": "python", "python": "python", "python3": "python", "pycon": "python", "ipython": "python",
    "js": "javascript", "javascript": "javascript", "jsx": "javascript", "mjs": "javascript", "cjs": "javascript",
    "node": "javascript", "ts": "typescript", "typescript": "typescript", "tsx": "tsx", "mts": "typescript", "cts": "typescript", "java": "java",
    "kt": "kotlin", "kts": "kotlin", "kotlin": "kotlin", "go": "go", "golang": "go", "rs": "rust", "rust": "rust",
    "c": "c", "h": "c", "cpp": "cpp", "c++": "cpp", "cc": "cpp", "cxx": "cpp", "hpp": "cpp", "hh": "cpp", "hxx": "cpp", "ino": "cpp", "cs": "csharp",
    "csharp": "csharp", "c#": "csharp", "rb": "ruby", "ruby": "ruby", "php": "php", "swift": "swift",
    "ex": "elixir", "exs": "elixir", "elixir": "elixir", "sh": "bash", "bash": "bash", "zsh": "bash",
    "sql": "sql", "json": "json", "yaml": "yaml", "yml": "yaml", "toml": "toml", "html": "html", "css": "css",
    "scss": "css", "r": "r", "lua": "lua", "perl": "perl", "pl": "perl", "scala": "scala", "dart": "dart",
    "haskell": "haskell", "hs": "haskell", "vue": "html", "xml": "html", "julia": "julia", "jl": "julia",
}  # fmt: skip

# (language, weight, pattern). A mark counts at most three times, so that a long listing does not drown the rest.
_MARKS: tuple[tuple[str, float, str], ...] = (
    ("python", 3.0, r"^\s*(?:async )?def \w+\s*\(.*$"),
    ("python", 3.0, r"^\s*(?:from [\w.]+ import|import [\w.]+(?: as \w+)?\s*(?:,.*)?$)"),
    ("python", 2.0, r"^\s*(?:elif\b.*|except\b.*:|if __name__|with .+ as \w+:)"),
    ("python", 2.0, r"^\s*(?:if|for|while|else|try|class \w+(?:\(.*\))?)\b[^{;]*:\s*(?:#.*)?$"),
    ("python", 1.0, r"\bprint\s*\(|\bself\.|\bNone\b|\bTrue\b|\bFalse\b|\blen\(|\brange\(|\bnot in\b|\bf['\"]"),
    ("python", 1.0, r"^\s*(?:return|raise|assert|pass|del|yield)\b[^;{]*$"),
    ("python", 1.0, r"^\s*print\s+['\"\w]"),
    ("python", 0.6, r"^[\w.\[\]'\", ]+ = [^;{]*$"),
    ("javascript", 3.0, r"\bconsole\.(?:log|error|warn)\(|\brequire\(['\"]|=>\s*[{(\w]|===|!=="),
    ("javascript", 2.0, r"^\s*(?:const|let|var) [\w{\[][^:]*=|\bfunction\s*\w*\s*\(|\bdocument\.|\bwindow\.|\bundefined\b"),
    ("javascript", 2.0, r"^\s*(?:import .* from ['\"]|export (?:default|const|function))|\bnew Promise\b|\basync function|\bmodule\.exports|\buse(?:State|Effect|Ref|Memo)\("),
    ("javascript", 1.0, r"\bJSON\.|\bMath\.|\bparseInt\(|`[^`\n]*\$\{"),
    ("typescript", 3.0, r"^\s*(?:export )?(?:interface|type) \w+(?:<.*>)? ?(?:=|\{)|:\s*(?:string|number|boolean|any|void|unknown|never)\b(?:\[\])?\s*[=;,)|{]"),
    ("typescript", 2.0, r"\bas (?:const|string|number|any)\b|\breadonly \w+|\bprivate \w+:|\bimplements \w+.*\{|\bkeyof\b|: Array<|: Promise<|: Record<"),
    ("java", 3.0, r"\bSystem\.(?:out|err)\.print|\bpublic static void main|^\s*import java[x.]|\bpublic class \w+"),
    ("java", 2.0, r"^\s*(?:public|private|protected) (?:static )?(?:final )?[\w<>\[\]]+ \w+\s*[({=;]|\b(?:ArrayList|HashMap|List|Map|Optional|Set|Scanner)<?[\w, ]*>? \w+ ?=|\bString\[?\]? \w+|@Override|\bthrows \w+"),
    ("java", 1.0, r"^\s*(?:int|double|boolean|char|long)(?:\[\])? \w+ ?[=;]|\bnew \w+(?:<.*>)?\(|\.equals\("),
    ("kotlin", 3.0, r"^\s*(?:(?:private|override|suspend|data|open|internal) )*(?:fun |val \w+|data class)|\bprintln\(.*\)\s*$|\?\.let|\blistOf\(|!!\."),
    ("go", 4.0, r"^\s*package \w+\s*$|^\s*func (?:\(\w+ \*?\w+\) )?\w*\(.*\{|\bfmt\.\w+\("),
    ("go", 2.0, r"^\s*(?:if |for )?[\w, ]+ := |\bif err != nil|\bmake\((?:chan|map|\[\])|\bgo func|\bdefer |\brange \w+ \{|^\s*type \w+ struct"),
    ("rust", 4.0, r"^\s*(?:pub )?(?:async )?fn \w+|\blet mut\b|\bprintln!\(|^\s*use (?:std|crate|super)::|\bimpl\b.*\{|#\[derive"),
    ("rust", 2.0, r"&mut |&str\b|\bVec<|\bOption<|\bResult<|\.unwrap\(\)|::new\(|\bmatch \w+.* \{|: (?:i32|u32|i64|u64|usize|f64)\b|\bvec!\["),
    ("rust", 1.0, r"^\s*let \w+(?:: [\w<>&]+)? = .*;$"),
    ("cpp", 4.0, r"\bstd::|\bcout\s*<<|\bcin\s*>>|#include\s*<(?:iostream|vector|string|map|algorithm|memory|set|thread)>|\busing namespace"),
    ("cpp", 2.0, r"\btemplate\s*<|\bnullptr\b|\bvector<|\bclass \w+\s*(?::\s*public \w+\s*)?\{|^\s*(?:public|private):|\bauto&?\s|&&\s*\w+\)|\bdelete\b|\bnew \w+\["),
    ("c", 3.0, r"#include\s*[<\"][\w/]+\.h[>\"]|\bprintf\s*\(|\bscanf\s*\(|\bmalloc\s*\(|\bfree\s*\("),
    ("c", 1.5, r"\bint main\s*\(|^\s*(?:int|char|float|double|long|unsigned|struct \w+|void|size_t)\s+\**\w+\s*(?:\[.*\])?\s*[=;(,]|\bsizeof\b|\bNULL\b|^\s*#define|->"),
    ("csharp", 4.0, r"\bConsole\.(?:Write|Read)|^\s*using System|\bnamespace [\w.]+|\{ get; (?:private )?set; \}|\bforeach\s*\(|\.(?:Where|Select|ToList|FirstOrDefault)\("),
    ("csharp", 1.5, r"\bstring \w+ ?[=;,)]|\bvar \w+ = new |\basync Task|\bpublic (?:async |override |virtual )?\w+ \w+\(|\bnew List<"),
    ("ruby", 3.0, r"^\s*(?:puts|require|require_relative|attr_\w+|p) |\bdo \|\w+(?:, \w+)*\||\.each\b|^\s*end\s*$|\bnil\b|@\w+ ="),
    ("ruby", 2.0, r"^\s*def \w+[?!]?(?:\(.*\))?\s*$|^\s*class \w+(?: < \w+)?\s*$|^\s*(?:unless|elsif) |=> [:\"']|#\{"),
    ("php", 5.0, r"<\?php|\$this->|\becho\s+[\"'$]"),
    ("php", 2.0, r"^\s*\$\w+(?:\[[^\]\n]*\]|->\w+)* ?[.+]?= |\bfunction \w+\(.*\$\w+|foreach \(\$\w+ as|\barray\(|->\w+\(.*\);$"),
    ("rust", 3.0, r"\bfor \w+ in [\w(][^{\n]*\.\.[^{\n]*\{|\bif let (?:Some|Ok|Err)\(|\bmatch \w+ \{"),
    ("swift", 3.0, r"^\s*struct \w+\s*:\s*\w+ \{|\bvar body: some View|\bfor \w+ in [\w.]+(?:\.\.\.|\.\.<)|^\s*(?:@IBOutlet|@IBAction|@Published|@ObservedObject)|\bself\?\.|\bif let \w+ \{"),
    ("swift", 3.0, r"^\s*(?:@State|import (?:SwiftUI|UIKit|Foundation))|\bguard let\b|\bif let \w+ = .*\{|^\s*func \w+\(.*\)(?: -> .*)? \{|\bvar \w+: \w+[?!]?(?: =|$)|\blet \w+: \[?\w+\]? ="),
    ("elixir", 4.0, r"^\s*defmodule |^\s*defp? \w+.* do\s*$|\|> |\bIO\.(?:puts|inspect)|%\{\w+:"),
    ("bash", 4.0, r"^#!.*\b(?:ba|z)?sh\b|^\s*(?:if|while|until) \[\[? .*|^\s*(?:fi|done|esac)\b"),
    ("bash", 2.0, r"^\s*(?:echo|export|cd|mkdir|grep|sed|awk|rm|cp|mv|chmod|sudo|source) [^=(]|\$\{?\w+\}?|\bthen\s*$|; do\b"),
    ("sql", 4.0, r"(?i)^\s*(?:select\b.+\bfrom\b|select\b|insert into\b|update \w+ set\b|delete from\b|create (?:table|index|view|or replace)\b|alter table\b)"),
    ("sql", 3.0, r"(?i)^[^.?!]*\bfrom \w+(?: \w+)? (?:where|(?:left |inner )?join|group by|order by)\b|^\s*selec?t? .*\bfrom \w+\s*;"),
    ("kotlin", 2.0, r"^\s*fun main\(|\bval \w+: (?:Int|String|Boolean)\b"),
    ("sql", 2.0, r"(?i)^\s*(?:from|where|(?:inner |left |right |outer )*join|group by|order by|having|values)\b"),
    ("html", 3.0, r"</?(?:html|head|body|div|span|p|a|ul|li|table|tr|td|script|style|form|input|button|h[1-6])\b[^>]*>|<!DOCTYPE"),
    ("css", 1.0, r"^\s*(?:[.#@*][\w-]*|(?:a|p|div|ul|li|body|html|h[1-6]|span|table|nav|header|footer|main|section|img|input|button|label|form)\b)(?:[ :>.#,][\w.#:-]++)*\s*\{\s*$"),
    ("css", 2.5, r"^\s*(?:color|margin(?:-\w+)?|padding(?:-\w+)?|display|font-\w+|background(?:-\w+)?|width|height|border(?:-\w+)?|position|(?:min|max)-\w+|flex(?:-\w+)?|grid-\w+|align-\w+|justify-\w+|z-index|overflow(?:-\w)?|text-\w+|line-height|transition|transform|opacity|top|left|right|bottom|content|cursor|float):\s*[^;{}()]+(?:\([^;{}]*\))?;\s*$|^\s*[.#][\w-]+\s*\{"),
    ("json", 2.0, r'^\s*"[^"]+"\s*:\s*(?:["\[{\d]|true|false|null)'),
    ("yaml", 1.2, r"^\s*(?:- )?[\w-]+:(?:\s+[^;{(]*)?$"),
    ("toml", 2.0, r"^\[\[?[\w.\"-]+\]\]?\s*$"),
    ("r", 3.0, r"<- |\blibrary\(\w+\)|%>%|\bdata\.frame\(|\bc\(\d"),
    ("lua", 3.0, r"^\s*local (?:function )?\w+|\bthen\s*$.*|\bfunction \w+[.:]\w+\(|\.\. ?\"|~="),
    ("perl", 4.0, r"^\s*(?:my|our) [$@%]\w+|^\s*use (?:strict|warnings)|=~ |\bsub \w+ \{"),
    ("scala", 3.0, r"^\s*(?:object|trait|case class) \w+|^\s*def \w+.*(?:: \w+)? = |\bval \w+ = .*[^;]$"),
    ("dart", 3.0, r"\bWidget build\(|\bsetState\(\(|^\s*import 'package:|\bvoid main\(\) (?:async )?\{"),
    ("haskell", 3.0, r"^\w+ :: |^\s*where\s*$|^main = do|^import qualified"),
)  # fmt: skip

_COMPATIBLE = {
    "cpp": "c",
    "typescript": "javascript",
    "csharp": "java",
}  # a mark of the second also speaks for the first
_BRACED = frozenset(("javascript", "typescript", "java", "kotlin", "go", "rust", "c", "cpp", "csharp", "php", "swift", "dart", "scala", "perl", "css"))  # fmt: skip
_SOME = 1.2  # two weak marks, or one that is not


def language_of_tag(tag: str) -> str:
    """Return the language that a fence's tag or a file's extension names, or an empty string."""
    return _TAGS.get(tag.lower().lstrip("."), "")


def language_of_path(path: str) -> str:
    """Return the language that a file name's extension stands for, or an empty string."""
    _, dot, extension = path.rpartition(".")
    return language_of_tag(extension) if dot else ""


def programs_in(command: tuple[str, ...]) -> Iterator[str]:
    """Yield the files that a command may name as the program to run."""
    for before, word in pairwise(("", *command)):
        if before == "-m":
            yield from (f"{word.replace('.', '/')}{end}" for end in (".py", "/__main__.py"))
        elif language_of_path(word.partition("::")[0]):
            yield word.partition("::")[0]


def decide_language(code: str) -> str:
    """Return the language of a piece of code, or an empty string when no language leads clearly."""
    ranked = sorted(scores(code).items(), key=lambda item: -item[1])
    if not ranked or ranked[0][1] < 2.0:
        return ""
    language, best = ranked[0]
    kin = {_COMPATIBLE.get(language), *(other for other, base in _COMPATIBLE.items() if base == language)}
    second = next((score for other, score in ranked[1:] if other not in kin), 0.0)
    return language if best >= second + 0.5 else ""


def lone_language(code: str) -> str:
    """Return the only language that anything in a piece of code speaks for, or an empty string."""
    found = scores(code)
    return next(iter(found)) if len(found) == 1 and min(found.values()) >= _SOME else ""


def scores(code: str) -> dict[str, float]:
    """Return how strongly a piece of code speaks for each language."""
    sample = code[:6_000]
    total: dict[str, float] = {}
    for language, weight, pattern in _marks():
        found = 0
        for _ in pattern.finditer(sample):
            found += 1
            if found == 3:
                break
        if found:
            total[language] = total.get(language, 0.0) + weight * (1, 1.5, 1.8)[found - 1]
    for language, base in _COMPATIBLE.items():
        if total.get(language, 0.0) >= 2.0:
            total[language] += 0.6 * total.get(base, 0.0)
    ended = sample.count(";\n") + sample.rstrip().endswith(";")
    if ended >= 2 or (ended and sample.count("\n") <= 2):
        for language in ("python", "ruby", "go", "kotlin", "swift"):
            if language in total:
                total[language] *= 0.5
    if "{" in sample and "python" in total and "}" in sample and re.search(r"[;{]\s*$", sample, re.MULTILINE):
        total["python"] *= 0.6
    return total


def is_braced(language: str) -> bool:
    """Return whether a language marks its blocks with braces."""
    return language in _BRACED


@cache
def _marks() -> tuple[tuple[str, float, re.Pattern[str]], ...]:
    # Indentation, not blank lines: from each of thousands of these a mark would look through all that follow.
    return tuple(
        (language, weight, re.compile(pattern.replace(r"^\s*", r"^[^\S\n]*"), re.MULTILINE))
        for language, weight, pattern in _MARKS
    )
