"""Does one process stay as large as it is, however many problems it is handed?

Ten thousand different problems of every route go through the same process, as through the MCP server or `import debugassist`:
tracebacks with values and lines that never repeat, code that does not parse, questions. Then as many reports in one log go
through `triage`.
"""

import json
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

from benchmarks.figures import ROOT, Figure

_PROBLEMS = 10_000
_WARM = 1_000


def problem(number: int) -> str:
    """Return the text of a problem; no two are the same."""
    match number % 5:
        case 0:
            return (
                f'Traceback (most recent call last):\n  File "app{number % 37}.py", line {number}, in f{number % 11}\n'
                f"    total(rows[\"{number}\"])\nKeyError: '{number}'\n"
            )
        case 1:
            return f"def f{number}(a, b:\n    return a + {number}\n"
        case 2:
            return f"my function returns {number} where it should be {number + 1}, no error is shown"
        case 3:
            return (
                f"TypeError: Cannot read properties of undefined (reading 'x{number}')\n"
                f"    at f (/srv/app/a{number % 13}.js:{number}:7)\n"
            )
        case _:
            return f"{number}: panic: runtime error: index out of range [{number}] with length 3\n\ngoroutine 1 [running]:\n"


def resident() -> float:
    """Return how many MB of memory this process holds."""
    import os

    pages = int(Path("/proc/self/statm").read_text(encoding="ascii").split()[1])
    return pages * os.sysconf("SC_PAGE_SIZE") / 1e6


def grown(first: int, last: int) -> tuple[float, float, float]:
    """Return the memory in MB after `first` and after `last` problems, and the CPU seconds of one."""
    import gc
    from time import process_time

    from analyzers.facts import Done
    from assistant.diagnose import Assistant
    from tools.intake import from_text

    assistant = Assistant()
    before, started = 0.0, process_time()
    for number in range(1, last + 1):
        events = assistant.run(from_text(problem(number), workspace="/nowhere"))
        assert any(isinstance(event, Done) for event in events)
        if number == first:
            gc.collect()
            before = resident()
    gc.collect()
    return before, resident(), (process_time() - started) / last


def figures() -> Iterator[Figure]:
    """Measure in a process of its own, which nothing else has grown."""
    code = f"import json; from benchmarks.load import grown; print(json.dumps(grown({_WARM}, {_PROBLEMS})))"
    done = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=True)
    before, after, seconds = json.loads(done.stdout.splitlines()[-1])
    yield Figure(name=f"memory after {_WARM:,} problems in one process", value=before, unit="MB")
    yield Figure(
        name=f"the same after {_PROBLEMS:,}, beyond that", value=after - before, unit="MB", budget="<= 10 MB"
    )
    yield Figure(name="one of these problems", value=seconds * 1000, unit="ms CPU")
    with tempfile.TemporaryDirectory() as folder:
        log = Path(folder, "all.log")
        log.write_text(
            "".join(f"2024-05-01 12:00:00 INFO fine\n{problem(5 * n)}" for n in range(1, _PROBLEMS + 1))
        )
        words = ["triage", str(log), "--jobs", "1", "--no-explain", "--format", "json"]
        command = f"import resource, sys; sys.argv = ['debugassist', *{words!r}]; import debugassist; debugassist.main()"
        peak = "; sys.stderr.write(str(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1e3))"
        done = subprocess.run(
            [sys.executable, "-c", command + peak], cwd=ROOT, capture_output=True, text=True, check=True
        )
        assert json.loads(done.stdout)["failures"] == _PROBLEMS
        yield Figure(
            name=f"triage of {_PROBLEMS:,} reports, largest memory", value=float(done.stderr), unit="MB"
        )
