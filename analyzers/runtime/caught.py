"""Is the name of a caught exception read after the `except` block with which it ends?"""

import ast

from analyzers.deferred import replace as changed
from analyzers.facts import Edit, Evidence
from analyzers.runtime.crash import Crash, Finding, Site, read_from
from analyzers.runtime.index import bindings
from analyzers.runtime.report import CONFIRMED, diagnostic, hypothesis, insert_line, label, suspect
from analyzers.runtime.source import inside


def read_after(crash: Crash, site: Site, name: str, nodes: list[ast.Name]) -> Finding | None:
    """Explain a name that nothing but an earlier `except … as name` binds; None where something else does."""
    source = site.source
    if source.partial or not nodes:
        return None
    scope = source.scope(nodes[0])
    if isinstance(scope, ast.ClassDef | ast.Lambda):
        return None
    own = [one.statement for one in bindings(source, scope, name)]
    handlers = [one for one in own if isinstance(one, ast.ExceptHandler)]
    if not handlers or len(handlers) < len(own):
        return None
    last = handlers[-1]
    ends = last.end_lineno or last.lineno
    after = [
        one
        for one in inside(list(scope.body))
        if isinstance(one, ast.Name)
        and one.id == name
        and one.lineno > ends
        and isinstance(one.ctx, ast.Load)
    ]
    if nodes[0].lineno <= ends or not after:
        return None
    kept = f"last_{name}"
    fix = None
    first = last.body[0]
    if first.lineno > last.lineno:
        indent = " " * source.column(first.lineno, first.col_offset)
        title = f"keep it as `{kept}` for after the block"
        fix = insert_line(source, first.lineno, f"{indent}{kept} = {name}", title, "name-of-exception")
        places = [*fix.edits, *(Edit(source.span(one), kept) for one in after)]
        fix = changed(fix, edits=tuple(sorted(places, key=lambda one: one.span.start)))
    claim = f"`{name}` is deleted when the `except` block at line {last.lineno} ends"
    return Finding(
        cause=f"{claim}, and read after it",
        diagnostic=diagnostic(
            "name-of-exception",
            f"`{name}` is read after its `except` block",
            crash,
            nodes[0],
            "deleted by then",
            secondary=(label(source, first, f"`{name}` is there only in this block"),),
            help="give it another name inside the block",
        ),
        hypotheses=(
            hypothesis(
                "name-of-exception",
                claim,
                CONFIRMED,
                Evidence(
                    expression=f"except ... as {name}",
                    value=f"lines {last.lineno} to {ends}",
                    where=read_from(source, last.lineno),
                ),
            ),
        ),
        fixes=() if fix is None else (fix,),
        suspects=(suspect(source, last, 0.7, f"`{name}` is bound here, for this block alone"),),
        crash_weight=0.75,
    )
