"""What does the tour show? A small broken program, the failure it ends in, and step by step what to do about it.

Kept as text so that it works wherever the app is installed. It is written into a folder of its own, because the
tour runs it, mends it and takes the change back.
"""

from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from tui.screens.showing import Showing

NAME = "tour.py"
PROGRAM = '''"""What does each customer owe? The report never gets as far as printing it."""

DISCOUNTS = {"gold": 0.20, "silver": 0.10, "bronze": 0.0}

ORDERS = [
    {"customer": "Ada", "tier": "gold", "amount": 120.0},
    {"customer": "Grace", "tier": "silver", "amount": 80.0},
    {"customer": "Linus", "tier": "bronze", "amount": 40.0},
]


def price(order):
    return order["amount"] * (1 - DISCOUNTS[order["tier"]])


def owed(orders):
    totals = {}
    for index in range(len(orders) + 1):
        order = orders[index]
        name = order["customer"]
        totals[name] = totals.get(name, 0) + price(order)
    return totals


for customer, total in sorted(owed(ORDERS).items()):
    print(f"{customer:<12}{total:>10.2f}")
'''

STEPS = (
    "a small program is run; what it prints and where it stops will be seen",
    "it stopped: the cause is at the top of the diagnosis, its line is marked `✗`. `4` shows what the names held there",
    "`⚑` marks what is suspicious, `space` opens a value. `3` goes to the calls; `↓` shows what an outer one held",
    "`6` shows a fix as a diff, with what was run to prove it on a copy; `a` applies it",
    "`✓` marks the line that was changed. `R` runs the program again",
    "nothing fails any more. `u` takes the fix back: the file becomes what it was",
    "that is all. `d` goes through a program step by step, `i` begins something new, `?` lists the keys; `esc` ends the tour",
)


def come_to(screen: "Showing", step: int) -> int:
    """Return which step comes next, given the one that was on show: whoever has gone ahead is not held back."""
    from tui.investigation import Phase

    done = (
        screen.state.phase is Phase.DONE,
        screen.pane_name == "variables",
        screen.pane_name == "stack",
        bool(screen.applied) or screen.state.fine,
        screen.state.fine,
        screen.taken_back > 0,
    )
    if not done[0]:
        return step
    return max([step, *(number + 1 for number, one in enumerate(done) if one)])


def lay_down(folder: Path) -> Path:
    """Write the program into a folder and return its path."""
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / NAME
    path.write_text(PROGRAM, encoding="utf-8")
    return path
