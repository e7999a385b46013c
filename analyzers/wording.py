"""May a model's sentence be shown: is it about the right place, and does it say nothing that was not found?

A sentence is held against the facts of its diagnosis. It is refused in doubt: the facts are shown in any case, and
a wrong sentence costs more than none.
"""

import ast
import re

from analyzers.clauses import stem as _stem
from analyzers.clauses import turned_round
from analyzers.facts import Diagnosis, Status, Verdict
from analyzers.markdown import blocks, fenced, unnumbered
from analyzers.text import Lines

_LONGEST = 320
_CODE = re.compile(r"`([^`]+)`")
_WORD = re.compile(r"[A-Za-z_][A-Za-z0-9_]*")
_NUMBER = re.compile(r"(?<![\w.])-?\d+(?:\.\d+)?")
_LOOKS_LIKE_CODE = re.compile(
    r"[A-Za-z_]\w*(?:\.\w+)+|\w+\(\)|[a-z]+_\w+|_\w+|[A-Z][a-z]+[A-Z]\w*|\w+\[[^\]]*\]"
)


def _words(text: str) -> frozenset[str]:
    return frozenset(text.split())


_NEGATIONS = _words(
    "not no never none nothing without cannot neither nor missing lacks lacking absent undefined unclosed "
    "unexpected invalid outside beyond"
)
_CHANGES = {
    "add": "+", "adding": "+", "insert": "+", "inserting": "+", "append": "+", "put": "+",
    "remove": "-", "removing": "-", "delete": "-", "deleting": "-", "drop": "-",
    "replace": "~", "replacing": "~", "change": "~", "changing": "~", "use": "~", "using": "~", "rename": "~",
    "should": "~", "must": "~", "fix": "~", "need": "~", "needs": "~", "instead": "~", "ensure": "~", "check": "~",
}  # fmt: skip
# Words that say nothing of their own about a program. Every other one must have been said where the facts were told: small
# models blame ("does not correctly handle"), doubt ("probably"), and bring in what was never seen (a database, a thread).
_PLAIN = _NEGATIONS | _words(
    "a an the this that these those it its itself they them their is are was were be been being has have had having do "
    "does did and or but so because since as for when while where which what whose than then thus therefore if of to in "
    "on at by from with within between into out over up there here also both each any some all other another "
    "same such more line lines program code name value text place fail crash stop raise happen occur mean cause lead get "
    "got give given gave find found call say said stand come begin hold contain ask look try attempt reach make pass run "
    "show know need want you your"
)
_SAME = {  # said otherwise: what must stand in the facts for it, in words or in code
    "dictionary": "dict", "dict": "dictionary", "function": "def", "method": "def", "string": "str", "integer": "int",
    "list": "list", "parenthesis": "(", "bracket": "[", "brace": "{", "colon": ":", "comma": ",", "quote": "'",
    "semicolon": ";", "zero": "0", "multiply": "*", "divide": "/", "exception": "Error", "error": "Error", "loop": "for",
    "import": "import", "element": "item", "item": "element", "return": "gave", "gave": "returned", "lack": "no",
    "variable": "", "type": "",
}  # fmt: skip

_CLOSED_ELSEWHERE = frozenset({"syntax/block-unclosed", "syntax/tag-unclosed", "syntax/comment-unclosed"})


def objection(sentence: str, diagnosis: Diagnosis) -> str:
    """Return why a sentence may not be shown, or an empty string."""
    text = sentence.strip()
    if not text or "\n" in text or len(text) > _LONGEST:
        return "it is not one short sentence"
    if len(re.findall(r"[.!?](?=\s+[A-Z`]|\s*$)", _CODE.sub("x", text))) > 1 or "?" in _CODE.sub("x", text):
        return "it is more than one sentence"
    facts = facts_of(diagnosis)
    words = [word.lower() for word in _WORD.findall(_CODE.sub(" ", text))]
    return (
        invented(text, facts)
        or _denies(words, diagnosis)
        or _another_fix(text, words, diagnosis)
        or _unheard(words, diagnosis, facts)
        or _off_the_place(text, diagnosis)
        or _misplaced(text, diagnosis)
        or _opened_elsewhere(text, words, diagnosis)
        or _besides(text, diagnosis.cause)
        or _turned_round(text, diagnosis)
    )


def first_sentence(text: str) -> str:
    """Return the first sentence of a text on one line: where models say more, the cause stands there and the rest wanders."""
    line = " ".join(text.split())
    masked = _CODE.sub(lambda code: "x" * len(code[0]), line)
    end = re.search(r"[.!?](?=\s+[A-Zx])", masked)
    return line[: end.end()] if end else line


def facts_of(diagnosis: Diagnosis) -> str:
    """Return everything that was found, as one text."""
    parts = [diagnosis.cause]
    for found in diagnosis.diagnostics:
        parts += [found.message, found.help, *found.notes]
        labels = (found.primary, *found.secondary) if found.primary else found.secondary
        parts += [label.text for label in labels]
    if diagnosis.traceback is not None:
        parts += [diagnosis.traceback.final.type, diagnosis.traceback.final.message[:300]]
    for hypothesis in diagnosis.hypotheses:
        if hypothesis.verdict is Verdict.CONFIRMED:
            parts.append(hypothesis.claim)
            parts += [f"{fact.expression} = {fact.value} {fact.where}" for fact in hypothesis.evidence]
    for fix in diagnosis.fixes:
        if fix.status is Status.VERIFIED:
            parts += [fix.title, *(edit.text for edit in fix.edits)]
    parts += [f"line {line} of {path}: {code}" for path, line, code in places(diagnosis)]
    return "\n".join(parts)


def places(diagnosis: Diagnosis) -> list[tuple[str, int, str]]:
    """Return the lines that a sentence may be about: path, number, text."""
    texts = {code.path: Lines(code.text) for code in diagnosis.code}
    found: list[tuple[str, int]] = []
    for diagnostic in diagnosis.diagnostics[:1]:
        if diagnostic.primary is not None and diagnostic.primary.span.path in texts:
            span = diagnostic.primary.span
            found.append((span.path, texts[span.path].position(span.start)[0]))
    found += [(suspect.path, suspect.line) for suspect in diagnosis.suspects[:2]]
    for fix in diagnosis.fixes[:1]:
        if fix.status is Status.VERIFIED:
            found += [
                (edit.span.path, texts[edit.span.path].position(edit.span.start)[0])
                for edit in fix.edits
                if edit.span.path in texts
            ]
    return [
        (path, line, texts[path].line(line).strip())
        for path, line in dict.fromkeys(found)
        if path in texts and 1 <= line <= len(texts[path].starts)
    ]


def invented(text: str, facts: str) -> str:
    """Return what code or number of a text in Markdown the facts do not have, or an empty string."""
    parts = [(block, fenced(block)) for block in blocks(text)]
    shown = [line for _, lines in parts for line in lines or () if line.strip()]
    text = unnumbered("".join(block for block, lines in parts if lines is None))
    known = set(_WORD.findall(facts))
    for code in (*shown, *_CODE.findall(text), *_LOOKS_LIKE_CODE.findall(_CODE.sub(" ", text))):
        if "".join(code.split()) in "".join(facts.split()):
            continue
        unknown = [word for word in _WORD.findall(code) if word not in known]
        if unknown or not _WORD.search(code):
            return f"`{code[:60]}` was not found"
        return f"`{code[:60]}` does not stand there like that"
    numbers = set(_NUMBER.findall(facts)) | {number.lstrip("-") for number in _NUMBER.findall(facts)}
    for number in _NUMBER.findall(_CODE.sub(" ", text)):
        if number not in numbers:
            return f"the number {number} was not found"
    return ""


def _misplaced(text: str, diagnosis: Diagnosis) -> str:
    """Whether it tells what a call gave on a line of another function: the fault may be there, the call is not."""
    called = {code.partition("(")[0] for code in _CODE.findall(text) if re.match(r"\w+\(", code)}
    spoken = _lines(text)
    for code in diagnosis.code:
        rows = code.text.split("\n")
        for name, first, last in _functions(code.text) if code.language == "python" and called else ():
            for line in spoken if name in called else ():
                if not first <= line <= last and name not in _WORD.findall("".join(rows[line - 1 : line])):
                    return f"`{name}` is not on line {line}"
    return ""


def _opened_elsewhere(text: str, words: list[str], diagnosis: Diagnosis) -> str:
    """Whether it says on which line something is opened of which only the line is known that should close it."""
    codes = {found.code for found in diagnosis.diagnostics[:1]}
    if (
        codes & _CLOSED_ELSEWHERE
        and _lines(text) - _lines(diagnosis.cause)
        and _stem("opened") in map(_stem, words)
    ):
        return "the line is not where it is opened"
    return ""


def _lines(text: str) -> set[int]:
    """The lines that a text names."""
    return {int(number) for number in re.findall(r"\bline (\d+)", _CODE.sub(" ", text), re.IGNORECASE)}


def _functions(text: str) -> list[tuple[str, int, int]]:
    """The functions of a source with their first and last lines; none where it does not parse."""
    try:
        nodes = list(ast.walk(ast.parse(text)))
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        return []
    return [
        (node.name, node.lineno, node.end_lineno or node.lineno)
        for node in nodes
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)
    ]


def _besides(text: str, cause: str) -> str:
    """Whether it is about something else than the cause, which is about the first code that it names.

    What else a cause names is often the very opposite, as the name that was meant is of the one that is not defined.
    """
    found = _CODE.search(cause)
    subject = " ".join(found[1].split()) if found else ""
    if not subject or re.search(rf"(?<!\w){re.escape(subject)}(?!\w)", " ".join(text.split())):
        return ""
    return f"it does not speak of `{subject[:60]}`"


def _told(diagnosis: Diagnosis) -> list[str]:
    """Return what was found, in words."""
    told = [diagnosis.cause, *(fix.title for fix in diagnosis.fixes if fix.status is Status.VERIFIED)]
    for found in diagnosis.diagnostics:
        told += [found.message, found.help or "", *found.notes]
        told += [label.text for label in (found.primary, *found.secondary) if label is not None]
    return told + [one.claim for one in diagnosis.hypotheses if one.verdict is Verdict.CONFIRMED]


def _turned_round(text: str, diagnosis: Diagnosis) -> str:
    """Whether it joins what was found in another way than it was found."""
    found = _CODE.search(diagnosis.cause)
    lines = [code for _, _, code in places(diagnosis)]
    clause = turned_round(text, found[1] if found else "", _told(diagnosis), _NEGATIONS, lines)
    return f"nothing was found that says so: {clause[:80]}" if clause else ""


def _unheard(words: list[str], diagnosis: Diagnosis, facts: str) -> str:
    """Whether it says something in words that none of the facts was told in."""
    heard = {
        _stem(word.lower()) for text in _told(diagnosis) for word in _WORD.findall(_CODE.sub(" ", text))
    } | _PLAIN_STEMS
    for word in words:
        stem = _stem(word)
        if stem not in heard and not any(
            twin in facts for name, twin in _SAME.items() if word == name or stem == _stem(name)
        ):
            return f"nothing was found that says `{word}`"
    return ""


_PLAIN_STEMS = frozenset(map(_stem, _PLAIN))


def _denies(words: list[str], diagnosis: Diagnosis) -> str:
    """Whether it says no where the facts say yes, or the other way round."""
    said = {word for word in words if word in _NEGATIONS or word.endswith("n't")}
    cause = {word.lower() for word in _WORD.findall(_CODE.sub(" ", diagnosis.cause))}
    known = {word for word in cause if word in _NEGATIONS}
    if bool(said) != bool(known):
        return "it denies what was found" if said else "it leaves out that something is not so"
    return ""


def _another_fix(text: str, words: list[str], diagnosis: Diagnosis) -> str:
    """Whether it advises something else than what was verified."""
    kinds = {_CHANGES[word] for word in words if word in _CHANGES}
    if not kinds:
        return ""
    verified = [fix for fix in diagnosis.fixes if fix.status is Status.VERIFIED]
    if not verified:
        return "it advises a change that nothing has verified"
    fix = verified[0]
    adds = any(edit.text.strip() for edit in fix.edits)
    takes = any(edit.span.end > edit.span.start for edit in fix.edits)
    if (
        ("+" in kinds and not adds)
        or ("-" in kinds and not takes)
        or ("-" in kinds and adds and "+" not in kinds)
    ):
        return "it advises another change than the one that was verified"
    texts = {code.path: code.text for code in diagnosis.code}
    touched = fix.title + diagnosis.cause
    for edit in fix.edits:
        lines = Lines(texts.get(edit.span.path, ""))
        if edit.span.path in texts:
            first, last = lines.position(edit.span.start)[0], lines.position(edit.span.end)[0]
            touched += "\n".join(lines.line(number) for number in range(first, last + 1))
        touched += edit.text
    for code in _CODE.findall(text):
        if "".join(code.split()) not in "".join(touched.split()):
            return f"the verified change has nothing to do with `{code[:60]}`"
    return ""


def _off_the_place(text: str, diagnosis: Diagnosis) -> str:
    """Whether it names neither the line nor anything that stands there, or another line than the cause itself does."""
    lines = places(diagnosis)
    named, own = _lines(text), _lines(diagnosis.cause)
    if own and not named <= own:
        return f"the cause is told of line {min(own)}"
    if named & (own | {line for _, line, _ in lines}):
        return ""
    named = set(_WORD.findall(" ".join(_CODE.findall(diagnosis.cause))))
    for _, _, code in lines:
        named |= set(_WORD.findall(code))
    named -= {"if", "for", "in", "def", "return", "import", "from", "is", "not", "and", "or", "None", "a"}
    spoken = set(_WORD.findall(" ".join(_CODE.findall(text)))) | {
        word for word in _WORD.findall(text) if "_" in word
    }
    if lines and not named & spoken:
        return "it does not say where"
    return ""
