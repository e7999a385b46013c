"""Which colours does the app wear? Themes of its own, and what Textual's themes lack."""

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from textual.theme import Theme

PLAIN = "debugassist-plain"  # drawn by `colourless`: black and white say which grounds stand out
_BLACK, _WHITE = "#000000", "#ffffff"
_DARK = {
    "edge": "#2c3541",
    "muted": "#8793a1",
    "faint": "#566270",
    "code": "#e8c07d",
    "syntax-keyword": "#7fb4ee",
    "syntax-constant": "#d99be0",
    "syntax-string": "#9ccc8c",
    "syntax-comment": "#6d7a88",
    "syntax-number": "#e8b07d",
    "syntax-call": "#d5dbe3",
    "syntax-definition": "#f0d58a",
    "syntax-decorator": "#d99be0",
}
_LIGHT = {
    "edge": "#c9cfd6",
    "muted": "#5d6874",
    "faint": "#8e98a3",
    "code": "#8a4b08",
    "syntax-keyword": "#1d5fae",
    "syntax-constant": "#8b2fa0",
    "syntax-string": "#2f7a35",
    "syntax-comment": "#7b8691",
    "syntax-number": "#a3510b",
    "syntax-call": "#1c2630",
    "syntax-definition": "#80590a",
    "syntax-decorator": "#8b2fa0",
}

LOOKS = {
    "debugassist-dark": "Look: dark",
    "debugassist-light": "Look: light",
    "debugassist-contrast": "Look: high contrast",
    PLAIN: "Look: no colour",
}
"""What our own themes are for, in words that somebody would look for."""


def variables(*, dark: bool) -> dict[str, str]:
    """Return our own colour names for themes that do not define them."""
    return dict(_DARK if dark else _LIGHT)


def own_themes() -> tuple["Theme", ...]:
    """Return the themes that come with the app: dark, light, one of strong contrast, and one without colour."""
    from textual.theme import Theme

    return (
        Theme(
            name="debugassist-dark",
            primary="#5eb1ef",
            secondary="#8fa3b8",
            accent="#f2a65a",
            warning="#e8c15a",
            error="#f0686f",
            success="#62c98b",
            foreground="#d5dbe3",
            background="#0f1318",
            surface="#141920",
            panel="#1d242d",
            boost="#232c37",
            dark=True,
            variables=_DARK,
        ),
        Theme(
            name="debugassist-light",
            primary="#1769aa",
            secondary="#566575",
            accent="#b45309",
            warning="#9a6a00",
            error="#c2323c",
            success="#1f7a45",
            foreground="#1c2630",
            background="#f4f6f8",
            surface="#fcfdfe",
            panel="#e6eaee",
            boost="#dde3e8",
            dark=False,
            variables=_LIGHT,
        ),
        Theme(
            name="debugassist-contrast",
            primary="#7fd4ff",
            secondary="#ffffff",
            accent="#ffd75f",
            warning="#ffff5f",
            error="#ff8787",
            success="#87ff87",
            foreground="#ffffff",
            background="#000000",
            surface="#000000",
            panel="#262626",
            boost="#303030",
            dark=True,
            variables={
                **_DARK,
                "edge": "#9e9e9e",
                "muted": "#d0d0d0",
                "faint": "#bcbcbc",
                "syntax-comment": "#bcbcbc",
            },
        ),
        Theme(
            name=PLAIN,
            primary=_WHITE,
            accent=_WHITE,
            warning=_WHITE,
            secondary=_BLACK,
            error=_BLACK,
            success=_BLACK,
            foreground=_WHITE,
            background=_BLACK,
            surface=_BLACK,
            panel=_BLACK,
            boost=_BLACK,
            dark=True,
            variables={**dict.fromkeys(_DARK, _WHITE), "edge": "#808080"},
        ),
    )
