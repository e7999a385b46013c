"""How is an entry of a table made like its neighbours?"""

import ast
from collections.abc import Iterator

from analyzers.logic.edits import Candidate
from analyzers.logic.edits.scope import Scope
from analyzers.logic.program import Program, own_expressions
from analyzers.runtime.slips.about import About
from analyzers.runtime.tables import last_name, odd_entries, odd_keys, parts, unconverted


def edits(program: Program, statement: ast.stmt, scope: Scope, about: About) -> Iterator[Candidate]:
    """Yield edits that make an entry of a statement's tables like the others."""
    del scope
    names = {last_name(one) for one in about.hurt}
    for node in own_expressions(statement):
        for item, name, function in unconverted(node) if names else ():
            if name in names:
                weight = 1.0
                for kind in dict.fromkeys((function, "int", "float")):
                    text = f"{kind}({program.source(item)})"
                    change = (program.start(item), program.end(item), text)
                    yield Candidate(program.path, (change,), item.lineno, "converted like the others", weight)
                    weight = 0.8
        if isinstance(node, ast.Dict | ast.List | ast.Tuple) and isinstance(
            getattr(node, "ctx", ast.Load()), ast.Load
        ):
            yield from _like_the_others(program, node)
            for key, wanted in odd_keys(node):
                exact = wanted.value == about.key
                change = (program.start(key), program.end(key), program.source(wanted))
                yield Candidate(program.path, (change,), key.lineno, "key renamed", 0.95 if exact else 0.5)


def _like_the_others(program: Program, table: ast.Dict | ast.List | ast.Tuple) -> Iterator[Candidate]:
    """A bare number or text among objects that are made by one call is made by it too."""
    for entry, _ in odd_entries(table):
        others = [one for one in parts(table) if one is not entry]
        if isinstance(entry, ast.Constant) and all(isinstance(one, ast.Call) for one in others):
            call = others[0]
            assert isinstance(call, ast.Call)
            text = program.source(entry)
            if len(call.args) == 1 and isinstance(call.args[0], ast.Constant):
                quoted = isinstance(call.args[0].value, str) and not isinstance(entry.value, str)
                made = f"{program.source(call.func)}({f'{chr(34)}{text}{chr(34)}' if quoted else text})"
                change = (program.start(entry), program.end(entry), made)
                yield Candidate(program.path, (change,), entry.lineno, "like the others", 0.95)
