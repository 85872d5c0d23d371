"""docs/clients.md: openapi-python-client makes a client of the document, and the page's example runs with it."""

import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

from docgen.files import OPENAPI
from local.paths import ROOT
from local.stack import Stack

PAGE = (ROOT / "docs" / "clients.md").read_text()


@pytest.fixture
def generated(tmp_path: Path) -> Path:
    """A folder with the client, made as the page's command makes it; without formatting, which is half of the time."""
    # Not at the top: the import takes half a second, and every worker of the tests would make it.
    from openapi_python_client import generate  # noqa: PLC0415
    from openapi_python_client.config import Config, ConfigFile, MetaType  # noqa: PLC0415

    config = Config.from_sources(
        ConfigFile(post_hooks=[]),
        meta_type=MetaType.NONE,
        document_source=OPENAPI,
        file_encoding="utf-8",
        overwrite=False,
        output_path=tmp_path / "booking_client",
    )
    # A warning for each answer that it cannot read: that answer would be None.
    assert [error.detail for error in generate(config=config)] == []
    return tmp_path


def test_the_pages_example_does_the_main_job(generated: Path, stack: Stack) -> None:
    (example,) = re.findall(r"```python\n(.*?)```", PAGE, re.DOTALL)
    (printed,) = re.findall(r"```text\n(.*?)```", PAGE, re.DOTALL)
    environment = {
        **os.environ,
        "PYTHONPATH": str(generated),
        "BASE_URL": stack.api_url.removesuffix("/api"),
        "TOKEN": stack.issuer.token("admin"),
    }
    done = subprocess.run(
        [sys.executable, "-c", example], env=environment, capture_output=True, text=True, check=False, timeout=60
    )
    assert (done.stdout, done.stderr) == (printed, "")


def test_the_page_names_the_version_that_is_tested() -> None:
    (pinned,) = re.findall(r"^openapi-python-client==(\S+)", (ROOT / "requirements-dev.txt").read_text(), re.MULTILINE)
    assert f"openapi-python-client=={pinned}\n" in PAGE
    assert f"| {pinned} |" in PAGE
