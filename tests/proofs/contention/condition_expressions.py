"""Evaluates the condition and update expressions that the product writes. Any other expression is refused."""

import re
from collections.abc import Mapping
from typing import Any

type WireItem = Mapping[str, Any]

_ABSENT = re.compile(r"attribute_not_exists\((\w+)\)")
_EQUAL = re.compile(r"(#\w+) = (:\w+)")


class UnknownExpression(Exception):
    """The simulated table does not support this expression."""


def holds(request: Mapping[str, Any], item: WireItem | None) -> bool:
    """Whether the request's ConditionExpression, if it has one, is true for the stored item."""
    expression = request.get("ConditionExpression")
    return expression is None or all(_clause_holds(clause, request, item or {}) for clause in expression.split(" AND "))


def updated(request: Mapping[str, Any], item: WireItem | None) -> dict[str, Any]:
    """The item after the request's UpdateExpression."""
    action, _, assignments = request["UpdateExpression"].partition(" ")
    if action != "SET":
        raise UnknownExpression(request["UpdateExpression"])
    changed = {}
    for assignment in assignments.split(", "):
        name, value = _operands(assignment, request)
        changed[name] = value
    return {**(item or {}), **request["Key"], **changed}


def _clause_holds(clause: str, request: Mapping[str, Any], item: WireItem) -> bool:
    if absent := _ABSENT.fullmatch(clause):
        return absent[1] not in item
    name, value = _operands(clause, request)
    return name in item and item[name] == value


def _operands(equation: str, request: Mapping[str, Any]) -> tuple[str, Any]:
    match = _EQUAL.fullmatch(equation)
    if match is None:
        raise UnknownExpression(equation)
    return request["ExpressionAttributeNames"][match[1]], request["ExpressionAttributeValues"][match[2]]
