"""Which two names have run into one because the bracket between them is lost?"""

import re
from collections.abc import Iterator

from analyzers.syntax.python.layout import Statement
from analyzers.syntax.python.site import Candidate, Site, insert
from analyzers.syntax.python.tokens import BUILTINS, NAME

_MOST_TOKENS = 12  # before the bracket without a partner
_LONGEST = 60  # characters


def inside_name(site: Site, statement: Statement, place: int, mark: str, cost: float) -> Iterator[Candidate]:
    """`lenvalues)`: without the bracket two names have run into one."""
    declared = statement.word in ("def", "class")
    for token in statement.tokens[max(place - _MOST_TOKENS, 0) : place]:
        if token.kind != NAME or len(token.text) < 3 or len(token.text) > _LONGEST:
            continue
        whole = site.names.get(token.text, 0) > 1
        prefix = re.search(r"(?i)(?<=[a-z0-9_])(?:[rbfu]|rb|br|rf|fr)$", token.text)
        if prefix is not None and site.text[token.end : token.end + 1] in ("'", '"') and mark == "(":
            known = -1.5 if token.text[: prefix.start()] in site.names else 0.3
            yield Candidate("bracket-unopened", (insert(token.start + prefix.start(), mark),), cost + known)
        for cut in range(1, len(token.text)):
            left, right = token.text[:cut], token.text[cut:]
            if right.isdigit() and left[-1].isalpha() and mark == "(" and not whole and left in site.names:
                yield Candidate("bracket-unopened", (insert(token.start + cut, mark),), cost - 1.0)
            if not right.isidentifier() or (right[0] == "_" and not right.startswith("__")):
                continue
            knows_left = left in BUILTINS or site.names.get(left, 0) > 0
            knows_right = right in BUILTINS or right in ("self", "cls") or site.names.get(right, 0) > 0
            knows_right = knows_right or (right.startswith("__") and right.endswith("__") and len(right) > 4)
            humps = left[-1].islower() and right[0].isupper() and len(right) > 1
            if knows_right and (knows_left or declared or left.startswith("__")):
                extra = -1.6 if knows_left and not whole else -0.6 if knows_left or declared else 0.2
            elif knows_right and len(right) > 1 and len(left) > 2:
                extra = 0.6 if len(right) > 3 else 1.2
            elif humps and (statement.word == "class" or knows_left):
                extra = 0.3
            else:
                continue
            after = site.text[token.end : token.end + 1]
            calls = 1.8 if after == "(" and mark == "(" else 0.0  # a whole name that is called
            extra += 1.5 * whole + calls
            yield Candidate("bracket-unopened", (insert(token.start + cut, mark),), cost + extra)
