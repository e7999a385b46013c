"""What does a single line of a mixed text look like: a person's words, code, or a tool's report?"""

import re
from enum import StrEnum
from string import ascii_letters

from analyzers.deferred import regex


class Part(StrEnum):
    """What a run of lines is."""

    PROSE = "prose"
    CODE = "code"
    REPORT = "report"


# How reports begin that may hold letters only: of a sentence no more needs to be asked, nor the long table compiled.
_REPORT_WORDS = r"""E\ {2,}\S | (?:FAILED|PASSED|ERROR|FAIL|SKIPPED|ok|BUILD|RUN|PASS)\b[ :]
    | \w*(?:Error|Exception|Warning|Failure|Interrupt)$ | Exception\ in | npm\ (?:ERR!|error) | rustc | To\ honour | thread\ '
    | (?:INFO|ERROR|WARN|WARNING|DEBUG|FATAL|CRITICAL|TRACE)\b[ :\]|] | Segmentation\ fault | Process\ finished | exit\ (?:code|status)"""
_PLAIN_REPORT = regex(rf"^\s*(?:{_REPORT_WORDS})", re.VERBOSE)
_PLAIN = frozenset(ascii_letters + " ,?!'")
_REPORT = regex(
    rf"""^\s*(?:{_REPORT_WORDS}
    | Traceback\ \(most | File\ "[^"]*",\ line\ \d+ | at\ .+:\d+\)?$ | at\ [\w.$<>\[\]`]+\( | \.\.\.\ \d+\ more
    | Caused\ by:\  | goroutine\ \d+
    | ={{4,}} | -{{4,}} | _{{4,}} | \[?\d{{4}}-\d\d-\d\d[ T] | \[?\d\d:\d\d:\d\d | [A-Z][a-z]{{2}}\ \ ?\d{{1,2}}\ \d\d:\d\d
    | (?:[\w$]+[.:/\\])*[\w$]*(?:Error|Exception|Warning|Failure|Interrupt)\d*(?:\ \[\w+\])?(?::|$|\ \()
    | [^\s:(){{}};=]*[./][^\s:(){{}};=]*:\d+(?::\d+)?:? | (?:[./]|[A-Z]:\\)?[\w./\\-]+\.\w{{1,5}}\(\d+(?:,\d+)*\):?
    | LINE\ \d+:\  | [\^~]+(?:\s|$) | \$\ \S | \[(?:INFO|ERROR|WARN|WARNING|DEBUG|FATAL|\s*(?:OK|FAILED|RUN)\s*)\]
    | panic:\  | \#\d+\s+0x | ==\d+==
    | (?:fatal\ )?error(?:\[\w+\])?:\  | warning:\  | note:\  | help:\  | -->\ \S | (?:>\ *)?\d*\s*[|│](?:\s|$) | [╭╰╵└]
    | (?:Expected|Actual|Received|Got|Output|expected|got|want|left|right)(?:\ (?:output|result|value))?\s*:\s | make(?:\[\d+\])?:\ \*
    | \*\*\ \( | [✕✗✘✓●×✖❯]\s | Out\[\d+\]: | File\ .+:\d+,\ in
    | \S+:\(\.\w+[^)]*\):\  | (?:\S*/)?(?:ld|collect2|lld)(?:\.\w+)?(?:\.exe)?:\ \S
    | \|\ [ \d]*\| | stack\ backtrace: | RUN\s+v\d
    )""",
    re.VERBOSE,
)
_CODE = regex(
    r"""^\s*(?:
      (?:async\ )?def\ \w+ | class\ \w+.*[:{(]?$ | from\ [\w.]+\ import\b | import\ [\w.{*"'][\w., {}*"'/@;-]*$ | @\w+(?:\(.*\)|\.\w+)*$
    | (?:if|elif|while|with|for|except|match|case)\b.*:\s*(?:\#.*)?$ | (?:else|try|finally)\s*:?\s*[{]?\s*(?:\#.*)?$
    | (?:return|raise|yield|assert|del|global|nonlocal|throw|await|echo|puts|goto|defer)\b\s*[\w"'\[({$\-@&*!].*[^.?!]$
    | (?:pass|break|continue|end|fi|done|esac|return|do|then|begin)\s*;?$
    | \#include\b | \#define\b | \#!/ | \#pragma | using\ \w | namespace\ \w | package\ [\w.]+;?$ | <\?php | <\?xml | <!DOCTYPE
    | (?:public|private|protected|static|final|export|const|let|var|fn|pub|func|function|fun|val|void|impl|struct|enum|interface|typedef|extern|module|defmodule|defp|trait|type|mut|abstract|override|async|internal|unsafe|extends|unsigned|signed|long|auto|template)\b.*[\w{}();,=:>\]"'|*&]$
    | (?:int|float|double|char|bool|string|String|boolean|byte|short|size_t|List|Map|ArrayList|HashMap|Integer)(?:<.*>|\[\])*\s*[*&]*\s*\w+.*[;{,)=]$
    | [\w.\[\]$@"'*&()>,\ -]*[\w\])"'>](?:\s*:\s*[\w\[\]., |]+)?\s*(?:[-+*/%|&^:.<>]|//|\*\*)?=(?!=)>?\s*\S.*
    | [\w.$>:-]+(?:\[[^\]]*\])?!?\(.*\)?[;:,{)]*\s*(?:(?:\#|//).*)?$ | [}\])]+[;,)]*\s*(?:else.*|catch.*|while.*|finally.*)?[{;,)]*$ | [{(\[]$
    | //.* | /\*.* | \*/ | --\s+\w | <!--.* | </?\w[\w-]*(?:\s[^>]*)?/?>.*
    | (?:SELECT|INSERT|UPDATE|DELETE|CREATE|ALTER|FROM|WHERE|JOIN|GROUP\ BY|ORDER\ BY)\b.* | .*[;{]\s*(?://.*)?$ | .*\)\s*(?:->|=>).*
    | (?:cout|cin|std::cout)\s*(?:<<|>>).* | print\s+["'].* | \w+\s*->\s*\w+.* | "[^"]+"\s*:\s*.+,?$
    )""",
    re.VERBOSE,
)
# What people write above a block: `expected output:`, `My code:`
_TITLE = regex(
    r"^\s{0,3}(?:[*_#]{1,3}\s?)?(?:(?i:(?:my|the|full|current|actual|expected|desired|wanted|sample|example|correct|wrong|relevant|error)\s(?:\w+\s)?"
    r"(?:code|output|input|result|message|error|log|behaviou?r|program|script|query))|Code|Output|Input|Expected|Actual|Got|Result|Error)\s*(?:is\s*)?:\s*[*_]{0,3}$"
)
_CALLISH_PROSE = regex(
    r"^\s*\S+\(.*\)`?\s+(?:[a-z]+ [a-z]+ |(?:->|=>|==?)\s*[^\s,;]+[,; ]+(?:but|expected|should|instead|want(?:ed)?|not)\b|(?:gives?|gave|returns|returned|prints|printed|outputs|shows|yields|equals|works|fails|crashes|raises|should|but)\b(?!\s*[(=.]))"
)
# What people write under code in a hurry: `should be 6`, `prints 3`, `expected 6, got 3`
_TERSE = regex(
    r"(?:(?:it|this|that|but|and|code|output|result)\s+){0,3}"
    r"(?:should|shouldn't|must|expected|wanted|want|prints|returns|gives|outputs|shows|got|i get|is wrong|gets stuck|never ends"
    r"|no output|nothing happens|instead of|output is|result is|wrong)"
    r"(?=\s+(?:[\w\"'\[(`]|-\d)|\s*[:?!.]*\s*$)[^={};]*$",  # what is called, indexed or asked for an attribute is a name
    re.IGNORECASE,
)
_QUOTED = regex(r"`[^`]*`|\"[^\"]*\"|(?<!\w)'[^']*'(?!\w)")
_REMARK = regex(r"^\s*(?:#|//|/\*|\*|--|<!--)")
# Words of sentences that are no keywords of a language.
_SMALL_WORDS = regex(
    r"\bI\b|\b(?:the|an|of|my|me|we|you|it's|its|but|that|these|those|there|here|are|was|were|been|so|have|has|had|does|did|don't|doesn't|didn't|can't|cannot|what|why|how|which|who|although|because|however|only|just|still|even|also|both|same|want|need|gives|got|says|prints|when|than|too|very|hey|please|instead|always|never)\b",
)
_WORDS = regex(r"[^\W\d_]{2,}(?:['’][^\W\d_]+)?")
_SYMBOLS = regex(r"[{}();=<>\[\]|&*/\\+_$@#]")
_APART = regex(r"\"[^\"]*\"|'[^']*'|`[^`]*`|(?:#|//|/\*|\*|--|<!--).*")
_WIDE_SENTENCE = 10  # characters outside of quotes and comments
_WIDE = regex("[\u0400-\u04ff\u3040-\u30ff\u4e00-\u9fff\uac00-\ud7af\u0590-\u06ff\u0900-\u097f]")


def part_of_line(line: str) -> Part | None:
    """Return what a line looks like by itself; None when it is blank or could be anything."""
    if not line.strip():
        return None
    if len(line) > 2_000:
        line = line[:2_000]
    if _TITLE.match(line):
        return Part.PROSE
    words = word_count(line)
    symbols = len(_SYMBOLS.findall(line))
    if (_PLAIN_REPORT if _PLAIN.issuperset(line) else _REPORT).match(line):
        return Part.REPORT
    if _is_wide(line):
        return Part.PROSE
    if words >= 6 and symbols * 4 < words and not line.rstrip().endswith((";", "{", "}")):
        return Part.PROSE
    if _CALLISH_PROSE.match(line) or (words >= 1 and _TERSE.match(line)):
        return Part.PROSE
    if _CODE.match(line):
        if words >= 8 and _is_spoken(line):
            return Part.PROSE  # a sentence with code in it
        return Part.CODE
    if (
        words >= 3
        or (not line.isascii() and _WIDE.search(line))
        or (words >= 1 and line.rstrip()[-1] in "?!.,")
    ):
        return Part.PROSE if symbols <= max(2, words) or _is_spoken(line) else None
    return None


def _is_wide(line: str) -> bool:
    """Whether a line is a sentence in a script that no programming language is written in, whatever code it quotes."""
    return (
        not line.isascii()
        and len(_WIDE.findall(line)) >= _WIDE_SENTENCE
        and len(_WIDE.findall(_APART.sub("", line))) >= _WIDE_SENTENCE
    )


def _is_spoken(line: str) -> bool:
    """Whether a line has the small words of a sentence, outside of quotes and comments."""
    plain = _QUOTED.sub(" ", line)
    return not _REMARK.match(plain) and len(_SMALL_WORDS.findall(plain)) >= 3


def word_count(text: str) -> int:
    """Return how many words of at least two letters a text has."""
    return len(_WORDS.findall(text))
