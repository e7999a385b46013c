"""Is an attribute with two underscores read outside of the class that sets it?"""

import ast

from analyzers.facts import Evidence, Fix
from analyzers.runtime.crash import Crash, Finding, read_from
from analyzers.runtime.index import Index
from analyzers.runtime.locate import failing
from analyzers.runtime.members import class_members
from analyzers.runtime.report import CONFIRMED, attribute_span, diagnostic, edit, hypothesis, label
from analyzers.runtime.source import Source


def explain_mangled(crash: Crash, owner: str, name: str) -> Finding | None:
    """Explain why `_Owner__name` is not there: another class sets its own; None where no class of the sources does."""
    short = owner.rpartition(".")[2]
    written = name.removeprefix(f"_{short.lstrip('_')}")
    site = crash.site
    if site is None or not crash.ours or written == name or not written.startswith("__"):
        return None
    nodes = failing(site, ast.Attribute, lambda node: node.attr == written)
    index = Index.of(crash.sources)
    setters = [
        (each.source, each.source.class_of(each.statement), each.statement)
        for each in index.attributes.get(written, ())
        if each.source.class_of(each.statement) is not None
    ]
    others = [(source, cls, node) for source, cls, node in setters if cls is not None and cls.name != short]
    if not nodes or not others or len({cls.name for _, cls, _ in others}) > 1:
        return None
    source, cls, statement = others[0]
    fixes = tuple(_read_as(site.source, nodes[0], one) for one in _instead(index, source, cls, written))
    line = int(getattr(statement, "lineno", 1))
    claim = f"`{written}` is set in `{cls.name}`, where it is called `_{cls.name.lstrip('_')}{written}`"
    return Finding(
        cause=f"{claim}; in `{short}` it stands for `{name}`",
        diagnostic=diagnostic(
            "name-of-another-class",
            f"`{written}` of `{short}` is not that of `{cls.name}`",
            crash,
            nodes[0],
            "another name than it looks",
            secondary=(label(source, statement, "set here"),),
            help="one underscore says as well that it is not for others",
        ),
        hypotheses=(
            hypothesis(
                "name-of-another-class",
                claim,
                CONFIRMED,
                Evidence(
                    expression=f"self.{written}",
                    value=f"set in class {cls.name}",
                    where=read_from(source, line),
                ),
            ),
        ),
        fixes=fixes,
        crash_weight=0.85,
    )


def _instead(index: Index, source: Source, cls: ast.ClassDef, written: str) -> list[str]:
    """What a subclass reads instead: what the class itself offers under that name, or the name in full."""
    plain = written.strip("_")
    offered = [plain] if plain in class_members(index, source, cls) else []
    return [*offered, f"_{cls.name.lstrip('_')}{written}"][:1]


def _read_as(source: Source, node: ast.Attribute, name: str) -> Fix:
    span = attribute_span(source, node)
    return edit(source, span.start, span.end, name, f"use `{name}`", "name-of-another-class")
