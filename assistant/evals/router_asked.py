"""What does each stage of the router say of one text, and what does it cost to ask it?

An evaluation routes a text in many ways: in every order, without each stage, by each stage alone. What a stage
says does not depend on the way, only on whether the keywords were read before it, so each is asked once.
"""

from collections.abc import Sequence
from functools import partial
from time import perf_counter

from analyzers.facts import Stage
from assistant.router.cascade import STAGE_FUNCTIONS, Ask
from assistant.router.opinion import Opinion
from assistant.router.semantic import forget
from assistant.router.view import View

AFTER_KEYWORDS = "semantic+"  # what the keywords say may spare the embedding


class Asked:
    """The stages, remembering for one text what they said and the milliseconds that it took."""

    def __init__(self) -> None:
        forget()  # the first embedding of a text costs what it costs a user
        self.functions: dict[Stage, Ask] = {stage: partial(self._ask, stage) for stage in STAGE_FUNCTIONS}
        self._costs: dict[str, float] = {}
        self._said: dict[str, Opinion | None] = {}

    def cost(self, stage: Stage, *, after_keywords: bool = False) -> float:
        """Return the milliseconds of a stage that was asked."""
        alone = self._costs[stage.value]
        if stage is not Stage.SEMANTIC:
            return alone
        after = self._costs.get(AFTER_KEYWORDS, alone)  # the keywords may have nothing to say
        return (
            after if after_keywords else max(alone, after)
        )  # alone it embeds; the vector may have been there

    def _ask(self, stage: Stage, seen: View, opinions: Sequence[Opinion]) -> Opinion | None:
        read = [opinion for opinion in opinions if opinion.stage is Stage.KEYWORD]
        if stage is Stage.SEMANTIC and not read and stage.value not in self._said:
            keyword = self.functions[Stage.KEYWORD](seen, ())
            if (
                keyword is not None
            ):  # whether it embeds after the keywords shows only before a vector is there
                self._ask(stage, seen, (keyword,))
        key = AFTER_KEYWORDS if read and stage is Stage.SEMANTIC else stage.value
        if key not in self._said:
            started = perf_counter()
            self._said[key] = STAGE_FUNCTIONS[stage](seen, opinions)
            self._costs[key] = (perf_counter() - started) * 1000
        return self._said[key]
