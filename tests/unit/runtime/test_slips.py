"""The edit that undoes a slip is among those tried, and edits that only hide a failure are not."""

import pytest

from analyzers.logic.program import Program
from analyzers.runtime.crash import Crash
from analyzers.runtime.slips import about_of, slips
from tests.unit.runtime.crashes import crash, explained

CASES = [
    ("rate, text = 2.5, '3'\nprint(rate * text)  # here", "TypeError: can't multiply sequence by non-int of type 'float'", "print(rate * float(text))"),
    ("class A:\n    def __init__(self, n):\n        self.n = n\nclass B(A):\n    def __init__(self, n):\n        self.m = 1\nprint(B(1).n)  # here",
     "AttributeError: 'B' object has no attribute 'n'", "super().__init__(n)"),
    ("rows, columns = 2, 3\nt = [[0] * rows for _ in range(columns)]\nt[1][2] = 1  # here", "IndexError: list assignment index out of range",
     "[[0] * columns for _ in range(rows)]"),
    ("def half(n):\n    result = n / 2\nprint(half(4) + 1)  # here", "TypeError: unsupported operand type(s) for +: 'NoneType' and 'int'", "    return result"),
    ("counts = {}\ncounts['a'] += 1  # here", "KeyError: 'a'", "counts['a'] = counts.get('a', 0) + 1"),
    ("import re\nm = re.match('(on|off)', 'idle')\nprint(m.group())  # here", "AttributeError: 'NoneType' object has no attribute 'group'", "(\\w+)"),
    ("text = '{nmae}'\nprint(text.format(name=1))  # here", "KeyError: 'nmae'", "text = '{name}'"),
    ("def put(name, count):\n    return name + 'x' * count\nname, count = 'a', 2\nput(count, name)  # here",
     "TypeError: can't multiply sequence by non-int of type 'str'", "put(name, count)  #"),
    ("prices = {'a': 1, 'b': '2', 'c': 3}\nprint(sum(prices.values()))  # here", "TypeError: unsupported operand type(s) for +: 'int' and 'str'", "'b': 2"),
    ("from dataclasses import dataclass\n@dataclass\nclass Job:\n    n: int\nprint(Job(1) < Job(2))  # here",
     "TypeError: '<' not supported between instances of 'Job' and 'Job'", "@dataclass(order=True)"),
    ("names = {'ann': 1}\nfor k, v in names:  # here\n    print(k, v)", "ValueError: too many values to unpack (expected 2)", "in names.items():"),
    ("def total(rows):\n    kept = [r for r in rows if r]\n    return sum(rows)\nprint(total([1, None]))  # here", "TypeError: unsupported operand type(s) for +: 'int' and 'NoneType'",
     "return sum(kept)"),
    ("sum = 0\nsum = sum + 1\nprint(sum([1]))  # here", "TypeError: 'int' object is not callable", "sum_ = sum_ + 1\nprint(sum([1]))"),
    ("first = next(x for x in [1] if x > 1)  # here", "StopIteration", "next((x for x in [1] if x > 1), None)"),
    ("text = '%d%, done' % 3  # here", "ValueError: unsupported format character ',' (0x2c) at index 3", "'%d%%, done'"),
    ("import math\ntable = {'sin': math.sin}\ndef _cube(x):\n    return x\nnames = {'sine': _cube, 'wave': _cube}\nprint(names['cube'])  # here", "KeyError: 'cube'",
     "'wave': _cube, 'cube': _cube}"),
    ("class A:\n    def __init__(self):\n        self.grow()\n        self.size = 0\n    def grow(self):\n        self.size += 1  # here\nA()", "AttributeError: 'A' object has no attribute 'size'",
     "        self.size = 0\n        self.grow()\n    def"),
    ("def take(purse, price, shut):\n    purse.pop(price)\n    if shut:\n        raise ValueError\n    return purse\ntake({}, 3, True)  # here", "KeyError: 3",
     "    if shut:\n        raise ValueError\n    purse.pop(price)\n    return"),
    ("print(float('$3.50'))  # here", "ValueError: could not convert string to float: '$3.50'", "float('$3.50'.strip(\"$ \"))"),
    ("print(float('1,250.5'))  # here", "ValueError: could not convert string to float: '1,250.5'", "float('1,250.5'.replace(\",\", \"\"))"),
    ("print(float('3,5'))  # here", "ValueError: could not convert string to float: '3,5'", "float('3,5'.replace(\",\", \".\"))"),
    ("print(int('2.0'))  # here", "ValueError: invalid literal for int() with base 10: '2.0'", "int(float('2.0'))"),
    ("rows = ['name', '3']\nfor row in rows:\n    print(int(row))  # here", "ValueError: invalid literal for int() with base 10: 'name'", "for row in rows[1:]:"),
    ("text = '1\\n2\\n'\nfor line in text.split('\\n'):\n    print(int(line))  # here", "ValueError: invalid literal for int() with base 10: ''", "text.splitlines():"),
    ("import json\ndef keep(path):\n    file = open(path, 'w')\n    json.dump(1, file)\nkeep('a')\nprint(json.load(open('a')))  # here",
     "json.decoder.JSONDecodeError: Expecting value: line 1 column 1 (char 0)", "    json.dump(1, file)\n    file.close()\n"),
    ("def cut(node, value):\n    while node.next.value != value:  # here\n        node = node.next\n    node.next = node.next.next\ncut(list, 1)",
     "AttributeError: 'NoneType' object has no attribute 'value'",
     "    while node.next is not None and node.next.value != value:  # here\n        node = node.next\n    if node.next is None:\n        return\n    node"),
    ("point = (1, 2)\npoint[0] = 3  # here", "TypeError: 'tuple' object does not support item assignment", "point = [1, 2]"),
    ("seen = {[1, 2]}  # here", "TypeError: unhashable type: 'list'", "seen = {(1, 2)}"),
    ("class Pen:\n    ink = 1\npen = Pen()\nprint(pen['ink'])  # here", "TypeError: 'Pen' object is not subscriptable", "print(pen.ink)"),
    ("pen = {'ink': 1}\nprint(pen.ink)  # here", "AttributeError: 'dict' object has no attribute 'ink'", 'print(pen["ink"])'),
    ("from enum import Enum\nclass Ink(Enum):\n    RED = 1\nprint(Ink('red'))  # here", "ValueError: 'red' is not a valid Ink", "print(Ink['red'.upper()])"),
    ("class Pen:\n    def draw(self):\n        pass\nPen.draw()  # here", "TypeError: Pen.draw() missing 1 required positional argument: 'self'", "Pen().draw()"),
    ("with open('a') as f, open('b', 'r') as g:\n    g.write('x')  # here", "io.UnsupportedOperation: not writable", "open('b', \"w\")"),
    ("key = b'a'\nprint('b' + key)  # here", "TypeError: can only concatenate str (not \"bytes\") to str", "'b' + key.decode()"),
    ("names = ['a' 'b', 'c']\nprint(names[2])  # here", "IndexError: list index out of range", "names = ['a', 'b', 'c']"),
    ("def f(a):\n    return a\nf(1, 2)  # here", "TypeError: f() takes 1 positional argument but 2 were given", "f(1)  #"),
    ("try:\n    print({}['a'])  # here\nexcept ValueError:\n    print('none')", "KeyError: 'a'", "except (ValueError, KeyError):"),
    ("from collections import namedtuple\nP = namedtuple('P', 'x')\np = P(1)\np.x = 2  # here", "AttributeError: can't set attribute", "p = p._replace(x=2)"),
    ("def mean(xs):\n    return sum(xs) / len(xs)\nmean = mean([1])\nprint(mean([2]))  # here", "TypeError: 'float' object is not callable", "print(mean([2]))"),
    ("import math\nprint(math.exp(1000))  # here", "OverflowError: math range error", "math.exp(min(1000, 700))"),
    ("import datetime\nprint(datetime.now())  # here", "AttributeError: module 'datetime' has no attribute 'now'", "print(datetime.datetime.now())"),
    ("import pprint\npprint([1])  # here", "TypeError: 'module' object is not callable", "pprint.pprint([1])"),
    ("from datetime import datetime\nprint(datetime.datetime(2024, 1, 1))  # here", "AttributeError: type object 'datetime.datetime' has no attribute 'datetime'", "print(datetime(2024, 1, 1))"),
    ("from datetime import datetime\nprint(datetime.timedelta(1))  # here", "AttributeError: type object 'datetime.datetime' has no attribute 'timedelta'", "from datetime import datetime, timedelta\nprint(timedelta(1))"),
    ("import hashlib\ntext = 'a'\nhashlib.sha256(text)  # here", "TypeError: Strings must be encoded before hashing", "hashlib.sha256(text.encode())"),
    ("import json\nprint(json.load('a.json'))  # here", "AttributeError: 'str' object has no attribute 'read'", "json.load(open('a.json'))"),
    ("import json\nprint(json.loads(open('a')))  # here", "TypeError: the JSON object must be str, bytes or bytearray, not TextIOWrapper", "json.load(open('a'))"),
    ("with open('a') as f:\n    f.write('x')  # here", "io.UnsupportedOperation: not writable", "open('a', \"w\")"),
    ("field = 'a'\nrows = sorted([{'a': 1}], key=field)  # here", "TypeError: 'str' object is not callable", "key=lambda one: one[field])"),
    ("import random\npool = {1, 2}\nrandom.sample(pool, 1)  # here", "TypeError: Population must be a sequence.  For dicts or sets, use sorted(d).", "random.sample(sorted(pool), 1)"),
    ("from functools import reduce\nprint(reduce(lambda a, b: a * b, []))  # here", "TypeError: reduce() of empty iterable with no initial value", "a * b, [], 1)"),
    ("import asyncio\nasync def main():\n    return await asyncio.gather([work()])  # here\nasyncio.run(main())", "TypeError: unhashable type: 'list'", "asyncio.gather(*[work()])"),
    ("value = (1, 2)\nprint('%s' % value)  # here", "TypeError: not all arguments converted during string formatting", "'%s' % (value,)"),
    ("tasks = []\ntasks.sort(key=lambda t: (t.rank, t.due))  # here", "TypeError: '<' not supported between instances of 'NoneType' and 'int'", "(t.rank, (t.due is None, t.due))"),
    ("def fields(lines):\n    blank = lines.index('')\n    return dict(line.split(':') for line in lines[1:])  # here\nfields(['', ''])", "ValueError: dictionary update sequence element #0 has length 1; 2 is required", "lines[1:blank])"),
    ("def last(items):\n    it = iter(items)\n    before = next(it)  # here\n    yield before\nlist(last([]))", "StopIteration: ", "    try:\n        before = next(it)\n    except StopIteration:\n        return"),
    ("words = ['a', 'bb']\nfor i in range(len(words)):\n    if len(words[i]) < 2:  # here\n        del words[i]", "IndexError: list index out of range", "in reversed(range(len(words))):"),
    ("class Cat:\n    def turn(self):\n        self.pose.way = 'N'  # here\nCat().turn()", "AttributeError: can't set attribute", "self.pose = self.pose._replace(way='N')"),
    ("import re\nwords = ['c++']\nre.compile('|'.join(words))  # here", "re.error: multiple repeat at position 2", "'|'.join(map(re.escape, words))"),
    ("import re\nword = 'c++'\nre.search(rf'\\b{word}\\b', 'c')  # here", "re.error: multiple repeat at position 4", "{re.escape(word)}"),
    ("import re\nword = 'c++'\nre.search('(' + word + ')', 'c')  # here", "re.error: multiple repeat at position 3", "'(' + re.escape(word) + ')'"),
    ("from string import Template\nprint(Template('$ 5 for $name').substitute(name=1))  # here", "ValueError: Invalid placeholder in string: line 1, col 1", "'$$ 5 for $name'"),
    ("from datetime import date\ndef later(day, month):\n    return day.replace(month=month)  # here\nlater(date(2024, 1, 31), 2)", "ValueError: day is out of range for month",
     "day.replace(month=month, day=min(day.day, monthrange(day.year, month)[1]))"),
    ("import calendar\nfrom datetime import date\ndate(2023, 2, 30)  # here", "ValueError: day is out of range for month", "date(2023, 2, min(30, calendar.monthrange(2023, 2)[1]))"),
    ("for one in (int, 3):\n    if issubclass(one, int):  # here\n        print(one)", "TypeError: issubclass() arg 1 must be a class", "if isinstance(one, type) and issubclass(one, int):"),
    ("from datetime import datetime, timezone\nprint(datetime.now(timezone.utc) < datetime.utcfromtimestamp(5))  # here", "TypeError: can't compare offset-naive and offset-aware datetimes",
     "datetime.fromtimestamp(5, timezone.utc)"),
    ("class A:\n    def __init__(self):\n        self.n = 0\n    def restart(self):\n        self.best = 0\n    def add(self):\n        self.best += 1  # here\nA().add()", "AttributeError: 'A' object has no attribute 'best'",
     "        self.n = 0\n        self.restart()\n"),
    ("class A:\n    def __init__(self):\n        self.n = 0\n    def restart(self, m):\n        self.best = []\n    def add(self):\n        self.best += [1]  # here\nA().add()", "AttributeError: 'A' object has no attribute 'best'",
     "        self.n = 0\n        self.best = []\n"),
    ("import statistics\nrow = {\n    'sd': statistics.stdev([1][:1]),  # here\n}", "statistics.StatisticsError: stdev requires at least two data points", "statistics.stdev([1][:1]) if len([1][:1]) > 1 else 0,"),
    ("import os\ndef size(path):\n    return len(open(path).read())  # here\nsize('.')", "IsADirectoryError: [Errno 21] Is a directory: '.'", "if os.path.isdir(path):\n        return 0\n"),
]  # fmt: skip


def changed(found: Crash) -> list[str]:
    """Every text that the edits make of the program."""
    [program] = [Program(path, source.text) for path, source in found.sources.items()]
    about = about_of(found, explained(found), {program.path: program})
    lines = frozenset(statement.lineno for statement in program.statements())
    return [candidate.apply(program.text) for candidate in slips(program, lines, about)]


def test_a_table_does_not_begin_with_what_only_a_test_or_the_data_names() -> None:
    """Else an edit that writes the test's own name into the program would pass."""
    program = "seen = {}\ndef count(name):\n    seen[name] += 1  # here\n"
    known = crash(
        program + "count('ann')  # outer", "KeyError: 'ann'", ("outer", "<module>"), ("here", "count")
    )
    found = crash(
        program + "import sys\ncount(sys.argv[1])  # outer", "KeyError: 'ann'", ("outer", "<module>"), ("here", "count"),
        others={"test_count.py": "NAME = 'ann'\n"},
    )  # fmt: skip

    assert any("{'ann': 0}" in one for one in changed(known))
    assert not any("{'ann': 0}" in one for one in changed(found))


def test_a_loop_that_seeks_has_nothing_to_return_behind_it() -> None:
    """The last one it went through would keep the program from failing, and be the wrong one."""
    seeks = "def find(rows, name):\n    for row in rows:\n        if row['name'] == name:\n            return row\nprint(find([], 'a')['x'])  # here"
    counts = seeks.replace("return row", "found = row")
    error = "TypeError: 'NoneType' object is not subscriptable"

    assert not any("\n    return " in one for one in changed(crash(seeks, error, ("here", "<module>"))))
    assert any("\n    return found" in one for one in changed(crash(counts, error, ("here", "<module>"))))


def test_an_edit_within_a_statement_of_several_lines_is_about_its_own_line() -> None:
    text = "import statistics\nrow = {\n    'n': 1,\n    'sd': statistics.stdev(row),  # here\n}"
    found = crash(
        text, "statistics.StatisticsError: stdev requires at least two data points", ("here", "<module>")
    )
    program = Program("main.py", found.sources["main.py"].text)
    about = about_of(found, explained(found), {"main.py": program})

    assert {one.line for one in slips(program, frozenset({2, 4}), about) if one.kind == "quotient"} == {4}


@pytest.mark.parametrize(("text", "error", "wanted"), CASES)
def test_the_edit_that_undoes_a_slip_is_tried(text: str, error: str, wanted: str) -> None:
    found = crash(text, error, ("here", "<module>"))

    assert any(wanted in one and one != found.sources["main.py"].text for one in changed(found))


@pytest.mark.parametrize(("text", "error", "wanted"), CASES)
def test_no_statement_is_only_deleted(text: str, error: str, wanted: str) -> None:
    """A program without the failing line always runs on, which proves nothing."""
    del wanted
    found = crash(text, error, ("here", "<module>"))
    before = found.sources["main.py"].text.splitlines()

    for one in changed(found):
        left = one.splitlines()
        assert len(left) >= len(before) or not set(left) < set(before)
