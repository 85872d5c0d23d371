"""A build is repeated when, and only when, its sources differ; equal code is uploaded as equal bytes."""

import os
from pathlib import Path

import pytest

from local.artifacts import zip_folder
from local.build import source_digest


@pytest.fixture
def root(tmp_path: Path) -> Path:
    for name in ("template.yaml", "functions/book/handler.py", "layers/booking/booking/slots.py"):
        path = tmp_path / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(name)
    return tmp_path


def test_equal_sources_have_equal_digests(root: Path) -> None:
    before = source_digest("arm64", root)
    os.utime(root / "template.yaml", (0, 0))
    assert source_digest("arm64", root) == before


def test_compiled_python_and_other_folders_do_not_count(root: Path) -> None:
    before = source_digest("arm64", root)
    for name in ("functions/book/__pycache__/handler.cpython-313.pyc", "tests/test_book.py"):
        (root / name).parent.mkdir(parents=True)
        (root / name).write_text("")
    assert source_digest("arm64", root) == before


@pytest.mark.parametrize("name", ["template.yaml", "functions/book/handler.py", "layers/booking/booking/slots.py"])
def test_a_changed_source_changes_the_digest(root: Path, name: str) -> None:
    before = source_digest("arm64", root)
    (root / name).write_text("changed")
    assert source_digest("arm64", root) != before


def test_a_deleted_or_renamed_source_changes_the_digest(root: Path) -> None:
    before = source_digest("arm64", root)
    source = root / "functions/book/handler.py"
    source.rename(source.with_name("other.py"))
    renamed = source_digest("arm64", root)
    source.with_name("other.py").unlink()
    assert len({before, renamed, source_digest("arm64", root)}) == 3


def test_the_architecture_changes_the_digest(root: Path) -> None:
    assert source_digest("arm64", root) != source_digest("x86_64", root)


def test_equal_folders_zip_to_equal_bytes_whatever_their_age(root: Path) -> None:
    before = zip_folder(root)
    os.utime(root / "template.yaml", (0, 0))
    assert zip_folder(root) == before
    (root / "template.yaml").write_text("changed")
    assert zip_folder(root) != before
