"""What does a changed program answer when it is asked other things than its tests ask?

A probe is the source of a function `probe`, run with the globals of a loaded module. Its answer is a text: the value
in a form that two processes give alike, what it printed, or the type of the exception.
"""

import io
import itertools
import os
import sys

from debugassist_child import recorder as recording

TEXT = 400  # characters of one answer
_ITEMS = 60
_DEPTH = 6
_LEAST = 0.01  # seconds of the processor that every probe has


def ask(request, clock, write):
    """Answer every probe of a request; one that takes too long has the answer `hangs`, and halves the patience."""
    modules = {}
    for module in list(sys.modules.values()):
        file = getattr(module, "__file__", None)
        if isinstance(file, str):
            modules[os.path.abspath(file)] = module
    for number, probe in enumerate(request["probes"]):
        module = modules.get(os.path.abspath(probe["file"]))
        answer = "?" if module is None else _answer(probe["source"], module, clock)
        write({"probe": number, "answer": answer})
        if answer == "hangs":
            clock.cpu, clock.wall = max(_LEAST, clock.cpu / 2), max(10 * _LEAST, clock.wall / 2)


def _answer(source, module, clock):
    space = dict(module.__dict__)
    printed = io.StringIO()
    kept = sys.stdout
    try:
        exec(compile(source, "<probe>", "exec", dont_inherit=True), space)
        sys.stdout = printed
        clock.start()
        answer = "=" + shown(space["probe"]())
        clock.stop()
    except recording.TimeUp:
        answer = "hangs"
    except MemoryError:
        answer = "hangs"
    except BaseException as error:  # code of the user
        answer = "!" + type(error).__name__
    clock.stop()
    sys.stdout = kept
    text = printed.getvalue()
    if len(answer) > TEXT:
        answer = answer[:TEXT] + "#%x" % _mixed(answer)
    return answer + ("\n" + text[:TEXT] if text else "")


def _mixed(text):
    value = 5381
    for letter in text[:100000]:
        value = (value * 33 + ord(letter)) & 0xFFFFFFFFFFFF
    return value


def shown(value, depth=0):
    """Return a value as text that does not depend on addresses, on the order in sets, or on the last digits."""
    kind = type(value)
    if kind is float:
        return "%.9g" % value
    if kind in (int, bool, str, bytes, type(None), complex):
        return repr(value)
    if depth > _DEPTH:
        return "..."
    if kind in (list, tuple):
        inner = ", ".join(shown(part, depth + 1) for part in value[:_ITEMS])
        more = ", and %d" % (len(value) - _ITEMS) if len(value) > _ITEMS else ""
        return ("[%s%s]" if kind is list else "(%s%s)") % (inner, more)
    if kind in (set, frozenset):
        return "{%s}" % ", ".join(sorted(shown(part, depth + 1) for part in value))
    if isinstance(value, dict):
        pairs = itertools.islice(value.items(), _ITEMS)
        return "{%s}" % ", ".join(
            shown(key, depth + 1) + ": " + shown(held, depth + 1) for key, held in pairs
        )
    if isinstance(value, type) or callable(value):
        return "<%s>" % getattr(value, "__qualname__", kind.__name__)
    if hasattr(kind, "__next__"):
        return "iterator" + shown(list(itertools.islice(value, _ITEMS)), depth + 1)
    if kind.__repr__ is not object.__repr__:
        text = repr(value)
        if " at 0x" not in text:
            return text
    held = getattr(value, "__dict__", None)
    if isinstance(held, dict):
        return kind.__name__ + shown(dict(held), depth + 1)
    return "<%s>" % kind.__name__
