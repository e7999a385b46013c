"""How is everything made ready? Walks through what may be used, and does what was chosen."""

import sys
from argparse import ArgumentParser, Namespace
from pathlib import Path

from analyzers.errors import AssistantError, UsageError
from tui.console import emit, is_terminal, narrate

_MODELS = ("none", "local", "cloud")
_KNOWLEDGE = ("none", "local", "network")
_EXAMPLES = """\
examples:
  debugassist setup                                       asks, one thing after another
  debugassist setup --models local --knowledge local
  debugassist setup --models local --pull qwen2.5-coder:7b --writer qwen2.5-coder:7b
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
    chosen = bool(
        args.pull or args.writer or args.models or args.knowledge or args.index or args.library or args.hook
    )
    if not chosen:
        if not (is_terminal(sys.stdin) and is_terminal(sys.stdout)):
            raise UsageError("there is nobody to ask", "say what to set up: `debugassist setup --help`")
        _ask(args)
    _settle(args)
    if args.pull or args.writer:
        _models(args)
    if args.index or args.library:
        _index(args)
    if args.hook:
        _hook(args)
    from tui.cli import main

    return main(["doctor", *(["--no-color"] if args.no_color else []), *(["-q"] if args.quiet else [])])


def _ask(args: Namespace) -> None:
    """Ask one thing after another; an empty answer takes what stands first."""
    from tools.configuration import load

    known = load()
    emit("Nothing leaves this machine unless you choose it here. Enter keeps what is in brackets.\n")
    args.models = _choice("Which language models may be asked?", _MODELS, known.models.use.value)
    if args.models != "none":
        args.pull = _line("Download which model to the Ollama server? (a name, or nothing) ")
        args.writer = _line("Make the writer out of which model of that server? (a name, or nothing) ")
    args.knowledge = _choice(
        "How far may what others solved be searched?", _KNOWLEDGE, known.knowledge.use.value
    )
    args.index = _choice("Index our own causes and what was solved here?", ("yes", "no"), "yes") == "yes"
    names = _line("Index docstrings of which installed libraries? (names, or nothing) ")
    args.library = names.replace(",", " ").split()
    args.hook = _choice("Check every commit of this repository?", ("no", "yes"), "no") == "yes"


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


def _models(args: Namespace) -> None:
    """Download a model, and make the writer. Raises ModelError; a download that is broken off goes on next time."""
    import asyncio

    from tools.configuration import load, user_file
    from tools.settings import with_key, write

    host = load().models.ollama
    if args.pull:
        asyncio.run(_pulled(args.pull, host))
    if args.writer:
        from assistant.advice.writer import build

        name = asyncio.run(build(args.writer, host))
        narrate(f"`{name}` is made from `{args.writer}`")
        path = user_file()
        text = path.read_text(encoding="utf-8") if path.is_file() else ""
        ladder = [f"ollama:{name}", *(one for one in load().models.writer if not one.startswith("ollama:"))]
        write(path, with_key(text, "models", "writer", ladder))
        narrate(f"{path} is written")


async def _pulled(model: str, host: str) -> None:
    from assistant.models.ollama_chat import pull

    shown = ""
    async for part in pull(model, host):
        share = f" {100 * part.done // part.total} %" if part.total else ""
        words = f"{model}: {part.status}{share}"
        if words != shown and (is_terminal(sys.stderr) or not share or share.endswith("00 %")):
            narrate(words)
        shown = words


def _index(args: Namespace) -> None:
    from tui.cli import main

    words = ["index", *(["-q"] if args.quiet else []), "add"]
    words += ["--catalogue", "--solved"] if args.index else []
    words += ["--library", *args.library] if args.library else []
    main(words)


def _hook(args: Namespace) -> None:
    from tui.cli import main

    try:
        main(["hook", *(["-q"] if args.quiet else []), "install"])
    except AssistantError as error:
        narrate(f"the hook was not installed in {Path.cwd()}: {error.message}")
