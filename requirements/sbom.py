"""Writes a software bill of materials in CycloneDX 1.6 (https://cyclonedx.org/docs/1.6/json/) from the pinned requirements.

`python requirements/sbom.py FILE` reads `run.txt` beside it: every package that the program may need, with the sums of its
files and who asks for it. Licences are added for what is installed. The same pins and installation give the same bytes.
"""

import json
import re
import sys
import tomllib
import uuid
from importlib.metadata import PackageNotFoundError, metadata
from pathlib import Path
from typing import Any

_HERE = Path(__file__).parent
_PIN = re.compile(r"([a-z0-9][a-z0-9._-]*)==([^\s\\;]+)")
_SUM = re.compile(r"--hash=sha256:([0-9a-f]{64})")
_OURS = "debugassist"


def bill(requirements: str, project: dict[str, Any]) -> dict[str, Any]:
    """Return the document for a text of pins and the `project` table of pyproject.toml."""
    components: list[dict[str, Any]] = []
    askers: dict[str, list[str]] = {}  # of each package: who needs it
    for line in requirements.splitlines():
        if found := _PIN.match(line):
            components.append(_component(found[1], found[2]))
            askers[found[1]] = []
        elif found := _SUM.search(line):
            components[-1]["hashes"].append({"alg": "SHA-256", "content": found[1]})
        elif found := re.match(r"\s+#\s+(?:via\s+)?(?!via\b)([a-z0-9][a-z0-9._-]*)", line):
            askers[components[-1]["name"]].append(found[1])
    refs = {one["name"]: one["bom-ref"] for one in components}
    us = _component(_OURS, project["version"]) | {
        "type": "application",
        "licenses": [_licence(project["license"])],
    }
    del us["hashes"]
    refs[_OURS] = us["bom-ref"]
    needs = {name: sorted(refs[one] for one, who in askers.items() if name in who) for name in refs}
    document = {
        "$schema": "http://cyclonedx.org/schema/bom-1.6.schema.json",
        "bomFormat": "CycloneDX",
        "specVersion": "1.6",
        "version": 1,
        "metadata": {"component": us},
        "components": components,
        "dependencies": [{"ref": refs[name], "dependsOn": some} for name, some in sorted(needs.items())],
    }
    number = uuid.uuid5(uuid.NAMESPACE_URL, json.dumps(document, sort_keys=True))
    return document | {"serialNumber": f"urn:uuid:{number}"}


def _component(name: str, version: str) -> dict[str, Any]:
    purl = f"pkg:pypi/{name}@{version}"
    found: dict[str, Any] = {
        "type": "library",
        "bom-ref": purl,
        "name": name,
        "version": version,
        "purl": purl,
        "hashes": [],
    }
    try:
        said = metadata(name).json.get("license_expression")
    except PackageNotFoundError:
        said = None
    return found | ({"licenses": [_licence(str(said))]} if said else {})


def _licence(expression: str) -> dict[str, str]:
    return {"expression": expression}


def main(words: list[str]) -> int:
    """Write the bill to the named file."""
    project = tomllib.loads((_HERE.parent / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    document = bill((_HERE / "run.txt").read_text(encoding="utf-8"), project)
    target = Path(words[0])
    target.parent.mkdir(parents=True, exist_ok=True)
    target.write_text(json.dumps(document, indent=1) + "\n", encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
