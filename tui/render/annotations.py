"""How do findings read for CI services and editors? GitHub, GitLab, JUnit, and one line each for quickfix lists."""

import json
from collections.abc import Iterable
from hashlib import sha256

from tui.render.ink import printable
from tui.render.spots import Region, Spot

_SEVERITIES = {"error": "critical", "warning": "major", "note": "info"}  # ours to GitLab's


def github(spots: Iterable[Spot]) -> str:
    """Return workflow commands, which GitHub Actions turns into annotations of the changed lines.

    The values are escaped as its toolkit does, so that a message can start no command of its own.
    """
    return "".join(_command(spot) for spot in spots)


def _command(spot: Spot) -> str:
    region = spot.region
    fields = {"title": spot.code}
    if region.path:
        fields["file"] = region.path
    if region.path and region.line:
        fields |= {"line": str(region.line), "endLine": str(region.end_line or region.line)}
        if region.column and region.end_line == region.line:  # columns count only within one line
            fields |= {"col": str(region.column), "endColumn": str(max(region.column, region.end_column - 1))}
    level = {"note": "notice"}.get(spot.level, spot.level)
    parts = ",".join(f"{name}={_property(value)}" for name, value in fields.items())
    return f"::{level} {parts}::{_data(_told(spot))}\n"


def _data(text: str) -> str:
    return text.replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")


def _property(text: str) -> str:
    return _data(printable(text)).replace(":", "%3A").replace(",", "%2C")


def gitlab(spots: Iterable[Spot]) -> str:
    """Return a Code Quality report: one JSON list. What has no file of the workspace cannot be shown there."""
    issues = [
        {
            "description": _told(spot, " "),
            "check_name": spot.code,
            "fingerprint": sha256(f"{spot.code}\0{spot.region}\0{spot.message}".encode()).hexdigest(),
            "severity": _SEVERITIES[spot.level],
            "location": {"path": spot.region.path, "lines": {"begin": max(spot.region.line, 1)}},
        }
        for spot in spots
        if spot.region.path
    ]
    return json.dumps(issues, indent=2) + "\n"


def junit(spots: Iterable[Spot]) -> str:
    """Return JUnit XML: a failed case per finding, or one that passed when there is none."""
    from xml.sax.saxutils import escape, quoteattr

    found = tuple(spots)
    cases = [
        f"  <testcase classname={quoteattr(_xml(spot.region.path or 'input'))} name={quoteattr(_xml(_case(spot)))}>\n"
        f"    <failure type={quoteattr(_xml(spot.code))} message={quoteattr(_xml(spot.message))}>"
        f"{escape(_xml(_told(spot)))}</failure>\n"
        "  </testcase>\n"
        for spot in found
    ] or ['  <testcase classname="debugassist" name="nothing is wrong"/>\n']
    head = f'<testsuite name="debugassist" tests="{len(cases)}" failures="{len(found)}" errors="0">\n'
    return f'<?xml version="1.0" encoding="utf-8"?>\n{head}{"".join(cases)}</testsuite>\n'


def _case(spot: Spot) -> str:
    return f"{spot.code} line {spot.region.line}" if spot.region.line else spot.code


def _xml(text: str) -> str:
    """Text without what XML 1.0 cannot hold, even escaped."""
    return "".join(
        character
        for character in text
        if character in "\t\n\r"
        or (character >= " " and not "\ud800" <= character <= "\udfff" and character not in "\ufffe\uffff")
    )


def quickfix(spots: Iterable[Spot]) -> str:
    """Return a line per finding, `FILE:LINE:COLUMN: LEVEL: MESSAGE [CODE]`, as compilers write them.

    A verified fix that lies elsewhere, as that of a failing test does, is a note of its own: an editor leads to it.
    """
    return "".join(
        row
        for spot in spots
        for row in (
            _row(spot.region, spot.level, spot.message, spot.code),
            *(
                _row(changes[0].region, "note", title, spot.code)
                for title, changes in spot.fixes
                if changes and _place(changes[0].region) != _place(spot.region)
            ),
        )
    )


def _row(region: Region, level: str, message: str, code: str) -> str:
    place = f"{printable(region.path or '-')}:{max(region.line, 1)}:{max(region.column, 1)}"
    return f"{place}: {level}: {printable(message)} [{code}]\n"


def _place(region: Region) -> tuple[str, int]:
    return region.path, region.line


def _told(spot: Spot, separator: str = "\n") -> str:
    """The message with its facts and what to do; control characters made harmless."""
    rows = [spot.message, *spot.notes]
    if spot.help:
        rows.append(f"help: {spot.help}")
    return separator.join(printable(row) for row in rows)
