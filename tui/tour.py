"""What does the tour show? A small broken program, and the failure it ends in.

Kept as text so that it works wherever the app is installed. It is written into a folder of its own, because the
tour runs it, mends it and takes the change back.
"""

from pathlib import Path

NAME = "tour.py"
PROGRAM = '''"""What does each customer owe? One of them has a tier that nobody thought of."""

DISCOUNTS = {"gold": 0.20, "silver": 0.10}

ORDERS = [
    ("Ada", "gold", 120.0),
    ("Grace", "silver", 80.0),
    ("Linus", "bronze", 40.0),
]


def discount_for(tier):
    if tier in DISCOUNTS:
        return DISCOUNTS[tier]
    if tier == "new":
        return 0.05


def owed(orders):
    totals = {}
    for customer, tier, amount in orders:
        reduction = discount_for(tier)
        totals[customer] = totals.get(customer, 0) + amount * (1 - reduction)
    return totals


for customer, total in sorted(owed(ORDERS).items()):
    print(f"{customer:<12}{total:>10.2f}")
'''


def lay_down(folder: Path) -> Path:
    """Write the program into a folder and return its path."""
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / NAME
    path.write_text(PROGRAM, encoding="utf-8")
    return path
