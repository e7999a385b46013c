"""What does the tour show? A small broken program, and the failure it ends in.

Kept as text so that it works wherever the app is installed. It is written into a folder of its own, because the
tour runs it, mends it and takes the change back.
"""

from pathlib import Path

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


def lay_down(folder: Path) -> Path:
    """Write the program into a folder and return its path."""
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / NAME
    path.write_text(PROGRAM, encoding="utf-8")
    return path
