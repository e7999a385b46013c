"""Nothing outside the workspace is read because a report names it."""

from pathlib import Path

import pytest

from tools.workspace import MAX_BYTES, Workspace


@pytest.fixture
def project(tmp_path: Path) -> Path:
    root = tmp_path / "project"
    (root / "src" / "shop").mkdir(parents=True)
    (root / "src" / "shop" / "cart.py").write_text("total = 0\n")
    (root / "src" / "shop" / "__init__.py").write_text("")
    (root / "src" / "__init__.py").write_text("")
    (tmp_path / "secret.py").write_text("key = 1\n")
    return root


@pytest.mark.parametrize(
    "named",
    [
        "src/shop/cart.py",
        "./src/shop/cart.py",
        "/app/src/shop/cart.py",
        "/home/ci/build/7/shop/cart.py",
        r"C:\work\src\shop\cart.py",
        "cart.py",
    ],
)
def test_a_file_is_found_however_another_machine_called_it(project: Path, named: str) -> None:
    assert Workspace.at(project).read(named) == "total = 0\n"


@pytest.mark.parametrize(
    "named",
    ["/etc/passwd", "../secret.py", "src/../../secret.py", "secret.py", "", "<stdin>", "a\0b", "x" * 5000],
)
def test_nothing_outside_is_read(project: Path, named: str) -> None:
    assert Workspace.at(project).read(named) is None


def test_a_link_that_leads_outside_is_not_followed(project: Path) -> None:
    (project / "innocent.py").symlink_to(project.parent / "secret.py")

    assert Workspace.at(project).read("innocent.py") is None


def test_a_tail_that_fits_two_files_finds_neither(project: Path) -> None:
    """A guess between two files would put the blame on the wrong one half of the time."""
    (project / "lib" / "shop").mkdir(parents=True)
    (project / "lib" / "shop" / "cart.py").write_text("other = 0\n")

    assert Workspace.at(project).read("/srv/shop/cart.py") is None


def test_a_file_too_large_to_be_source_is_not_read(project: Path) -> None:
    (project / "big.py").write_bytes(b"#" * (MAX_BYTES + 1))

    assert Workspace.at(project).read("big.py") is None


def test_a_binary_file_is_not_read(project: Path) -> None:
    (project / "blob.py").write_bytes(b"\x7fELF\0\0\0")

    assert Workspace.at(project).read("blob.py") is None


def test_a_declared_encoding_is_honoured(project: Path) -> None:
    (project / "old.py").write_bytes("# -*- coding: latin-1 -*-\ns = 'é'\r\n".encode("latin-1"))

    assert Workspace.at(project).read("old.py") == "# -*- coding: latin-1 -*-\ns = 'é'\n"
