"""A program's output reaches the screen while the program still runs."""

import asyncio
import sys
from pathlib import Path
from time import monotonic

from analyzers.facts import Done, Printed, Problem
from assistant.diagnose import Assistant, Settings

TALKS = """
import time
print("first", flush=True)
time.sleep(1.5)
print("second", flush=True)
raise SystemExit(0)
"""


async def test_output_arrives_before_the_program_has_ended(tmp_path: Path) -> None:
    (tmp_path / "talks.py").write_text(TALKS)
    problem = Problem(command=(sys.executable, "talks.py"), workspace=str(tmp_path), folder=str(tmp_path))
    times: dict[str, float] = {}
    async for event in Assistant(Settings(capture=True)).diagnose(problem):
        if isinstance(event, Printed):
            for word in event.text.split():
                times[word] = monotonic()
        if isinstance(event, Done):
            times["done"] = monotonic()

    assert times["second"] - times["first"] > 1.0
    assert times["first"] < times["second"] <= times["done"]


async def test_closing_the_events_ends_the_program(tmp_path: Path) -> None:
    """Nothing that was started outlives the one who asked for it."""
    (tmp_path / "waits.py").write_text("import os, time\nprint(os.getpid(), flush=True)\ntime.sleep(600)\n")
    problem = Problem(command=(sys.executable, "waits.py"), workspace=str(tmp_path), folder=str(tmp_path))
    events = Assistant(Settings(capture=True)).diagnose(problem)
    pid = 0
    async for event in events:
        if isinstance(event, Printed):
            pid = int(event.text)
            break
    await events.aclose()

    end = monotonic() + 5
    while Path(f"/proc/{pid}").exists() and monotonic() < end:
        await asyncio.sleep(0.05)
    assert pid
    assert not Path(f"/proc/{pid}").exists()
