"""How is a model of a local Ollama server asked, through its official client?

One adapter turns everything the client raises into our own errors: it raises its own, the standard library's,
httpx's and pydantic's, depending on when and how a request fails.
"""

import json
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from math import exp
from typing import Any

from assistant.models.errors import (
    ModelAbsent,
    ModelBroken,
    ModelBusy,
    ModelError,
    ModelRefused,
    ModelTimeout,
)

_NOT_FOUND, _TOO_MANY, _OVERLOADED = 404, 429, 503


@dataclass(frozen=True, slots=True, kw_only=True)
class Choice:
    """What a model chose, how probable it holds each choice (nothing: it does not say), and who chose."""

    name: str
    chances: Mapping[str, float]
    how: str
    leans: bool = (
        False  # the chances are a language model's, which is drawn to some answers whatever it reads
    )


@dataclass(frozen=True, slots=True)
class Ollama:
    """A model of an Ollama server."""

    model: str
    host: str

    def load(self) -> None:
        """Import the client, which is not the model's time. Raises ModelAbsent without it."""
        with said(self):
            import ollama  # noqa: F401  # for whoever asks next

    def choose(
        self,
        *,
        instructions: str,
        examples: Sequence[tuple[str, str]],
        text: str,
        choices: Mapping[str, str],
        between: Sequence[str],
        seconds: float,
    ) -> Choice:
        """Return which of the choices fits a text, asked synchronously within `seconds`.

        `choices` maps each name to what it means; the answer is one of those that it is to be `between`. A server
        that offers decision models is asked for one first, which also says how probable each choice is; else the
        model is shown the examples and answers under a JSON Schema. Raises ModelError.
        """
        from time import monotonic

        ends = monotonic() + seconds
        with said(self):
            from ollama import Client, ResponseError

            try:
                some = {name: choices[name] for name in between}
                with Client(host=self.host, timeout=seconds, **direct(self.host)) as client:
                    return _decided(client, self.model, instructions, text, some)
            except ResponseError as error:
                if error.status_code not in (400, 404, 405, 501):
                    raise
            left = ends - monotonic()
            if left <= 0:
                raise ModelTimeout(f"`{self.model}` was given {seconds:g} s and had not answered")
            with Client(host=self.host, timeout=left, **direct(self.host)) as client:
                return _chatted(client, self.model, instructions, examples, text, choices, between)


def direct(host: str) -> dict[str, bool]:
    """Return how a client reaches a server: one on this machine through no proxy, and none by a redirection."""
    from urllib.parse import urlsplit

    here = urlsplit(host).hostname in ("localhost", "127.0.0.1", "::1")
    return {"follow_redirects": False, "trust_env": not here}


def within(seconds: float, ask: Callable[[], Choice]) -> Choice:
    """Return what `ask` returns, or raise ModelTimeout after `seconds`, however slowly the answer drips in.

    The client's own limit starts again with every byte; the thread that waits on is a daemon and ends with it.
    """
    from threading import Thread

    outcome: list[Choice | ModelError] = []

    def run() -> None:
        try:
            outcome.append(ask())
        except ModelError as error:
            outcome.append(error)

    waiting = Thread(target=run, name="model", daemon=True)
    waiting.start()
    waiting.join(seconds + 0.2)
    if not outcome:
        raise ModelTimeout(f"the model had not answered after {seconds:g} s", "a smaller model is quicker")
    if isinstance(outcome[0], ModelError):
        raise outcome[0]
    return outcome[0]


def _decided(client: Any, model: str, instructions: str, text: str, choices: Mapping[str, str]) -> Choice:
    question = {"type": "choice", "instructions": instructions, "criteria": dict(choices)}
    answer = client.systemone(model=model, state=text, questions={"route": question}).answers["route"]
    if answer.choice not in choices:
        raise ModelBroken(f"`{model}` chose `{str(answer.choice)[:40]}`, which was not to be chosen")
    chances = {name: float(answer.probabilities.get(name, 0.0)) for name in choices}
    return Choice(name=answer.choice, chances=chances, how=f"decision model `{model}`")


def _chatted(
    client: Any,
    model: str,
    instructions: str,
    examples: Sequence[tuple[str, str]],
    text: str,
    choices: Mapping[str, str],
    between: Sequence[str],
) -> Choice:
    # The same beginning each time: the server keeps what it has read of it, and only the text is new.
    meanings = "\n".join(f"{name}: {meaning}" for name, meaning in choices.items())
    messages = [{"role": "system", "content": f"{instructions}\n{meanings}"}]
    for example, name in examples:
        messages.append({"role": "user", "content": example})
        messages.append({"role": "assistant", "content": json.dumps({"route": name})})
    messages.append({"role": "user", "content": text})
    schema = {
        "type": "object",
        "properties": {"route": {"type": "string", "enum": list(between)}},
        "required": ["route"],
        "additionalProperties": False,
    }
    answer = client.chat(
        model=model,
        messages=messages,
        format=schema,
        options={"temperature": 0, "num_predict": 24},
        logprobs=True,  # a server that does not know them leaves them out
        top_logprobs=20,
    )
    try:
        name = str(json.loads(answer.message.content or "")["route"])
    except (ValueError, KeyError, TypeError, RecursionError):
        name = ""
    if name not in between:
        raise ModelBroken(f"`{model}` answered something else than was asked for")
    chances = _spoken(answer.logprobs or (), between)
    return Choice(name=name, chances=chances, how=f"language model `{model}`", leans=True)


def _spoken(tokens: Sequence[Any], choices: Sequence[str]) -> dict[str, float]:
    """Return how probable each choice was at the token that began the one which was given; nothing where untold."""
    for token in tokens:
        chances = dict.fromkeys(choices, 0.0)
        if _begun(token.token, choices):
            for other in token.top_logprobs or ():
                if name := _begun(other.token, choices):
                    chances[name] += exp(min(0.0, other.logprob))
            return chances if any(chances.values()) else {}
    return {}


def _begun(token: str, choices: Sequence[str]) -> str:
    """Return the one choice that a token begins, or an empty string."""
    start = token.strip(' "')
    begun = [name for name in choices if start and name.startswith(start)]
    return begun[0] if len(begun) == 1 else ""


@contextmanager
def said(server: Ollama) -> Iterator[None]:
    """Turn everything that the client raises into our own errors."""
    try:
        import httpx
        import pydantic
        from ollama import ResponseError
    except ImportError as error:
        raise ModelAbsent(
            f"the client for local models is not installed: no `{error.name}`",
            "install it with `pip install 'debugassist[models]'`",
        ) from error
    try:
        yield
    except ModelError:
        raise
    except (httpx.TimeoutException, TimeoutError) as error:
        raise ModelTimeout(
            f"`{server.model}` did not answer in time", "a smaller model is quicker"
        ) from error
    except (ConnectionError, httpx.ConnectError) as error:
        raise ModelAbsent(f"no Ollama server answers at {server.host}", "start it: `ollama serve`") from error
    except httpx.TransportError as error:
        last = str(error) or type(error).__name__
        raise ModelBroken(
            f"the connection to the Ollama server at {server.host} broke off: {last}"[:300]
        ) from error
    except ResponseError as error:
        raise _refused(server, error.status_code, error.error) from error
    except (
        httpx.HTTPError,
        pydantic.ValidationError,
        json.JSONDecodeError,
        KeyError,
        AttributeError,
    ) as error:
        raise ModelBroken(f"the Ollama server at {server.host} answered nonsense: {error}"[:300]) from error


def _refused(server: Ollama, status: int, said: str) -> ModelError:
    if status == _NOT_FOUND:
        return ModelAbsent(
            f"the Ollama server has no model `{server.model}`", f"get it: `ollama pull {server.model}`"
        )
    if status in (_TOO_MANY, _OVERLOADED):
        return ModelBusy(f"the Ollama server is busy: {said}"[:300])
    if status == -1:
        return ModelBroken(f"`{server.model}` broke off: {said}"[:300])
    return ModelRefused(f"the Ollama server refused ({status}): {said}"[:300])
