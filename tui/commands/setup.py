"""How is everything made ready? Walks through what may be used, and does what was chosen."""

import sys
from argparse import ArgumentParser, Namespace
from collections.abc import Callable

from analyzers.errors import AssistantError, UsageError
from analyzers.text import visible
from tui.console import emit, is_capable, is_terminal, narrate, width

_MODELS = ("none", "local", "cloud")
_KNOWLEDGE = ("none", "local", "network")
_EXAMPLES = """\
examples:
  debugassist setup                                       asks, one thing after another
  debugassist setup --models local --knowledge local
  debugassist setup --models local --pull qwen2.5-coder:7b --writer qwen2.5-coder:7b --reasoner qwen2.5-coder:7b
  debugassist setup --index --library requests pandas --hook

Without a terminal, or with any of its options, it asks nothing and does only what the options say.
"""


def configure(parser: ArgumentParser) -> None:
    """Add what can be chosen without being asked."""
    parser.epilog = _EXAMPLES
    parser.add_argument(
        "--models", choices=_MODELS, help="which models may be asked; `cloud` sends redacted text elsewhere"
    )
    parser.add_argument("--knowledge", choices=_KNOWLEDGE, help="how far what others solved is searched")
    parser.add_argument("--pull", default="", metavar="MODEL", help="download a model to the Ollama server")
    parser.add_argument(
        "--writer",
        default="",
        metavar="MODEL",
        help="make the writer out of a model of the Ollama server, with instructions of its own",
    )
    parser.add_argument(
        "--reasoner", default="", metavar="MODEL", help="let a model of the Ollama server propose fixes"
    )
    parser.add_argument("--modelfile", action="store_true", help="print the writer's Modelfile and stop")
    parser.add_argument("--index", action="store_true", help="index our own causes and what was solved here")
    parser.add_argument(
        "--library", nargs="+", default=[], metavar="NAME", help="index docstrings of libraries"
    )
    parser.add_argument("--hook", action="store_true", help="check every commit of this repository")


def run(args: Namespace) -> int:
    """Set what was chosen, then say how every part is; 1 when a part is broken."""
    if args.modelfile:
        from assistant.advice.writer import modelfile

        emit(modelfile(args.writer or "qwen2.5-coder:7b"))
        return 0
    models = args.pull or args.writer or args.reasoner
    if not (models or args.models or args.knowledge or args.index or args.library or args.hook):
        if not (is_terminal(sys.stdin) and is_terminal(sys.stdout)):
            raise UsageError("there is nobody to ask", "say what to set up: `debugassist setup --help`")
        _ask(args)
    _settle(args)
    quiet = ["-q"] if args.quiet else []
    failed = [_done(step) for step in _steps(args)]
    if args.index or args.library:
        failed.append(_command("index", *quiet, "add", *_indexed(args)))
    if args.hook:
        failed.append(_command("hook", *quiet, "install"))
    state = _command("doctor", *(["--no-color"] if args.no_color else []), *quiet)
    return max(state, *failed, 0)


def _ask(args: Namespace) -> None:
    """Ask one thing after another; an empty answer takes what stands first."""
    from tools.configuration import load

    known = load()
    emit("Nothing leaves this machine unless you choose it here. Enter keeps what is in brackets.\n")
    args.models = _choice("Which language models may be asked?", _MODELS, known.models.use.value)
    if args.models != "none":
        _ask_which(args, known.models.ollama)
    args.knowledge = _choice(
        "How far may what others solved be searched?", _KNOWLEDGE, known.knowledge.use.value
    )
    args.index = _choice("Index our own causes and what was solved here?", ("yes", "no"), "yes") == "yes"
    names = _line("Index docstrings of which installed libraries? (names, or nothing) ")
    args.library = names.replace(",", " ").split()
    args.hook = _choice("Check every commit of this repository?", ("no", "yes"), "no") == "yes"


def _ask_which(args: Namespace, address: str) -> None:
    """Ask for the models of the Ollama server, where there is one."""
    from tools.reachable import models_at

    there = models_at(address)
    if there is None:
        emit(
            f"No Ollama server answers at {address}: start `ollama serve`, then run this again for its models.\n"
        )
        return
    emit(f"The Ollama server at {address} has {', '.join(sorted(there)) or 'no model'}.\n")
    args.pull = _line("Download which further one? (a name, or nothing) ")
    args.writer = _line("Make the writer, which words causes, out of which one? (a name, or nothing) ")
    args.reasoner = _line("Let which one propose fixes? (a name, or nothing) ")


def _choice(question: str, answers: tuple[str, ...], preset: str) -> str:
    while True:
        words = ", ".join(f"[{each}]" if each == preset else each for each in answers)
        answer = _line(f"{question} {words}: ").lower() or preset
        near = [each for each in answers if each.startswith(answer)]
        if len(near) == 1:
            return near[0]
        emit(f"one of {', '.join(answers)}")


def _line(question: str) -> str:
    sys.stdout.write(question)
    sys.stdout.flush()
    line = sys.stdin.readline()
    if not line:
        raise UsageError("the answers ended", "nothing was changed")
    return line.strip()


def _settle(args: Namespace) -> None:
    from tools.configuration import user_file
    from tools.settings import with_key, write

    path = user_file()
    text = path.read_text(encoding="utf-8") if path.is_file() else ""
    changed = text
    if args.models:
        changed = with_key(changed, "models", "use", args.models)
    if args.knowledge:
        changed = with_key(changed, "knowledge", "use", args.knowledge)
    if changed != text:
        write(path, changed)
        narrate(f"{path} is written")


def _steps(args: Namespace) -> list[Callable[[], None]]:
    """What is to be done with models. One step that fails leaves the others to be done."""
    steps: list[Callable[[], None]] = []
    if args.pull:
        steps.append(lambda: _pull(args.pull))
    if args.writer:
        steps.append(lambda: _make(args.writer))
    if args.reasoner:
        steps.append(lambda: _put("reasoner", args.reasoner))
    return steps


def _done(step: Callable[[], None]) -> int:
    from tui.cli import tell

    try:
        step()
    except AssistantError as error:
        return tell(error)
    return 0


def _pull(model: str) -> None:
    """Download a model. Raises ModelError; a download that is broken off goes on next time."""
    import asyncio

    from tools.configuration import load

    asyncio.run(_pulled(model, load().models.ollama))


def _make(base: str) -> None:
    import asyncio

    from assistant.advice.writer import build
    from tools.configuration import load

    name = asyncio.run(build(base, load().models.ollama))
    narrate(f"`{name}` is made from `{base}`")
    _put("writer", name)


def _put(role: str, model: str) -> None:
    """Set the local models of a role; those elsewhere stay on its ladder."""
    from tools.configuration import load, user_file
    from tools.settings import with_key, write

    path = user_file()
    text = path.read_text(encoding="utf-8") if path.is_file() else ""
    others = [one for one in getattr(load().models, role) if not one.startswith("ollama:")]
    write(path, with_key(text, "models", role, [f"ollama:{model}", *others]))
    narrate(f"{path} is written: `{model}` is the {role}")


async def _pulled(model: str, host: str) -> None:
    from assistant.models.ollama_chat import pull

    live = is_capable(sys.stderr)
    shown = ""
    try:
        async for part in pull(model, host):
            share = f" {100 * part.done // part.total} %" if part.total else ""
            words = f"{model}: {part.status}{share}"
            if words == shown:
                continue
            _clear(live)
            if not share or share == " 100 %":
                narrate(words)
            elif live:  # what moves stays on one line of the terminal, which the next words take
                sys.stderr.write(visible(words)[: max(20, width(sys.stderr) - 1)])
                sys.stderr.flush()
            shown = words
    finally:
        _clear(live)


def _clear(live: bool) -> None:
    if live:
        sys.stderr.write("\r\x1b[K")


def _indexed(args: Namespace) -> list[str]:
    words = ["--catalogue", "--solved"] if args.index else []
    return [*words, *(["--library", *args.library] if args.library else [])]


def _command(*words: str) -> int:
    from tui.cli import main

    return main(list(words))
