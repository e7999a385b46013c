"""What stands beside a part, what the library takes in its place, what the live frames hold: the edit that fits is tried."""

from dataclasses import replace

import pytest

from analyzers.facts import StateFrame, Variable
from tests.unit.runtime.crashes import crash
from tests.unit.runtime.test_slips import changed

ALONE = [
    ("T = 'Hi {who}, {n} left'\ndef say(n):\n    return T.format(name='a', n=n)  # here\nsay(1)", "KeyError: 'who'", "T.format(who='a', n=n)"),
    ("def a():\n    return 1\ndef b():\n    return 2\nDO = {'a': a, 'b': b()}\nprint(DO['b']())  # here", "TypeError: 'int' object is not callable", "'b': b}"),
    ("def a():\n    return 1\ndef b():\n    return 2\non('a', a)\non('b', b())\nDO['b']()  # here", "TypeError: 'int' object is not callable", "on('b', b)"),
    ("print(f\"{'price':>8.2f}\")  # here", "ValueError: Unknown format code 'f' for object of type 'str'", "{'price':>8}"),
    ("def f(a, b):\n    return T[a] == T[b]  # here\nf(x.strip().lower(), y)", "KeyError: 'A '", "f(x.strip().lower(), y.strip().lower())"),
    ("def send(text, channel='a'):\n    return text\ngo = later(send, chanel='b')\ngo('x')  # here", "TypeError: send() got an unexpected keyword argument 'chanel'", "later(send, channel='b')"),
    ("def send(text, channel='a'):\n    return text\ngo = {'chanel': 'b'}\nsend('x', **go)  # here", "TypeError: send() got an unexpected keyword argument 'chanel'", "{'channel': 'b'}"),
    ("sql = 'select * from t where ' + ' '.join(tests)\ndb.execute(sql)  # here", "sqlite3.OperationalError: near \"b\": syntax error", '" AND ".join(tests)'),
    ("def show(xs):\n    return [xs[i] for i in range(1, len(xs) + 1)]  # here\nshow([1])", "IndexError: list index out of range", "for i in range(len(xs))]"),
    ("def get(name, default=None):\n    row = find(name)\n    return row[0]  # here\nget('a', 1)", "TypeError: 'NoneType' object is not subscriptable", "return row[0] if row is not None else default"),
    ("def get(name, default=None):\n    return TABLE[name]  # here\nget('a', 1)", "KeyError: 'a'", "return TABLE.get(name, default)"),
    ("CSS = 'h1 {color: red} {title}'\nCSS.format(title='a')  # here", "KeyError: 'color'", "'h1 {{color: red}} {title}'"),
    ("def reg(name):\n    def add(cls):\n        KNOWN[name] = cls\n    return add\n@reg('a')\nclass A:\n    pass\nA()  # here", "TypeError: 'NoneType' object is not callable", "KNOWN[name] = cls\n        return cls"),
    ("class A:\n    def __setname__(self, owner, name):\n        self.name = name\n    def __get__(self, one, owner=None):\n        return self.name  # here\n", "AttributeError: 'A' object has no attribute 'name'", "def __set_name__(self"),
    ("def load(name):\n    return name.lower()  # here\nload(str(p))\nload(q)", "AttributeError: 'PosixPath' object has no attribute 'lower'", "load(str(q))"),
    ("class A:\n    def go(self):\n        pass\nclass B(A):\n    pass\ndef run(a):\n    a.go()  # here\nrun(A())\nrun(B)", "TypeError: A.go() missing 1 required positional argument: 'self'", "run(B())"),
    ("async def a():\n    pass\ndef b():\n    pass\nasync def main():\n    for one in [a, b]:\n        await one()  # here\n", "TypeError: object NoneType can't be used in 'await' expression", "async def b()"),
    ("class A:\n    def add(self, other: A):  # here\n        pass\n", "NameError: name 'A' is not defined", 'other: "A")'),
    ("class R:\n    def __init__(self, n):\n        self.slots = [None] * n\n        self.at = 0\n    def put(self, x):\n        self.slots[self.at] = x  # here\n        self.at += 1\n", "IndexError: list assignment index out of range", "self.at = (self.at + 1) % len(self.slots)"),
    ("import re\nprint(re.split('+', text))  # here", "re.error: nothing to repeat at position 0", r"re.split(r'\+', text)"),
    ("class E(Exception):\n    pass\nclass MyError(E):\n    pass\ntry:\n    go()\nexcept MyError as error:\n    print(error.message)  # here", "AttributeError: 'MyError' object has no attribute 'message'", "print(str(error))"),
    ("import re\nview(**re.match('(?P<a>.)', x).groups())  # here", "TypeError: view() argument after ** must be a mapping, not tuple", ".groupdict())"),
    ("p.add_argument('-v', '--verbose')\np.add_argument('-v', '--version')  # here", "argparse.ArgumentError: argument -v/--version: conflicting option string: -v", "'-V', '--version'"),
    ("async def main():\n    return roof.result()  # here\n", "asyncio.exceptions.InvalidStateError: Result is not set.", "return await roof"),
    ("import json\nlines.append(str({'a': 1}))\njson.loads(lines[0])  # here", "json.decoder.JSONDecodeError: Expecting property name enclosed in double quotes: line 1 column 2 (char 1)", "lines.append(json.dumps({'a': 1}))"),
    ("head = next(reader)  # here\nfor row in reader:\n    print(dict(zip(head, row)))", "StopIteration: ", "next(reader, [])"),
    ("from datetime import datetime\nprint(datetime.fromtimestamp(ms))  # here", "ValueError: year 56147 is out of range", "fromtimestamp(ms / 1000)"),
    ("print(data.decode('utf-8'))  # here", "UnicodeDecodeError: 'utf-8' codec can't decode byte 0xe9 in position 3: invalid continuation byte", "data.decode('latin-1')"),
    ("print(data.decode())  # here", "UnicodeDecodeError: 'utf-8' codec can't decode byte 0xff in position 0: invalid start byte", 'data.decode("utf-16")'),
    ("seen = {}\nseen.move_to_end('a')  # here", "AttributeError: 'dict' object has no attribute 'move_to_end'", "from collections import OrderedDict\nseen = OrderedDict()"),
    ("words = text.split()\nprint(words.lower())  # here", "AttributeError: 'list' object has no attribute 'lower'", "[one.lower() for one in words]"),
    ("def least(xs):\n    best = None\n    for x in xs:\n        if x < best:  # here\n            best = x\n    return best\nleast([1])", "TypeError: '<' not supported between instances of 'int' and 'NoneType'", "if best is None or x < best:"),
    ("while peek() in '+-':  # here\n    take()", "TypeError: 'in <string>' requires string as left operand, not NoneType", 'while peek() in ("+", "-"):'),
    ("import math\nprint(-sum(p * math.log2(p) for p in ps))  # here", "ValueError: math domain error", "for p in ps if p)"),
    ("a, b = zip(*rows)  # here", "ValueError: not enough values to unpack (expected 2, got 0)", "zip(*rows) if rows else ((), ())"),
    ("n = dict.fromkeys(KINDS)\nn['a'] += 1  # here", "TypeError: unsupported operand type(s) for +=: 'NoneType' and 'int'", "dict.fromkeys(KINDS, 0)"),
    ("n = dict.fromkeys(KINDS)\nn['a'].append(1)  # here", "AttributeError: 'NoneType' object has no attribute 'append'", "{key: [] for key in KINDS}"),
    ("def start():\n    db = open_it()\n    fill(db)  # here\n    create(db)\n    return db\n", "sqlite3.OperationalError: no such table: t", "    create(db)\n    fill(db)"),
    ("session = Session()\nprint(session.query('a'))  # here\nsession.connect()\n", "RuntimeError: session is not connected", "session.connect()\nprint(session.query"),
]  # fmt: skip


@pytest.mark.parametrize(("text", "error", "wanted"), ALONE)
def test_the_change_that_fits_what_stands_beside_it_is_tried(text: str, error: str, wanted: str) -> None:
    assert any(wanted in one for one in changed(crash(text, error, ("here", _around(text)))))


def _around(text: str) -> str:
    """The function in which a program fails."""
    before = text.partition("  # here")[0].rpartition("\n")
    if not before[2].startswith("    ") or "def " not in before[0]:
        return "<module>"
    return before[0].rpartition("def ")[2].partition("(")[0]


TEXT = Variable(name="x", type="str", repr="'{\"a\": 1}'", size=8)
LETTER = Variable(name="x", type="str", repr="'a'", size=1)
TABLE = Variable(
    name="x", type="dict", repr="{'a': 1}", size=1, parts=(Variable(name="['a']", type="int", repr="1"),)
)
ROW = Variable(name="x", type="list", repr="[1, 2]", size=2)
PLACE = Variable(name="n", type="int", repr="2")

LIVE = [
    ("class A:\n    def __init__(self, a, b):\n        pass\nx = {'a': 1}\nA(x)  # here", "TypeError: A.__init__() missing 1 required positional argument: 'b'", (TABLE,), "A(**x)"),
    ("def f(a, b):\n    pass\nf(x)  # here", "TypeError: f() missing 1 required positional argument: 'b'", (ROW,), "f(*x)"),
    ("import json\nprint(x['a'])  # here", "TypeError: string indices must be integers, not 'str'", (TEXT,), "json.loads(x)['a']"),
    ("print(x[2])  # here", "IndexError: list index out of range", (ROW,), "print(x[1])"),
    ("print(x[n])  # here", "IndexError: list index out of range", (ROW, PLACE), "print(x[n - 1])"),
    ("for k in x:\n    print('#' * x)  # here", "TypeError: can't multiply sequence by non-int of type 'dict'", (TABLE,), "'#' * x[k]"),
]  # fmt: skip


def live(text: str, error: str, values: tuple[Variable, ...]) -> list[str]:
    """What the edits make of a program whose names held these values where it failed."""
    found = crash(text, error, ("here", "<module>"))
    frame = StateFrame(file="/tmp/main.py", line=1, function="<module>", variables=values)
    return changed(replace(found, frames=(frame,)))


@pytest.mark.parametrize(("text", "error", "values", "wanted"), LIVE)
def test_the_change_that_fits_the_live_values_is_tried(
    text: str, error: str, values: tuple[Variable, ...], wanted: str
) -> None:
    assert any(wanted in one for one in live(text, error, values))


@pytest.mark.parametrize(("text", "error", "values", "wanted"), LIVE[2:3])
def test_what_no_frame_holds_decides_nothing(
    text: str, error: str, values: tuple[Variable, ...], wanted: str
) -> None:
    assert not any(wanted in one for one in live(text, error, ()))


def test_letters_are_no_lines_to_pass_over_but_a_text_that_was_meant_as_one_of_several() -> None:
    text = "def go(lines):\n    for x in lines:\n        a, b = x.split('@')  # here\ngo('a@b')  # outer\n"
    error = "ValueError: not enough values to unpack (expected 2, got 1)"
    found = crash(text, error, ("outer", "<module>"), ("here", "go"))
    frame = StateFrame(file="/tmp/main.py", line=3, function="go", variables=(LETTER,))

    alone, seen = changed(found), changed(replace(found, frames=(frame,)))

    assert any("not in x:\n            continue" in one for one in alone)
    assert not any("not in x:\n            continue" in one for one in seen)
    assert any("go(['a@b'])" in one for one in seen)


@pytest.mark.parametrize(
    ("text", "error", "wanted"),
    [
        ("def show(name):\n    return name.upper()\nshow(first.name)\nshow(last)  # here", "AttributeError: 'User' object has no attribute 'upper'", "show(last.name)"),
        ("first = total(rows[1:])\nlast = total(lines)  # here", "ValueError: could not convert string to float: 'price'", "total(lines[1:])"),
        ("a = table[key.lower()]\nb = table[name]  # here", "KeyError: 'A'", "table[name.lower()]"),
        ("for k, v in first.items():\n    pass\nfor k, v in last:  # here\n    pass", "ValueError: too many values to unpack (expected 2)", "for k, v in last.items():"),
        ("a = place(x - 1)\nb = place(y)  # here", "IndexError: list index out of range", "place(y - 1)"),
        ("a = place(float(x), y=str(1))\nb = place(u + 1, y=v)  # here", "TypeError: must be real number, not str", "place(float(u + 1), y=v)"),
    ],
)  # fmt: skip
def test_what_is_done_to_a_value_everywhere_else_is_tried_here(text: str, error: str, wanted: str) -> None:
    assert any(wanted in one for one in changed(crash(text, error, ("here", "<module>"))))
