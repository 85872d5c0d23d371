"""What docs/events.md gives to paste works: the consumer's handler, and the commands for a queue on the local bus."""

import json
import re
import time
import uuid
from collections.abc import Callable, Iterator
from typing import Any

import pytest

from docgen.files import EVENTS_PAGE
from local.emulator import Emulator
from local.stack import Stack
from tests.client import ApiClient
from tests.integration.events.pasted_commands import run

type Json = dict[str, Any]

PAGE = EVENTS_PAGE.read_text()
(HANDLER,) = re.findall(r"```python\n(.*?)```", PAGE, re.DOTALL)
(TEMPLATE,) = re.findall(r"```yaml\n(.*?)```", PAGE, re.DOTALL)
BOOKED, MOVED, CANCELLED = (
    json.loads(PAGE.split(f"\n### Appointment{change}\n")[1].split("```json\n")[1].split("```")[0])
    for change in ("Booked", "Rescheduled", "Cancelled")
)
SECONDS = 60.0  # the emulator's stream may take 17 s for its first records


class Consumer:
    """The page's handler, and the table that it keeps reminders in."""

    def __init__(self, handler: Callable[[Json, None], Json], table: Any) -> None:
        self._handler, self._table = handler, table

    def __call__(self, *details: Json) -> list[str]:
        """Deliver these events in one batch, and return the ids of the messages that are to come again."""
        bodies = [json.dumps({"source": "booking-service", "detail": detail}) for detail in details]
        messages = [{"messageId": f"message-{n}", "body": body} for n, body in enumerate(bodies)]
        return [each["itemIdentifier"] for each in self._handler({"Records": messages}, None)["batchItemFailures"]]

    @property
    def kept(self) -> list[tuple[int, str | None]]:
        return [(int(item["sequence"]), item["startTime"]) for item in self._table.scan()["Items"]]


@pytest.fixture
def consumer(ministack: Emulator, monkeypatch: pytest.MonkeyPatch) -> Iterator[Consumer]:
    table_name = f"Reminders-{uuid.uuid4()}"
    client = ministack.client("dynamodb")
    client.create_table(
        TableName=table_name,
        KeySchema=[{"AttributeName": "id", "KeyType": "HASH"}],
        AttributeDefinitions=[{"AttributeName": "id", "AttributeType": "S"}],
        BillingMode="PAY_PER_REQUEST",
    )
    for name, value in {**ministack.environment(), "TABLE_NAME": table_name}.items():
        monkeypatch.setenv(name, value)
    scope: Json = {}
    exec(HANDLER, scope)
    yield Consumer(scope["lambda_handler"], scope["table"])
    client.delete_table(TableName=table_name)


def test_the_consumer_keeps_the_newest_state(consumer: Consumer) -> None:
    assert consumer(BOOKED, MOVED) == []
    assert consumer.kept == [(2, MOVED["data"]["startTime"])]
    assert consumer(CANCELLED) == []
    assert consumer.kept == [(3, None)]


def test_the_consumer_drops_repeats_and_what_comes_too_late(consumer: Consumer) -> None:
    assert consumer(CANCELLED, BOOKED, MOVED) == []
    assert consumer.kept == [(3, None)]
    marked = {**CANCELLED, "data": {**CANCELLED["data"], "status": "CONFIRMED"}}  # so that a second write would show
    assert consumer(marked) == []
    assert consumer.kept == [(3, None)]


def test_of_a_batch_only_what_failed_comes_again(consumer: Consumer) -> None:
    assert consumer({"data": {}}, BOOKED) == ["message-0"]
    assert consumer.kept == [(1, BOOKED["data"]["startTime"])]


def test_the_consumers_template_gives_the_handler_what_it_uses() -> None:
    assert re.findall(r'os\.environ\["(\w+)"\]', HANDLER) == ["TABLE_NAME"]
    for line in ("TABLE_NAME: !Ref Reminders", "Action: dynamodb:PutItem", "[ReportBatchItemFailures]"):
        assert line in TEMPLATE
    assert "`functions/remind_customer/handler.py`" in PAGE
    assert "CodeUri: functions/remind_customer" in TEMPLATE


def test_the_pages_commands_make_a_queue_that_gets_every_event(stack: Stack) -> None:
    variables: dict[str, str] = {}
    attach, receive = re.findall(r"<!-- commands -->\n```bash\n(.*?)```", PAGE, re.DOTALL)
    assert len(run(attach, variables, stack.emulator.client)) == 3
    provider = ApiClient(stack.api_url, stack.issuer.token("admin")).create_provider()
    deadline, seen = time.monotonic() + SECONDS, set[str]()
    while not {"ProviderCreated", "ScheduleUpdated"} <= seen:
        assert time.monotonic() < deadline, seen
        (bodies,) = run(receive, variables, stack.emulator.client)
        events = [json.loads(body) for body in bodies or ()]
        seen |= {event["detail-type"] for event in events if event["detail"]["data"]["id"] == provider}
