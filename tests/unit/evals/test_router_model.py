"""Is a small model's part in routing compared with the ways that there are without it?"""

from analyzers.facts import Decision, Route, Stage
from assistant.evals import router_model

SAYS = Decision(route=Route.LOGIC, confidence=0.5, stage=Stage.MODEL)


def decision(*opinions: Decision, notes: tuple[str, ...] = ()) -> Decision:
    return Decision(route=Route.LOGIC, confidence=0.5, stage=Stage.KEYWORD, opinions=opinions, notes=notes)


def test_only_what_it_answered_is_compared() -> None:
    assert router_model.part(decision(SAYS), Route.RUNTIME) == {"without_model": "runtime"}
    assert router_model.part(decision(), Route.RUNTIME) == {}
    assert router_model.part(decision(notes=("too slow",)), Route.RUNTIME) == {"model_failed": "too slow"}


def test_each_way_is_counted_on_the_same_texts() -> None:
    pairs = [
        ({"label": "logic"}, {"label": "logic", "without_model": "runtime"}),
        ({"label": "logic"}, {"label": "logic", "without_model": "logic"}),
        ({"label": "unclear"}, {"label": "logic", "without_model": "unclear"}),
        ({"label": "syntax"}, {"label": "syntax"}),
        ({"label": "syntax"}, {"label": "syntax", "model_failed": "too slow"}),
    ]
    data = router_model.score(pairs)
    assert [data[way]["hits"] for way in ("model", "stages", "default")] == [2, 2, 1]
    assert (data["model"]["total"], data["failed"]) == (3, 1)
    assert data["chance"] == {"stages": 1.0, "default": 1.0}
    assert router_model.table(data).title.endswith("1 more were not answered")


def test_nothing_is_said_of_a_model_that_was_never_wanted() -> None:
    assert router_model.score([({"label": "syntax"}, {"label": "syntax"})]) == {}
