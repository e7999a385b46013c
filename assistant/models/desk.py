"""Who is asked for a role, in which order, with what may leave, and for how much?

A ladder is climbed from its cheapest rung: up when a rung is unsure, wrong or broken, past a rung that is absent,
too slow, too dear or not allowed. One desk serves one problem: it redacts what leaves the machine and puts it back
into the answers, and keeps the ledger.
"""

import json
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field, replace
from enum import StrEnum
from time import monotonic
from typing import TYPE_CHECKING, TypeVar

from analyzers.facts import Cost
from assistant.models.asking import CHARACTERS, Asker, Breaker
from assistant.models.errors import (
    BudgetSpent,
    ModelAbsent,
    ModelBusy,
    ModelError,
    ModelForbidden,
    ModelRefused,
    ModelTimeout,
)
from assistant.models.ledger import Entry, Ledger
from assistant.models.observed import answered, chat
from assistant.models.prices import Price, price_of
from assistant.models.provider import Provider, Reply, Request, Usage
from assistant.models.registry import provider_of
from tools.configuration import ModelsConfiguration, Use

if TYPE_CHECKING:
    from tools.redaction import Redactor

T = TypeVar("T")
_breakers: dict[str, Breaker] = {}  # for as long as the process lives


class Role(StrEnum):
    """What a model is asked for. The router's is asked by its own stage."""

    WRITER = "writer"
    REASONER = "reasoner"


class ModelShown(ModelError):
    """The user wants to see what would be sent; nothing was."""


@dataclass(frozen=True, slots=True)
class Rung:
    """A model that may be asked."""

    provider: Provider
    asker: Asker
    price: Price | None

    @property
    def name(self) -> str:
        """Whom to name as the proposer."""
        return self.provider.model

    @property
    def key(self) -> str:
        """What tells it from every other, on whichever ladder it stands."""
        return f"{self.provider.vendor}:{self.provider.model}"


@dataclass(slots=True)
class Desk:
    """Asks models about one problem."""

    configuration: ModelsConfiguration
    offline: bool = True
    show: bool = False  # collect what would be sent instead of sending it
    folder: str = ""  # the workspace's, whose path does not leave
    before: float = 0.0  # US dollars that the problem has cost already
    redactor: "Redactor | None" = None
    ledger: Ledger = field(init=False)
    notes: list[str] = field(default_factory=list)
    prompts: list[str] = field(default_factory=list)
    _ends: float = field(default=float("inf"), init=False)
    _asked: bool = field(default=False, init=False)
    _passed: set[str] = field(default_factory=set, init=False)  # rungs and vendors not asked again
    _dear: set[str] = field(default_factory=set, init=False)  # whose price did not fit, which is said once

    def __post_init__(self) -> None:
        self.ledger = Ledger(self.configuration.budget, self.configuration.day_budget, self.before)

    def rungs(self, role: Role) -> list[Rung]:
        """Return the models that may be asked for a role, the cheapest first."""
        names = self.configuration.writer if role is Role.WRITER else self.configuration.reasoner
        found: list[Rung] = []
        if self.configuration.use is Use.NONE:
            return found
        for name in names:
            provider = provider_of(name, self.configuration)
            if provider.leaves and (self.offline or self.configuration.use is not Use.CLOUD):
                continue
            asker = Asker(provider, _breakers.setdefault(f"{provider.vendor}:{provider.model}", Breaker()))
            price = price_of(provider.model, provider.leaves, self.configuration.prices)
            found.append(Rung(provider, asker, price))
        return found

    async def climb(self, role: Role, attempt: Callable[[Rung], Awaitable[T | None]]) -> T | None:
        """Return what the first rung makes of an attempt that is sure of it; None when no rung is.

        A rung that was absent, busy or too slow is not waited for a second time, whatever the role, and nobody of a vendor
        that lets this key ask none is asked.
        """
        for rung in self.rungs(role):
            if self._passed & {rung.key, rung.provider.vendor}:
                continue
            try:
                result = await attempt(rung)
            except ModelShown:
                continue
            except ModelError as error:
                if isinstance(error, ModelAbsent | ModelBusy | ModelTimeout):
                    self._passed.add(rung.key)
                if isinstance(error, ModelForbidden):
                    self._passed.add(rung.provider.vendor)
                if isinstance(error, BudgetSpent):
                    if rung.key in self._dear:
                        continue
                    self._dear.add(rung.key)
                note = error.message + (f"; {error.hint}" if error.hint else "")
                if note not in self.notes:  # one absent server is said once, whatever it was asked for
                    self.notes.append(note)
                continue
            if result is not None:
                return result
        return None

    async def ask(
        self, rung: Rung, role: Role, request: Request, heard: Callable[[str], None] | None = None
    ) -> Reply:
        """Return a rung's answer, redacted on its way out and put back on its way in. Raises ModelError.

        `heard` is called with what has been written so far, whenever a line of it is complete.
        """
        if not self._asked:
            self._asked = True
            self._ends = monotonic() + self.configuration.problem_seconds
        request = replace(request, seconds=self.configuration.seconds)
        hides = rung.provider.leaves
        sent = self._redacted(request) if hides else request
        if self.show:
            whole = rung.provider.body(sent) | {"stream": True}  # which the vendors' clients add
            body = json.dumps(whole, ensure_ascii=False, indent=2)
            self.prompts.append(f"to {rung.provider.vendor}:{rung.name}\n{body}")
            raise ModelShown("nothing was sent")
        self._afford(rung, sent)
        if monotonic() >= self._ends:
            raise ModelTimeout(f"models had {self.configuration.problem_seconds:g} s for this problem")

        def left_off(usage: Usage | None) -> None:
            self._enter(rung, role, usage or Usage(), known=usage is not None)

        with chat(rung.provider.vendor, rung.name, self._address(rung), sent.max_tokens) as told:
            try:
                reply = await rung.asker.ask(sent, self._ends, self._hearing(heard, hides=hides), left_off)
            except ModelError as error:
                if error.spent is not None:
                    self._enter(rung, role, error.spent)
                raise
            told.set(answered(reply))
        self._enter(rung, role, reply.usage, again=reply.again)
        return self._restored(reply) if hides else reply

    def cost(self) -> Cost | None:
        """Return what asking took so far."""
        return self.ledger.cost()

    def _address(self, rung: Rung) -> str:
        return str(getattr(self.configuration, rung.provider.vendor, ""))

    def _enter(
        self, rung: Rung, role: Role, usage: Usage, *, again: bool = False, known: bool = True
    ) -> None:
        money = rung.price.of(usage) if rung.price is not None else 0.0
        self.ledger.enter(
            Entry(model=rung.name, role=role.value, usage=usage, money=money, again=again, known=known)
        )

    def _afford(self, rung: Rung, request: Request) -> None:
        """Raise BudgetSpent when the dearest possible answer does not fit what is left."""
        if rung.price is None:
            raise BudgetSpent(
                f"the price of `{rung.name}` is not known", "set it in `[models.prices]` of config.toml"
            )
        length = len(json.dumps(rung.provider.body(request), ensure_ascii=False))
        most = rung.price.of(Usage(kept=length // CHARACTERS + 1, written=request.max_tokens))
        if most > 0 and most > self.ledger.left():
            raise BudgetSpent(
                f"`{rung.name}` was not asked: it could cost ${most:.4f}, and ${max(0.0, self.ledger.left()):.4f}"
                " is left of the budget",
                "raise `--budget`, or `budget` and `day_budget` in config.toml",
            )

    def _redacted(self, request: Request) -> Request:
        redact = self._redactor().redact
        return replace(
            request,
            system=redact(request.system),
            messages=tuple(
                replace(
                    message,
                    text=redact(message.text),
                    calls=tuple(
                        replace(call, arguments=_mapped(call.arguments, redact)) for call in message.calls
                    ),
                )
                for message in request.messages
            ),
        )

    def _restored(self, reply: Reply) -> Reply:
        restore = self._redactor().restore
        return replace(
            reply,
            text=restore(reply.text),
            calls=tuple(replace(call, arguments=_mapped(call.arguments, restore)) for call in reply.calls),
            value=_mapped(reply.value, restore),
        )

    def _hearing(self, heard: Callable[[str], None] | None, *, hides: bool) -> Callable[[str], None] | None:
        """What is heard of an answer, with what was redacted put back."""
        if heard is None or not hides:
            return heard
        restore = self._redactor().restore
        return lambda text: heard(restore(text))

    def _redactor(self) -> "Redactor":
        if self.redactor is None:
            from tools.redaction import Redactor

            self.redactor = Redactor(self.folder)
        if not self.redactor.able:
            raise ModelRefused(
                "nothing leaves this machine unredacted, and `detect-secrets` is not installed",
                "install it with `pip install 'debugassist[models]'`",
            )
        return self.redactor


def _mapped(value: T, change: Callable[[str], str]) -> T:
    """A JSON value with every text in it changed."""
    match value:
        case str():
            return change(value)  # type: ignore[return-value]  # a text stays a text
        case list():
            return [_mapped(item, change) for item in value]  # type: ignore[return-value]  # a list stays a list
        case dict():
            return {name: _mapped(item, change) for name, item in value.items()}  # type: ignore[return-value]  # likewise
    return value
