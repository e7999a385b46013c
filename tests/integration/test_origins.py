"""A recorded second run tells where a bad value came from."""

# ruff: noqa: ISC004  (programs are texts over several lines)

import ast
import asyncio
import errno
from pathlib import Path

import pytest

from analyzers.facts import Variable
from analyzers.runtime.source import Source
from tools.debugger.origins import Origins, Query, origins
from tools.debugger.session import start
from tools.interpreter import launch
from tools.sandbox import network_prefix


async def followed(folder: Path, expression: str, bad: str, **files: str) -> Origins:
    """Run `main.py` twice and follow an expression of its last frame."""
    for name, text in files.items():
        (folder / f"{name}.py").write_text(text)
    program = launch(("python", "main.py"), folder)
    async with start(program, cwd=folder, capture=True) as session:
        first = session.outcome.traceback
    assert first is not None
    sources = {f"{name}.py": Source(f"{name}.py", text) for name, text in files.items()}
    crash = first.final.frames[-1]
    source = sources[Path(crash.file).name]
    node = next(
        node for node in source.nodes
        if isinstance(node, ast.expr) and node.lineno == crash.line and ast.unparse(node) == expression
    )  # fmt: skip
    return await origins(
        program, [Query(node=node, frame=-1, bad=bad)], sources, first, root=folder, seconds=0.2
    )


def roots(found: Origins) -> list[tuple[str, int]]:
    return [(one.path, one.line) for one in found.found if one.root]


CASES = {  # the expression, what is bad about it, the program, the line that made the value
    "a function that returns nothing on one path": (
        "user", "none",
        "def find(users, name):\n    for user in users:\n        if user == name:\n            return user\n\n"
        "def greet(name):\n    user = find(['ann'], name)\n    return user.upper()\n\ngreet('ann')\ngreet('bob')\n",
        2,
    ),
    "a bare return": (
        "value", "none",
        "def f(x):\n    if x:\n        return\n    return 1\n\nvalue = f(0)\nvalue = f(1)\nvalue + 1\n",
        3,
    ),
    "an argument passed two calls up": (
        "b.x", "value",
        "class P: pass\n\ndef inner(b):\n    return b.x.y\n\ndef outer(a):\n    return inner(a)\n\n"
        "p = P()\np.x = None\nouter(p)\n",
        10,
    ),
    "an attribute set by another method": (
        "self.total", "none",
        "class Cart:\n    def __init__(self):\n        self.total = 0\n    def clear(self):\n        self.total = None\n"
        "    def add(self, n):\n        self.total += n\n\ncart = Cart()\ncart.add(1)\ncart.clear()\ncart.add(2)\n",
        5,
    ),
    "the right object among several": (
        "b.value", "none",
        "class Box:\n    def __init__(self, value):\n        self.value = value\n\ndef use(b):\n    return b.value + 1\n\n"
        "good = Box(1)\nbad = Box(None)\nuse(good)\nuse(bad)\n",
        9,
    ),
    "an item put into a dictionary": (
        "ages['bob']", "none",
        "ages = {}\nages['ann'] = 3\nages['bob'] = None\nages['cid'] = 4\nages['bob'] + 1\n",
        3,
    ),
    "the default of a parameter": (
        "items", "none",
        "def add(x, items=None):\n    items.append(x)\n\nadd(1, [])\nadd(2)\n",
        1,
    ),
    "a global changed by a function": (
        "config", "none",
        "config = {}\n\ndef reset():\n    global config\n    config = None\n\ndef use():\n    return config['a']\n\nreset()\nuse()\n",
        5,
    ),
    "a variable of the enclosing function": (
        "rate", "none",
        "def make():\n    rate = 1\n    rate = None\n    def apply(x):\n        return x * rate\n    return apply\n\nmake()(2)\n",
        3,
    ),
    "an element of a list": (
        "row", "none",
        "rows = []\nfor n in range(3):\n    rows.append(n)\nrows.append(None)\nfor row in rows:\n    row + 1\n",
        4,
    ),
    "what a generator yields": (
        "x", "none",
        "def numbers():\n    yield 1\n    yield None\n\nfor x in numbers():\n    x + 1\n",
        3,
    ),
    "a library's answer": (
        "hit", "none",
        "import re\n\ndef parse(text):\n    hit = re.match('a', text)\n    return hit.group()\n\nparse('b')\n",
        4,
    ),
    "a field of a data class": (
        "order.price", "none",
        "from dataclasses import dataclass\n\n@dataclass\nclass Order:\n    name: str\n    price: float\n\n"
        "def cost(order):\n    return order.price * 2\n\norders = [\n    Order('a', 1),\n    Order('b', None),\n]\ncost(orders[1])\n",
        13,
    ),
}  # fmt: skip


@pytest.mark.parametrize("name", CASES)
async def test_the_line_that_made_the_value_is_found(name: str, tmp_path: Path) -> None:
    expression, bad, text, line = CASES[name]
    found = await followed(tmp_path, expression, bad, main=text)

    assert found.note == ""
    assert ("main.py", line) in roots(found)


async def test_values_are_followed_into_other_files(tmp_path: Path) -> None:
    found = await followed(
        tmp_path,
        "price",
        "none",
        main="from shop import price_of\n\ndef total(names):\n    result = 0\n    for name in names:\n"
        "        price = price_of(name)\n        result += price\n    return result\n\ntotal(['tea', 'jam'])\n",
        shop="PRICES = {'tea': 2}\n\ndef price_of(name):\n    return PRICES.get(name)\n",
    )

    assert roots(found)[0] == ("shop.py", 4)


async def test_a_call_that_raised_is_not_said_to_have_returned(tmp_path: Path) -> None:
    """Python reports such a call as if it had returned None."""
    text = "def load(x):\n    y = x\n    return y + 1\n\ndef run(v):\n    return load(v)\n\nrun(None)\n"
    found = await followed(tmp_path, "y", "none", main=text)

    assert not any("without returning" in one.what for one in found.found)
    assert ("main.py", 8) in roots(found)


async def test_a_program_that_does_not_repeat_itself_is_said(tmp_path: Path) -> None:
    text = (
        "import pathlib\nmarker = pathlib.Path('ran')\nfirst = not marker.exists()\nmarker.touch()\n"
        "value = None\nif first:\n    value.x\nelse:\n    {}['k']\n"
    )
    found = await followed(tmp_path, "value", "none", main=text)

    assert found.found == ()
    assert "differently" in found.note


async def test_a_program_that_fails_only_once_is_said(tmp_path: Path) -> None:
    text = "import pathlib\nmarker = pathlib.Path('ran')\nif not marker.exists():\n    marker.touch()\n    None.x\n"
    found = await followed(tmp_path, "None", "none", main=text)

    assert (found.found, found.note) == ((), "the recorded run did not fail again")


async def test_the_recorded_run_can_be_cut_off_from_the_network(tmp_path: Path) -> None:
    prefix = network_prefix()
    if not prefix:
        pytest.skip("this machine does not let us make network namespaces")
    (tmp_path / "main.py").write_text(
        "import socket\ntry:\n    socket.create_connection(('192.0.2.1', 9), 0.5)\nexcept OSError as error:\n"
        "    number = error.errno\nNone.x\n"
    )
    program = launch(("python", "main.py"), tmp_path)
    async with start(program, cwd=tmp_path, capture=True, prefix=prefix) as session:
        answer = await session.evaluate("number")

    assert isinstance(answer, Variable)
    assert answer.repr == str(errno.ENETUNREACH)


async def test_a_recording_that_takes_ten_times_as_long_is_ended_and_said(tmp_path: Path) -> None:
    """The budget is that of the program until it fails, however long it is then held and asked."""
    program = "for number in range(20_000_000):\n    pass\nnothing = None\nnothing.upper()\n"

    found = await followed(tmp_path, "nothing", "none", main=program)

    assert found.found == ()
    assert "took more than 2.0 s, so it was given up; the program alone takes 0.2 s" in found.note
    assert found.seconds < 4


async def test_a_failure_is_timed_until_it_happens(tmp_path: Path) -> None:
    (tmp_path / "main.py").write_text("import time\ntime.sleep(0.3)\n[][0]\n")
    async with start(launch(("python", "main.py"), tmp_path), cwd=tmp_path, capture=True) as session:
        stopped = session.outcome.seconds
        await asyncio.sleep(0.2)
        ended = (await session.finish()).seconds

    assert 0.3 <= stopped == ended
