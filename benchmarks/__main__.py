"""Runs the benchmarks, prints tables, and writes results, pictures and `docs/benchmarks.md`.

`python -m benchmarks` runs all of them, `python -m benchmarks start_up peers` those named; a run of all replaces the
results. `peers` is the comparison with others, `page` writes the page anew from the last results.
"""

import json
import sys
from dataclasses import asdict
from importlib import import_module
from time import perf_counter

from benchmarks import page
from benchmarks.figures import Figure

SUITE = (
    "start_up",
    "traceback_reader",
    "router",
    "syntax_repair",
    "debugger",
    "localisation",
    "app",
    "app_at_work",
    "load",
    "installation",
)


def main(names: list[str]) -> int:
    """Run the named benchmarks, or all; return 0, or 2 for an unknown name."""
    known = (*SUITE, "peers", "page")
    unknown = [name for name in names if name not in known]
    if unknown:
        print(f"no benchmark is called {', '.join(unknown)}; there are {', '.join(known)}", file=sys.stderr)
        return 2
    chosen = names or known
    page.RESULTS.mkdir(exist_ok=True)
    records = []
    for name in SUITE:
        if name in chosen:
            started = perf_counter()
            print(f"{name} …", file=sys.stderr, end=" ", flush=True)
            figures: list[Figure] = list(import_module(f"benchmarks.{name}").figures())
            print(f"{perf_counter() - started:.0f} s", file=sys.stderr)
            records += [{"benchmark": name, **asdict(one)} for one in figures]
    if records:
        print("\n".join(page.table(records)))
        if not names:
            _keep("latest.json", records)
        elif (page.RESULTS / "latest.json").is_file():
            before = json.loads((page.RESULTS / "latest.json").read_text(encoding="utf-8"))
            _keep("latest.json", [one for one in before if one["benchmark"] not in names] + records)
    if "peers" in chosen:
        from benchmarks.peers.comparing import comparisons

        found = []
        for one in comparisons():
            found.append(asdict(one))
            print(
                f"{one.title} ({one.unit})",
                *(f"  {row.who}: {row.value:,.3g} {row.right}" for row in one.rows),
                sep="\n",
            )
        _keep("peers.json", found)
    page.write()
    return 0


def _keep(name: str, records: list[dict[str, object]]) -> None:
    (page.RESULTS / name).write_text(json.dumps(records, indent=1) + "\n", encoding="utf-8")


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
