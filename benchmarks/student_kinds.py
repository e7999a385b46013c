"""How do people break code who are still learning the language? Each slip as a change of sound code.

Most slips are a pattern and what is written instead; `benchmarks.student_slips` holds those that have to know
brackets, blocks or texts. Patterns see the code with the insides of texts and comments masked, and one place is
chosen by chance. Weights follow what teachers tell: colons, brackets, quotes, indentation, words of English and of
other languages, then forms that are guessed.
"""

import re
from collections.abc import Callable

from analyzers.syntax.python.tokens import COMMENT, STRING
from benchmarks import student_slips as slips
from benchmarks.defect_kinds import Ground, several

MASK = "\x00"
Slip = Callable[[Ground], str | None]


def written(*pairs: tuple[str, str]) -> Slip:
    """Return the slip that writes one of the second forms where its pattern matches: `{1}` is the first group."""

    def make(ground: Ground) -> str | None:
        pattern, form = ground.rng.choice(pairs)
        places = list(re.finditer(pattern, masked(ground), re.MULTILINE))
        if not places:
            return None
        found = ground.rng.choice(places)
        groups = (ground.text[found.start(n) : found.end(n)] for n in range(found.re.groups + 1))
        return ground.text[: found.start()] + form.format(*groups) + ground.text[found.end() :]

    return make


def masked(ground: Ground) -> str:
    """Return the text with the insides of texts and comments blotted out, character by character."""
    pieces, at = [], 0
    for token in ground.all:
        if token.kind in (STRING, COMMENT):
            body = token.text
            edge = 1 if token.kind == COMMENT else (3 if body[-3:] in ('"""', "'''") else 1)
            first = edge if token.kind == COMMENT else body.index(body[-1]) + edge
            last = len(body) if token.kind == COMMENT else len(body) - edge
            pieces += [ground.text[at : token.start], body[:first], MASK * (last - first), body[last:]]
            at = token.end
    return "".join(pieces) + ground.text[at:]


_IF, _FOR, _DEF = r"^( *)((?:el)?if) (.+):$", r"^( *)for ([\w, ]+) in (.+):$", r"^( *)def (\w+)\((.*)\):$"
_GIVEN = r"^( *)([a-z]\w*) = (?=\S)"
_AS, _EXCEPT = r"^( *)except ([\w.]+) as (\w+):$", r"^( *)except ([\w.]+):$"
_FROM, _IMPORT, _IMPORT_AS = (
    r"^( *)from ([\w.]+) import ([\w, ]+)$",
    r"^( *)import (\w+)$",
    r"^( *)import (\w+) as (\w+)$",
)
_LAMBDA, _TERNARY = (
    r"lambda ([\w, ]+): ",
    r"(= |return )([\w.]+|[\"']\x00*[\"']) if ([^:\n]+) else ([^\n,)]+)$",
)
_CALL = r"^( *[\w.]+\([^\n]*\))$"
_ARROW = r"^( *)(def \w+\(.*\)) -> (.+):$"

# what was meant by these cannot be known: only the line and whether the repair parses are judged
OPEN = frozenset({"half-finished", "handler-forgotten"})

SLIPS: dict[str, tuple[float, Slip]] = {
    "colon-forgotten": (8, written(
        (r"^( *(?:if|elif|while|for|def|class|with|else|try|except)\b.*):$", "{1}"),
        (r"^( *class \w+(?:\(.*\))?):$", "{1}"), (r"^( *class \w+):$", "{1}()"), (r"^( *else):$", "{1};"),
        (_ARROW, "{1}{2} -> {3}"))),
    "body-beside": (3, slips.body_beside),
    "else-condition": (4, written(
        *((r"^( *)elif (.+):$", form) for form in (
            "{1}else {2}:", "{1}else if {2}:", "{1}elseif {2}:", "{1}else if ({2}):", "{1}elif if {2}:")))),
    "then-do": (3, written((_IF, "{1}{2} {3} then:"), (_IF, "{1}{2} {3} then"), (_IF, "{1}{2} {3}: then"),
        (_IF, "{1}{2} {3} do:"), (r"^( *while .+):$", "{1} do:"), (r"^( *while .+):$", "{1} do"),
        (_FOR, "{1}for {2} in {3} do"))),
    "end-word": (3, slips.end_word),
    "braces-of-blocks": (2, slips.braces),
    "for-in": (4, written(*((_FOR, form) for form in (
        "{1}for {2} {3}:", "{1}for {2} = {3}:", "{1}for {2} of {3}:", "{1}for ({2} in {3}):", "{1}for each {2} in {3}:",
        "{1}foreach {2} in {3}:", "{1}for {2} in {3}", "{1}for {2} in = {3}:", "{1}for {2} on {3}:",
        "{1}for {2} in: {3}:", "{1}for {2}in {3}:", "{1}for {2}, in {3};")))),
    "call-in-header": (3, written(
        (r"^( *(?:for|while|if|elif) [^\n]*\b\w+)\(([^()\n]+)\):$", "{1} {2}:"),
        (r"^( *for .* in range)\((.+)\):$", "{1}({2}:"), (r"^( *for .* in range)\((.+)\):$", "{1} {2}):"),
        (r"^( *for .* in range)\((.+)\):$", "{1}[{2}):"), (r"^( *(?:if|while) .*)\):$", "{1}:"))),
    "def-brackets": (4, written((r"^( *def \w+)\(\):$", "{1}:"), (_DEF, "{1}def {2} {3}:"), (_DEF, "{1}def {2}({3}:"),
        (_DEF, "{1}def {2}[{3}]:"), (_DEF, "{1}def {2} {3}):"), (_DEF, "{1}def {2}({3}):)"), (_DEF, "{1}def {2}({3}:)"),
        (r"^( *class \w+)\((.+)\):$", "{1} {2}:"))),
    "def-forms": (3, written((_DEF, "{1}function {2}({3}):"), (_DEF, "{1}{2}({3}):"), (_DEF, "{1}def ({2}({3})):"),
        (_DEF, "{1}def {2} = ({3}):"), (_DEF, "{1}define {2}({3}):"), (_DEF, "{1}def: {2}({3}):"),
        (_DEF, "{1}void {2}({3}):"), (_DEF, "{1}public def {2}({3}):"), (_ARROW, "{1}{2}: -> {3}:"),
        (_ARROW, "{1}{2} => {3}:"), (_ARROW, "{1}{2} - > {3}:"))),
    "parameters": (2, written((r"^( *def \w+\(.*\w), (\w.*\):)$", "{1} {2}"),
        (r"^( *def \w+\(.*\w), (\w.*\):)$", "{1}; {2}"), (r"^( *def \w+\(.*\w), (\w.*\):)$", "{1},, {2}"),
        (r"^( *def \w+\()(\w+)(.*\):)$", "{1}int {2}{3}"), (r"^( *def \w+\()(\w+)(.*\):)$", '{1}"{2}"{3}'))),
    "text-unquoted": (4, slips.unquote),
    "text-quotes": (5, slips.odd_quotes),
    "text-broken": (2, slips.break_text),
    "docstring": (2, slips.odd_docstring),
    "f-string": (3, slips.odd_f_string),
    "print-statement": (4, slips.print_statement),
    "comparison": (3, written((">=", "=>"), ("<=", "=<"), ("!=", "=!"), ("!=", "<>"), ("==", "= ="), ("==", "==="),
        (">=", "> ="), ("<=", "< ="), ("!=", "! ="), (" == ", " = "), (" == ", " = "), (" == ", " equals "),
        (" > ", " is > "), (" == ", " is == "), (" != ", " not == "), (" != ", " not = "))),
    "logic": (3, written((r" and ", " && "), (r" or ", " || "), (r"\bnot (?=[\w(])", "!"), (r" and ", " and if "),
        (r" or ", " or if "), (r" and ", " AND "), (r" and ", ", and "), (r" or ", " or or "),
        (r"\b([\w.]+) (==|>|<) (\S+) (and|or) \1 (==|>|<) ", "{1} {2} {3} {4} {5} "), (" not in ", " not "),
        (" is not ", " not is "), (" not in ", " in not "), (" in ", " is in "))),
    "factor": (2, written((r"\b(\d+) ?\* ?([a-z]\w*)", "{1}{2}"), (r"\b(\d+) ?\* ?([a-z]\w*)", "{1} {2}"),
        (r"\w+ \* (?=\w)", "{0}* * "), (r" \* ", " x "), (r" % ", " mod "), (r" // ", " div "))),
    "increment": (3, written((r"^( *[\w.\[\]]+) \+= 1$", "{1}++"), (r"^( *[\w.\[\]]+) -= 1$", "{1}--"),
        (r" \+= ", " + = "), (r" \+= ", " ++ "), (r" \+= ", " +== "), (r" -= ", " - = "),
        (r" \+= ", " = += "), (r" \+= ", " += + = "))),
    "assignment-mark": (3, written(*((_GIVEN, form) for form in (
        "{1}{2} := ", "{1}{2} = = ", "{1}{2} => ", "{1}{2} =: ", "{1}{2} <- = ", "{1}{2} = := ", "{1}{2} is = ", "{1}{2} ")))),
    "declaration": (3, written(*((_GIVEN, "{1}" + word + " {2} = ") for word in (
        "var", "let", "int", "const", "String", "set", "float", "auto", "str", "def", "my", "new")))),
    "reversed": (1.5, written((r"^( *)([a-z]\w*) = (\d+|[\"']\x00*[\"'])$", "{1}{3} = {2}"),
        (r"^( *)([a-z]\w*) = (\w+ [-+*/] \w+)$", "{1}{3} = {2}"))),
    "return-form": (2, written((r"^( *)return (?=\S)", "{1}return = "), (r"^( *)return (?=\S)", "{1}return: "),
        (r"^( *)return (?=\S)", "{1}return return "), (r"^( *)return (?=\S)", "{1}return, "),
        (r"^( *)return (?=\S)", "{1}returns "), (r"^( *)return (?=\S)", "{1}return-"),
        (r"^( *)return (?=\S)", "{1}Return "))),
    "import-form": (4, written(*((_FROM, form) for form in (
        "{1}import {3} from {2}", "{1}from {2} {3}", "{1}from {2} import {3},", "{1}form {2} import {3}",
        "{1}from {2} import ({3}", "{1}from {2}, import {3}", "{1}from {2} Import {3}", "{1}import from {2} {3}")),
        *((_IMPORT, form) for form in ("{1}include {2}", '{1}import "{2}"', "{1}import <{2}>", "{1}using {2}",
        "{1}import {2}.", "{1}import ({2})", "{1}#include <{2}>\nimport")),
        (_IMPORT_AS, "{1}import {2} {3}"), (_IMPORT_AS, "{1}import {2} is {3}"), (_IMPORT_AS, "{1}import as {3} {2}"))),
    "typo": (6, slips.typo),
    "typo-throughout": (3, slips.typo_throughout),
    "other-tongue": (1.5, slips.other_tongue),
    "lambda": (2, written(*((_LAMBDA, form) for form in (
        "lambda {1} return ", "lambda {1}, return ", "lambda {1}: return ", "lambda {1} => ", "lambda {1} -> ",
        "lambda ({1}): ", "{1} => ", "lambda {1} ", "lambda({1}): ", "lambda {1}; ")))),
    "ternary": (2, written((_TERNARY, "{1}{3} ? {2} : {4}"), (_TERNARY, "{1}{2} if {3} else: {4}"),
        (_TERNARY, "{1}if {3} then {2} else {4}"), (_TERNARY, "{1}{2} if {3}: else {4}"), (_TERNARY, "{1}{2} if {3} {4}"),
        (_TERNARY, "{1}if {3}: {2} else: {4}"))),
    "except-form": (3, written(*((_AS, form) for form in (
        "{1}except {2}, {3}:", "{1}except {2} {3}:", "{1}catch {2} as {3}:", "{1}catch ({2} {3}):", "{1}expect {2} as {3}:",
        "{1}except {2} as {3}", "{1}except ({2} as {3}):", "{1}except {2} as: {3}")),
        *((_EXCEPT, form) for form in ("{1}catch {2}:", "{1}except: {2}", "{1}expect {2}:", "{1}exept {2}:")))),
    "handler-forgotten": (1, slips.no_handler),
    "decorator": (1, written((r"^( *@.+)\n *(def|class) ", "{1} {2} "), (r"^( *@.+)$", "{1}:"), (r"^( *@.+)$", "    {1}"),
        (r"^( *@.+)\n", "{1};\n"))),
    "statement-end": (4, written(*((_CALL, "{1}" + mark) for mark in (":", ".", ")", "))", "]", "\\", "!", " .", "'", '"')),
        (r"^( *\w+ = [^\n]*[\w)])$", "{1}:"), (r"^( *\w+ = [^\n]*[\w)])$", "{1}."))),
    "line-continued": (1.5, written((r"\\\n", "\\ \n"), (r" \\\n", "\n"), (r"(\w) (and|or|\+) (?=\w)", "{1} {2}\n"))),
    "closers-swapped": (3, slips.swap_closers),
    "call-over-lines": (3, slips.unclosed_over_lines),
    "call-comma": (4, slips.comma),
    "pairs": (2, slips.pair),
    "doubled": (3, slips.doubled),
    "half-finished": (2, slips.half_finished),
    "name-spaced": (2, slips.spaced_name),
    "number": (1, written((r"\b([1-9])(\d\d\d)\b", "{1} {2}"), (r"(?<![.\w])[1-9]\b(?!\.)", "0{0}"),
        (r"(?<![.\w])\d+\b(?!\.)", "${0}"), (r"\b\d+\.\d+\b", "{0}.0"))),
    "prose": (3, slips.prose),
    "fence": (1, slips.fence),
    "comment-mark": (3, slips.comment_mark),
    "margin-slip": (6, slips.margin_slip),
    "block-flat": (4, slips.block_flat),
    "margins-lost": (2, slips.margins_lost),
    "pass-forgotten": (1, written((r":\n +pass\n", ":\n"))),
    "several": (10, lambda ground: several(ground, SLIPS, ground.rng.choice([2, 2, 2, 3]))),
}  # fmt: skip
