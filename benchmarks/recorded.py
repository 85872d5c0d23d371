"""A table whose answers were recorded on the emulator, for calls that read much."""

import json
from dataclasses import dataclass, field
from typing import Any

from benchmarks.canned_http import Answer, http_answer
from booking.dynamodb.sending import Answer as Answered
from booking.dynamodb.sending import Request, Send


@dataclass
class Recorded:
    """The answers to Queries by their requests, and items by their keys: all as DynamoDB sends them.

    Items are kept one by one because the keys of a BatchGetItem come in another order in each process.
    """

    queries: dict[str, dict[str, Any]] = field(default_factory=dict)
    items: dict[str, Any] = field(default_factory=dict)

    def recording(self, send: Send) -> Send:
        """Sends requests that read, and records the answers. A Query that was recorded is not sent again."""

        def sent(operation: str, request: Request) -> Answered:
            if operation == "Query" and (known := self.queries.get(_text(request))):
                return known
            answer = send(operation, request)
            if operation == "Query":
                kept = ("Items", "Count", "ScannedCount", "LastEvaluatedKey")
                self.queries[_text(request)] = {name: answer[name] for name in kept if name in answer}
            elif operation == "GetItem":
                self.items[_text(request["Key"])] = answer["Item"]
            else:
                for items in answer["Responses"].values():
                    self.items |= {_text(_key(item)): item for item in items}
            return answer

        return sent

    def answer(self, operation: str, body: bytes) -> Answer:
        """Raises KeyError for a request that was not recorded."""
        request = json.loads(body)
        if operation == "Query":
            return http_answer(self.queries[_text(request)])
        if operation == "GetItem":
            return http_answer({"Item": self.items[_text(request["Key"])]})
        found = {name: [self.items[_text(key)] for key in of["Keys"]] for name, of in request["RequestItems"].items()}
        return http_answer({"Responses": found, "UnprocessedKeys": {}})


def _key(item: Any) -> Any:
    return {"PK": item["PK"], "SK": item["SK"]}


def _text(value: Any) -> str:
    return json.dumps(value, sort_keys=True)
