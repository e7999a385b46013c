"""A run is repeated only where something in the sources may differ from run to run."""

import pytest

from analyzers.runtime.source import Source
from analyzers.runtime.varying import CHANCE, CLOCK, ORDER, in_some_order, varying


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("names = {'a', 'b'}\nprint(next(iter(names)))", {ORDER}),
        ("print(hash('a') % 7)", {ORDER}),
        ("seen = set(words)\nseen.add('x')\nprint('y' in seen, len(seen), sorted(seen))", set()),
        ("seen = set(words)\nif seen and not seen - {'x'}:\n    print(max(len(one) for one in seen))", set()),
        ("for number in {1, 2}:\n    print(number)", set()),
        ("seen = set(words)\nprint(seen)", {ORDER}),
        ("def unique(words):\n    return set(words)", {ORDER}),
        ("seen = set(words)\nshow(seen)", {ORDER}),
        ("def f():\n    seen = set()\n    seen.add(1)\n\ndef g(seen):\n    print(seen)", set()),
        ("import random\nprint(random.choice(xs))", {CHANCE}),
        ("from uuid import uuid4", {CHANCE}),
        ("import random\nrandom.seed(3)\nprint(random.choice(xs))", set()),
        ("import random\ndice = random.Random(3)", set()),
        ("import random\nimport numpy as np\nnp.random.seed(0)\nprint(random.random())", {CHANCE}),
        (
            "import secrets\nimport random\nrng = random.Random(1)\nrng.seed(1)\nprint(secrets.choice(xs))",
            {CHANCE},
        ),
        ("import torch\nprint(torch.rand(3))", {CHANCE}),
        ("import torch\ntorch.manual_seed(1)\nprint(torch.rand(3))", set()),
        ("import numpy as np\nprint(np.random.rand(3))", {CHANCE}),
        ("import numpy as np\nrng = np.random.default_rng(7)\nprint(rng.random())", set()),
        ("import numpy as np\nprint(np.zeros(3))", set()),
        ("from random import Random\nrng = Random(3)\nprint(rng.random())", set()),
        ("from datetime import date\nprint(date.today())", {CLOCK}),
        ("table = {'a': 1}\nprint(sorted(table))", set()),
        ("print(time, today, random)", set()),
    ],
)
def test_what_may_differ(text: str, expected: set[str]) -> None:
    assert varying({"a.py": Source("a.py", text)}) == expected


@pytest.mark.parametrize(
    ("text", "lines"),
    [
        ("for name in {'a', 'b'}:\n    print(name)", [1]),
        ("seen = set()\nseen.add('x')\nfirst = seen.pop()", [3]),
        ("class A:\n    def __init__(self):\n        self.tags = {t for t in 'ab'}\n    def line(self):\n        return ','.join(self.tags)", [5]),
        ("both = list(set(a) & set(b))", [1]),
        ("seen = {'a'}\nfor name in sorted(seen):\n    print(name in seen, len(seen))", []),
        ("table = {'a': 1}\nfor name in table:\n    table.pop(name)", []),
        ("stack = list(xs)\nstack.pop()", []),
        ("rest = xs - {'a'}\nprint(max(set(xs)))", []),
        ("def f():\n    kept = set()\n    kept.add('x')\n\ndef g(kept):\n    return list(kept)", []),
        ("kept = {'a', 'b'}\nprint(sorted(one + '!' for one in kept), sorted(list(kept)))", []),
        ("kept = {'a', 'b'}\ndef g():\n    return [one for one in kept]", [3]),
    ],
)  # fmt: skip
def test_where_an_order_is_taken_that_nobody_has_settled(text: str, lines: list[int]) -> None:
    assert [one.line for one in in_some_order({"a.py": Source("a.py", text)})] == lines
