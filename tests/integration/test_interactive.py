"""A program is debugged step by step: breakpoints, steps, pauses, watched expressions, in every Python."""

import asyncio
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import pytest

from analyzers.facts import Variable
from analyzers.runtime.crash import Unknown
from tests.integration.test_debugger import ALL, write
from tools.debugger.interactive import Debugger, debug
from tools.debugger.protocol import Breakpoint, Ended, How, SourceText, Stopped, Why
from tools.interpreter import launch


@asynccontextmanager
async def debugging(folder: Path, *command: str, stdin: bytes = b"") -> AsyncIterator[Debugger]:
    async with debug(launch(command, folder), cwd=folder, capture=True, stdin=stdin) as debugger:
        yield debugger


def at(state: Stopped | Ended | None) -> tuple[str, int, str]:
    """Why it stands, the line and the function."""
    assert isinstance(state, Stopped), state
    frame = state.frames[state.frame]
    assert frame.line is not None
    return state.why.value, frame.line, frame.function


def text(answer: object) -> str:
    return answer.repr if isinstance(answer, Variable) else str(answer)


SHOP = """\
def total(prices):
    result = 0
    for price in prices:
        result += price
    return result

class Cart:
    def add(self, price):
        held = price * 2
        return held

cart = Cart()
first = total([1, 2, 3])
second = cart.add(4)
print("done", first, second)
"""


@pytest.mark.parametrize("python", ALL)
async def test_a_program_is_stepped_through_in_every_python(python: str, tmp_path: Path) -> None:
    write(tmp_path, shop=SHOP)
    async with debugging(tmp_path, python, "shop.py") as debugger:
        assert isinstance(debugger.state, Stopped)
        assert debugger.state.why is Why.ENTRY
        added = await debugger.add(Breakpoint(file="shop.py", line=4, condition="price > 1"))
        method = await debugger.add(Breakpoint(function="Cart.add"))
        await debugger.watch("result")
        places = [at(await debugger.go(How.STEP)), at(await debugger.go())]
        values = [text(await debugger.evaluate("price")), await debugger.up(), await debugger.down()]
        assert await debugger.execute("result = 100") is None
        stop = await debugger.go(How.NEXT)
        assert isinstance(stop, Stopped)
        places.append(at(stop))
        removed = await debugger.remove(1)
        back = await debugger.go(How.RETURN)
        assert isinstance(back, Stopped)
        places += [at(back), at(await debugger.go())]
        source = await debugger.source("total")
        ended = await debugger.go()

    assert isinstance(added, Breakpoint)
    assert isinstance(method, Breakpoint)
    assert (added.number, added.line, method.number) == (1, 4, 2)
    assert places == [
        ("step", 1, "<module>"),
        ("breakpoint", 4, "total"),
        ("step", 3, "total"),
        ("step", 13, "<module>"),
        ("breakpoint", 9, "add"),
    ]
    assert values == ["2", 0, 1]
    assert [(each.expression, text(each.value), each.changed) for each in stop.watched] == [
        ("result", "102", True)
    ]
    assert removed == (1,)
    assert back.returned is not None
    assert (back.returned.name, back.returned.repr) == ("total", "105")
    assert isinstance(source, SourceText)
    assert source.lines == tuple(SHOP.split("\n")[:5])
    assert isinstance(ended, Ended)
    assert ended.outcome.stdout == "done 105 8\n"


GENERATORS = """\
import asyncio

def numbers(count):
    for number in range(count):
        yield number
    return "all"

async def fetch(key):
    await asyncio.sleep(0.01)
    return key * 2

async def main():
    one = await fetch(1)
    two = await fetch(2)
    return one + two

for number in numbers(2):
    last = number
answer = asyncio.run(main())
end = 1
"""


@pytest.mark.parametrize("python", ALL)
async def test_steps_lead_through_generators_and_coroutines(python: str, tmp_path: Path) -> None:
    write(tmp_path, main=GENERATORS)
    async with debugging(tmp_path, python, "main.py") as debugger:
        await debugger.add(Breakpoint(file="main.py", line=5, once=True))
        generator = [at(await debugger.go())[1]]
        generator += [at(await debugger.go(How.NEXT))[1] for _ in range(2)]
        await debugger.add(Breakpoint(file="main.py", line=13, once=True))
        coroutine = [at(await debugger.go())[1]]
        coroutine += [at(await debugger.go(How.NEXT))[1] for _ in range(2)]
        inner = at(await debugger.go(How.STEP))
        await debugger.add(Breakpoint(file="main.py", line=9, once=True))

    assert generator == [5, 4, 5]  # a `next` stays in the generator
    assert coroutine == [13, 14, 15]
    assert inner[1] in (20, 15, 19)


async def test_a_step_leads_into_what_is_awaited_and_back(tmp_path: Path) -> None:
    write(tmp_path, main=GENERATORS)
    async with debugging(tmp_path, "python", "main.py") as debugger:
        await debugger.add(Breakpoint(file="main.py", line=13))
        assert at(await debugger.go()) == ("breakpoint", 13, "main")
        assert at(await debugger.go(How.STEP)) == ("step", 9, "fetch")
        assert at(await debugger.go(How.NEXT)) == ("step", 10, "fetch")
        back = await debugger.go(How.RETURN)

    assert at(back) == ("step", 13, "main")
    assert isinstance(back, Stopped)
    assert text(back.returned) == "2"


THREADS = """\
import threading, time

def work(name):
    count = 0
    while count < 3:
        count += 1
        time.sleep(0.01)
    return count

def main():
    threads = [threading.Thread(target=work, args=(n,), name="worker-" + n) for n in "ab"]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    after = 1

main()
"""


@pytest.mark.parametrize("python", ALL)
async def test_threads_stop_at_breakpoints_and_are_listed(python: str, tmp_path: Path) -> None:
    write(tmp_path, main=THREADS)
    async with debugging(tmp_path, python, "main.py") as debugger:
        added = await debugger.add(Breakpoint(file="main.py", line=7, condition="name == 'b'"))
        stop = await debugger.go()
        assert isinstance(stop, Stopped)
        threads = await debugger.threads()
        following = at(await debugger.go(How.NEXT))
        assert isinstance(added, Breakpoint)
        await debugger.remove(added.number)
        await debugger.add(
            Breakpoint(file="main.py", line=16)
        )  # set while another thread than the main one stands
        last = await debugger.go()

    assert at(stop) == ("breakpoint", 7, "work")
    assert stop.thread == "worker-b"
    assert {each.name for each in threads} >= {"MainThread", "worker-b"}
    assert [each.name for each in threads if each.current] == ["worker-b"]
    assert following == ("step", 5, "work")
    assert at(last) == ("breakpoint", 16, "main")


@pytest.mark.parametrize("python", ALL)
async def test_a_running_program_can_be_paused_and_stepped_on(python: str, tmp_path: Path) -> None:
    write(
        tmp_path, main="import time\ncount = 0\nwhile count < 1000:\n    count += 1\n    time.sleep(0.05)\n"
    )
    async with debugging(tmp_path, python, "main.py") as debugger:
        going = asyncio.ensure_future(debugger.go())
        await asyncio.sleep(0.3)
        assert await debugger.pause()
        stop = await going
        assert isinstance(stop, Stopped)
        before = await debugger.evaluate("count")
        for _ in range(3):
            following = await debugger.go(How.NEXT)
        after = await debugger.evaluate("count")

    assert stop.why is Why.PAUSE
    assert at(following)[0] == "step"
    assert int(text(after)) == int(text(before)) + 1


async def test_a_pause_at_once_after_going_on_is_not_lost(tmp_path: Path) -> None:
    """The signal may find the program still standing."""
    write(tmp_path, main="import time\nwhile True:\n    time.sleep(0.01)\n")
    async with debugging(tmp_path, "python", "main.py") as debugger:
        for _ in range(5):
            going = asyncio.ensure_future(debugger.go())
            await asyncio.sleep(0)
            assert await debugger.pause()
            stop = await asyncio.wait_for(going, 20)
            assert isinstance(stop, Stopped)
            assert stop.why is Why.PAUSE


async def test_a_failure_is_looked_back_at_and_the_program_started_again(tmp_path: Path) -> None:
    write(tmp_path, main="def f(key):\n    return {}[key]\nf('a')\n")
    async with debugging(tmp_path, "python", "main.py") as debugger:
        await debugger.add(Breakpoint(file="main.py", line=2))
        assert at(await debugger.go()) == ("breakpoint", 2, "f")
        failure = await debugger.go()
        assert isinstance(failure, Stopped)
        assert failure.failed
        assert text(await debugger.evaluate("key")) == "'a'"
        ended = await debugger.go()
        assert isinstance(ended, Ended)
        again = await debugger.restart()
        assert isinstance(again, Stopped)
        assert again.why is Why.ENTRY
        assert at(await debugger.go()) == ("breakpoint", 2, "f")

    assert failure.traceback is not None
    assert failure.traceback.final.type == "KeyError"
    assert ended.outcome.code == 1


@pytest.mark.parametrize(
    ("command", "file"),
    [
        (("-m", "pkg.inner", "x"), "pkg/inner.py"),
        (("-c", "def f(n):\n    return n + 1\nf(1)"), "<string>"),
        (("folder",), "folder/__main__.py"),
        (("-",), "<stdin>"),
    ],
)
async def test_modules_code_and_folders_are_stepped_through(
    command: tuple[str, ...], file: str, tmp_path: Path
) -> None:
    body = "def f(n):\n    return n + 1\nf(1)"
    write(tmp_path, pkg__slash____init__="", pkg__slash__inner=body, folder__slash____main__=body)
    async with debugging(tmp_path, sys.executable, *command, stdin=body.encode()) as debugger:
        entered = await debugger.go(How.STEP)
        await debugger.add(Breakpoint(function="f"))
        stop = await debugger.go()

    assert isinstance(entered, Stopped)
    assert isinstance(stop, Stopped)
    assert at(entered)[1] == 1
    assert len(entered.frames) == 1
    assert at(stop) == ("breakpoint", 2, "f")
    assert stop.frames[-1].file.endswith(file)


TESTS = """\
import unittest

def halve(number):
    return number / 2

class Halves(unittest.TestCase):
    def test_even(self):
        self.assertEqual(halve(4), 2)

    def test_odd(self):
        self.assertEqual(halve(3), 1)

if __name__ == "__main__":
    unittest.main()
"""


@pytest.mark.parametrize(
    "command",
    [("-m", "pytest", "-q", "-p", "no:cacheprovider"), ("-m", "unittest", "-q"), ("test_halves.py",)],
)
async def test_a_breakpoint_in_a_test_and_the_first_failure(command: tuple[str, ...], tmp_path: Path) -> None:
    write(tmp_path, test_halves=TESTS)
    async with debugging(tmp_path, sys.executable, *command) as debugger:
        entered = at(await debugger.go(How.STEP))
        await debugger.add(Breakpoint(file="test_halves.py", line=4))
        stop = await debugger.go()
        assert isinstance(stop, Stopped)
        caller = await debugger.up()
        second = await debugger.go()
        failure = await debugger.go()
        assert isinstance(failure, Stopped)
        value = await debugger.evaluate("self._testMethodName")
        ended = await debugger.go()

    assert entered[1:] == (1, "<module>")
    assert at(stop) == ("breakpoint", 4, "halve")
    assert isinstance(caller, int)
    assert stop.frames[caller].function == "test_even"
    assert at(second) == ("breakpoint", 4, "halve")
    assert failure.why is Why.TEST
    assert "test_odd" in failure.subject
    assert at(failure)[1:] == (11, "test_odd")
    assert text(value) == "'test_odd'"
    assert isinstance(ended, Ended)
    assert ended.outcome.failed_tests


async def test_breakpoint_calls_of_the_program_stop_it(tmp_path: Path) -> None:
    write(tmp_path, main="def f():\n    n = 1\n    breakpoint()\n    n = 2\nf()\n")
    async with debugging(tmp_path, "python", "main.py") as debugger:
        assert at(await debugger.go()) == ("call", 3, "f")
        assert at(await debugger.go(How.NEXT)) == ("step", 4, "f")


async def test_until_leads_out_of_a_loop(tmp_path: Path) -> None:
    write(tmp_path, main="n = 0\nfor i in range(5):\n    n += i\nm = n\no = m\n")
    async with debugging(tmp_path, "python", "main.py") as debugger:
        await debugger.add(Breakpoint(file="main.py", line=3, once=True))
        await debugger.go()
        assert at(await debugger.go(How.UNTIL)) == ("step", 4, "<module>")
    async with debugging(tmp_path, "python", "main.py") as debugger:
        await debugger.go(How.STEP)
        assert at(await debugger.go(How.UNTIL, line=5)) == ("step", 5, "<module>")


async def test_raised_exceptions_stop_the_program_when_asked(tmp_path: Path) -> None:
    write(
        tmp_path, main="def f():\n    return [][3]\ntry:\n    f()\nexcept IndexError:\n    pass\nlast = 1\n"
    )
    async with debugging(tmp_path, "python", "main.py") as debugger:
        await debugger.option(raises=True)
        stop = await debugger.go()
        ended = await debugger.go()

    assert at(stop) == ("raise", 2, "f")
    assert isinstance(stop, Stopped)
    assert stop.raised is not None
    assert stop.raised.type == "IndexError"
    assert isinstance(ended, Ended)


async def test_steps_stay_out_of_libraries_unless_asked(tmp_path: Path) -> None:
    write(tmp_path, main="import json\nx = json.dumps([1])\ny = 1\n")
    async with debugging(tmp_path, "python", "main.py") as debugger:
        await debugger.go(How.STEP)
        assert at(await debugger.go(How.STEP))[1] == 2
        assert at(await debugger.go(How.STEP))[1] == 3
        await debugger.restart()
        await debugger.add(Breakpoint(file="main.py", line=2))
        await debugger.option(everywhere=True)
        await debugger.go()
        assert at(await debugger.go(How.STEP))[2] == "dumps"


@pytest.mark.parametrize(
    ("breakpoint", "reason"),
    [
        (Breakpoint(file="nowhere.py", line=1), "there is no file"),
        (Breakpoint(file="main.py", line=99), "behind the last line"),
        (Breakpoint(file="main.py", line=1, condition="open('x')"), "not known to be harmless"),
        (Breakpoint(file="main.py", line=1, condition="!x ="), "not one expression"),
        (Breakpoint(), "needs a line or a function"),
    ],
)
async def test_a_breakpoint_that_makes_no_sense_is_refused(
    breakpoint: Breakpoint, reason: str, tmp_path: Path
) -> None:
    write(tmp_path, main="x = 1\n")
    async with debugging(tmp_path, "python", "main.py") as debugger:
        answer = await debugger.add(breakpoint, typed=True)

    assert isinstance(answer, Unknown)
    assert reason in answer.reason


async def test_a_condition_that_cannot_be_told_stops_and_says_so(tmp_path: Path) -> None:
    write(tmp_path, main="x = 1\ny = 2\n")
    async with debugging(tmp_path, "python", "main.py") as debugger:
        await debugger.add(Breakpoint(file="main.py", line=2, condition="missing > 1"))
        stop = await debugger.go()

    assert at(stop) == ("breakpoint", 2, "<module>")
    assert isinstance(stop, Stopped)
    assert "`missing` is not defined" in stop.notes[0]


async def test_only_what_a_person_typed_runs_code_of_the_program(tmp_path: Path) -> None:
    write(tmp_path, main="calls = []\ndef f():\n    calls.append(1)\n    return True\nx = 1\ny = 2\n")
    async with debugging(tmp_path, "python", "main.py") as debugger:
        unasked = await debugger.add(Breakpoint(file="main.py", line=5, condition="!f()"))
        await debugger.add(Breakpoint(file="main.py", line=6, condition="!f()"), typed=True)
        await debugger.go()
        refused = await debugger.evaluate("f()")
        ran = await debugger.execute("f()")
        raised = await debugger.execute("1/0")
        calls = await debugger.evaluate("len(calls)")

    assert isinstance(unasked, Unknown)
    assert isinstance(refused, Unknown)
    assert text(ran) == "True"
    assert raised == Unknown("it raises ZeroDivisionError: division by zero")
    assert text(calls) == "2"


async def test_a_module_beside_the_script_is_the_programs_own(tmp_path: Path) -> None:
    """What the debugger has loaded before the first line must not stand in the program's way."""
    write(
        tmp_path,
        main="import json, dis, threading\nprint(json.OWN, dis.OWN)\n",
        json="OWN = 'json'",
        dis="OWN = 'dis'",
    )
    async with debugging(tmp_path, "python", "main.py") as debugger:
        await debugger.go(How.STEP)
        ended = await debugger.go()

    assert isinstance(ended, Ended)
    assert ended.outcome.stdout == "json dis\n"


async def test_secrets_are_masked_at_every_stop(tmp_path: Path) -> None:
    write(tmp_path, main="password = 'hunter2-hunter2'\ncopy = password + '!'\nend = 1\n")
    async with debugging(tmp_path, "python", "main.py") as debugger:
        await debugger.add(Breakpoint(file="main.py", line=3))
        await debugger.watch("copy")
        stop = await debugger.go()
        shown = repr(
            (stop, await debugger.variables(), await debugger.evaluate("password"), await debugger.source())
        )

    assert "hunter2" not in shown
