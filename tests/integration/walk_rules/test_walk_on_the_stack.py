"""The walk through the scheduling rules, on the whole stack with IAM enforced."""

import json
from collections.abc import Mapping
from typing import Any

import pytest

from local.stack import Stack
from tests.client import Answer, ApiClient
from tests.integration.walk_rules.__main__ import main, walk_rules
from tests.integration.walk_rules.walk import Walk


def test_all_rules_hold_over_http(stack: Stack, capsys: pytest.CaptureFixture[str]) -> None:
    customer = stack.issuer.token("customer", subject="walker")
    status = walk_rules(stack.api_url, stack.issuer.token("admin"), customer)
    output = capsys.readouterr().out
    assert status == 0, output
    assert "skipped:" not in output


def test_a_failed_check_is_shown_and_counted() -> None:
    lines: list[str] = []
    walk = Walk(ApiClient("unused"), ApiClient("unused"), None, lines.append)
    walk.check("one is one", 1, 1)
    walk.check("one is two", 1, 2)
    assert lines == ["ok      one is one", "FAILED  one is two: 1 instead of 2"]
    assert (walk.checks, walk.failed) == (2, 1)


def test_a_step_that_cannot_go_on_fails_and_the_next_one_begins() -> None:
    lines: list[str] = []
    walk = Walk(_Refusing("unused"), ApiClient("unused"), None, lines.append)
    walk.step("first", lambda: walk.check("never", walk.admin.call("GET", "/").body["id"], "x"))
    walk.step("second", lambda: walk.holds("two", found=True))
    assert lines == ["first:", 'FAILED  first could go on: "KeyError(\'id\')" instead of "an answer"', *lines[2:]]
    assert lines[2:] == ["second:", "ok      two"]


@pytest.mark.parametrize(("arguments", "token"), [([], "t"), (["https://example.com/api"], "")])
def test_without_an_address_or_a_token_nothing_is_walked(
    arguments: list[str], token: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("BOOKING_TOKEN", token)
    assert main(arguments) == 2


class _Refusing(ApiClient):
    """Answers every call with a problem."""

    def call(self, method: str, path: str, body: Any = None, headers: Mapping[str, str] | None = None) -> Answer:
        return Answer(503, {}, json.loads('{"code": "busy"}'))
