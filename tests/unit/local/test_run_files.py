"""Several runs of `make dev` do not touch each other's files."""

from pathlib import Path

from local.run_files import run_files


def test_the_first_run_has_the_folder_itself_whatever_its_port(tmp_path: Path) -> None:
    with run_files(4999, tmp_path) as files:
        assert files.stack == tmp_path / "stack.json"


def test_a_later_run_has_a_folder_of_its_own(tmp_path: Path) -> None:
    with run_files(4566, tmp_path), run_files(4567, tmp_path) as later:
        folder = tmp_path / "4567"
        assert [later.stack, later.sam_local] == [folder / "stack.json", folder / "sam-local.json"]
        assert [later.emulator_log, later.function_log] == [folder / "emulator.log", folder / "functions.log"]
        assert later.state == folder / "state"
        assert folder.is_dir()


def test_when_the_first_run_has_ended_the_next_one_is_the_first(tmp_path: Path) -> None:
    with run_files(4566, tmp_path):
        pass
    with run_files(4567, tmp_path) as files:
        assert files.folder == tmp_path
