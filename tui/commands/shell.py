"""How does a shell get to know us? Prints completion, and `why`, which explains the command before it."""

from argparse import ArgumentParser, Namespace

from tui.console import emit
from tui.exits import Exit

_EXAMPLES = """\
examples:
  debugassist shell bash > ~/.debugassist.bash    then in ~/.bashrc: source ~/.debugassist.bash
  debugassist shell zsh > ~/.debugassist.zsh      then in ~/.zshrc, after compinit: eval "$(<~/.debugassist.zsh)"
  debugassist shell fish > ~/.config/fish/conf.d/debugassist.fish

`why` runs the command before it once more, after it has asked, and explains what it prints. `why -y` does not ask.
"""

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
    eval "$last" 2>&1 | debugassist explain -
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


def configure(parser: ArgumentParser) -> None:
    """Add the shell's name."""
    parser.epilog = _EXAMPLES
    parser.add_argument("name", choices=sorted(_WHY), help="whose words are to be printed")


def run(args: Namespace) -> int:
    """Print what the shell is to read at its start."""
    import shtab

    from tui.cli import everything

    emit(f"{shtab.complete(everything(), args.name)}\n{_WHY[args.name]}")
    return Exit.OK
