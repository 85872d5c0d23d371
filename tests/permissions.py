"""The permissions that the template gives its functions, one by one, as SAM translates it."""

from collections.abc import Iterator, Mapping, Sequence
from functools import cache
from itertools import product
from typing import Any, NamedTuple

from tests.contract.test_template import Properties, arn, as_list, translated


class Permission(NamedTuple):
    """One action on one resource. `patterns` are those of the partition keys that it is for; none if it is for all.

    `policy` and `statement` say where it stands: in which policy of the function's role, and at which position.
    """

    function: str
    action: str
    resource: str
    patterns: tuple[str, ...]
    policy: str
    statement: int


@cache
def permissions() -> Sequence[Permission]:
    """Of all functions, without the managed policies that SAM adds."""
    resources = translated()
    functions = {
        function["Properties"]["Role"]["Fn::GetAtt"][0]: name
        for name, function in resources.items()
        if function["Type"] == "AWS::Lambda::Function"
    }
    return [
        Permission(functions[role], action, arn(resource), _patterns(statement), policy, position)
        for role, policy, document in _policies(resources)
        if role in functions
        for position, statement in enumerate(document["Statement"])
        for action, resource in product(as_list(statement["Action"]), as_list(statement["Resource"]))
    ]


def _policies(resources: Mapping[str, Properties]) -> Iterator[tuple[str, str, Properties]]:
    """The policies in a role, and those that name one: the role, the policy's name, and its document."""
    for name, resource in resources.items():
        properties = resource["Properties"]
        if resource["Type"] == "AWS::IAM::Role":
            for policy in properties.get("Policies", []):
                yield name, policy["PolicyName"], policy["PolicyDocument"]
        if resource["Type"] == "AWS::IAM::Policy":
            for role in properties["Roles"]:
                yield role["Ref"], properties["PolicyName"], properties["PolicyDocument"]


def _patterns(statement: Mapping[str, Any]) -> tuple[str, ...]:
    condition = statement.get("Condition", {}).get("ForAllValues:StringLike", {})
    return tuple(as_list(condition.get("dynamodb:LeadingKeys", [])))
