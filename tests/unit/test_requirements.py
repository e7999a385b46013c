"""Development has what the program has: `make setup` installs one list, and says that both are there."""

from pathlib import Path

FOLDER = Path(__file__).parents[2] / "requirements"


def pins(name: str) -> set[str]:
    lines = (FOLDER / name).read_text().splitlines()
    return {line.split()[0] for line in lines if line and not line.startswith((" ", "#", "-"))}


def test_what_the_program_needs_is_there_for_development_in_the_same_version() -> None:
    assert pins("run.txt") <= pins("dev.txt")
