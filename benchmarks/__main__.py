"""Runs the benchmarks, prints a table, and writes it to `benchmarks/results/`.

`python -m benchmarks` runs all of them, `python -m benchmarks start_up app` those named. Each module of this
folder that has a `figures()` takes part.
"""

import json
import platform
import sys
from importlib import import_module
from pathlib import Path
from time import perf_counter

from benchmarks.figures import Figure

RESULTS = Path(__file__).with_name("results")
SUITE = ("start_up", "traceback_reader", "router", "syntax_repair", "debugger", "localisation", "app", "load")


def main(names: list[str]) -> int:
    """Run the named benchmarks, or all; return 0, or 2 for an unknown name."""
    unknown = [name for name in names if name not in SUITE]
    if unknown:
        print(f"no benchmark is called {', '.join(unknown)}; there are {', '.join(SUITE)}", file=sys.stderr)
        return 2
    measured: dict[str, list[Figure]] = {}
    for name in names or SUITE:
        started = perf_counter()
        print(f"{name} …", file=sys.stderr, end=" ", flush=True)
        measured[name] = list(import_module(f"benchmarks.{name}").figures())
        print(f"{perf_counter() - started:.0f} s", file=sys.stderr)
    table = _markdown(measured)
    print(table)
    if not names:
        RESULTS.mkdir(exist_ok=True)
        (RESULTS / "latest.md").write_text(table + "\n")
        (RESULTS / "latest.json").write_text(json.dumps(_records(measured), indent=1) + "\n")
    return 0


def _markdown(measured: dict[str, list[Figure]]) -> str:
    lines = [
        f"Python {platform.python_version()}, {platform.machine()}; medians of one run.",
        "",
        "| what | measured | budget |",
        "| --- | ---: | --- |",
    ]
    for figures in measured.values():
        lines += [f"| {one.name} | {one.value:,.4g} {one.unit} | {one.budget} |" for one in figures]
    return "\n".join(lines)


def _records(measured: dict[str, list[Figure]]) -> list[dict[str, object]]:
    return [
        {"benchmark": name, "name": one.name, "value": one.value, "unit": one.unit, "budget": one.budget}
        for name, figures in measured.items()
        for one in figures
    ]


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
