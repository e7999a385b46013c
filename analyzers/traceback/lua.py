"""What does Lua print: `lua: game.lua:14: message`, then its stack, newest call first?"""

import re
from collections.abc import Iterator, Sequence

from analyzers.facts import Frame, Raised, Traceback

_HEAD = re.compile(r"(?:.*?\b(lua\S*|luajit|Error): )?(\S[^:]*):(\d+): (.*)$")
_CALL = re.compile(
    r"\s+(?:(\S[^:]*):(\d+)|\[C\]): in (?:(?:upvalue|local|method|field|global|function) )*(.+)$"
)


def read(lines: Sequence[str]) -> Iterator[Traceback]:
    """Yield the reports that stand in lines without wrapping."""
    for position, line in enumerate(lines):
        if line.strip() != "stack traceback:" or not position:
            continue
        frames: list[Frame] = []
        end = position + 1
        while end < len(lines) and (call := _CALL.match(lines[end])):
            name = call[3].strip("'<>")
            frames.append(Frame(file=call[1] or "[C]", line=int(call[2]) if call[2] else None, function=name))
            end += 1
        head = _HEAD.match(lines[position - 1])
        frames.reverse()
        raised = Raised(type="error", message=head[4] if head else lines[position - 1], frames=tuple(frames))
        yield Traceback(chain=(raised,), language="lua", style="lua", start=position - 1, end=end)
