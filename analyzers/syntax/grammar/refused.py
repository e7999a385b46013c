"""What does a grammar let through that every compiler refuses? Queries on the tree, and what is asked of their finds.

`@it` marks what is refused as it stands; any other capture names one of `TESTS`, which decides.
"""

import re
from collections.abc import Callable
from typing import TYPE_CHECKING

from analyzers.syntax.words import distance

if TYPE_CHECKING:
    from tree_sitter import Node

STRING_AND_NAME = '(concatenated_string (identifier) @it (#match? @it "^[a-z]"))'  # in capitals it is a macro
UNKNOWN_DIRECTIVE = (
    '((preproc_directive) @it (#not-match? @it "^#[ \t]*(undef|pragma|error|warning|line|ident|include_next|import|using|'
    'assert|unassert|region|endregion|elifdef|elifndef|embed|sccs)$"))'
)
SLIPPED_TYPE = "(declaration type: (type_identifier) @slip declarator: (_))"
SLIPPED_LOCAL = "(local_variable_declaration type: (type_identifier) @slip)"
RUBY_WORDS = (
    " ".join(
        f'(({place} (identifier) @it) (#any-of? @it "end" "do" "then" "else" "elsif" "when" "esle" "eles" "elese" "edn"))'
        for place in ("program", "body_statement", "block_body", "then", "else", "do", "begin")
    )
    + ' (call !receiver method: (identifier) @it (#any-of? @it "elif" "elseif" "elsfi" "esle"))'
)
RUST_PARAMETER = "(function_item parameters: (parameters [(type_identifier) (primitive_type)] @it))"
AWAIT = "(await_expression) @await"
ELEMENTS = (
    "(jsx_element open_tag: (jsx_opening_element name: (_) @open) close_tag: (jsx_closing_element name: (_) @it)"
    " (#not-eq? @open @it))"
)
_LOOK_ALIKES = "[“”„‟«»‘’‚‛´…（），．；：＝、。\u200b\u2060\ufeff]"  # no language has them in a name
LOOK_ALIKE = f'((identifier) @it (#match? @it "{_LOOK_ALIKES}"))'
LOOK_ALIKE_NAME = f'((name) @it (#match? @it "{_LOOK_ALIKES}"))'
LABEL_STD = '(labeled_statement label: (_) @it (#eq? @it "std"))'
RESERVED = (
    '(command name: (command_name (word) @it) (#any-of? @it "elif" "else" "then" "fi" "do" "done" "esac"))'
)

_STATEMENTS = ("return", "throw")  # a type may well be called `base` or `cast`, one letter from `case`
_FUNCTIONS = frozenset(
    ("function_declaration", "function_expression", "arrow_function", "method_definition",
     "generator_function", "generator_function_declaration")
)  # fmt: skip


def _is_outside_async(node: "Node") -> bool:
    """Whether the innermost function round an `await` is not `async`; a module may wait at its top."""
    above = node.parent
    while above is not None and above.type not in _FUNCTIONS:
        if above.type == "class_static_block":
            return True
        above = above.parent
    return above is not None and all(child.type != "async" for child in above.children)


def _is_slip(node: "Node") -> bool:
    """Whether what stands where a type does is a misspelt word that begins a statement: `retrun total;`.

    A word that the text says elsewhere too may be the name of a type.
    """
    name = node.text or b""
    word = name.decode("utf-8", "replace")
    if not word.islower() or all(distance(word, keyword, 1) != 1 for keyword in _STATEMENTS):
        return False
    top = node
    while top.parent is not None:
        top = top.parent
    return len(re.findall(rb"\b%s\b" % re.escape(name), top.text or b"")) == 1


TESTS: dict[str, Callable[["Node"], bool]] = {
    "await": _is_outside_async,
    "slip": _is_slip,
}
