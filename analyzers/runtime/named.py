"""Which lines does the message itself speak of: the field of a class, the special method that gave the wrong thing?"""

import ast
import re
from collections.abc import Iterator

from analyzers.facts import Suspect
from analyzers.runtime.crash import Crash
from analyzers.runtime.index import returns

_SPECIAL = re.compile(r"(__[a-z]+__)(?:\(\))? (?:returned|should|must|method)")
_ITER = "iter() returned non-iterator"
_FIELD = re.compile(r"for field (\w+) is not allowed|non-default argument '(\w+)' follows")
_NAMED = 0.9


def named(crash: Crash) -> Iterator[Suspect]:
    """Yield the lines of the workspace that the message of a crash names, where that is not the line that failed."""
    special = _SPECIAL.search(crash.message)
    method = special[1] if special else "__iter__" if _ITER in crash.message else ""
    field = _FIELD.search(crash.message)
    wanted = "" if field is None else field[1] or field[2]
    if not method and not wanted:
        return
    for source in crash.sources.values():
        for node in source.nodes:
            if isinstance(node, ast.FunctionDef) and node.name == method:
                lines = [one.lineno for one in returns(node)] or [node.body[-1].lineno]
                for line in lines:
                    yield _suspect(source.path, line, f"`{method}` gives it here")
            elif isinstance(node, ast.ClassDef) and wanted:
                for part in node.body:
                    target = getattr(part, "target", None)
                    if isinstance(part, ast.AnnAssign) and getattr(target, "id", "") == wanted:
                        yield _suspect(source.path, part.lineno, f"`{wanted}` is declared here")


def _suspect(path: str, line: int, reason: str) -> Suspect:
    return Suspect(path=path, line=line, score=_NAMED, reasons=(reason,))
