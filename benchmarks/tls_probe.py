"""A case's warm calls over TLS: `python -m benchmarks.tls_probe MODE CASE CALLS RESULT`.

The whole function runs with its own clients. The environment, set by `tls_server`, holds the address of the server.
MODE `times` writes CPU microseconds. MODE `count` makes CALLS calls and twice as many for callgrind; therefore this
module imports little. CASE and RESULT are files of JSON, because the functions write metrics to standard output.
"""

import json
import sys
from pathlib import Path

from benchmarks.measuring import cpu_microseconds, repeat
from benchmarks.present import stop_the_clock
from local.handlers import load_handler
from tests.functional.lambdas import Context


def main(mode: str, case: str, calls: str, result: str) -> None:
    given = json.loads(Path(case).read_text())
    function, payload = given["function"], given["event"]
    handler, context = load_handler(function).lambda_handler, Context(function)
    stop_the_clock()
    if store := sys.modules.get("booking.providers.store"):
        vars(store)["REMEMBERED_SECONDS"] = given["remembered_seconds"]

    def run() -> None:
        answer = handler(payload, context)
        assert answer.get("statusCode", 200) < 400, answer
        assert not answer.get("batchItemFailures"), answer

    microseconds = None
    if mode == "times":
        microseconds = cpu_microseconds(run)
    else:
        repeat(run, int(calls))
    Path(result).write_text(json.dumps(microseconds))


if __name__ == "__main__":
    main(*sys.argv[1:])
