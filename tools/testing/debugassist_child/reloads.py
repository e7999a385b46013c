"""How does a loaded module take over a change outside its functions, so that everyone who holds its parts sees it?

Only the top-level statements that changed are run again, and those that use what they define: assignments, and the
prints at the end of a script. Where one of them calls a function of the module for what it does (`register("a", "b")`),
the whole module is run in a namespace of its own, so that what the calls fill is filled once. Functions and classes stay
the same objects with other contents; a value takes the place of the old one under its name in every module of the
workspace. What cannot be done so is refused: the caller loads everything anew.
"""

import ast
import sys
import types

_AGAIN = (ast.FunctionDef, ast.ClassDef, ast.Assign, ast.AnnAssign)  # what may be run a second time


def reload(held, path, text):
    """Change the module of a file; return whether that was possible. `held` puts functions back afterwards.

    Raises what the changed program raises while it is loaded.
    """
    module = held.module_of(path)
    if module is None:
        return False
    old, new = held.tree_of(path), ast.parse(text, path)
    if old is None or len(old) != len(new.body):
        return False
    changed, own = set(), {node.name: node for node in new.body if isinstance(node, ast.FunctionDef)}
    for before, node in zip(old, new.body):
        if before != ast.dump(node):
            changed |= _defined(node)
    reached = _reached(new.body, changed)
    chosen, changed_nodes, whole = [], [], False
    for before, node in zip(old, new.body):
        is_changed = before != ast.dump(node)
        if not is_changed and not _ran_with(node, reached):  # what it made when it was loaded is the same
            continue
        if getattr(node, "decorator_list", None):  # what it is wrapped in keeps the old one
            return False
        if is_changed:
            changed_nodes.append(node)
        filled = _filled(node, own, new.body)
        if filled or not is_changed:
            changed |= filled or _defined(node)
            reached = _reached(new.body, changed)
        elif not _may_run_again(node):
            return False
        if not (filled or _may_run_again(node)):
            return False
        whole = whole or bool(filled)
        chosen.append(node)
    space = dict(module.__dict__)
    if whole:
        chosen = new.body
        space = {name: value for name, value in space.items() if name[:2] == name[-2:] == "__"}
        if not held.runs_twice(path, space):
            return False
    for node in chosen:
        code = compile(
            ast.Module(body=[node], type_ignores=[]), path, "exec", held.flags_of(module), dont_inherit=True
        )
        try:
            exec(code, space)
        except Exception:
            if whole or node in changed_nodes or not _fails(code, dict(module.__dict__)):
                raise
            return False  # it cannot be run a second time, whatever the functions do
    return all(_take(held, module, name, space.get(name)) for name in sorted(changed))


def _filled(node, own, body):
    """The values of the module that a statement may change, which is a call of one of the module's functions."""
    call = node.value if isinstance(node, ast.Expr) else None
    if not (isinstance(call, ast.Call) and isinstance(call.func, ast.Name) and call.func.id in own):
        return set()
    called, count = {call.func.id}, 0
    used = _used(call)
    while count != len(called):
        count = len(called)
        used = used.union(*(_used(own[name]) for name in called))
        called = used & set(own)
    values = [_defined(one) for one in body if isinstance(one, (ast.Assign, ast.AnnAssign))]
    return used & set().union(*values)


def _may_run_again(node):
    """Whether a statement only defines names, or only shows values, alone or in a loop: other calls leave something."""
    if isinstance(node, ast.For):
        return not node.orelse and all(_may_run_again(step) for step in node.body)
    if isinstance(node, ast.Expr):
        call = node.value
        return isinstance(call, ast.Call) and isinstance(call.func, ast.Name) and call.func.id == "print"
    return isinstance(node, _AGAIN)


def _fails(code, space):
    try:
        exec(code, space)
    except Exception:
        return True
    return False


def _reached(body, changed):
    """The names whose use runs what was changed: functions and classes that read it, and those that read them."""
    reached = set(changed)
    count = -1
    while count != len(reached):
        count = len(reached)
        for node in body:
            if isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef)) and reached & _used(
                node
            ):
                reached.add(node.name)
    return reached


def _ran_with(node, names):
    """Whether a statement used one of the names while the module was loaded."""
    if isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef)):
        parts = node.decorator_list + node.args.defaults + [one for one in node.args.kw_defaults if one]
    elif isinstance(node, ast.ClassDef):
        inner = [part for part in node.body if not isinstance(part, (ast.FunctionDef, ast.AsyncFunctionDef))]
        parts = node.decorator_list + node.bases + inner
    elif isinstance(node, ast.If) and "__main__" in ast.dump(node.test):
        return False
    else:
        parts = [node]
    return any(names & _used(part) for part in parts)


def _defined(node):
    if isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef)):
        return {node.name}
    return {
        part.id for part in ast.walk(node) if isinstance(part, ast.Name) and isinstance(part.ctx, ast.Store)
    }


def _used(node):
    return {
        part.id for part in ast.walk(node) if isinstance(part, ast.Name) and isinstance(part.ctx, ast.Load)
    }


def _take(held, module, name, new):
    old = module.__dict__.get(name)
    if isinstance(old, types.FunctionType) and isinstance(new, types.FunctionType):
        return held.become(old, new)
    if isinstance(old, type) and isinstance(new, type):
        return _take_class(held, module, old, new)
    if callable(old) or callable(new):
        return False
    for other in list(sys.modules.values()):
        space = getattr(other, "__dict__", None)
        if other is module or (held.is_own(other) and space.get(name) is old):
            space[name] = new
    return True


def _take_class(held, module, old, new):
    if [base.__name__ for base in old.__bases__] != [base.__name__ for base in new.__bases__]:
        return False
    for name, value in list(vars(new).items()):
        before = vars(old).get(name)
        if name in (
            "__dict__",
            "__weakref__",
            "__doc__",
            "__module__",
            "__firstlineno__",
            "__static_attributes__",
        ):
            continue
        if isinstance(before, types.FunctionType) and isinstance(value, types.FunctionType):
            if not held.become(before, value):
                return False
        elif isinstance(before, (classmethod, staticmethod)) and type(before) is type(value):
            if not held.become(before.__func__, value.__func__):
                return False
        elif isinstance(before, property) and isinstance(value, property):
            pairs = ((before.fget, value.fget), (before.fset, value.fset), (before.fdel, value.fdel))
            for one, two in pairs:
                if (one is None) != (two is None) or (one is not None and not held.become(one, two)):
                    return False
        elif callable(value) or hasattr(value, "__get__"):
            return False
        else:
            setattr(old, name, value)
    return not [name for name in vars(old) if name not in vars(new) and not name.startswith("__")]
