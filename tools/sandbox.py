"""Where can a changed program be run so that nothing outside a copy of the workspace is touched?

A sandbox is a copy of the workspace in a temporary folder, with a home and a temporary folder of its own.
Programs run there with limits on time, memory and files, and without a network: in a network namespace of
their own where the kernel grants one, else behind a guard on Python's sockets, which C code can evade.
"""

import os
import shutil
import subprocess
import sys
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from functools import cache
from pathlib import Path

from analyzers.deferred import dataclass, field
from analyzers.errors import ToolError
from tools.copies import MAX_FILE_BYTES, SKIPPED, borrowed
from tools.deleting import delete_folder
from tools.process import Finished, Limits
from tools.process import run as run_process

LIMITS = Limits(seconds=60.0, cpu_seconds=120, memory=4_000_000_000, file_size=200_000_000)

_GUARD = '''\
"""Refuses connections to anything but this machine, then gives way to the real module of this name."""
import os, socket, sys

def _is_local(address):
    return not isinstance(address, tuple) or address[0] in ("127.0.0.1", "::1", "localhost", "")

for _name in ("connect", "connect_ex", "sendto"):
    def _guarded(self, *args, _call=getattr(socket.socket, _name), **kwargs):
        if not _is_local(args[-1]):
            raise OSError(101, "the network is switched off in the sandbox")
        return _call(self, *args, **kwargs)
    setattr(socket.socket, _name, _guarded)

_here = os.path.dirname(os.path.abspath(__file__))
sys.path[:] = [folder for folder in sys.path if os.path.abspath(folder) != _here]
sys.modules.pop("sitecustomize", None)
try:
    import sitecustomize
except ImportError:
    pass
'''


@dataclass(frozen=True, slots=True, kw_only=True)
class Sandbox:
    """A copy of a workspace, and how programs are run in it. Comes from `sandbox`."""

    root: Path  # the copy
    origin: Path  # what was copied
    scratch: Path  # holds home and temporary files of the programs
    prefix: tuple[str, ...]  # words before each command that take the network away
    isolation: str  # for people: how the network is kept out
    left_out: tuple[str, ...] = ()  # for people: what was not copied
    seed: str = "0"  # of the hashes of texts, which decide the order of sets
    given: dict[Path, bytes] = field(default_factory=dict)  # files that only the copy has so

    def path(self, named: str | Path) -> Path:
        """Return where a file of the workspace, absolute or relative to its root, lies in the copy."""
        path = Path(named)
        if path.is_absolute():
            with suppress(ValueError):
                return self.root / path.relative_to(self.origin)
            return path
        return self.root / path

    def write(self, named: str | Path, text: str) -> None:
        """Replace a file of the copy. Raises ToolError when the name leads outside, or nothing can be written there."""
        path = self.path(named)
        try:
            if not path.resolve().is_relative_to(self.root):
                raise ToolError(f"`{named}` lies outside the workspace")
            data = text.encode("utf-8")
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(data)
        except (OSError, ValueError) as error:  # a folder, a name that is too long, half a surrogate pair
            raise ToolError(f"`{named}` cannot be written: {error}") from error
        self.given[path] = data

    def restore(self, *, added: bool = False) -> None:
        """Make the files of the copy as those of the workspace again, where a program has changed them.

        Files are left as `write` has made them; those that a program added stay, too, unless `added` is to be deleted.
        """
        if added:
            self._delete_added()
        for folder, folders, names in os.walk(self.origin):
            there = self.root / os.path.relpath(folder, self.origin)
            folders[:] = [name for name in folders if name not in SKIPPED]
            there.mkdir(exist_ok=True)
            for name in names:
                source, target = Path(folder, name), there / name
                with suppress(OSError):
                    if source.is_symlink() or source.stat().st_size > MAX_FILE_BYTES:
                        continue
                    if target not in self.given and (not target.exists() or _stamp(source) != _stamp(target)):
                        shutil.copy2(source, target)
        for target, data in self.given.items():
            if not target.exists() or target.read_bytes() != data:
                target.write_bytes(data)

    def _delete_added(self) -> None:
        for folder, folders, names in os.walk(self.root):
            there = self.origin / os.path.relpath(folder, self.root)
            for name in (*folders, *names):
                path = Path(folder, name)
                if name in SKIPPED or os.path.lexists(there / name):
                    continue
                if any(path == given or path in given.parents for given in self.given):
                    continue
                if path.is_dir() and not path.is_symlink():
                    delete_folder(path)
                else:
                    path.unlink(missing_ok=True)
            folders[:] = [name for name in folders if name not in SKIPPED and Path(folder, name).is_dir()]

    def words(self, command: Sequence[str]) -> list[str]:
        """Return a command as it is to be started: paths point into the copy, the network is off."""
        mapped = []
        for word in command:
            if Path(word).is_absolute() and (inside := self.path(word)) != Path(word) and inside.exists():
                word = str(inside)
            mapped.append(word)
        return [*self.prefix, *mapped]

    def environment(self, extra: Mapping[str, str] | None = None) -> dict[str, str]:
        """Return the environment of programs in the sandbox."""
        env = dict(os.environ)
        seed = env.get("PYTHONHASHSEED", "")
        home = Path(env.get("HOME") or "~").expanduser()
        env.setdefault("PYTHONUSERBASE", str(home / ".local"))
        if (home / ".pyenv").is_dir():
            env.setdefault("PYENV_ROOT", str(home / ".pyenv"))
        env |= {
            "HOME": str(self.scratch / "home"),
            "TMPDIR": str(self.scratch / "tmp"),
            "PYTHONDONTWRITEBYTECODE": "1",  # a stale cache would run the unchanged program
            "PYTHONHASHSEED": seed if seed.isdecimal() else self.seed,
            "PYTHONPATH": os.pathsep.join(self._import_folders(env.get("PYTHONPATH", ""))),
        }
        if not env["PYTHONPATH"]:
            del env["PYTHONPATH"]
        return env | dict(extra or {})

    def _import_folders(self, configured: str) -> list[str]:
        """Folders that must win over an editable install of the workspace itself."""
        folders = [] if self.prefix else [str(self.scratch / "guard")]
        if (self.root / "src").is_dir():
            folders.append(str(self.root / "src"))
        elif any((self.root / name).is_file() for name in ("pyproject.toml", "setup.py", "setup.cfg")):
            folders.append(str(self.root))
        return folders + [str(self.path(folder)) for folder in configured.split(os.pathsep) if folder]

    async def run(
        self,
        command: Sequence[str],
        *,
        cwd: str | Path = "",
        env: Mapping[str, str] | None = None,
        limits: Limits | None = None,
        stdin: bytes | None = None,
    ) -> Finished:
        """Run a command in the copy and capture what it prints.

        `cwd` is a folder of the workspace. Raises ToolError when the command cannot be started.
        """
        return await run_process(
            self.words(command),
            cwd=self.path(cwd),
            env=self.environment(env),
            limits=limits or LIMITS,
            stdin=stdin,
        )


@contextmanager
def sandbox(workspace: str | Path, *, seed: str = "0") -> Iterator[Sandbox]:
    """Copy a workspace and yield the sandbox; the copy is deleted when the block is left, unless copies are kept.

    `seed` is that of the hashes of texts, unless the user has set PYTHONHASHSEED.

    Raises ToolError when the workspace is too large to be copied, or cannot be.
    """
    with borrowed(Path(workspace).resolve()) as copy:
        scratch = copy.root.with_name("scratch")
        try:
            for name in ("home", "tmp", "guard"):
                (scratch / name).mkdir(parents=True)
            prefix = network_prefix()
            if not prefix:
                (scratch / "guard" / "sitecustomize.py").write_text(_GUARD, encoding="utf-8")
            yield Sandbox(
                root=copy.root,
                origin=copy.origin,
                scratch=scratch,
                prefix=prefix,
                isolation="network namespace" if prefix else "guard on Python's sockets",
                left_out=copy.left_out,
                seed=seed,
            )
        finally:
            delete_folder(scratch)


def _stamp(path: Path) -> tuple[int, int]:
    found = path.stat()
    return found.st_size, found.st_mtime_ns


_LOOPBACK_UP = 'ip link set lo up 2>/dev/null; exec "$@"'  # servers that a test starts for itself


@cache
def network_prefix() -> tuple[str, ...]:
    """Return the words that start a command without a network, or () where the kernel does not allow it."""
    if sys.platform != "linux" or shutil.which("unshare") is None:
        return ()
    mapped = (("--map-current-user",), ("--map-root-user",))
    for options in ((), *mapped) if os.geteuid() == 0 else mapped:
        prefix = ("unshare", "--net", *options, "sh", "-c", _LOOPBACK_UP, "sh")
        with suppress(OSError, subprocess.TimeoutExpired):
            tried = subprocess.run(  # a question to the kernel, answered in milliseconds
                [*prefix, "true"], stdin=subprocess.DEVNULL, capture_output=True, timeout=5, check=False
            )
            if tried.returncode == 0:
                return prefix
    return ()


__all__ = ["LIMITS", "Limits", "Sandbox", "network_prefix", "sandbox"]
