"""How far may models be used for this one problem? What the options say, within what the user's file allows."""

import os
from argparse import ArgumentParser, Namespace
from typing import TYPE_CHECKING, Any

from analyzers.errors import UsageError
from tui.console import narrate

if TYPE_CHECKING:
    from assistant.diagnose import Settings
    from tools.configuration import Configuration, Use

_OFFLINE = "DEBUGASSIST_OFFLINE"


def add_models(parser: ArgumentParser) -> None:
    """Add what a user may say about models."""
    group = parser.add_argument_group("models, which are asked only where you have switched them on")
    group.add_argument(
        "--models",
        choices=("none", "local", "cloud"),
        help="how far to go for this problem; default: what your config.toml says",
    )
    group.add_argument(
        "--offline", action="store_true", help="nothing but this machine is reached, whatever is set"
    )
    group.add_argument(
        "--budget", type=_money, metavar="DOLLARS", help="what models may cost for this problem; 0: nothing"
    )
    group.add_argument(
        "--show-prompt", action="store_true", help="print exactly what models would be sent, and send nothing"
    )


def stays_offline() -> bool:
    """Whether the environment says that nothing but this machine may be reached."""
    return bool(os.environ.get(_OFFLINE))


def stay_here(*places: str) -> None:
    """Raise UsageError for a server elsewhere where the environment says that nothing but this machine may be reached."""
    from assistant.router.cascade import is_here

    for place in filter(None, places):
        if stays_offline() and not is_here(place):
            raise UsageError(
                f"{place} is another machine, and `{_OFFLINE}` is set", "unset it for this command"
            )


def settings_of(args: Namespace, workspace: str, **more: Any) -> "Settings":
    """Return the settings for a problem. Raises UsageError for what the user's file does not allow."""
    from assistant.diagnose import Settings

    return Settings(
        offline=args.offline or stays_offline() or _behind(args, "--offline"),
        configuration=_configuration(args, workspace),
        show_prompts=args.show_prompt or _behind(args, "--show-prompt"),
        counted=True,
        **more,
    )


def _behind(args: Namespace, option: str) -> bool:
    """Whether an option that keeps things here stands among the program's own: it counts there too, and that is said.

    Who writes `run pay.py --show-prompt` would else have sent what they meant to look at first.
    """
    if option not in (*getattr(args, "program", ()), *getattr(args, "words", ())):
        return False
    narrate(f"`{option}` stands behind the program, which is given it; it counts here too")
    return True


def _configuration(args: Namespace, workspace: str) -> "Configuration | None":
    """The configuration as the options change it; None when they change nothing: then it is read when needed."""
    if args.models is None and args.budget is None and not args.show_prompt:
        return None
    from dataclasses import replace

    from tools.configuration import Use, load

    configuration = load(workspace or ".")
    models = configuration.models
    if args.models is not None:
        models = replace(models, use=allowed(Use(args.models), models.use))
    if args.budget is not None:
        models = replace(models, budget=args.budget)
    if args.show_prompt and models.use is Use.NONE:
        raise UsageError("no model would be sent anything", "say how far to go: `--models local`")
    return replace(configuration, models=models)


def allowed(wanted: "Use", set_to: "Use") -> "Use":
    """Return how far models are used: anything on this machine, the cloud only where the user's file says so."""
    from tools.configuration import Use, user_file

    if wanted is Use.CLOUD and set_to is not Use.CLOUD:
        raise UsageError(
            "models in the cloud are not switched on",
            f'write `use = "cloud"` under `[models]` in {user_file()}',
        )
    return wanted


def _money(text: str) -> float:
    amount = float(text)
    if not 0 <= amount < float("inf"):
        raise ValueError(text)
    return amount
