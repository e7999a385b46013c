"""Why can this module or name not be imported?"""

import ast
import re
import sys

from analyzers.deferred import replace
from analyzers.facts import Diagnostic, Edit, Evidence, Fix, Hypothesis, Span, Suspect
from analyzers.runtime.crash import Asking, Crash, Finding, Module, Place, read_from
from analyzers.runtime.index import Index
from analyzers.runtime.members import module_members
from analyzers.runtime.report import CONFIRMED, diagnostic, edit, hypothesis, insert_line, suspect
from analyzers.runtime.similar import similar
from analyzers.runtime.source import Source, module_name

_NO_MODULE = re.compile(r"No module named '?([\w.]+)'?")
_NO_NAME = re.compile(r"cannot import name '([^']+)' from (partially initialized module )?'([^']+)'")
_NOT_PACKAGE = re.compile(r"'([^']+)' is not a package")
# Import names whose package is called otherwise.
PACKAGES = {
    "cv2": "opencv-python",
    "PIL": "Pillow",
    "sklearn": "scikit-learn",
    "yaml": "PyYAML",
    "bs4": "beautifulsoup4",
    "dotenv": "python-dotenv",
    "dateutil": "python-dateutil",
    "Crypto": "pycryptodome",
    "serial": "pyserial",
    "skimage": "scikit-image",
    "jwt": "PyJWT",
    "docx": "python-docx",
    "magic": "python-magic",
    "usb": "pyusb",
    "OpenSSL": "pyOpenSSL",
    "MySQLdb": "mysqlclient",
    "psycopg2": "psycopg2-binary",
    "git": "GitPython",
}
_RENAMED = {
    "ConfigParser": "configparser",
    "Queue": "queue",
    "Tkinter": "tkinter",
    "urllib2": "urllib.request",
    "cPickle": "pickle",
    "StringIO": "io",
    "httplib": "http.client",
    "HTMLParser": "html.parser",
    "SocketServer": "socketserver",
    "urlparse": "urllib.parse",
    "Cookie": "http.cookies",
    "cookielib": "http.cookiejar",
    "commands": "subprocess",
    "__builtin__": "builtins",
    "copy_reg": "copyreg",
    "xmlrpclib": "xmlrpc.client",
}


def explain(crash: Crash) -> Asking:
    """Explain an ImportError or ModuleNotFoundError."""
    site = crash.site
    message = crash.message
    if found := _NO_NAME.search(message):
        return _name(crash, found[1], found[3], partial=bool(found[2]) or "circular import" in message)
    if found := _NO_MODULE.search(message):
        name = found[1]
        whole = _NOT_PACKAGE.search(message)
        place = None
        if site is not None:
            answer = yield Module(name.split(".")[0])
            place = answer if isinstance(answer, Place) else None
        return _module(crash, name, whole[1] if whole else "", place)
    return None


def _module(crash: Crash, name: str, not_package: str, place: Place | None) -> Finding:
    site = crash.site
    index = Index.of(crash.sources)
    top = name.split(".")[0]
    hypotheses: list[Hypothesis] = []
    fixes: list[Fix] = []
    help_text = ""
    suspects: list[Suspect] = []
    own = site.source.path if site is not None else ""  # no file means itself by what it imports
    modules = [known for known, source in index.modules.items() if source.path != own]
    locals_ = [known.split(".")[0] for known in modules] + modules
    close = (
        similar(name, [*locals_, *sys.stdlib_module_names]) if top not in locals_ else similar(name, locals_)
    )
    cause = f"there is no module `{name}` where the program looks for modules"
    if not_package:
        where = index.module(not_package)
        cause = f"`{not_package}` is a module, not a package, so it has no `{name.rpartition('.')[2]}`"
        if where is not None and not_package in sys.stdlib_module_names:
            cause = f"`{where.path}` hides the standard library's `{not_package}`"
            suspects.append(suspect(where, 1, 0.3, "this file has a module's name"))
    elif name in _RENAMED:
        cause = f"`{name}` is the module's name in Python 2; in Python 3 it is `{_RENAMED[name]}`"
        fixes += _rename(crash, name, _RENAMED[name])
    elif close:
        cause = f"there is no module `{name}`; there is `{close[0]}`"
        where = index.modules.get(close[0])
        hypotheses.append(
            hypothesis(
                "misspelt-module",
                f"`{close[0]}` exists",
                CONFIRMED,
                Evidence(
                    expression=f"import {close[0]}",
                    value=where.path if where else "standard library",
                    where="workspace" if where else "standard library",
                ),
            )
        )
        for other in close[:2]:
            fixes += _rename(crash, name, other)
    elif any(module.endswith("." + name) for module in index.modules):
        full = next(module for module in index.modules if module.endswith("." + name))
        cause = f"`{name}` is in the workspace as `{full}`, which is not where the program looks for modules"
        fixes += _rename(crash, name, full)
    elif top in PACKAGES:
        help_text = f"the package that brings `{top}` is called `{PACKAGES[top]}`"
    elif place is None or not place.path:
        help_text = f"install the package that brings `{top}` for the interpreter that runs this program"
    return Finding(
        cause=cause,
        diagnostic=_diagnostic(crash, "no-module", f"no module named `{name}`", name, help_text),
        hypotheses=tuple(hypotheses),
        fixes=tuple(fixes),
        suspects=tuple(suspects),
        crash_weight=0.9 if site is not None else 0.5,
    )


def _name(crash: Crash, name: str, module: str, *, partial: bool) -> Finding:
    index = Index.of(crash.sources)
    where = index.module(module)
    hypotheses: list[Hypothesis] = []
    fixes: list[Fix] = []
    suspects: tuple[Suspect, ...] = ()
    help_text = ""
    crash_weight = 0.85
    cause = f"`{module}` has nothing called `{name}`"
    if partial:
        cause = (
            f"`{module}` is still being imported when `{name}` is taken from it: the imports go in a circle"
        )
        help_text = (
            "break the circle: import inside the function that needs it, or move what both need elsewhere"
        )
        suspects = import_suspects(crash)
        if where is not None and (earlier := _set_before(where, name, crash)) is not None:
            place, fix = earlier
            suspects = (
                suspect(where, place, 0.8, f"`{name}` is set only after this import, which needs it"),
                *suspects,
            )
            fixes.append(fix)
        hypotheses.append(
            hypothesis(
                "circular-import",
                f"`{module}` was being imported when it was used",
                CONFIRMED,
                Evidence(
                    expression=f"from {module} import {name}",
                    value="partially initialized module",
                    where=crash.sites[-1].where if crash.sites else "",
                ),
            )
        )
        crash_weight = 0.6
    elif where is not None:
        members = module_members(where)
        close = similar(name, members)
        if close:
            cause = f"`{module}` has no `{name}`; it has `{close[0]}`"
            line = next((node.lineno for node in where.tree.body if getattr(node, "name", "") == close[0]), 1)
            hypotheses.append(
                hypothesis(
                    "misspelt-name",
                    f"`{module}` defines `{close[0]}`, not `{name}`",
                    CONFIRMED,
                    Evidence(
                        expression=f"{module}.{close[0]}", value="defined", where=read_from(where, line)
                    ),
                )
            )
            suspects = (suspect(where, line, 0.4, f"`{close[0]}` is defined here"),)
            for other in close:
                fixes += _rename(crash, name, other)
        else:
            others = [
                module_name(source.path)
                for source in crash.sources.values()
                if source is not where and any(getattr(node, "name", "") == name for node in source.tree.body)
            ]
            if len(others) == 1:
                cause = f"`{name}` is defined in `{others[0]}`, not in `{module}`"
                fixes += _rename(crash, module, others[0])
    elif module in sys.stdlib_module_names:
        moved = {"collections": "collections.abc"}.get(module)
        if moved and name in (
            "Mapping",
            "MutableMapping",
            "Iterable",
            "Sequence",
            "Callable",
            "Hashable",
            "Set",
            "Iterator",
            "Generator",
        ):
            cause = f"`{name}` moved from `{module}` to `{moved}` in Python 3.3 and left `{module}` in 3.10"
            fixes += _rename(crash, module, moved)
    return Finding(
        cause=cause,
        diagnostic=_diagnostic(
            crash, "circular-import" if partial else "no-such-import", cause, name, help_text
        ),
        hypotheses=tuple(hypotheses),
        fixes=tuple(fixes[:3]),
        suspects=suspects,
        crash_weight=crash_weight,
    )


def _set_before(where: Source, name: str, crash: Crash) -> tuple[ast.stmt, Fix] | None:
    """Set a plain value of a module before the import that leads back to it; None where it is not one or needs more."""
    leads = {site.line for site in crash.sites if site.source is where}
    led = next((one for one in where.tree.body if one.lineno in leads), None)
    for one in where.tree.body:
        match one:
            case (
                ast.Assign(targets=[ast.Name(id=target)], value=value)
                | ast.AnnAssign(target=ast.Name(id=target), value=ast.expr() as value)
            ) if target == name and led is not None and one.lineno > led.lineno:
                if any(isinstance(part, ast.Name | ast.Call) for part in ast.walk(value)):
                    return None
                span = where.span(one)
                text = where.text[span.start : span.end]
                start, stop = (
                    where.lines.offset(one.lineno),
                    where.lines.offset((one.end_lineno or one.lineno) + 1),
                )
                fix = insert_line(
                    where, led.lineno, text, f"set `{name}` before that import", "circular-import"
                )
                return led, replace(fix, edits=(*fix.edits, Edit(Span(where.path, start, stop), "")))
    return None


def import_suspects(crash: Crash) -> tuple[Suspect, ...]:
    """Return the import lines on the stack of a circle, the one that closes it first."""
    found = []
    weight = 0.75
    for site in reversed(crash.sites):
        if isinstance(site.statement, ast.Import | ast.ImportFrom):
            found.append(suspect(site.source, site.line, weight, "part of the circle of imports"))
            weight -= 0.08
    return tuple(found)


def _diagnostic(crash: Crash, code: str, message: str, name: str, help_text: str) -> Diagnostic:
    site = crash.site
    node: ast.AST | None = None
    if site is not None and isinstance(site.statement, ast.Import | ast.ImportFrom):
        node = next(
            (alias for alias in site.statement.names if alias.name in (name, name.rpartition(".")[2])),
            site.statement,
        )
    return diagnostic(code, message, crash, node, "not found", help=help_text)


def _rename(crash: Crash, name: str, other: str) -> list[Fix]:
    site = crash.site
    if site is None or not isinstance(site.statement, ast.Import | ast.ImportFrom):
        return []
    span = site.source.span(site.statement)
    text = site.source.text[span.start : span.end]
    found = re.search(rf"(?<![\w.]){re.escape(name)}(?!\w)", text)
    if found is None:
        return []
    start = span.start + found.start()
    bound = isinstance(site.statement, ast.Import) or not re.match(
        r"\s*from\s", text[: found.start()] + "from "
    )
    uses = any(isinstance(node, ast.Name) and node.id == name for node in site.source.nodes)
    whole_module = isinstance(site.statement, ast.Import) or text[: found.start()].strip() == "from"
    suffix = ""
    if uses and not (whole_module and isinstance(site.statement, ast.ImportFrom)):
        alias = next((one for one in site.statement.names if one.name == name), None)
        if alias is not None and alias.asname is None:
            suffix = f" as {name}"
    del bound
    return [
        edit(site.source, start, start + len(name), other + suffix, f"import `{other}`", "misspelt-import")
    ]
