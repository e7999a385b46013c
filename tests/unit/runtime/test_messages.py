"""The messages of Python that are known are those that Python writes, and every row says only what it matched."""

import re

import pytest

from analyzers.runtime.commands import COMMANDS
from analyzers.runtime.foreign_causes import Known, worded
from analyzers.runtime.messages import PYTHON, known_python, told_alone

_REAL = {
    "{'a': 1}['b']": "'b'",
    "[1][5]": "end of a list",
    "[].pop()": "empty list",
    "x = None\nx.split()": "`.split` is None",
    "x = None\nx[0]": "so not subscriptable",
    "1 + 'a'": "between an `int` and a `str`",
    "'a' + 1": "an `int` is added to a `str`",
    "1 < 'a'": "compares an `int` with a `str`",
    "x = [1]\nx['a']": "indexed with a `str`",
    "x = 5\nx()": "an `int` is called",
    "list(5)": "an `int` is gone through",
    "{[1]: 1}": "a `list` is used as a key",
    "len(5)": "asked of an `int`",
    "int('x1')": "'x1' is to be a whole number",
    "float('1,5')": "'1,5' is to be a number",
    "import json\njson.loads('')": "empty or no JSON",
    "import json\njson.dumps({1j})": "no way to write a `set`",
    "b'\\xe9a'.decode()": "are not `utf-8`",
    "1 / 0": "divided by zero",
    "max([])": "`max` is asked of nothing",
    "open('/no/such/file')": "no file or folder '/no/such/file'",
    "def f(what): ...\nf()": "`f` is called without 'what'",
    "def f(what): ...\nf(1, 2)": "takes 1 arguments and is given 2",
    "class Thing: ...\nThing().gone": "a `Thing` has no `gone`",
    "import no_such_thing": "no module `no_such_thing`",
    "next(iter(()))": "`next` is asked",
    "def f():\n    n += 1\nf()": "`n` is given a value somewhere in the function",
    "a, b = [1]": "there are 1 values for 2 names",
    "d = {1: 1}\nfor k in d:\n    d[k + 1] = 1": "changed while it is gone through",
}


def _raised(program: str) -> str:
    try:
        exec(program, {})
    except Exception as error:  # noqa: BLE001  # whatever Python raises is what is tried
        return f"{type(error).__name__}: {error}"
    raise AssertionError(program)


@pytest.mark.parametrize(("program", "words"), _REAL.items())
def test_what_python_says_is_known(program: str, words: str) -> None:
    found = known_python(_raised(program))

    assert found is not None
    assert words in worded(*found)


@pytest.mark.parametrize("one", [*PYTHON, *COMMANDS], ids=lambda one: one.pattern[:40])
def test_the_words_only_use_what_the_pattern_gives(one: Known) -> None:
    groups = re.compile(one.pattern).groups

    assert {int(number) for number in re.findall(r"\{(\d)\}", one.words)} <= set(range(groups))


def test_a_message_is_found_inside_a_sentence_and_nothing_where_there_is_none() -> None:
    found = told_alone("hi, what does IndexError: list index out of range mean?\nthanks")

    assert found is not None
    assert found[0].kind == "index"
    assert told_alone("it is just wrong, no error at all") is None
    assert told_alone("the RuntimeError and the Failed page, exit code 0") is None
    assert told_alone("the query returned 127 rows, orders by status: 126 open, postal code 143") is None
    assert told_alone("I always catch NoResultFound, that is fine") is None


@pytest.mark.parametrize("piece", ["a.", "A", "A.", "a::", "KeyError: ", "x: "])
def test_a_long_text_costs_a_bounded_number_of_steps(piece: str) -> None:
    """Every letter began a search to the end of the text."""
    told_alone(piece * 500_000)


@pytest.mark.parametrize("quotes", ["''", '""', "``", "‘’", "“”"])
def test_a_message_is_known_with_whatever_quotes_it_was_retyped(quotes: str) -> None:
    first, last = quotes[0], quotes[1]
    found = told_alone(f"ModuleNotFoundError: No module named {first}cv2{last}")

    assert found is not None
    assert worded(*found[:2]) == "there is no module `cv2` where this Python looks"


def test_what_other_tools_say_is_known() -> None:
    said = {
        " ! [rejected]        main -> main (fetch first)\nerror: failed to push some refs": "does not overwrite",
        "make: *** No rule to make target 'a.o', needed by 'app'.  Stop.": "`app` needs `a.o`",
        "pod/api-1  0/1  CrashLoopBackOff": "started again",
        "Process finished with exit code 139 (interrupted by signal 11)": "memory that is not its own",
        "the job ended, exited with code 137": "killed from outside",
        "I get django.core.exceptions.ImproperlyConfigured: The SECRET_KEY setting must not be empty.": "`SECRET_KEY` is empty",
        "django.db.utils.OperationalError: no such table: blog_post": "no table `blog_post`",
        'sqlalchemy.exc.ProgrammingError: relation "users" does not exist': "no table `users`",
        "AttributeError: 'str' object has no attribute 'decode'": "text already",
        "AttributeError: 'list' object has no attribute 'split'": "its items may have it",
    }
    for text, words in said.items():
        found = told_alone(text)

        assert found is not None
        assert words in worded(*found[:2])
