"""A request can be followed through the business code: few files, few moves between them."""

import re
import subprocess
import sys

from local.paths import ROOT

_LINE = re.compile(r"^(\w+)[^:]*, business: (\d+) files, (\d+) moves", re.MULTILINE)


def test_a_reader_follows_a_request_through_fewer_than_twelve_files_and_forty_moves() -> None:
    done = subprocess.run(
        [sys.executable, "-m", "benchmarks.reading"], cwd=ROOT, capture_output=True, text=True, check=True
    )
    counted = {name: (int(files), int(moves)) for name, files, moves in _LINE.findall(done.stdout)}
    assert counted.keys() == {"create_appointment", "get_availability"}
    assert all(files < 12 and moves < 40 for files, moves in counted.values()), counted
