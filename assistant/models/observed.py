"""What is told of a question to a model: who was asked, how long it took and what it used; never what was said."""

from typing import TYPE_CHECKING

from tools.observing import Attributes, Nothing, span

if TYPE_CHECKING:
    from assistant.models.provider import Reply
    from tools.observing.spans import Span


def chat(vendor: str, model: str, address: str = "", max_tokens: int = 0) -> "Span | Nothing":
    """Begin a question."""
    known: dict[str, str | int] = {
        "gen_ai.operation.name": "chat",
        "gen_ai.provider.name": vendor,
        "gen_ai.request.model": model,
    }
    if address:
        known["server.address"] = address
    if max_tokens:
        known["gen_ai.request.max_tokens"] = max_tokens
    return span(f"chat {model}", known, client=True)


def answered(reply: "Reply") -> Attributes:
    """Return what is told of an answer. An answer that was kept from an earlier time used nothing."""
    used = reply.usage
    return {
        "gen_ai.response.model": reply.model,
        "gen_ai.response.finish_reasons": (reply.ended,),
        "gen_ai.usage.input_tokens": used.read + used.cached + used.kept,
        "gen_ai.usage.output_tokens": used.written,
        "gen_ai.usage.cache_read.input_tokens": used.cached,
        "debugassist.kept": reply.again,
    }
