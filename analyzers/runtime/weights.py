"""What do the tuned fixtures teach about crashes? Written by `benchmarks/crash_ranking.py`; not by hand."""

OFFERED = 0.5
SURVIVOR: dict[str, float] = {"one": 2.0, "weight": 1.0, "suspicion": 1.0}
KINDS: dict[str, float] = {}
