"""How does a shell get to know us? Prints completion, and `why`, which explains the command before it."""

from argparse import Action, ArgumentParser, Namespace, _SubParsersAction
from collections.abc import Iterator

from tui.console import emit
from tui.exits import Exit

_EXAMPLES = """\
examples:
  debugassist shell bash > ~/.debugassist.bash    then in ~/.bashrc: source ~/.debugassist.bash
  debugassist shell zsh > ~/.debugassist.zsh      then in ~/.zshrc, after compinit: eval "$(<~/.debugassist.zsh)"
  debugassist shell fish > ~/.config/fish/conf.d/debugassist.fish

`why` runs the command before it once more, after it has asked, and explains what it prints. `why -y` does not ask.
"""

_PATHS = ("FILE", "LOG", "OUT", "PROGRAM", "ARGUMENT")  # words in the help that stand for a path
_FOLDERS = ("FOLDER", "DIR")

# The shell's history is the only record of the last command; what it printed is gone, so it has to run again.
_WHY = {
    "bash": r"""
why() {
    local last answer
    last=$(HISTTIMEFORMAT='' builtin fc -ln -1 -1)
    last=${last#"${last%%[![:space:]]*}"}
    case $last in
    '' | why | why\ *) echo 'why: there is no command to explain' >&2; return 2 ;;
    esac
    if [ "$1" != -y ]; then
        printf 'run it again? %s [y/N] ' "$last" >&2
        read -r answer
        case $answer in y | Y | yes) ;; *) return 1 ;; esac
    fi
    eval "$last" 2>&1 | debugassist explain -
}
""",
    "zsh": r"""
why() {
    local last answer
    last=$(builtin fc -ln -1)
    case $last in
    '' | why | why\ *) echo 'why: there is no command to explain' >&2; return 2 ;;
    esac
    if [[ $1 != -y ]]; then
        printf 'run it again? %s [y/N] ' "$last" >&2
        read -r answer
        case $answer in y | Y | yes) ;; *) return 1 ;; esac
    fi
    # what `eval` calls itself in a message was not seen the first time
    eval "$last" 2>&1 | sed 's/^(eval):\([0-9]*: \)\{0,1\}/zsh: /' | debugassist explain -
}
""",
    "fish": r"""
function why --description 'explain the command before this one'
    set -l last $history[1]
    if string match -qr '^why( |$)' -- $last
        set last $history[2]
    end
    if test -z "$last"
        echo 'why: there is no command to explain' >&2
        return 2
    end
    if test "$argv[1]" != -y
        read -l -P "run it again? $last [y/N] " answer
        or return 1
        contains -- $answer y Y yes
        or return 1
    end
    eval $last 2>&1 | debugassist explain -
end
""",
}

# Where no command and no option fits, a file does: `debugassist crash.log`, `debugassist run python app.py`.
_ELSE_FILES = {
    "bash": "complete -o bashdefault -o default -F _shtab_debugassist debugassist\n",
    "zsh": r"""
_debugassist_or_files() {
    local -i before=$compstate[nmatches]
    _shtab_debugassist "$@"
    (( compstate[nmatches] > before )) || _files
}
compdef _debugassist_or_files debugassist
""",
    "fish": "complete -c debugassist -F -n '__fish_is_nth_token 1; or __fish_seen_subcommand_from run test'\n",
}


def configure(parser: ArgumentParser) -> None:
    """Add the shell's name."""
    parser.epilog = _EXAMPLES
    parser.add_argument("name", choices=sorted(_WHY), help="whose words are to be printed")


def run(args: Namespace) -> int:
    """Print what the shell is to read at its start."""
    import shtab

    from tui.cli import everything

    parser = everything()
    for action in _leaves(parser):
        stands_for = str(action.metavar).split()[0]
        if stands_for in _PATHS:
            action.complete = shtab.FILE  # type: ignore[attr-defined]  # shtab's way of being told
        elif stands_for in _FOLDERS:
            action.complete = shtab.DIR  # type: ignore[attr-defined]
    emit(f"{shtab.complete(parser, args.name)}\n{_ELSE_FILES[args.name]}{_WHY[args.name]}")
    return Exit.OK


def _leaves(parser: ArgumentParser) -> Iterator[Action]:
    """Yield the arguments and options of all commands."""
    for action in parser._actions:
        if isinstance(action, _SubParsersAction):
            for below in action.choices.values():
                yield from _leaves(below)
        else:
            yield action
