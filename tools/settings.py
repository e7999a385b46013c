"""How is one key of the user's configuration file set, and everything else in it left as it is?"""

import json
import re
import tomllib
from pathlib import Path

from analyzers.errors import ToolError
from tools.configuration import parse


def with_key(text: str, table: str, key: str, value: str | float | bool | list[str]) -> str:
    """Return a TOML text in which `key` of `[table]` has a value; comments and order stay."""
    line = f"{key} = {json.dumps(value, ensure_ascii=False)}"
    lines = text.splitlines()
    head = next(
        (n for n, row in enumerate(lines) if re.match(rf"\s*\[\s*{re.escape(table)}\s*\]", row)), None
    )
    if head is None:
        return "\n".join([*lines, *([""] if lines and lines[-1].strip() else []), f"[{table}]", line]) + "\n"
    end = next((n for n in range(head + 1, len(lines)) if lines[n].lstrip().startswith("[")), len(lines))
    for number in range(head + 1, end):
        if re.match(rf"\s*{re.escape(key)}\s*=", lines[number]):
            last = next((n for n in range(number, end) if _is_whole(lines[number : n + 1])), number)
            comment = re.search(r"\s+#[^\"']*$", lines[last])
            lines[number : last + 1] = [line + (comment.group() if comment else "")]
            break
    else:
        lines.insert(head + 1, line)
    return "\n".join(lines) + "\n"


def _is_whole(lines: list[str]) -> bool:
    """Whether a value ends with these lines: a list may go over several."""
    try:
        tomllib.loads("\n".join(lines))
    except tomllib.TOMLDecodeError:
        return False
    return True


def write(path: Path, text: str) -> None:
    """Write the file whole or not at all. Raises InputError for what cannot be, ToolError when it cannot be written."""
    parse(text, str(path))
    draft = path.with_name(f"{path.name}.draft")
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        draft.write_text(text, encoding="utf-8")
        draft.chmod(0o600)  # it may hold a key
        draft.replace(path)
    except OSError as error:
        draft.unlink(missing_ok=True)
        raise ToolError(
            f"{path} cannot be written: {error.strerror or error}", "`DEBUGASSIST_CONFIG` names another"
        ) from error
