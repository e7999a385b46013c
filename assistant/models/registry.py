"""Which provider serves a model that is named `vendor:model`?

Ours are found without looking round; others may register a factory under the entry point group
`debugassist.providers`, whose loading costs a look at everything that is installed.
"""

from analyzers.errors import UsageError
from assistant.models.anthropic import AnthropicProvider
from assistant.models.ollama_chat import OllamaProvider
from assistant.models.provider import Provider
from assistant.models.replay import Recorder, Replay
from tools.configuration import ModelsConfiguration

GROUP = "debugassist.providers"
OURS = ("anthropic", "ollama", "replay")


def provider_of(name: str, configuration: ModelsConfiguration) -> Provider:
    """Return the provider of `vendor:model`. Raises UsageError, naming the known vendors."""
    vendor, _, model = name.partition(":")
    provider = _made(vendor, model, configuration)
    return Recorder(provider, configuration.record) if configuration.record else provider


def _made(vendor: str, model: str, configuration: ModelsConfiguration) -> Provider:
    match vendor:
        case "ollama":
            from assistant.router.cascade import is_here

            return OllamaProvider(model, configuration.ollama, leaves=not is_here(configuration.ollama))
        case "anthropic":
            return AnthropicProvider(model, configuration.anthropic)
        case "replay":
            return Replay(model)
    from importlib.metadata import entry_points

    others = {point.name: point for point in entry_points(group=GROUP)}
    if vendor not in others:
        known = ", ".join(f"`{one}`" for one in sorted({*OURS, *others}))
        raise UsageError(f"there is no provider `{vendor}`", f"the providers are {known}")
    made: Provider = others[vendor].load()(model, configuration)
    return made
