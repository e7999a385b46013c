"""The pitfalls of other languages: data, a pattern on the code without its comments and texts.

Most patterns see one line; the few that look further look a few hundred characters at most.
"""

import re
from collections.abc import Iterator
from functools import cache

from analyzers.deferred import dataclass
from analyzers.logic.pitfalls.found import Pitfall

_JS = "javascript typescript tsx jsx"
_C = "c cpp"
_BRACES = "c cpp java csharp javascript typescript php go kotlin"


@dataclass(frozen=True, slots=True)
class _Kind:
    name: str
    languages: str
    pattern: str  # its group `x`, else the whole match, is what is pointed at
    message: str
    weight: float
    help: str = ""
    cure: str = ""  # what stands in place of `x`, with the pattern's groups


_KINDS = (
    _Kind("text-order", _JS, r"(?P<x>\.sort\(\))", "`sort()` compares as text: 10 comes before 9", 0.85, "for numbers: `.sort((a, b) => a - b)`", ".sort((a, b) => a - b)"),
    _Kind("index-passed", _JS, r"\.map\((?P<x>parseInt)\)", "`map` also passes the index, which `parseInt` takes for the base", 0.95, "", "value => parseInt(value, 10)"),
    _Kind("keys", _JS, r"\bfor\s*\(\s*(?:const|let|var)\s+\w+\s+(?P<x>in)\s+(?!.*\b(?:keys|obj|map|options|props)\b)(?:\w*(?:s|list|List|array|Array|arr)|\[[^\]\n]*\])\s*\)", "`for ... in` goes through the keys, as texts, not through the values", 0.85, "", "of"),
    _Kind("arrow-without-return", _JS, r"\.(?:map|filter|reduce|find|some|every|sort)\(\s*\(?[\w\s,]*\)?\s*=>\s*(?P<x>\{(?![^{}]*\b(?:return|throw)\b)[^{};]*;?\s*\})\s*[,)]", "the arrow function has braces and no `return`: it gives undefined", 0.9),
    _Kind("not-awaited", _JS, r"(?P<x>\.forEach\(\s*async)", "`forEach` does not wait for an async function", 0.9, "use `for ... of` with `await`, or `await Promise.all(items.map(...))`"),
    _Kind("not-awaited", _JS, r"\b(?:const|let|var)\s+\w+\s*=\s*(?P<x>fetch\()", "`fetch` gives a promise: it has to be awaited", 0.85, "", "await fetch("),
    _Kind("late-bound", _JS, r"\bfor\s*\(\s*(?P<x>var)\s+\w+.*\)", "`var` makes one variable for all rounds: functions made in the loop see its last value", 0.6, "", "let"),
    _Kind("never-equal", _JS, r"(?P<x>[=!]==?\s*NaN\b)", "nothing equals NaN, not even NaN", 0.95, "`Number.isNaN(x)`"),
    _Kind("never-equal", _JS, r"(?P<x>===?\s*(?:\[\s*\]|\{\s*\}))\s*[)&|;?]", "a new array or object equals no other", 0.9, "compare its `length`, or its keys"),
    _Kind("never-equal", _JS, r"\.(?:includes|indexOf|lastIndexOf)\(\s*(?P<x>\{[^{}()\n]*\}|\[[^\[\]()\n]*\])\s*\)", "a new object equals no other, whatever is in it", 0.9, "look for its contents: `.some(item => item.id === ...)`"),
    _Kind("float-equality", _JS, r"(?P<x>\d\.\d+\s*[+*-]\s*\d+\.\d+\s*===?\s*\d)", "results of float arithmetic are seldom exactly equal", 0.85),
    _Kind("no-state", _JS, r"\b(?:function\s+[A-Z]\w*\s*\([^)]*\)|const\s+[A-Z]\w*\s*=\s*\([^)]*\)\s*=>)\s*\{(?:(?!\bfunction\b|=>)[\s\S]){0,400}?\blet\s+(\w+)\s*=(?=[\s\S]{0,1500}?\{\s*\1\s*\})[\s\S]{0,600}?=>\s*\{?\s*(?P<x>(?:\1\s*(?:\+\+|--|[-+*]?=(?!=))|(?:\+\+|--)\1\b))", "a component's variable is made anew each time it is drawn, and a change of it draws nothing", 0.9, "keep it in state: `const [value, setValue] = useState(...)`"),
    _Kind("assignment", _BRACES, r"\b(?:if|while)\s*\(\s*(?P<x>[\w.\[\]>-]+\s*=(?!=)\s*[\w\"'.-]+)\s*\)", "this assigns, it does not compare", 0.95, "write `==`"),
    _Kind("turned-operator", _BRACES, r"^[ \t]*[\w.\[\]]+[ \t]+(?P<x>=\+)[ \t]+\w", "`=+` assigns the value, it does not add to it", 0.95, "", "+="),
    _Kind("empty-body", _BRACES, r"\b(?:for|if)\s*\([^()]*(?:\([^()]*\)[^()]*)*\)(?P<x>\s*;)[ \t]*$", "the `;` ends the statement: the block below belongs to nothing", 0.9, "", ""),
    _Kind("past-the-end", _BRACES, r"\bfor\s*\([^;]*=\s*0\s*;[^;]*(?P<x><=)\s*[\w.>-]*(?:\.length(?:\(\))?|\.size\(\)|\.Length|\.Count)\s*;", "the last round is one past the end", 0.9, "", "<"),
    _Kind("identity", "java", r"(?P<x>[=!]=\s*\")", "`==` asks for the same object, not for an equal text", 0.95, "use `.equals(...)`"),
    _Kind("identity", _C, r"\b(?:str|name|s|word|text|input|cmd|line)\w*\s*(?P<x>[=!]=\s*\")", "this compares addresses, not texts", 0.9, "use `strcmp(...) == 0`"),
    _Kind("not-set", _C, r"\b(?:int|long|float|double|unsigned(?: int)?|size_t)\s+(?P<x>(\w+))\s*;(?:(?!\b\2\s*=(?!=)|&\s*\2\b)[\s\S]){0,400}?\b\2\s*(?:[-+*]=|\+\+)", "it is added to before it has a value: it begins with whatever was in memory", 0.9, "give it one: `= 0`"),
    _Kind("no-address", _C, r"\bscanf\(\s*\"\s*%l?[dfiu][^\"]*\"\s*,\s*(?P<x>[a-zA-Z_]\w*)\s*\)", "`scanf` is given the value, not where to put it", 0.9, "write `&` before the variable"),
    _Kind("changed-while-looping", "java csharp", r"\bfor(?:each)?\s*\(\s*[\w<>]+\s+\w+\s*(?::|\bin\b)\s*(\w+)\s*\)[\s\S]{0,300}?(?P<x>\b\1\.(?:remove|add|Remove|Add)\()", "the collection is changed while it is gone through", 0.85, "use `removeIf` (or `RemoveAll`), or go through a copy"),
    _Kind("changed-while-looping", _JS, r"\bfor\s*\([^;]*;[^;]*<\s*(\w+)\.length\s*;\s*(\w+)\+\+\s*\)[\s\S]{0,300}?(?P<x>\b\1\.splice\(\s*\2\s*,\s*1\s*\))", "the next item moves to this index and is passed over", 0.85, "go backwards, or use `filter`"),
    _Kind("late-bound", "go", r"\bfor\s+(?:\w+\s*,\s*)?(\w+)\s*:=\s*range\b[^{]*\{\s*(?P<x>go\s+func\(\)\s*\{)[^}]*\b\1\b", "before Go 1.22 all these goroutines see the loop variable's last value", 0.7, "pass it as an argument, or copy it first: `v := v`"),
    _Kind("whole-division", "java c cpp csharp", r"\b(?:double|float)\s+\w+\s*=\s*(?P<x>\(?\s*(?:\w+|\d+)\s*\)?\s*/\s*\d+)\s*;", "of two whole numbers the division drops what is left over", 0.6, "make one of them a floating-point number"),
    _Kind("thrown-away", "java csharp kotlin", r"^\s*(?P<x>\w+\.(?:replace|trim|toUpperCase|toLowerCase|substring|concat|Replace|Trim|ToUpper|ToLower|Substring)\(.*\));", "it returns a new text and leaves the old one as it is; the result is thrown away", 0.9),
    _Kind("copy-changed", "go", r"\bfor\s+_,\s*(\w+)\s*:=\s*range\b[^{]*\{[^{}]*?(?P<x>\b\1\.\w+\s*[+-]?=(?!=))", "the loop variable is a copy: the slice stays as it is", 0.9, "change it through its index: `items[i].field = ...`"),
    _Kind("never-equal", "sql", r"(?P<x>(?:<>|!=|=)\s*NULL)\b", "nothing equals NULL, not even NULL", 0.95, "`IS NULL` or `IS NOT NULL`"),
    _Kind("spaces-around-assignment", "bash", r"^\s*(?P<x>[a-zA-Z_]\w*\s+=\s*\S+)\s*$", "with spaces around `=` the shell looks for a command of that name", 0.9),
    _Kind("in-a-subshell", "bash", r"(?P<x>\|\s*while\s+(?:IFS=\S*\s+)?read\b)", "a loop behind a pipe runs in a shell of its own: what it sets is lost", 0.8, "`while read ...; do ...; done < <(command)`"),
)  # fmt: skip
_SILENT = r"//[^\n]*|/\*.*?\*/"


def find_in(text: str, language: str) -> Iterator[Pitfall]:
    """Yield the pitfalls of a text in a language."""
    plain = text
    if language not in ("sql", "bash"):
        plain = _pattern(_SILENT, re.DOTALL).sub(lambda match: re.sub(r"[^\n]", " ", match[0]), text)
    for kind in _KINDS:
        if language not in kind.languages.split():
            continue
        for match in _pattern(
            kind.pattern, re.MULTILINE | (re.IGNORECASE if language == "sql" else 0)
        ).finditer(plain):
            start, end = match.span("x")
            cured = bool(kind.cure) or kind.name == "empty-body"
            yield Pitfall(
                name=kind.name,
                message=kind.message,
                start=start,
                end=end,
                weight=kind.weight,
                help="" if cured and kind.weight > 0.7 else kind.help,
                edits=((start, end, kind.cure),) if cured else (),
                title=kind.help or (f"write `{kind.cure}`" if kind.cure else "leave the `;` out"),
            )


@cache
def _pattern(text: str, flags: int) -> re.Pattern[str]:
    return re.compile(text, flags)
