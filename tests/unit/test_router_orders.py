"""Which order of the stages does the evaluation prefer?"""

from analyzers.facts import Problem
from analyzers.traceback import read
from assistant.evals.router_asked import Asked
from assistant.evals.router_orders import measure, preferred, score
from assistant.router.view import view


def row(share: float, cost: float) -> dict[str, object]:
    return {"accuracy": {"share": share}, "ms": cost}


def test_the_cheaper_of_two_equally_good_orders_is_preferred() -> None:
    assert preferred({"a": row(0.90, 9.0), "b": row(0.899, 2.0), "c": row(0.80, 0.1)}) == "b"


def test_an_order_that_is_clearly_better_is_worth_its_time() -> None:
    assert preferred({"a": row(0.90, 9.0), "b": row(0.88, 2.0)}) == "a"


def test_a_proof_first_spares_the_other_stages() -> None:
    """What a traceback proves is not asked of words and examples, so the order that ships is the cheapest on one."""
    text = 'Traceback (most recent call last):\n  File "a.py", line 1, in <module>\n    d["x"]\nKeyError: \'x\'\n'
    asked, seen = Asked(), view(Problem(text=text), read(text))

    orders = measure(seen, asked)
    scored = score([({"label": "runtime"}, {"orders": orders})])

    assert len(orders) == 6
    assert {each["label"] for each in orders.values()} == {"runtime"}
    assert scored["rows"][scored["shipped"]]["ms"] <= min(
        each["ms"] for key, each in orders.items() if not key.startswith("structure")
    )
