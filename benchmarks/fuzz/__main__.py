"""Fuzzes the readers one after another: `python -m benchmarks.fuzz [--minutes 10] [READER ...]`.

Each is fuzzed in a process of its own with limited memory. What it raises beyond its promise, what it takes too long
for and what ends its process is printed with the shortest input found, and makes the exit code 1. Totals go to
`benchmarks/results/fuzz.json`.
"""

import argparse
import json
import os
import subprocess
import sys
import tempfile
from pathlib import Path
from time import sleep
from typing import Any

from benchmarks.figures import ROOT
from benchmarks.fuzz.readers import READERS
from benchmarks.fuzz.trying import Finding, fuzz

RESULTS = ROOT / "benchmarks" / "results" / "fuzz.json"
_STUCK = 45.0  # seconds of the processor with one input, in code that no signal interrupts


def main(words: list[str]) -> int:
    """Fuzz the named readers, or all; 1 when anything was found."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.fuzz", description=__doc__)
    parser.add_argument("readers", nargs="*", metavar="READER", help=f"of {', '.join(READERS)}; default: all")
    parser.add_argument("--minutes", type=float, default=10.0, help="for each reader; default: 10")
    parser.add_argument("--seed", type=int, default=0, help="another one tries other inputs")
    parser.add_argument("--inside", metavar="FILE", help=argparse.SUPPRESS)
    args = parser.parse_args(words)
    unknown = [name for name in args.readers if name not in READERS]
    if unknown:
        parser.error(f"no reader is called {', '.join(unknown)}; there are {', '.join(READERS)}")
    if args.inside:
        found, tried = fuzz(READERS[args.readers[0]], args.minutes * 60, args.seed, Path(args.inside))
        print(json.dumps({"tried": tried, "findings": [one.record() for one in found]}))
        return 0
    total = 0
    for name in args.readers or READERS:
        tried, findings = _outside(name, args.minutes, args.seed)
        total += len(findings)
        print(f"{name}: {tried:,} inputs in {args.minutes:g} min, {len(findings)} findings", flush=True)
        for one in findings:
            print(f"  {one.what}\n    {one.where}\n    input: {one.input[:2_000]}", flush=True)
        _note(name, {"minutes": args.minutes, "inputs": tried, "findings": [one.what for one in findings]})
    return 1 if total else 0


def _outside(name: str, minutes: float, seed: int) -> tuple[int, list[Finding]]:
    """Fuzz a reader in a child; one that dies or hangs has found something as well."""
    with tempfile.TemporaryDirectory() as folder:
        last = Path(folder, "last")
        command = [
            sys.executable,
            "-m",
            "benchmarks.fuzz",
            name,
            "--minutes",
            str(minutes),
            "--seed",
            str(seed),
        ]
        with (
            Path(folder, "out").open("w+") as out,
            subprocess.Popen([*command, "--inside", str(last)], stdout=out, cwd=ROOT) as child,
        ):
            tried, since = 0, 0.0
            while child.poll() is None:
                sleep(0.5)
                stamp = last.stat().st_mtime_ns if last.exists() else 0
                if stamp != tried:
                    tried, since = stamp, _used(child.pid)
                elif stamp and _used(child.pid) - since > _STUCK:
                    child.kill()
            out.seek(0)
            said = out.read()
        if child.returncode == 0:
            answer: dict[str, Any] = json.loads(said.splitlines()[-1])
            return answer["tried"], [Finding(**one) for one in answer["findings"]]
        shown = last.read_text(encoding="utf-8", errors="replace") if last.exists() else ""
        return 0, [Finding(what=f"its process ended with code {child.returncode}", where="", input=shown)]


def _used(process: int) -> float:
    """Seconds of the processor that a process has used: on a busy machine the clock proves nothing."""
    fields = Path(f"/proc/{process}/stat").read_text(encoding="ascii").rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


def _note(name: str, record: dict[str, Any]) -> None:
    RESULTS.parent.mkdir(exist_ok=True)
    known = json.loads(RESULTS.read_text()) if RESULTS.exists() else {}
    known[name] = record
    RESULTS.write_text(json.dumps(dict(sorted(known.items())), indent=1) + "\n")


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
