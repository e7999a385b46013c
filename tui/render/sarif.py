"""How do findings read for code scanners? SARIF 2.1.0, the format of GitHub, Azure DevOps and most editors.

Columns are counted in characters (`unicodeCodePoints`), which is how the whole house counts.
"""

import json
from collections.abc import Iterable
from hashlib import sha256
from typing import Any
from urllib.parse import quote

from tui.render.ink import printable
from tui.render.spots import Change, Region, Spot

_SCHEMA = "https://json.schemastore.org/sarif-2.1.0.json"
_Json = dict[str, Any]  # SARIF is open-ended JSON; its shape is checked against the published schema


def render(spots: Iterable[Spot], version: str = "") -> str:
    """Return one SARIF log with one run; `version` is the assistant's own."""
    found = tuple(spots)
    rules = tuple(dict.fromkeys(spot.code for spot in found))
    driver: _Json = {"name": "debugassist", "rules": [_rule(code) for code in rules]}
    if version[:1].isdigit():
        driver["version"] = version
    run = {
        "tool": {"driver": driver},
        "columnKind": "unicodeCodePoints",
        "results": [_result(spot, rules.index(spot.code)) for spot in found],
    }
    log = {"$schema": _SCHEMA, "version": "2.1.0", "runs": [run]}
    return json.dumps(log, indent=2) + "\n"


def _rule(code: str) -> _Json:
    kind, _, name = code.partition("/")
    return {
        "id": code,
        "shortDescription": {"text": f"{kind}: {name.replace('-', ' ') or kind}"},
        "properties": {"tags": [kind]},
    }


def _result(spot: Spot, rule: int) -> _Json:
    told = [spot.message, *spot.notes]
    if spot.help:
        told.append(f"help: {spot.help}")
    result: _Json = {
        "ruleId": spot.code,
        "ruleIndex": rule,
        "level": spot.level,
        "message": {"text": "\n".join(printable(row) for row in told)},
        "partialFingerprints": {"debugassist/v1": _fingerprint(spot)},
    }
    if spot.region.path:
        result["locations"] = [{"physicalLocation": _physical(spot.region)}]
    related = [
        {"id": number, "physicalLocation": _physical(region), "message": {"text": printable(text)}}
        for number, (region, text) in enumerate(spot.related, 1)
        if region.path
    ]
    if related:
        result["relatedLocations"] = related
    if spot.fixes:
        result["fixes"] = [
            {"description": {"text": printable(title)}, "artifactChanges": _changes(changes)}
            for title, changes in spot.fixes
        ]
    return result


def _physical(region: Region) -> _Json:
    location: _Json = {"artifactLocation": {"uri": _uri(region.path)}}
    if area := _area(region):
        location["region"] = area
    return location


def _uri(path: str) -> str:
    """A relative reference, or a file URI for an absolute path."""
    quoted = quote(path, safe="/")
    return f"file://{quoted}" if path.startswith("/") else quoted


def _area(region: Region) -> _Json:
    if not region.line:
        return {}
    area = {"startLine": region.line}
    if region.column:
        area |= {"startColumn": region.column, "endLine": region.end_line, "endColumn": region.end_column}
    return area


def _changes(changes: tuple[Change, ...]) -> list[_Json]:
    by_path: dict[str, list[_Json]] = {}
    for change in changes:
        replacement: _Json = {"deletedRegion": _area(change.region)}
        if change.text:
            replacement["insertedContent"] = {"text": change.text}
        by_path.setdefault(change.region.path, []).append(replacement)
    return [
        {"artifactLocation": {"uri": _uri(path)}, "replacements": replacements}
        for path, replacements in by_path.items()
    ]


def _fingerprint(spot: Spot) -> str:
    """The same finding keeps its identity when lines above it come and go."""
    return sha256(f"{spot.code}\0{spot.region.path}\0{spot.message}".encode()).hexdigest()[:32]
