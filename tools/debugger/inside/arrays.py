"""How are arrays, frames and tensors described: by shape, type, and what is missing in them?

NumPy, pandas and PyTorch are never imported; a value counts as theirs if its class is, or inherits from, the one in the
package that is already loaded. Attributes are read through that class, so that a subclass of the program's cannot
answer in its place. Elements are counted only where that is quick.
"""

from __future__ import annotations

import sys

from . import static

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator
    from typing import Any

_COUNTED = 2_000_000  # elements; missing values are not counted beyond
_LISTED = 8  # elements of an array, columns of a frame
_COLUMNS = 50
_ROWS = 200  # of an array
_PLAIN = "biuf"  # kinds of numpy's types whose elements are numbers
_SCALARS = ("Timestamp", "Timedelta", "Period", "Interval")


def loaded(module: str, name: str) -> Any:
    """A name of a module that is loaded already; None otherwise."""
    found = sys.modules.get(module)
    return static.instance_dict(found).get(name) if found is not None else None


def kind_of(value: Any) -> str:
    """Which of the known kinds a value is; empty for any other."""
    cls = type(value)
    for base, kind in (
        (loaded("numpy", "ndarray"), "array"),
        (loaded("torch", "Tensor"), "tensor"),
        (loaded("pandas", "DataFrame"), "frame"),
        (loaded("pandas", "Series"), "series"),
        (loaded("pandas", "Index"), "index"),
    ):
        if base is None or base not in static.mro(cls):
            continue
        own = kind in ("frame", "series", "index") and cls is not base
        if own and static.module_name(cls).partition(".")[0] != "pandas":
            return ""  # its attributes are computed by Python code, which a subclass may have replaced
        return kind
    return ""


def text(value: Any) -> str | None:
    """A text for an array, a frame, or one of their elements; None for any other value."""
    kind = kind_of(value)
    name = static.short_name(type(value))
    if kind == "array":
        return f"{name}({_elements(value)}{_facts(value)})"
    if kind == "tensor":
        return f"{name}({_facts(value)}, device={_of(value, 'torch', 'Tensor', 'device')})"
    if kind == "frame":
        columns = ", ".join(_labels(value, _LISTED)) + (", ..." if value.shape[1] > _LISTED else "")
        return f"{name}({value.shape[0]} rows x {value.shape[1]} columns{': ' * bool(columns)}{columns}{_note(value)})"
    if kind == "series":
        named = f", name={value.name!r}" if type(value.name) is str else ""
        return f"{name}({value.shape[0]} rows, dtype={value.dtype}{named}{_note(value)})"
    if kind == "index":
        return f"{name}({value.size} labels, dtype={value.dtype})"
    return _scalar(value)


def length(value: Any) -> int | None:
    """How many rows an array or frame has; None for any other value, and for an array of no dimension."""
    if not kind_of(value):
        return None
    shape = _shape(value)
    return shape[0] if shape else None


def is_missing(value: Any) -> bool:
    """Whether a value is what pandas puts where there is none."""
    return any(
        value is loaded("pandas", name) for name in ("NA", "NaT") if loaded("pandas", name) is not None
    )


def parts(value: Any) -> Iterator[tuple[str, Any]]:
    """What is worth showing inside an array or a frame."""
    kind = kind_of(value)
    if kind:
        yield "shape", _shape(value)
    if kind == "frame":
        yield "columns", _labels(value, _COLUMNS)
        yield "dtypes", [str(found) for found in value.dtypes[:_COLUMNS]]
        if value.size <= _COUNTED // 10:
            counts = [int(count) for count in value.isna().to_numpy().sum(axis=0)[:_COLUMNS]]
            found = {name: count for name, count in zip(_labels(value, _COLUMNS), counts) if count}
            if found:
                yield "missing", found
    elif kind:
        yield "dtype", str(_dtype(value))
        if type(value) is loaded("numpy", "ndarray") and value.dtype.kind in _PLAIN and value.ndim:
            for index in range(min(value.shape[0], _ROWS)):
                yield f"[{index}]", value[index]
        if kind == "series" and value.dtype.kind in _PLAIN:
            yield "head", value.head(5).tolist()
        if kind == "tensor" and _own_tensor(value) and value.requires_grad:
            yield "requires_grad", True


def missing(value: Any) -> int:
    """How many elements are missing, where counting is quick."""
    kind = kind_of(value)
    if kind == "array":
        return _missing_of_array(value)
    if kind == "tensor":
        if (
            not _own_tensor(value)
            or not value.is_floating_point()
            or value.numel() > _COUNTED
            or value.device.type != "cpu"
        ):
            return 0
        return int((value != value).sum())
    if kind in ("frame", "series") and value.size <= _COUNTED // 10:
        return int(value.isna().to_numpy().sum())
    return 0


def _own_tensor(value: Any) -> bool:
    """Whether no class of the program's can answer for a tensor."""
    return type(value) in (loaded("torch", "Tensor"), loaded("torch.nn.parameter", "Parameter"))


def _missing_of_array(value: Any) -> int:
    numpy = loaded("numpy", "ndarray")
    plain = (
        value if type(value) is numpy else numpy.view(value, numpy)
    )  # comparing must not be the subclass's
    if plain.size > _COUNTED:
        return 0
    if plain.dtype.kind in "fc":
        return int((plain != plain).sum())
    if plain.dtype.kind in "mM":
        return int(loaded("numpy", "isnat")(plain).sum())
    if plain.dtype.kind == "O" and plain.size <= _COUNTED // 10:
        return sum(
            1 for held in plain.ravel().tolist() if held is None or type(held) is float and held != held
        )
    return 0


def _facts(value: Any) -> str:
    dtype = _dtype(value)
    count = missing(value)
    masked = ", masked" if type(value) is loaded("numpy.ma", "MaskedArray") else ""
    return f"shape={_shape(value)}, dtype={dtype}{masked}{f', nan={count}' if count else ''}"


def _dtype(value: Any) -> Any:
    kind = kind_of(value)
    if kind == "tensor":
        return _of(value, "torch", "Tensor", "dtype")
    return _of(value, "numpy", "ndarray", "dtype") if kind == "array" else value.dtype


def _note(value: Any) -> str:
    count = missing(value)
    return f", missing={count}" if count else ""


def _elements(value: Any) -> str:
    if (
        type(value) is not loaded("numpy", "ndarray")
        or value.size > _LISTED
        or value.dtype.kind not in _PLAIN
    ):
        return ""
    return f"{value.tolist()!r}, "


def _shape(value: Any) -> tuple[int, ...]:
    kind = kind_of(value)
    if kind == "array":
        found = _of(value, "numpy", "ndarray", "shape")
    elif kind == "tensor":
        found = _of(value, "torch", "Tensor", "shape")
    else:
        found = value.shape
    return tuple(int(size) for size in found)


def _of(value: Any, module: str, name: str, attribute: str) -> Any:
    """An attribute as the known class defines it."""
    found = static.lookup(loaded(module, name), attribute)
    return found.__get__(value, type(value))


def _labels(value: Any, count: int) -> list[str]:
    """The names of columns; of several levels, joined."""
    found = []
    for label in value.columns[:count]:
        levels = label if type(label) is tuple else (label,)
        found.append(".".join(str(level) if type(level) in (str, int) else "..." for level in levels))
    return found


def _scalar(value: Any) -> str | None:
    kind = type(value)
    generic = loaded("numpy", "generic")
    if generic is not None and static.is_a(value, generic) and static.module_name(kind) == "numpy":
        if value.dtype.kind in _PLAIN:
            return f"{static.short_name(kind)}({value.item()!r})"
        return f"{static.short_name(kind)}('{value}')" if value.dtype.kind in "mMUS" else None
    if is_missing(value):
        return "pandas.NA" if value is loaded("pandas", "NA") else "pandas.NaT"
    if any(kind is loaded("pandas", name) for name in _SCALARS if loaded("pandas", name) is not None):
        return f"{static.short_name(kind)}('{value}')"
    return None
