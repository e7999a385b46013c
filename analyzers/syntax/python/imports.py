"""What is wrong with an import: quotes, brackets, a name that is missing at its end?"""

import sys
from collections.abc import Iterator

from analyzers.syntax.python.site import Candidate, Change, Site, Target, insert, swap
from analyzers.syntax.python.tokens import BUILTINS, KEYWORDS, NAME, STRING, Token

_CUSTOMARY = {
    "numpy": "np", "pandas": "pd", "matplotlib.pyplot": "plt", "seaborn": "sns", "tensorflow": "tf", "networkx": "nx",
    "tkinter": "tk", "datetime": "dt", "plotly.express": "px", "polars": "pl", "statsmodels.api": "sm", "sympy": "sp",
    "scipy": "sp", "altair": "alt", "geopandas": "gpd", "torch.nn": "nn", "torch.nn.functional": "F", "jax.numpy": "jnp",
}  # fmt: skip
_BINDERS = frozenset({"def", "class", "import", "as", "for", "global", "nonlocal"})


def candidates(site: Site) -> Iterator[Candidate]:
    """Yield repairs of imports near the error."""
    for target in site.targets:
        tokens = target.statement.tokens
        if tokens[0].text not in ("import", "from") or len(tokens) < 2:
            continue
        yield from _unfinished(site, target)
        yield from _reordered(target)
        for one in tokens[1:]:
            if one.kind == STRING and one.text[1:-1].replace(".", "").isidentifier():
                yield Candidate("quotes-surplus", (swap(one, one.text[1:-1]),), target.cost - 2.0)
        if len(tokens) > 3 and [one.text for one in tokens[-2:]] == ["(", ")"]:
            both = Change(tokens[-2].start, tokens[-1].end, "")
            yield Candidate("bracket-extra", (both,), target.cost - 1.0)


def _reordered(target: Target) -> Iterator[Candidate]:
    """`import sqrt from math`, `import from math sqrt`, `from math sqrt`: two runs of names, and which is the module's."""
    runs: list[list[Token]] = []
    apart = True
    for token in target.statement.tokens:
        if token.text in ("import", "from", "(", ")"):
            apart = True
        elif token.kind == NAME or token.text in (".", ",", "*"):
            beside = (
                runs
                and token.kind == NAME == runs[-1][-1].kind
                and "as" not in (token.text, runs[-1][-1].text)
            )
            if apart or beside:
                runs.append([])
            runs[-1].append(token)
            apart = False
        else:
            return
    if len(runs) != 2 or "from" not in (one.text for one in target.statement.tokens):
        return
    texts = [
        "".join(" as " if one.text == "as" else one.text + " " * (one.text == ",") for one in run).rstrip(
            " ,"
        )
        for run in runs
    ]
    whole = target.statement.tokens[0].start, target.statement.end
    for module, names, own in ((texts[0], texts[1], -1.5), (texts[1], texts[0], -1.0)):
        if all(part.isidentifier() for part in module.split(".")):
            known = -1.0 * (module.split(".")[0] in sys.stdlib_module_names)
            put = Change(*whole, f"from {module} import {names}")
            yield Candidate("import-reversed", (put,), target.cost + own + known)


def _unfinished(site: Site, target: Target) -> Iterator[Candidate]:
    """`import numpy as`, `from typing import`, `from math`: the text itself says which name it needs."""
    tokens = target.statement.tokens
    texts = [one.text for one in tokens]
    end = target.statement.end
    if texts[-1] == "as":
        module = "".join(texts[1:-1]).split(",")[-1]
        wanted = _CUSTOMARY.get(module, "")
        free = _free(site, target)
        if wanted not in free:
            wanted = next((name for name in free if site.text.count(name + ".")), wanted)
        if wanted and "as" not in texts[:-1]:
            yield Candidate("name-missing", (insert(end, f" {wanted}"),), target.cost - 2.0)
        yield Candidate("surplus-word", (Change(tokens[-2].end, end, ""),), target.cost - 1.0)
    elif texts[0] == "from" and (texts[-1] == "import" or "import" not in texts):
        names = _free(site, target)
        word = "" if texts[-1] == "import" else " import"
        defined = [name for name in names if name[:1].isupper()]  # a class before what is called
        for chosen, extra in ((names, 0.0), (defined, -1.2)):
            if chosen and len(chosen) < 8:
                put = insert(end, f"{word} {', '.join(chosen)}")
                yield Candidate("name-missing", (put,), target.cost - 2.5 + extra)
        if word:
            yield Candidate("keyword-wrong", (swap(tokens[0], "import"),), target.cost - 0.5)


def _free(site: Site, target: Target) -> list[str]:
    """Return the names that the text reads and nothing in it binds, in the order they are met."""
    tokens = site.layout.tokens
    bound: set[str] = set(BUILTINS)
    read: dict[str, None] = {}
    for place, token in enumerate(tokens):
        if token.kind != NAME or token.text in KEYWORDS:
            continue
        before = tokens[place - 1].text if place else ""
        after = tokens[place + 1].text if place + 1 < len(tokens) else ""
        inside = target.statement.start <= token.start < target.statement.end
        if before in _BINDERS or after in ("=", ":=", "in") or inside:
            bound.add(token.text)
        elif before != ".":
            read.setdefault(token.text)
    for statement in site.statements:  # what is imported, unpacked or declared
        ends = {"import": (), "from": (), "def": ("->",), "async": ("->",), "for": ("in",)}.get(
            statement.word, ("=", ":")
        )
        stop = next((n for n, one in enumerate(statement.tokens) if one.text in ends), None)
        if stop is not None or not ends or statement.word in ("def", "async"):
            bound.update(one.text for one in statement.tokens[:stop] if one.kind == NAME)
    return [name for name in read if name not in bound]
