"""What does the user's own Python say of a text? One child compiles as many texts as it is asked about.

The child only compiles: nothing of a text is run. It starts with `-I -S`, so that no file of the user's can
change what it does.
"""

import json
import select
import subprocess
import sys
from types import TracebackType
from typing import Self

from analyzers.errors import ToolMissing
from analyzers.syntax.python.verdict import Target, Verdict, judge

_LIMIT = 20.0  # seconds for one text
_CHILD = r"""
import json, sys, warnings
warnings.simplefilter('ignore')
source, answer = sys.stdin.buffer, sys.stdout
while True:
    head = source.readline()
    if not head:
        break
    text = source.read(int(head)).decode('utf-8', 'surrogatepass')
    said = None
    try:
        compile(text, '<code>', 'exec', 0, True)
    except SyntaxError as error:
        line, column = error.lineno or 1, error.offset or 1
        said = [type(error).__name__, error.msg or 'invalid syntax', line, column,
                getattr(error, 'end_lineno', None) or line, getattr(error, 'end_offset', None) or column]
    except (MemoryError, RecursionError):
        said = ['TooDeep', 'nested too deeply for the compiler', 1, 1, 1, 1]
    except ValueError as error:
        said = ['Unreadable', str(error), 1, 1, 1, 1]
    answer.write(json.dumps(said) + '\n')
    answer.flush()
"""


class Compiler:
    """A child of the user's Python that compiles texts, one after another."""

    def __init__(self, python: str, version: tuple[int, int]) -> None:
        self._python = python
        self._child: subprocess.Popen[bytes] | None = None
        self.target = Target(version, self.judge)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def judge(self, text: str) -> Verdict | None:
        """Return the first error that the interpreter finds, or None. Raises ToolMissing when it does not answer."""
        beyond = judge(text) if "\0" in text or len(text) > 300_000 else None
        if beyond is not None and beyond.hopeless:
            return beyond  # what no compiler should be asked
        data = text.removeprefix("\ufeff").encode("utf-8", "surrogatepass")
        try:
            child = self._started()
            if child.stdin is None or child.stdout is None:
                raise OSError("no pipes")
            child.stdin.write(b"%d\n" % len(data) + data)
            child.stdin.flush()
            ready, _, _ = select.select([child.stdout], [], [], _LIMIT)
            answer = child.stdout.readline() if ready else b""
            said = json.loads(answer)
        except (OSError, ValueError, RecursionError) as error:
            self.close()
            raise ToolMissing(f"`{self._python}` does not compile", "name another interpreter") from error
        return None if said is None else Verdict(*said)

    def close(self) -> None:
        """End the child."""
        child, self._child = self._child, None
        if child is None:
            return
        child.kill()
        child.wait()
        for pipe in (child.stdin, child.stdout):
            if pipe is not None:
                pipe.close()

    def _started(self) -> "subprocess.Popen[bytes]":
        if self._child is None or self._child.poll() is not None:
            self._child = subprocess.Popen(
                [self._python, "-I", "-S", "-c", _CHILD],
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=subprocess.DEVNULL,
            )
        return self._child


def compiler_of(python: str) -> Compiler | None:
    """Return a compiler for an interpreter, or None when ours speaks the same version or it does not start."""
    from tools.interpreter import version

    found = version(python)
    if found is None or found[:2] == sys.version_info[:2] or found < (3, 6):
        return None
    return Compiler(python, found[:2])
