"""What is seen in the live objects decides which fix is offered, and the run with it proves it."""

from pathlib import Path

import pytest

from analyzers.facts import Diagnosis, Done, Problem, Status
from assistant.diagnose import Assistant, Settings

PROGRAMS = {
    "text-in-a-product": (
        """
        sizes, share = [1, 7, 12], {"ratio": "0.5"}
        print(sum(sizes) * share["ratio"] + 1)
        """,
        ['float(share["ratio"])'],
    ),
    "text-of-a-table": (
        """
        import csv, io
        rows = csv.DictReader(io.StringIO("item,price,pieces\\nbolt,0.25,40\\nnut,0.10,100\\n"))
        total = 0
        for row in rows:
            total += row["price"] * int(row["pieces"])
        print(total)
        """,
        ['float(row["price"])'],
    ),
    "a-tree-that-is-not-handed-back": (
        """
        class Node:
            def __init__(self, key):
                self.key, self.left, self.right = key, None, None
        def insert(root, key):
            if root is None:
                return Node(key)
            if key < root.key:
                root.left = insert(root.left, key)
            else:
                root.right = insert(root.right, key)
        top = None
        for key in (5, 3):
            top = insert(top, key)
        print(top.key, top.left.key)
        """,
        ["\n    return root"],
    ),
    "gone-through-before": (
        """
        def mean(numbers):
            \"\"\"Of anything that gives numbers.\"\"\"
            total = sum(numbers)
            return total / len(list(numbers))
        print(mean(x * 2 for x in (1, 2, 3)))
        """,
        ["    numbers = list(numbers)\n"],
    ),
    "a-map-gone-through-before": (
        """
        sizes = map(len, ["a", "bcd"])
        known = list(sizes)
        print(max(sizes))
        """,
        ['list(map(len, ["a", "bcd"]))'],
    ),
    "defaults-that-all-share": (
        """
        DEFAULTS = {"retries": 3, "hosts": ["a", "b"]}
        class Settings:
            def __init__(self, **changed):
                self.values = DEFAULTS
                self.values.update(changed)
            def first_host(self):
                return self.values["hosts"][0]
        trial = Settings(hosts=[])
        print(Settings().first_host())
        """,
        ["DEFAULTS.copy()"],
    ),
    "rows-that-are-one-list": (
        """
        def inverse(m):
            (a, b), (c, d) = m
            return [[d / (a * d - b * c), 0], [0, a / (a * d - b * c)]]
        grid = [[0] * 2] * 2
        grid[0][0] = 2
        grid[1][1] = 3
        print(inverse(grid))
        """,
        ["[[0] * 2 for _ in range(2)]"],
    ),
    "beyond-the-end-of-the-alphabet": (
        """
        letters = "abcdef"
        def shifted(text, by):
            return "".join(letters[letters.index(letter) + by] for letter in text)
        print(shifted("abc", 2), shifted("def", 2))
        """,
        ["(letters.index(letter) + by) % len(letters)"],
    ),
    "sorted-and-thrown-away": (
        """
        import json
        class Encoder(json.JSONEncoder):
            def default(self, o):
                if isinstance(o, set):
                    sorted(o)
                return super().default(o)
        print(json.dumps({"tags": {3, 1}}, cls=Encoder))
        """,
        ["return "],
    ),
    "looked-up-too-late": (
        """
        checks = []
        for limit in (10, 100):
            checks.append(lambda x: x < limit)
        words = {True: "small", False: "large"}
        kinds = "-".join(words[check(50)] for check in checks)
        print({"large-small": 5}[kinds])
        """,
        [", limit=limit"],
    ),
    "listed": (
        """
        import os
        os.makedirs("notes", exist_ok=True)
        for name in ("b.txt", "a.txt"):
            with open(os.path.join("notes", name), "w") as file:
                file.write(name)
        def first(path):
            with open(path) as file:
                return file.readline()
        def collect(folder):
            return [first(name) for name in sorted(os.listdir(folder))]
        print(collect("notes"))
        """,
        ["os.path.join(folder, name)"],
    ),
    "named elsewhere": (
        """
        import os
        os.makedirs("notes", exist_ok=True)
        for name in ("b.txt", "a.txt"):
            with open(os.path.join("notes", name), "w") as file:
                file.write(name)
        def texts(where):
            return sorted(name for name in os.listdir(where) if name.endswith(".txt"))
        def sizes(folder):
            result = {}
            for name in texts(folder):
                with open(name) as file:
                    result[name] = len(file.read())
            return result
        print(sizes("notes"))
        """,
        ["os.path.join(folder, name)"],
    ),
    "walked": (
        """
        import os
        os.makedirs("data/sub", exist_ok=True)
        for name in ("a.txt", "sub/b.txt"):
            with open("data/" + name, "w") as file:
                file.write(name)
        total = 0
        for root, folders, files in os.walk("data"):
            for name in sorted(files):
                total += os.path.getsize(name)
        print(total)
        """,
        ["os.path.join(root, name)"],
    ),
    "named-tuple": (
        """
        from collections import namedtuple
        Point = namedtuple("Point", "x y")
        def shift(p, dx, dy):
            p.x += dx
            p.y -= dy * 2
            return p
        print(shift(Point(1, 2), 3, 4))
        """,
        ["p = p._replace(x=p.x + dx)", "p = p._replace(y=p.y - (dy * 2))"],
    ),
    "frozen": (
        """
        from dataclasses import dataclass
        @dataclass(frozen=True)
        class Item:
            name: str
            price: float
        def discount(item, share):
            item.price *= 1 - share
            return item
        print(discount(Item("pen", 2.0), 0.25))
        """,
        [", replace", "item = replace(item, price=item.price * (1 - share))"],
    ),
    "property": (
        """
        class Account:
            def __init__(self):
                self._balance = 0
            @property
            def balance(self):
                return self._balance
            def deposit(self, amount):
                self.balance += amount
        account = Account()
        account.deposit(10)
        print(account.balance)
        """,
        ["_balance"],
    ),
    "uncalled": (
        """
        import threading
        class Counter:
            def __init__(self):
                self.lock = threading.Lock
                self.value = 0
            def up(self):
                with self.lock:
                    self.value += 1
        counter = Counter()
        counter.up()
        print(counter.value)
        """,
        ["()"],
    ),
    "set-in-json": (
        """
        import json
        def saved(data):
            return json.dumps(data, indent=2)
        print(saved({"name": "x", "parts": [{"tags": {"a"}}]}))
        """,
        [", default=list"],
    ),
    "length-of-a-generator": (
        """
        def chunks(xs, n):
            for i in range(0, len(xs), n):
                yield xs[i:i + n]
        parts = chunks([1, 2, 3, 4, 5], 2)
        print(len(parts), list(parts))
        """,
        ["list(chunks([1, 2, 3, 4, 5], 2))"],
    ),
    "place-among-keys": (
        """
        data = {"a": 1}
        def drop():
            data.pop(data.keys()[0])
        drop()
        print(data)
        """,
        ["list(data.keys())"],
    ),
    "days": (
        """
        from datetime import datetime
        def due(start, days):
            return start + days
        print(due(datetime(2024, 3, 1), 14).isoformat())
        """,
        [", timedelta", "timedelta(days=days)"],
    ),
}


def diagnosed(folder: Path, text: str) -> Diagnosis:
    import textwrap

    (folder / "main.py").write_text(textwrap.dedent(text))
    problem = Problem(command=("python", "main.py"), workspace=str(folder))
    events = list(Assistant(Settings(capture=True, time_limit=20)).run(problem))
    assert isinstance(events[-1], Done)
    return events[-1].diagnosis


@pytest.mark.parametrize("name", PROGRAMS)
def test_the_fix_that_fits_the_live_values_is_the_one_that_is_verified(name: str, tmp_path: Path) -> None:
    text, edits = PROGRAMS[name]

    fix = diagnosed(tmp_path, text).fixes[0]

    assert fix.status is Status.VERIFIED
    assert [edit.text for edit in fix.edits] == edits


def test_a_copy_that_nobody_would_see_is_not_offered(tmp_path: Path) -> None:
    found = diagnosed(
        tmp_path,
        """
        from collections import namedtuple
        Point = namedtuple("Point", "x y")
        def shift(p, dx):
            p.x += dx
        one = Point(1, 2)
        shift(one, 3)
        print(one)
        """,
    )

    assert found.cause == "`p` is a `Point`, a named tuple: `x` of it cannot be set"
    assert not any("_replace" in edit.text for fix in found.fixes for edit in fix.edits)


@pytest.mark.parametrize(
    "text",
    [
        "conv = int\ndef f(conv):\n    return conv + 1\nf(len)\n",
        "class A:\n    def __init__(self):\n        self.size = len\nclass B:\n    pass\nb = B()\nsetattr(b, 'size', max)\nb.size + 1\n",
        "class W:\n    name = 1\nclass C:\n    def __init__(self):\n        self.model = W\nC().model.nmae\n",
    ],
    ids=["parameter", "other-class", "class-attribute"],
)
def test_what_is_not_known_to_be_stored_uncalled_is_not_said_to_be(text: str, tmp_path: Path) -> None:
    assert "itself" not in diagnosed(tmp_path, text).cause


@pytest.mark.parametrize(
    "use",
    [
        "def f(ps):\n    for p in ps:\n        p.x = 0\n        print(p)\nf([Point(1, 2)])\n",
        "def f(p):\n    p.x = 0\n    print(p)\nf(Point(1, 2))\n",
    ],
    ids=["loop", "parameter"],
)
def test_an_object_that_others_hold_is_not_copied_in_its_place(use: str, tmp_path: Path) -> None:
    found = diagnosed(
        tmp_path, f"from collections import namedtuple\nPoint = namedtuple('Point', 'x y')\n{use}"
    )

    assert not any("_replace" in edit.text for fix in found.fixes for edit in fix.edits)


def test_what_another_writer_writes_is_not_said_to_be_json(tmp_path: Path) -> None:
    text = "import json, pickle\ndata = {1}\nx = (pickle.dumps([1]), json.dumps(data))\n"

    assert diagnosed(tmp_path, text).cause == "`data` is a `set`, for which JSON has no form"


def test_a_default_is_put_in_front_of_a_comment(tmp_path: Path) -> None:
    text = "import json\ndata = {1}\nprint(json.dumps(\n    data,  # the data\n))\n"

    assert diagnosed(tmp_path, text).fixes[0].status is Status.VERIFIED


def test_the_length_of_a_generator_in_a_call_is_that_of_a_list(tmp_path: Path) -> None:
    fix = diagnosed(tmp_path, "xs = [1, 2]\nprint(len(x for x in xs))\n").fixes[0]

    assert (fix.status, fix.edits[0].text) == (Status.VERIFIED, "([x for x in xs])")


def test_a_file_that_is_nowhere_is_not_said_to_be_in_a_folder(tmp_path: Path) -> None:
    found = diagnosed(
        tmp_path,
        """
        import os
        os.makedirs("notes", exist_ok=True)
        for name in [*os.listdir("notes"), "absent.txt"]:
            print(open(name).read())
        """,
    )

    assert found.cause == "there is no file or folder `absent.txt`"


@pytest.mark.parametrize(
    ("rest", "code"),
    [
        ("n, int(text), list(g)", "unparsable-number"),
        ("names[3], list(g)", "index-outside"),
        ("1 / (n - n), list(g)", "division-by-zero"),
    ],
)
def test_an_iterator_that_only_stands_beside_what_failed_is_not_blamed(
    rest: str, code: str, tmp_path: Path
) -> None:
    text = f"def f(g, text, names):\n    n = sum(g)\n    return {rest}\nprint(f((x for x in [1]), 'x1', ['a']))\n"

    assert diagnosed(tmp_path, text).diagnostics[0].code == f"runtime/{code}"


@pytest.mark.parametrize(
    "before",
    [
        "t = sum(g) if False else 0",
        "t = False and sum(g)",
        "assert True, sum(g)",
        "t = sum(x for x in g if x > 9)",
        "t = sum(filter(None, g))",
    ],
)
def test_what_did_not_run_or_gave_nothing_took_nothing(before: str, tmp_path: Path) -> None:
    text = f"def f(g):\n    {before}\n    return max(g)\nf(filter(None, [0]))\n"

    assert diagnosed(tmp_path, text).diagnostics[0].code != "runtime/used-up"


def test_a_list_that_a_class_keeps_of_its_objects_stays(tmp_path: Path) -> None:
    found = diagnosed(
        tmp_path,
        """
        class Job:
            waiting = []
            def __init__(self, name):
                self.name = name
                self.waiting.append(name)
        Job("a")
        seats = {"b": 1}
        for name in Job.waiting:
            print(seats[name])
        """,
    )

    assert not any("self.waiting = []" in edit.text for fix in found.fixes for edit in fix.edits)


def test_a_search_in_a_loop_does_not_return_from_its_first_round(tmp_path: Path) -> None:
    found = diagnosed(
        tmp_path,
        """
        def find(tree, want):
            if tree[0] == want:
                return tree
            for child in tree[1:]:
                find(child, want)
        print(find(["a", ["b"], ["c"]], "b")[0])
        """,
    )

    assert not any(
        edit.text == "return " for fix in found.fixes for edit in fix.edits if fix.status is Status.VERIFIED
    )


def test_a_loop_that_never_ran_took_nothing(tmp_path: Path) -> None:
    text = "def f(g):\n    for one in g:\n        print(one)\n    return max(g)\nf(x for x in [])\n"

    assert diagnosed(tmp_path, text).diagnostics[0].code != "runtime/used-up"


def test_another_object_of_the_same_form_is_not_called_the_shared_one(tmp_path: Path) -> None:
    found = diagnosed(
        tmp_path,
        """
        DEFAULTS = {"port": 1}
        class Host:
            def __init__(self):
                self.options = DEFAULTS
            def forget(self, key):
                del self.options[key]
        class Plug:
            def __init__(self):
                self.__dict__.update(options={"host": "x"})
        def port(one):
            return one.options["port"]
        print(port(Plug()))
        """,
    )

    assert found.diagnostics[0].code == "runtime/missing-key"


SPOKEN_FOR = {
    "bytes-in-another-encoding": (
        'names = [name.encode("utf-8") for name in ("Zoë", "Li")]\nprint([raw.decode("ascii") for raw in names])\n',
        ['"utf-8"'],
    ),
    "bytes-read-with-a-keyword": (
        'raws = [name.encode("latin-1") for name in ("Zoë", "Li")]\nprint([raw.decode(errors="strict") for raw in raws])\n',
        ['"latin-1", '],
    ),
    "name-of-a-file": (
        'import json\npath = "main.json"\nopen(path, "w").write("{}")\nprint(json.loads(path))\n',
        ['open(path, encoding="utf-8").read()'],
    ),
    "printed-for-json": (
        'import io, json\nfile = io.StringIO()\nevent = {"kind": "sold"}\nfile.write(f"{event}\\n")\nprint(json.loads(file.getvalue()))\n',
        None,
    ),
    "printed-line-for-json": (
        'import json\nlines = []\nevent = {"kind": "sold"}\nlines.append(f"{event}")\nfor line in lines:\n    print(json.loads(line))\n',
        ["json.dumps(event)"],
    ),
    "day-of-a-moment": (
        "from datetime import date, datetime\nopened = datetime(2024, 5, 14, 9)\ndue = date(2024, 4, 1)\nprint((opened - due).days)\n",
        ["opened.date()"],
    ),
    "keys-without-zeros": (
        'prices = {}\nfor month in ("1", "2"):\n    prices[f"2024-{month}"] = 3\nfor day in ("2024-01-31", "2024-02-01"):\n    print(prices[day[:7]])\n',
        [":>02"],
    ),
    "an-attribute-cut-short": (
        "class Item:\n    def __init__(self, quantity, shelf):\n        self.quantity, self.shelf = quantity, shelf\n\n    def taken(self, count):\n        return Item(self.quantity - count, self.shelf)\n\n    def left(self):\n        return self.quantity\n\n\nitem = Item(3, 'B')\nif item.qty > 2:\n    print(item.qty)\n",
        ["quantity", "quantity"],
    ),
    "the-only-parameter-left": (
        "def after(points, days):\n    if not days:\n        return points\n    return max(0, score - days)\n\n\nprint(after(4, 0), after(3, 2))\n",
        ["points"],
    ),
}


@pytest.mark.parametrize("name", SPOKEN_FOR)
def test_what_the_value_really_is_decides_the_fix(name: str, tmp_path: Path) -> None:
    text, edits = SPOKEN_FOR[name]

    found = diagnosed(tmp_path, text)

    fixes = [fix for fix in found.fixes if fix.status is Status.VERIFIED]
    assert [[edit.text for edit in fix.edits] for fix in fixes[:1]] == ([edits] if edits else [])


@pytest.mark.parametrize(
    "text",
    [
        'raw = bytes([0xff, 0xfe, 0x41])\nprint(raw.decode("ascii"))\n',
        'import json\nprint(json.loads("no-such-file.json"))\n',
        'import json\ntext = "{broken"\nprint(json.loads(text))\n',
        """import json\ntext = '{"a": 1, "b": 2,}'\nprint(json.loads(text))\n""",
        'import json\ntext = "[1, 2] # two"\nprint(json.loads(text))\n',
        'import json, os\nos.makedirs("data", exist_ok=True)\nname = "data"\nprint(json.loads(name))\n',
    ],
)
def test_what_cannot_be_read_otherwise_is_not_said_to(text: str, tmp_path: Path) -> None:
    found = diagnosed(tmp_path, text)

    assert "can be read as" not in found.cause
    assert found.diagnostics[0].code not in ("runtime/name-for-text", "runtime/printed-for-json")


def test_no_option_is_put_for_an_unknown_name(tmp_path: Path) -> None:
    found = diagnosed(
        tmp_path, "def scale(value, debug=False):\n    return value * FACTOR_of_app\n\n\nprint(scale(3))\n"
    )

    assert not [fix for fix in found.fixes if fix.status is Status.VERIFIED]


BY_NAME = """\
class Field:
    def __set_name__(self, owner, name):
        self.name = name
        self.slot = name.lstrip("_")

    def __set__(self, record, value):
        record.__dict__[self.slot] = value


class Person:
    town = Field()


person = Person()
person.town = "Bonn"
print(getattr(person, f"_{'town'}"))
"""


def test_an_attribute_asked_for_by_name_is_told_by_where_names_are_made(tmp_path: Path) -> None:
    found = diagnosed(tmp_path, BY_NAME)

    assert found.cause == "`person` has `town`, and is asked for `_town`"
    assert 4 in [one.line for one in found.suspects[:3]]


@pytest.mark.parametrize(
    "text",
    [
        'class A:\n    pass\n\n\nname = "size"\nprint(getattr(A(), name))\n',
        'class A:\n    size = 1\n\n\na = A()\nprint(a.sizes + getattr(a, "size"))\n',
        'name = "shape"\nvalue = None\nprint(getattr(value, name))\n',
    ],
)
def test_what_is_not_asked_for_by_a_made_up_name_is_told_as_ever(text: str, tmp_path: Path) -> None:
    assert diagnosed(tmp_path, text).diagnostics[0].code != "runtime/attribute-by-name"


def test_where_the_input_ends_only_lines_are_suspected_that_something_speaks_for(tmp_path: Path) -> None:
    """The program is not at fault, so where its lines stand tells nothing."""
    (tmp_path / "main.py").write_text(
        "def ask():\n    return input()\n\n\ndef main():\n    names = []\n    for _ in range(3):\n"
        "        names.append(ask())\n    print(names)\n\n\nmain()\n"
    )
    problem = Problem(command=("python", "main.py"), workspace=str(tmp_path))
    found = [one for one in Assistant(Settings(capture=True)).run(problem) if isinstance(one, Done)][
        -1
    ].diagnosis

    assert {one.line for one in found.suspects} == {2, 8, 12}
    assert not any("nothing speaks" in reason for one in found.suspects for reason in one.reasons)
