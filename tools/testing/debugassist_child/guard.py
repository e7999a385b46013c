"""How is a changed program kept from deleting, moving or killing what is not its own?

An audit hook sees every such call of Python before it is made, and no code of the program can take it out again.
What lies in the copy or its temporary folder may go; outside of them the call fails as if it were forbidden.
"""

import os
import resource
import sys

_PATHS = {  # event: how many of its first arguments are paths, and where the folders they start from are
    "os.remove": (1, 1),
    "os.rmdir": (1, 1),
    "os.rename": (2, 2),
    "os.link": (2, 2),
    "os.symlink": (2, 2),
    "os.truncate": (1, None),
    "os.chmod": (1, 2),
    "os.chown": (1, 3),
    "shutil.move": (2, None),
    "shutil.rmtree": (1, 1),
}
_SECOND_ONLY = ("os.symlink",)  # what a link points to is not touched
_KILLS = ("os.kill", "os.killpg")
_STARTS = ("subprocess.Popen", "os.posix_spawn", "os.system", "os.exec")
FILE_SIZE = 64000000  # bytes
_mine = ()  # folders; empty: nothing is forbidden in this process
started = 0  # programs that this process has started anew: they do not see what was changed in its memory


def install():
    """Have the calls of this process, and of those it forks, seen."""
    sys.addaudithook(_hook)


def restrict(folders):
    """Forbid from here on, in this process and those it forks, to touch what lies outside of some folders."""
    global _mine
    _mine = tuple(os.path.realpath(folder).rstrip(os.sep) + os.sep for folder in folders)


def limit(memory):
    """Let this process have so many bytes of memory beyond what it has, and write no file that is large."""
    with open("/proc/self/statm") as file:
        used = int(file.read().split()[0]) * resource.getpagesize()
    for kind, value in ((resource.RLIMIT_AS, used + memory), (resource.RLIMIT_FSIZE, FILE_SIZE)):
        _, hard = resource.getrlimit(kind)
        if hard == resource.RLIM_INFINITY or value < hard:
            resource.setrlimit(kind, (value, hard))


def _hook(event, args):
    global started
    if event in _STARTS:
        started += 1
    if not _mine:
        return
    if event in _PATHS:
        count, start = _PATHS[event]
        for number in range(event in _SECOND_ONLY, count):
            place = None if start is None else start + number
            folder = args[place] if place is not None and place < len(args) else None
            path = _real(args[number], folder)
            if path is not None and not (path + os.sep).startswith(_mine):
                raise PermissionError(1, "forbidden outside of the copy", path)
    elif event in _KILLS and args[0] not in (os.getpid(), os.getpgid(0)) and not _is_child(args[0]):
        raise PermissionError(1, "forbidden to end a process that is not its own")


def _real(path, folder):
    """The path that a call is about, its last part as it is; None where there is none."""
    if isinstance(path, int):
        return os.path.realpath("/proc/self/fd/%d" % path)
    try:
        path = os.fsdecode(path)
    except TypeError:
        return None
    if isinstance(folder, int) and folder >= 0:
        path = os.path.join(os.path.realpath("/proc/self/fd/%d" % folder), path)
    path = os.path.abspath(path)
    return os.path.join(os.path.realpath(os.path.dirname(path)), os.path.basename(path))


def _is_child(pid):
    if not isinstance(pid, int) or pid <= 0:
        return False
    try:
        os.waitid(os.P_PID, pid, os.WEXITED | os.WNOHANG | os.WNOWAIT)
    except (ChildProcessError, AttributeError, OSError):
        return False
    return True
