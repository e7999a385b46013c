"""A notebook is handed over for the error in it."""

import json

from hypothesis import given
from hypothesis import strategies as st

from analyzers.notebook import read_notebook


def _cell(source: object, *outputs: object) -> dict[str, object]:
    return {"cell_type": "code", "source": source, "outputs": list(outputs)}


def _error(*lines: str) -> dict[str, object]:
    return {"output_type": "error", "ename": "E", "evalue": "v", "traceback": list(lines)}


def test_errors_come_in_the_order_of_the_cells() -> None:
    text = json.dumps(
        {
            "cells": [
                {"cell_type": "markdown", "source": "# title"},
                _cell("a", {"output_type": "stream", "text": "x"}, _error("first", "error")),
                _cell("b", _error("second")),
            ]
        }
    )

    found = read_notebook(text)

    assert found is not None
    assert found[0] == "first\nerror\n\nsecond"


def test_code_is_the_cells_without_what_the_kernel_alone_understands() -> None:
    text = json.dumps(
        {
            "cells": [
                _cell(["import os\n", "%matplotlib inline\n", "if os:\n", "    !ls"]),
                _cell("%%bash\nls"),
            ]
        }
    )

    found = read_notebook(text)

    assert found is not None
    compile(found[1], "cells", "exec")
    assert found[1] == ("import os\npass  # %matplotlib inline\nif os:\n    pass  # !ls\n\n# %%bash\n# ls\n")


@given(st.text() | st.recursive(st.none() | st.text(), lambda inner: st.lists(inner)).map(json.dumps))
def test_what_is_no_notebook_is_none(text: str) -> None:
    assert read_notebook(text) is None
