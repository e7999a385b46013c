"""How does a diagnosis read in an issue or a chat? Markdown, with foreign text only ever inside code."""

import re
from collections.abc import Iterator, Mapping

from analyzers.diff import unified
from analyzers.facts import Diagnosis, Diagnostic, Fix, Hypothesis, Traceback
from analyzers.text import visible
from tui.certainty import decided
from tui.render.headline import adds
from tui.render.ink import Ink
from tui.render.places import fold
from tui.render.snippet import Listing, listings, snippet
from tui.render.text import LINKS, MAX_FIXES, MAX_MEMBERS, MAX_SOURCES, MAX_SUSPECTS, spent

_SPECIAL = re.compile(r"([\\*_{}\[\]<>#|~!@]|^[-+=] |^\d+\. )", re.MULTILINE)
_CODE = re.compile(r"(`[^`\n]+`)")


def render(diagnosis: Diagnosis, *, folded: bool = True) -> str:
    """Return the report as Markdown; `folded` hides the stack behind its heading, which takes two HTML tags."""
    texts = {code.path: code.text for code in diagnosis.code}
    shown = listings(diagnosis.code)
    parts = [f"**{_prose(diagnosis.cause)}**"]
    parts += [
        _finding(found, shown, say=bool(number) or adds(found, diagnosis))
        for number, found in enumerate(diagnosis.diagnostics)
    ]
    if diagnosis.explanation is not None:
        said = diagnosis.explanation
        parts.append(f"In the words of {_inline(said.proposer)}: {_prose(said.text)}")
    parts.append(_evidence(diagnosis.hypotheses))
    parts.append(_suspects(diagnosis))
    parts += [_fix(fix, texts) for fix in diagnosis.fixes if fix.status != "refuted"][:MAX_FIXES]
    parts.append(_stack(diagnosis, folded=folded))
    parts.append(_sources(diagnosis))
    decision = diagnosis.decision
    reasons = _prose("; ".join(signal.what for signal in decision.signals[:3]))
    parts.append(f"Route: {decision.route} ({decided(decision)})" + (f": {reasons}" * bool(reasons)))
    parts += [f"Note: {_prose(note)}" for note in diagnosis.notes]
    if diagnosis.cost is not None:
        parts.append(f"Cost: {_prose(spent(diagnosis.cost))}")
    parts += [_fence(visible(prompt), "json") for prompt in diagnosis.prompts]
    return "\n\n".join(part for part in parts if part) + "\n"


def _finding(found: Diagnostic, texts: Mapping[str, Listing], *, say: bool) -> str:
    rows = []
    if say:
        rows.append(_prose(found.message))
    shown = snippet(found, texts, Ink(colour=False), width=100)
    if shown:
        rows.append(_fence("\n".join(shown), "text"))
    rows += [f"- note: {_prose(note)}" for note in found.notes]
    if found.help:
        rows.append(f"- help: {_prose(found.help)}")
    rows.append(f"- code: {_inline(found.code)}")
    return "\n".join(rows)


def _evidence(hypotheses: tuple[Hypothesis, ...]) -> str:
    rows = ["### Evidence", ""]
    for hypothesis in hypotheses:
        rows.append(f"- **{hypothesis.verdict}**: {_prose(hypothesis.claim)}")
        for fact in hypothesis.evidence:
            value = f" = {_inline(fact.value)}" if fact.value else ""
            where = f" ({_prose(fact.where)})" if fact.where else ""
            rows.append(f"  - {_inline(fact.expression)}{value}{where}")
    return "\n".join(rows) if hypotheses else ""


def _suspects(diagnosis: Diagnosis) -> str:
    rows = ["### Suspect lines", ""]
    for number, suspect in enumerate(diagnosis.suspects[:MAX_SUSPECTS], 1):
        reasons = _prose("; ".join(suspect.reasons))
        rows.append(
            f"{number}. {_inline(f'{suspect.path}:{suspect.line}')} {suspect.score:.2f} {reasons}".rstrip()
        )
    return "\n".join(rows) if diagnosis.suspects else ""


def _fix(fix: Fix, texts: dict[str, str]) -> str:
    rows = [f"### Fix: {_prose(fix.title)} ({fix.status})", ""]
    if fix.check:
        rows += [_prose(fix.check), ""]
    diff = unified(fix, texts)
    if diff:
        rows.append(_fence(diff.rstrip("\n"), "diff"))
    return "\n".join(rows).rstrip()


def _stack(diagnosis: Diagnosis, *, folded: bool) -> str:
    if diagnosis.traceback is None:
        return ""
    body = _fence("\n".join(_chain(diagnosis.traceback)), "text")
    if not folded:
        return f"### Stack\n\n{body}"
    return f"<details><summary>Stack</summary>\n\n{body}\n\n</details>"


def _chain(traceback: Traceback, indent: str = "") -> Iterator[str]:
    for raised in traceback.chain:
        for item in fold(raised.frames):
            if item.frame is None:
                yield f"{indent}... {item.text}"
                continue
            line = f":{item.frame.line}" if item.frame.line is not None else ""
            function = f" in {item.frame.function}" if item.frame.function else ""
            yield f"{indent}{item.frame.file}{line}{function}"
        yield indent + (f"{raised.type}: {raised.message}" if raised.message else raised.type)
        for number, member in enumerate(raised.members[:MAX_MEMBERS], 1):
            yield f"{indent}  {number} of {len(raised.members)} in the group:"
            yield from _chain(member, indent + "    ")
        if raised.link is not None:
            yield indent + LINKS[raised.link]


def _sources(diagnosis: Diagnosis) -> str:
    rows = ["### Sources", ""]
    for source in diagnosis.sources[:MAX_SOURCES]:
        licence = f" ({_prose(source.licence)})" if source.licence else ""
        told = "" if source.url.startswith("http") else f" {_prose(source.excerpt)}"  # nothing can be opened
        rows.append(f"- {_prose(source.title)}{licence}: {_inline(source.url)}{told}".rstrip())
    return "\n".join(rows) if diagnosis.sources else ""


def _prose(text: str) -> str:
    """Foreign words without markup, mentions or links; what stands in backticks stays code."""
    pieces = _CODE.split(visible(text.replace("\n", " ").replace("\t", " ")))
    return "".join(
        piece if index % 2 else _SPECIAL.sub(r"\\\1", piece).replace("`", "\\`")
        for index, piece in enumerate(pieces)
    )


def _inline(text: str) -> str:
    """Text as a code span that its own backticks cannot end."""
    shown = visible(text.replace("\n", " ").replace("\t", " "))
    longest = max((len(run) for run in re.findall("`+", shown)), default=0)
    ticks = "`" * (longest + 1)
    pad = " " if shown.startswith("`") or shown.endswith("`") else ""
    return f"{ticks}{pad}{shown}{pad}{ticks}" if shown else "``"


def _fence(text: str, language: str) -> str:
    """Text as a block that its own backticks cannot end."""
    body = "\n".join(visible(line) for line in text.split("\n"))
    longest = max((len(run) for run in re.findall("`{3,}", body)), default=2)
    ticks = "`" * (longest + 1)
    return f"{ticks}{language}\n{body}\n{ticks}"
