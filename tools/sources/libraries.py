"""What do the installed versions of libraries say about themselves?

Signatures and docstrings are read from the sources, which are parsed and never imported: documentation must not
run anybody's code. The user's interpreter only says where its distributions lie.
"""

import ast
import json
import subprocess
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from analyzers.errors import InputError, ToolError
from tools.knowledge.document import Document, Origin
from tools.knowledge.lock import Progress

_MOST_BYTES = 2_000_000  # of one source
_ASK = """
import json, sys, sysconfig
from importlib import metadata
others = ("change", "release", "history", "new", "track", "issue", "bug", "docker")
def rank(label):
    if "doc" in label.replace("docker", ""):
        return 0 if label.startswith("doc") and not label.startswith("docker") else 1
    if label.startswith("home"):
        return 2
    return 4 if any(word in label for word in others) else 3
found = {}
for each in metadata.distributions():
    name = (each.metadata["Name"] or "").lower().replace("_", "-")
    files = [str(file) for file in each.files or () if str(file).endswith(".py")]
    tops = {file.split("/")[0].removesuffix(".py") for file in files if not file.startswith("..")}
    urls = [("home", each.metadata["Home-page"] or "")]
    urls += [line.split(",", 1) for line in each.metadata.get_all("Project-URL") or () if "," in line]
    known = [(rank(label.lower()), where.strip()) for label, where in urls if where.strip()]
    url = min((each for each in known if each[0] < 4), key=lambda each: each[0], default=(4, ""))[1]
    licence = each.metadata["License-Expression"] or (each.metadata["License"] or "").split("\\n")[0][:60]
    for top in tops | {name}:
        old = found.get(top)
        if old is None or top in (name, name.replace("-", "_")):
            found[top] = [name, each.version, licence, url, str(each.locate_file("")), sorted(tops)]
std = sysconfig.get_path("stdlib")
for top in sys.argv[1:]:
    if top not in found and top in getattr(sys, "stdlib_module_names", ()):
        found[top] = [top, ".".join(map(str, sys.version_info[:3])), "PSF-2.0",
                      "https://docs.python.org/3/library/" + top + ".html", std, [top]]
print(json.dumps({top: found[top] for top in sys.argv[1:] if top in found}))
"""


@dataclass(frozen=True, slots=True, kw_only=True)
class Library:
    """A distribution as it is installed for the user's interpreter."""

    name: str
    version: str
    licence: str
    url: str
    folder: Path
    modules: tuple[str, ...]


def installed(names: Sequence[str], python: str) -> tuple[Library, ...]:
    """Return the libraries of these names or module names. Raises InputError for those that are not installed."""
    wanted = [name.lower().replace("_", "-") if name not in ("", None) else name for name in names]
    both = list(dict.fromkeys([*names, *wanted]))
    try:
        ended = subprocess.run(
            [python, "-c", _ASK, *both], capture_output=True, text=True, timeout=60, check=False
        )
        found = json.loads(ended.stdout)
    except (OSError, subprocess.TimeoutExpired, ValueError) as error:
        raise ToolError(
            f"{python} does not say what is installed: {error}", "see `debugassist doctor`"
        ) from error
    result: dict[str, Library] = {}
    for name, other in zip(names, wanted, strict=True):
        row = found.get(name) or found.get(other)
        if row is None:
            raise InputError(
                f"`{name}` is not installed for {python}", "name another interpreter: `--python PROGRAM`"
            )
        library, version, licence, url, folder, modules = row
        result[library] = Library(
            name=library,
            version=version,
            licence=licence,
            url=url,
            folder=Path(folder),
            modules=tuple(modules),
        )
    return tuple(result.values())


def read(library: Library, progress: Progress) -> Iterator[Document]:
    """Yield one document per module, class and function that says something about itself."""
    done = 0
    for top in library.modules:
        base = library.folder / top
        paths = sorted(base.rglob("*.py")) if base.is_dir() else [library.folder / f"{top}.py"]
        for path in paths:
            module = ".".join(path.relative_to(library.folder).with_suffix("").parts).removesuffix(
                ".__init__"
            )
            if any(
                part.startswith("_") or part in ("tests", "test", "testing") for part in module.split(".")[1:]
            ):
                continue
            for name, signature, text in _described(path, module):
                done += 1
                yield _document(library, name, signature, text)
            progress(done, f"read {library.name}:")


def _document(library: Library, name: str, signature: str, text: str) -> Document:
    return Document(
        id=f"{library.name}/{name}",
        title=f"{name}{signature}",
        body=text,
        url=library.url,
        licence=library.licence,
        origin=Origin.LIBRARY,
        library=library.name,
        version=library.version,
    )


def _described(path: Path, module: str) -> Iterator[tuple[str, str, str]]:
    try:
        if path.stat().st_size > _MOST_BYTES:
            return
        tree = ast.parse(path.read_bytes())
    except (OSError, SyntaxError, ValueError, RecursionError, MemoryError):
        return
    if text := ast.get_docstring(tree):
        yield module, "", text
    yield from _inside(tree, module)


def _inside(node: ast.Module | ast.ClassDef, prefix: str) -> Iterator[tuple[str, str, str]]:
    for child in node.body:
        if not isinstance(child, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef):
            continue
        if child.name.startswith("_"):
            continue
        name = f"{prefix}.{child.name}"
        text = ast.get_docstring(child) or ""
        signature = "" if isinstance(child, ast.ClassDef) else f"({ast.unparse(child.args)})"
        if len(text) > 30:
            yield name, signature[:200], text
        if isinstance(child, ast.ClassDef):
            yield from _inside(child, name)
