"""Does a real small model send the texts that the stages are unsure of better than the default path does?"""

import json
from pathlib import Path

from analyzers.facts import Problem
from analyzers.text import clean
from analyzers.traceback import read
from assistant.evals import router_model
from assistant.router.cascade import Cascade, decide_with
from assistant.router.model import ModelStage
from tests.live.ollama_server import MODEL

VAGUE = Path(__file__).parents[2] / "fixtures" / "routing" / "vague" / "test.jsonl"
FEWEST = 20  # texts that the model answers: fewer show nothing
BY_CHANCE = 0.05


def test_unsure_texts_are_routed_better_than_by_the_default_path(host: str) -> None:
    """The floor of `eval router --models local` on texts that were held back, however slow the server is."""
    cascade = Cascade(model=ModelStage(MODEL, host, seconds=120.0))
    pairs = []
    for line in VAGUE.read_text(encoding="utf-8").splitlines():
        case = json.loads(line)
        text = clean(case["input"])
        problem, reading = Problem(text=text), read(text)
        decision = decide_with(cascade, problem, reading)
        without = decide_with(Cascade(), problem, reading).route
        pairs.append((case, {"label": decision.route.value, **router_model.part(decision, without)}))
    data = router_model.score(pairs)
    assert data["failed"] == 0
    assert data["model"]["total"] >= FEWEST
    assert data["model"]["hits"] > data["default"]["hits"]
    assert data["chance"]["default"] < BY_CHANCE
