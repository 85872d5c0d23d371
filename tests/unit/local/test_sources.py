"""A change that needs a restart is a difference from what is deployed."""

from pathlib import Path

import pytest

from local.sources import Sources


@pytest.fixture
def template(tmp_path: Path) -> Path:
    path = tmp_path / "template.yaml"
    path.write_text("deployed")
    return path


def test_an_edit_differs_from_the_deployed_file_until_it_is_taken_back(template: Path) -> None:
    sources = Sources(template.parent)
    template.write_text("edited")
    assert sources.changed() == {template}
    assert not sources.is_as_deployed(template)
    template.write_text("deployed")
    assert sources.changed() == {template}
    assert sources.is_as_deployed(template)


def test_a_deleted_file_differs_and_a_new_one_that_is_deleted_again_does_not(template: Path) -> None:
    sources = Sources(template.parent)
    template.unlink()
    assert not sources.is_as_deployed(template)
    new = template.parent / "layers/dependencies/new.txt"
    new.parent.mkdir(parents=True)
    new.touch()
    assert not sources.is_as_deployed(new)
    new.unlink()
    assert sources.is_as_deployed(new)
