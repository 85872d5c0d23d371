"""template.yaml agrees with the folders. It gives each function the rights for its requests, and no others."""

import ast
import json
import tomllib
from collections.abc import Iterator
from datetime import timedelta
from itertools import product
from typing import Any

import pytest

from booking.api.routes import ROUTES
from booking.appointments.items import claim_item
from booking.appointments.refusing import SECONDS_FOR_A_READING
from booking.aws import TABLE as CONFIG
from booking.bus.delivered import SOURCE
from booking.calls.refusals import Refusal
from booking.dynamodb.retrying import SECONDS_FOR_AN_ATTEMPT, Backoff
from booking.settings import CLAIM_DAYS, MAX_OPEN_APPOINTMENTS
from local import handlers
from local.paths import ROOT, TEMPLATE
from local.translation import read_template, to_cloudformation
from tests.examples import NINE, booked

type Properties = dict[str, Any]

PROVIDERS = "PROVIDER#*"
APPOINTMENTS = "APPOINTMENT#*"
LISTS = "OPEN#*"
REPORTS = "REPORT#*"
CUSTOMERS = "CUSTOMER#*"
SEARCHES = "SEARCH#*"
TABLE = "Table.Arn"

# The rights of each function: action, resource, and kind of keys. They follow from the requests that it makes.
# A transaction needs the right for each of its writes. This right includes reading the item of a failed condition.
RIGHTS: dict[str, set[tuple[str, str, str]]] = {
    "CreateProviderFunction": {("dynamodb:PutItem", TABLE, PROVIDERS), ("dynamodb:GetItem", TABLE, PROVIDERS)},
    "ListProvidersFunction": {
        ("dynamodb:Query", "${Table.Arn}/index/GSI1", "PROVIDERS"),
        ("dynamodb:BatchGetItem", TABLE, PROVIDERS),
    },
    "GetProviderFunction": {("dynamodb:GetItem", TABLE, PROVIDERS)},
    "UpdateProviderFunction": {
        ("dynamodb:GetItem", TABLE, PROVIDERS),
        ("dynamodb:Query", TABLE, PROVIDERS),
        ("dynamodb:UpdateItem", TABLE, PROVIDERS),
        ("dynamodb:PutItem", TABLE, PROVIDERS),
    },
    "DeactivateProviderFunction": {
        ("dynamodb:GetItem", TABLE, PROVIDERS),
        ("dynamodb:UpdateItem", TABLE, PROVIDERS),
        ("dynamodb:PutItem", TABLE, PROVIDERS),
        ("dynamodb:Query", TABLE, PROVIDERS),
        ("dynamodb:BatchGetItem", TABLE, PROVIDERS),
        ("dynamodb:BatchGetItem", TABLE, APPOINTMENTS),
    },
    "ReactivateProviderFunction": {
        ("dynamodb:GetItem", TABLE, PROVIDERS),
        ("dynamodb:UpdateItem", TABLE, PROVIDERS),
        ("dynamodb:PutItem", TABLE, PROVIDERS),
    },
    "ListServicesFunction": {("dynamodb:Query", TABLE, PROVIDERS)},
    "SetServiceFunction": {
        ("dynamodb:GetItem", TABLE, PROVIDERS),
        ("dynamodb:Query", TABLE, PROVIDERS),
        ("dynamodb:UpdateItem", TABLE, PROVIDERS),
        ("dynamodb:PutItem", TABLE, PROVIDERS),
        ("dynamodb:BatchGetItem", TABLE, PROVIDERS),
        ("dynamodb:BatchGetItem", TABLE, APPOINTMENTS),
    },
    "GetServiceFunction": {("dynamodb:GetItem", TABLE, PROVIDERS)},
    "RetireServiceFunction": {
        ("dynamodb:GetItem", TABLE, PROVIDERS),
        ("dynamodb:UpdateItem", TABLE, PROVIDERS),
        ("dynamodb:PutItem", TABLE, PROVIDERS),
        ("dynamodb:Query", TABLE, PROVIDERS),
        ("dynamodb:BatchGetItem", TABLE, PROVIDERS),
        ("dynamodb:BatchGetItem", TABLE, APPOINTMENTS),
    },
    "ListOfferedServicesFunction": {
        ("dynamodb:Query", "${Table.Arn}/index/GSI1", "SERVICES"),
        ("dynamodb:BatchGetItem", TABLE, PROVIDERS),
    },
    "GetScheduleFunction": {("dynamodb:GetItem", TABLE, PROVIDERS)},
    "UpdateScheduleFunction": {
        ("dynamodb:GetItem", TABLE, PROVIDERS),
        ("dynamodb:UpdateItem", TABLE, PROVIDERS),
        ("dynamodb:PutItem", TABLE, PROVIDERS),
        ("dynamodb:Query", TABLE, PROVIDERS),
        ("dynamodb:BatchGetItem", TABLE, PROVIDERS),
        ("dynamodb:BatchGetItem", TABLE, APPOINTMENTS),
    },
    "SetOverridesFunction": {
        ("dynamodb:GetItem", TABLE, PROVIDERS),
        ("dynamodb:BatchGetItem", TABLE, PROVIDERS),
        ("dynamodb:UpdateItem", TABLE, PROVIDERS),
        ("dynamodb:PutItem", TABLE, PROVIDERS),
        ("dynamodb:BatchGetItem", TABLE, APPOINTMENTS),
        ("dynamodb:Query", TABLE, PROVIDERS),
    },
    "ListOverridesFunction": {
        ("dynamodb:GetItem", TABLE, PROVIDERS),
        ("dynamodb:Query", TABLE, PROVIDERS),
    },
    "SetOverrideFunction": {
        ("dynamodb:GetItem", TABLE, PROVIDERS),
        ("dynamodb:BatchGetItem", TABLE, PROVIDERS),
        ("dynamodb:UpdateItem", TABLE, PROVIDERS),
        ("dynamodb:PutItem", TABLE, PROVIDERS),
        ("dynamodb:BatchGetItem", TABLE, APPOINTMENTS),
        ("dynamodb:Query", TABLE, PROVIDERS),
    },
    "RemoveOverrideFunction": {
        ("dynamodb:GetItem", TABLE, PROVIDERS),
        ("dynamodb:BatchGetItem", TABLE, PROVIDERS),
        ("dynamodb:UpdateItem", TABLE, PROVIDERS),
        ("dynamodb:PutItem", TABLE, PROVIDERS),
        ("dynamodb:DeleteItem", TABLE, PROVIDERS),
        ("dynamodb:BatchGetItem", TABLE, APPOINTMENTS),
        ("dynamodb:Query", TABLE, PROVIDERS),
    },
    "AddTimeOffFunction": {
        ("dynamodb:GetItem", TABLE, PROVIDERS),
        ("dynamodb:BatchGetItem", TABLE, PROVIDERS),
        ("dynamodb:UpdateItem", TABLE, PROVIDERS),
        ("dynamodb:PutItem", TABLE, PROVIDERS),
        ("dynamodb:BatchGetItem", TABLE, APPOINTMENTS),
        ("dynamodb:Query", TABLE, PROVIDERS),
    },
    "ListTimeOffFunction": {
        ("dynamodb:GetItem", TABLE, PROVIDERS),
        ("dynamodb:Query", TABLE, PROVIDERS),
    },
    "GetTimeOffFunction": {
        ("dynamodb:GetItem", TABLE, PROVIDERS),
    },
    "SetTimeOffFunction": {
        ("dynamodb:GetItem", TABLE, PROVIDERS),
        ("dynamodb:BatchGetItem", TABLE, PROVIDERS),
        ("dynamodb:UpdateItem", TABLE, PROVIDERS),
        ("dynamodb:PutItem", TABLE, PROVIDERS),
        ("dynamodb:BatchGetItem", TABLE, APPOINTMENTS),
        ("dynamodb:Query", TABLE, PROVIDERS),
    },
    "RemoveTimeOffFunction": {
        ("dynamodb:GetItem", TABLE, PROVIDERS),
        ("dynamodb:BatchGetItem", TABLE, PROVIDERS),
        ("dynamodb:UpdateItem", TABLE, PROVIDERS),
        ("dynamodb:PutItem", TABLE, PROVIDERS),
    },
    "GetAvailabilityFunction": {
        ("dynamodb:GetItem", TABLE, PROVIDERS),
        ("dynamodb:BatchGetItem", TABLE, PROVIDERS),
        ("dynamodb:Query", TABLE, PROVIDERS),
        ("dynamodb:GetItem", TABLE, APPOINTMENTS),
    },
    "FindNextOpeningsFunction": {
        ("dynamodb:GetItem", TABLE, PROVIDERS),
        ("dynamodb:BatchGetItem", TABLE, PROVIDERS),
        ("dynamodb:Query", TABLE, PROVIDERS),
    },
    "ExplainStartFunction": {
        ("dynamodb:GetItem", TABLE, PROVIDERS),
        ("dynamodb:BatchGetItem", TABLE, PROVIDERS),
        ("dynamodb:Query", TABLE, PROVIDERS),
        ("dynamodb:GetItem", TABLE, APPOINTMENTS),
    },
    "CompareAvailabilityFunction": {
        ("dynamodb:GetItem", TABLE, PROVIDERS),
        ("dynamodb:BatchGetItem", TABLE, PROVIDERS),
        ("dynamodb:Query", TABLE, PROVIDERS),
    },
    "CreateAppointmentFunction": {
        ("dynamodb:GetItem", TABLE, PROVIDERS),
        ("dynamodb:GetItem", TABLE, APPOINTMENTS),
        ("dynamodb:BatchGetItem", TABLE, PROVIDERS),
        ("dynamodb:BatchGetItem", TABLE, APPOINTMENTS),
        ("dynamodb:PutItem", TABLE, PROVIDERS),
        ("dynamodb:PutItem", TABLE, APPOINTMENTS),
        ("dynamodb:ConditionCheckItem", TABLE, PROVIDERS),
        ("dynamodb:Query", TABLE, PROVIDERS),
        ("dynamodb:UpdateItem", TABLE, LISTS),
    },
    "ListAppointmentsFunction": {
        ("dynamodb:GetItem", TABLE, PROVIDERS),
        ("dynamodb:BatchGetItem", TABLE, APPOINTMENTS),
        ("dynamodb:BatchGetItem", TABLE, PROVIDERS),
        ("dynamodb:Query", "${Table.Arn}/index/GSI1", PROVIDERS),
        ("dynamodb:Query", "${Table.Arn}/index/GSI2", CUSTOMERS),
    },
    "GetAppointmentFunction": {("dynamodb:GetItem", TABLE, PROVIDERS), ("dynamodb:GetItem", TABLE, APPOINTMENTS)},
    "RescheduleAppointmentFunction": {
        ("dynamodb:GetItem", TABLE, PROVIDERS),
        ("dynamodb:BatchGetItem", TABLE, PROVIDERS),
        ("dynamodb:GetItem", TABLE, APPOINTMENTS),
        ("dynamodb:UpdateItem", TABLE, APPOINTMENTS),
        ("dynamodb:UpdateItem", TABLE, LISTS),
        ("dynamodb:ConditionCheckItem", TABLE, PROVIDERS),
        ("dynamodb:PutItem", TABLE, PROVIDERS),
        ("dynamodb:DeleteItem", TABLE, PROVIDERS),
        ("dynamodb:Query", TABLE, PROVIDERS),
    },
    "CancelAppointmentFunction": {
        ("dynamodb:GetItem", TABLE, PROVIDERS),
        ("dynamodb:GetItem", TABLE, APPOINTMENTS),
        ("dynamodb:UpdateItem", TABLE, APPOINTMENTS),
        ("dynamodb:UpdateItem", TABLE, LISTS),
        ("dynamodb:DeleteItem", TABLE, PROVIDERS),
    },
    "UpdateAppointmentFunction": {
        ("dynamodb:GetItem", TABLE, PROVIDERS),
        ("dynamodb:GetItem", TABLE, APPOINTMENTS),
        ("dynamodb:UpdateItem", TABLE, APPOINTMENTS),
    },
    "SetAttendanceFunction": {
        ("dynamodb:GetItem", TABLE, PROVIDERS),
        ("dynamodb:GetItem", TABLE, APPOINTMENTS),
        ("dynamodb:UpdateItem", TABLE, APPOINTMENTS),
        ("dynamodb:DeleteItem", TABLE, PROVIDERS),
    },
    "KeepAppointmentFunction": {
        ("dynamodb:GetItem", TABLE, PROVIDERS),
        ("dynamodb:GetItem", TABLE, APPOINTMENTS),
        ("dynamodb:BatchGetItem", TABLE, PROVIDERS),
        ("dynamodb:UpdateItem", TABLE, APPOINTMENTS),
    },
    "GetDayFunction": {
        ("dynamodb:GetItem", TABLE, PROVIDERS),
        ("dynamodb:Query", TABLE, PROVIDERS),
        ("dynamodb:BatchGetItem", TABLE, PROVIDERS),
        ("dynamodb:BatchGetItem", TABLE, APPOINTMENTS),
        ("dynamodb:Query", "${Table.Arn}/index/GSI1", PROVIDERS),
    },
    "GetBoardFunction": {
        ("dynamodb:Query", TABLE, PROVIDERS),
        ("dynamodb:BatchGetItem", TABLE, PROVIDERS),
        ("dynamodb:BatchGetItem", TABLE, APPOINTMENTS),
        ("dynamodb:Query", "${Table.Arn}/index/GSI1", PROVIDERS),
        ("dynamodb:Query", "${Table.Arn}/index/GSI1", "PROVIDERS"),
    },
    "GetMonthFunction": {
        ("dynamodb:GetItem", TABLE, PROVIDERS),
        ("dynamodb:BatchGetItem", TABLE, PROVIDERS),
        ("dynamodb:Query", TABLE, PROVIDERS),
        ("dynamodb:Query", "${Table.Arn}/index/GSI1", PROVIDERS),
    },
    "FindCustomersFunction": {
        ("dynamodb:Query", TABLE, SEARCHES),
        ("dynamodb:BatchGetItem", TABLE, CUSTOMERS),
    },
    "GetCustomerFunction": {("dynamodb:BatchGetItem", TABLE, CUSTOMERS)},
    "UpdateCustomerFunction": {
        ("dynamodb:BatchGetItem", TABLE, CUSTOMERS),
        ("dynamodb:ConditionCheckItem", TABLE, CUSTOMERS),
        ("dynamodb:GetItem", TABLE, CUSTOMERS),
        ("dynamodb:PutItem", TABLE, CUSTOMERS),
        ("dynamodb:PutItem", TABLE, SEARCHES),
        ("dynamodb:DeleteItem", TABLE, SEARCHES),
    },
    "ExportCustomerFunction": {
        ("dynamodb:BatchGetItem", TABLE, CUSTOMERS),
        ("dynamodb:BatchGetItem", TABLE, APPOINTMENTS),
        ("dynamodb:Query", "${Table.Arn}/index/GSI2", CUSTOMERS),
        ("dynamodb:Query", TABLE, LISTS),
    },
    "EraseCustomerFunction": {
        ("dynamodb:GetItem", TABLE, CUSTOMERS),
        ("dynamodb:GetItem", TABLE, APPOINTMENTS),
        ("dynamodb:BatchGetItem", TABLE, CUSTOMERS),
        ("dynamodb:BatchGetItem", TABLE, APPOINTMENTS),
        ("dynamodb:UpdateItem", TABLE, CUSTOMERS),
        ("dynamodb:UpdateItem", TABLE, APPOINTMENTS),
        ("dynamodb:PutItem", TABLE, CUSTOMERS),
        ("dynamodb:PutItem", TABLE, APPOINTMENTS),
        ("dynamodb:DeleteItem", TABLE, CUSTOMERS),
        ("dynamodb:DeleteItem", TABLE, SEARCHES),
        ("dynamodb:Query", "${Table.Arn}/index/GSI2", CUSTOMERS),
    },
    "KeepCustomerCardsFunction": {
        ("dynamodb:BatchGetItem", TABLE, CUSTOMERS),
        ("dynamodb:BatchGetItem", TABLE, APPOINTMENTS),
        ("dynamodb:Query", "${Table.Arn}/index/GSI2", CUSTOMERS),
        ("dynamodb:ConditionCheckItem", TABLE, CUSTOMERS),
        ("dynamodb:GetItem", TABLE, CUSTOMERS),
        ("dynamodb:PutItem", TABLE, CUSTOMERS),
        ("dynamodb:PutItem", TABLE, SEARCHES),
        ("dynamodb:DeleteItem", TABLE, CUSTOMERS),
        ("dynamodb:DeleteItem", TABLE, SEARCHES),
    },
    "ListAppointmentHistoryFunction": {
        ("dynamodb:GetItem", TABLE, APPOINTMENTS),
        ("dynamodb:GetItem", TABLE, PROVIDERS),
        ("dynamodb:Query", TABLE, APPOINTMENTS),
    },
    "ListProviderHistoryFunction": {
        ("dynamodb:GetItem", TABLE, PROVIDERS),
        ("dynamodb:Query", TABLE, PROVIDERS),
    },
    "RequestResolutionFunction": {
        ("dynamodb:GetItem", TABLE, PROVIDERS),
        ("dynamodb:BatchGetItem", TABLE, PROVIDERS),
        ("dynamodb:PutItem", TABLE, PROVIDERS),
        ("dynamodb:Query", TABLE, PROVIDERS),
    },
    "GetResolutionFunction": {
        ("dynamodb:GetItem", TABLE, PROVIDERS),
        ("dynamodb:Query", TABLE, PROVIDERS),
    },
    "WorkResolutionFunction": {
        ("dynamodb:GetItem", TABLE, PROVIDERS),
        ("dynamodb:GetItem", TABLE, APPOINTMENTS),
        ("dynamodb:BatchGetItem", TABLE, PROVIDERS),
        ("dynamodb:BatchGetItem", TABLE, APPOINTMENTS),
        ("dynamodb:Query", TABLE, PROVIDERS),
        ("dynamodb:UpdateItem", TABLE, APPOINTMENTS),
        ("dynamodb:UpdateItem", TABLE, LISTS),
        ("dynamodb:UpdateItem", TABLE, PROVIDERS),
        ("dynamodb:ConditionCheckItem", TABLE, PROVIDERS),
        ("dynamodb:PutItem", TABLE, PROVIDERS),
        ("dynamodb:DeleteItem", TABLE, PROVIDERS),
    },
    "GetDailyReportFunction": {
        ("dynamodb:GetItem", TABLE, PROVIDERS),
        ("dynamodb:BatchGetItem", TABLE, PROVIDERS),
        ("dynamodb:Query", TABLE, PROVIDERS),
        ("dynamodb:Query", TABLE, REPORTS),
    },
    "KeepReportsFunction": {
        ("dynamodb:Query", TABLE, REPORTS),
        ("dynamodb:PutItem", TABLE, REPORTS),
        ("dynamodb:GetItem", TABLE, PROVIDERS),
        ("dynamodb:BatchGetItem", TABLE, PROVIDERS),
        ("dynamodb:Query", TABLE, PROVIDERS),
        ("dynamodb:BatchGetItem", TABLE, APPOINTMENTS),
        ("dynamodb:Query", "${Table.Arn}/index/GSI1", PROVIDERS),
    },
    "KeepHistoryFunction": {
        ("dynamodb:PutItem", TABLE, APPOINTMENTS),
        ("dynamodb:PutItem", TABLE, PROVIDERS),
    },
    "PublishEventsFunction": {
        ("events:PutEvents", "EventBus.Arn", ""),
        ("sqs:SendMessage", "DeadLetterQueue.Arn", ""),
        ("s3:PutObject", "${UndeliveredBucket.Arn}/*", ""),
        ("s3:ListBucket", "UndeliveredBucket.Arn", ""),
    },
    "AnswerUnknownRouteFunction": set(),
    "ShowDocsFunction": set(),
    "AuditTableFunction": {
        ("dynamodb:Scan", TABLE, ""),
        ("dynamodb:BatchGetItem", TABLE, ""),
        ("dynamodb:GetItem", TABLE, ""),
        ("dynamodb:Query", "${Table.Arn}/index/GSI1", ""),
        ("dynamodb:Query", "${Table.Arn}/index/GSI2", CUSTOMERS),
        ("dynamodb:Query", TABLE, PROVIDERS),
    },
}
# A function cannot name itself in its own role's policies.
RIGHTS_APART = {
    "AuditContinuationPolicy": {("lambda:InvokeFunction", "AuditTableFunction.Arn", "")},
    "AuditCardsPolicy": {("sqs:SendMessage", "KeepCustomerCardsQueue.Arn", "")},  # only if there are cards
}

# The only wildcards, each with a reason: the names of a bucket's objects are not known in advance.
WILDCARDS = {"${UndeliveredBucket.Arn}/*"}

# AWS's own metrics, with their names and dimensions from its documentation.
AWS_METRICS: dict[tuple[str, str], set[frozenset[str]]] = {
    ("AWS/SQS", "ApproximateNumberOfMessagesVisible"): {frozenset({"QueueName"})},
    ("AWS/SQS", "ApproximateAgeOfOldestMessage"): {frozenset({"QueueName"})},
    ("AWS/Lambda", "Errors"): {frozenset({"FunctionName"})},
    ("AWS/Lambda", "IteratorAge"): {frozenset({"FunctionName"})},
    ("AWS/Lambda", "OnFailureDestinationDeliveredEventCount"): {frozenset({"EventSourceMappingUUID"})},
    ("AWS/Lambda", "PolledEventCount"): {frozenset({"EventSourceMappingUUID"})},
    ("AWS/Lambda", "DestinationDeliveryFailures"): {frozenset({"FunctionName"})},
    ("AWS/Lambda", "AsyncEventsDropped"): {frozenset({"FunctionName"})},
    ("AWS/ApiGateway", "5xx"): {frozenset({"ApiId"}), frozenset({"ApiId", "Stage"})},
    ("AWS/ApiGateway", "Count"): {frozenset({"ApiId"}), frozenset({"ApiId", "Stage"})},
    ("AWS/DynamoDB", "ReadThrottleEvents"): {
        frozenset({"TableName"}),
        frozenset({"TableName", "GlobalSecondaryIndexName"}),
    },
    ("AWS/DynamoDB", "WriteThrottleEvents"): {
        frozenset({"TableName"}),
        frozenset({"TableName", "GlobalSecondaryIndexName"}),
    },
}
OUR_METRICS = "BookingService"
THIS_STACK = {"Ref": "AWS::StackName"}

# Alarms on something that does not happen: a report that does not come is the alarm.
SILENCE = {"PublisherStoppedAlarm", "AuditMissingAlarm"}


def resources(kind: str) -> dict[str, Properties]:
    found = read_template(TEMPLATE)["Resources"]
    return {name: resource["Properties"] for name, resource in found.items() if resource["Type"] == kind}


def functions() -> dict[str, Properties]:
    return resources("AWS::Serverless::Function")


def logical_id(folder: str) -> str:
    return "".join(word.capitalize() for word in folder.split("_")) + "Function"


def folders() -> list[str]:
    return sorted(handlers.folders())


def as_list(value: Any) -> list[Any]:
    return value if isinstance(value, list) else [value]


def arn(resource: Any) -> str:
    """`Table.Arn` for !GetAtt, the text of !Sub, or the text itself."""
    if isinstance(resource, dict):
        (reference,) = resource.values()
        return ".".join(reference) if isinstance(reference, list) else str(reference)
    return str(resource)


def rights(document: Properties) -> Iterator[tuple[str, str, str]]:
    for statement in document["Statement"]:
        assert statement["Effect"] == "Allow"
        assert not {"NotAction", "NotResource", "Principal"} & statement.keys()
        keys = statement.get("Condition", {}).get("ForAllValues:StringLike", {}).get("dynamodb:LeadingKeys", "")
        for action, resource in product(as_list(statement["Action"]), as_list(statement["Resource"])):
            for kind in as_list(keys):
                yield action, arn(resource), kind


def rights_of(function: str) -> list[tuple[str, str, str]]:
    return [right for document in functions()[function].get("Policies", []) for right in rights(document)]


def test_each_folder_is_one_function_named_after_it() -> None:
    assert {name: f["CodeUri"] for name, f in functions().items()} == {
        logical_id(name): folder.relative_to(ROOT).as_posix() for name, folder in handlers.folders().items()
    }


def test_each_folder_has_a_sample_event_and_no_event_is_left_over() -> None:
    assert {*(ROOT / "events").glob("*/*")} == {handlers.sample_file(name) for name in folders()}


def test_each_folder_has_a_functional_test() -> None:
    tested = {path.stem.removeprefix("test_") for path in (ROOT / "tests" / "functional").rglob("test_*.py")}
    assert set(folders()) <= tested


def test_every_function_runs_the_same_handler_on_the_same_layers() -> None:
    shared = read_template(TEMPLATE)["Globals"]["Function"]
    assert shared["Handler"] == "handler.lambda_handler"
    assert shared["Runtime"] == "python3.13"
    assert shared["Layers"] == [{"Ref": "DependenciesLayer"}, {"Ref": "BookingLayer"}]
    own = {"Handler", "Runtime", "Layers", "Architectures", "Role", "Tracing"}
    assert not [name for name, properties in functions().items() if own & properties.keys()]


def translated(**parameters: str) -> dict[str, Properties]:
    """The resources of the CloudFormation that SAM makes of the template, as if the code lay in S3."""
    template = read_template(TEMPLATE)
    for resource in template["Resources"].values():
        for code in {"CodeUri", "ContentUri"} & resource["Properties"].keys():
            resource["Properties"][code] = "s3://bucket/code.zip"
    resources: dict[str, Properties] = to_cloudformation(template, parameters, "booking")["Resources"]
    return resources


@pytest.mark.parametrize(("parameters", "is_traced"), [({}, False), ({"Tracing": "Active"}, True)], ids=["off", "on"])
def test_only_functions_that_are_traced_may_write_to_xray(parameters: dict[str, str], is_traced: bool) -> None:
    resources = translated(**parameters)
    for name in functions():
        assert any("Xray" in arn for arn in managed_policies(resources, name)) is is_traced, name
        assert ("TracingConfig" in resources[name]["Properties"]) is is_traced, name


def test_what_sam_gives_by_itself_is_the_right_to_log_and_to_read_stream_and_queues() -> None:
    resources = translated()
    given = {arn.rpartition("/")[2] for name in functions() for arn in managed_policies(resources, name)}
    assert given == {"AWSLambdaBasicExecutionRole", "AWSLambdaDynamoDBExecutionRole", "AWSLambdaSQSQueueExecutionRole"}


def managed_policies(resources: dict[str, Properties], function: str) -> list[str]:
    arns: list[str] = resources[f"{function}Role"]["Properties"]["ManagedPolicyArns"]
    return arns


def test_the_layers_sources_exist() -> None:
    sources = {name: layer["ContentUri"] for name, layer in resources("AWS::Serverless::LayerVersion").items()}
    assert sources == {"DependenciesLayer": "layers/dependencies", "BookingLayer": "layers/booking"}
    assert all((ROOT / source / "Makefile").is_file() for source in sources.values())


def test_a_condition_on_all_values_demands_that_there_are_some() -> None:
    """IAM holds it for true where the request names none."""
    conditions = [
        statement.get("Condition", {})
        for function in functions().values()
        for document in function.get("Policies", [])
        for statement in document["Statement"]
    ]
    demanded = [
        (of_all.keys(), condition.get("Null"))
        for condition in conditions
        for operator, of_all in condition.items()
        if operator.startswith("ForAllValues:")
    ]
    assert len(demanded) > len(folders()), "most functions have one, some several"
    assert [null for keys, null in demanded if null != dict.fromkeys(keys, "false")] == []


def test_the_publisher_sends_events_of_this_service_alone() -> None:
    (document,) = functions()["PublishEventsFunction"]["Policies"]
    sending = next(statement for statement in document["Statement"] if statement["Action"] == "events:PutEvents")
    assert sending["Condition"]["ForAllValues:StringEquals"] == {"events:source": SOURCE}


def test_a_right_is_listed_for_every_function() -> None:
    assert functions().keys() == RIGHTS.keys()


@pytest.mark.parametrize("function", RIGHTS)
def test_a_function_has_exactly_the_rights_of_its_requests(function: str) -> None:
    given = rights_of(function)
    assert len(given) == len(set(given)), "a right is given twice"
    assert set(given) == RIGHTS[function]


def test_policies_outside_of_functions_give_what_is_listed_and_no_more() -> None:
    policies = resources("AWS::IAM::Policy") | resources("AWS::IAM::ManagedPolicy")
    assert {name: set(rights(p["PolicyDocument"])) for name, p in policies.items()} == RIGHTS_APART
    assert not resources("AWS::IAM::Role"), "a role of our own would have to be listed too"


def test_a_function_has_the_time_to_say_that_dynamodb_does_not_answer() -> None:
    """Two reads, a write and a last read, all without an answer. A read is tried twice."""
    config: Any = CONFIG
    attempt = config.connect_timeout + config.read_timeout
    assert config.retries["total_max_attempts"] == 1, "the store repeats what it sends"
    read = 2 * attempt + Backoff().base * 2
    assert 3 * read + attempt < read_template(TEMPLATE)["Globals"]["Function"]["Timeout"]
    assert attempt + read < SECONDS_FOR_AN_ATTEMPT
    assert read <= SECONDS_FOR_A_READING, "alternatives are looked for while there is time for one more"


def test_no_right_has_a_wildcard_that_is_not_justified() -> None:
    given = [right for name in functions() for right in rights_of(name)]
    assert given
    assert not [action for action, _, _ in given if "*" in action]
    assert {resource for _, resource, _ in given if "*" in resource} <= WILDCARDS


def test_only_the_publisher_knows_the_bus_and_the_queue_and_public_routes_the_issuer() -> None:
    shared = read_template(TEMPLATE)["Globals"]["Function"]["Environment"]["Variables"]
    own = {name: f["Environment"]["Variables"].keys() for name, f in functions().items() if "Environment" in f}
    assert own == {
        "PublishEventsFunction": {"EVENT_BUS_NAME", "DEAD_LETTER_QUEUE_URL"},
        "CreateAppointmentFunction": {"MAX_OPEN_APPOINTMENTS"},
        "ShowDocsFunction": {"SHOW_DOCS"},
        "AuditTableFunction": {"KEEPS_HISTORY", "CARDS_QUEUE_URL"},
        "ListProvidersFunction": {"JWT_ISSUER", "JWT_AUDIENCE"},
        "GetProviderFunction": {"JWT_ISSUER", "JWT_AUDIENCE"},
        "GetScheduleFunction": {"JWT_ISSUER", "JWT_AUDIENCE"},
        "ListOverridesFunction": {"JWT_ISSUER", "JWT_AUDIENCE"},
        "ListServicesFunction": {"JWT_ISSUER", "JWT_AUDIENCE"},
        "GetServiceFunction": {"JWT_ISSUER", "JWT_AUDIENCE"},
        "ListOfferedServicesFunction": {"JWT_ISSUER", "JWT_AUDIENCE"},
        "GetAvailabilityFunction": {"JWT_ISSUER", "JWT_AUDIENCE"},
        "FindNextOpeningsFunction": {"JWT_ISSUER", "JWT_AUDIENCE"},
        "ExplainStartFunction": {"JWT_ISSUER", "JWT_AUDIENCE"},
        "CompareAvailabilityFunction": {"JWT_ISSUER", "JWT_AUDIENCE"},
    }
    assert shared["POWERTOOLS_METRICS_NAMESPACE"] == OUR_METRICS
    assert shared["POWERTOOLS_SERVICE_NAME"] == THIS_STACK, "or a finding of one stack sets off the alarm of another"
    assert "TABLE_NAME" in shared


def test_only_who_books_knows_the_limit_of_open_appointments() -> None:
    limit = read_template(TEMPLATE)["Parameters"]["MaxOpenAppointments"]
    assert (limit["Default"], limit["MinValue"]) == (MAX_OPEN_APPOINTMENTS, 1)
    assert limit["MaxValue"] <= 50, "a list stays far below 4 KB, and what is taken off it fits one expression"
    own = functions()["CreateAppointmentFunction"]["Environment"]["Variables"]
    assert own == {"MAX_OPEN_APPOINTMENTS": {"Ref": "MaxOpenAppointments"}}


def metrics_of_alarms() -> Iterator[tuple[str, Properties]]:
    for name, alarm in resources("AWS::CloudWatch::Alarm").items():
        if "Metrics" not in alarm:
            yield name, alarm
        for given in alarm.get("Metrics", []):
            metric = given["Fn::If"][1] if "Fn::If" in given else given
            if "MetricStat" in metric:
                yield name, metric["MetricStat"]["Metric"]


def counted() -> set[str]:
    """The names of the metrics that the code emits: literals given to count or add_metric, and one per refusal."""
    names = {error.__name__ for error in subclasses(Refusal)}
    for path in [*(ROOT / "layers" / "booking").rglob("*.py"), *(ROOT / "functions").rglob("*.py")]:
        for node in ast.walk(ast.parse(path.read_text())):
            if isinstance(node, ast.Call) and called(node) in {"count", "add_metric"}:
                arguments = [*node.args[:1], *(k.value for k in node.keywords if k.arg == "name")]
                names |= {text for argument in arguments for text in literals(argument)}
            if isinstance(node, ast.Assign) and ast.unparse(node.targets[0]) == "_METRICS":
                names |= set(literals(node.value))
    return names


def subclasses(error: type[Exception]) -> Iterator[type[Exception]]:
    for kind in error.__subclasses__():
        yield kind
        yield from subclasses(kind)


def called(node: ast.Call) -> str:
    match node.func:
        case ast.Name(id=name) | ast.Attribute(attr=name):
            return name
        case _:
            return ""


def literals(argument: ast.expr) -> Iterator[str]:
    for node in ast.walk(argument):
        if isinstance(node, ast.Constant) and isinstance(node.value, str):
            yield node.value


def test_every_alarm_watches_a_metric_that_exists() -> None:
    watched = list(metrics_of_alarms())
    assert {name for name, _ in watched} == set(resources("AWS::CloudWatch::Alarm"))
    of_logs = [f["MetricTransformations"][0] for f in resources("AWS::Logs::MetricFilter").values()]
    for name, metric in watched:
        if any(metric["MetricName"] == made["MetricName"] for made in of_logs):
            continue
        dimensions = frozenset(dimension["Name"] for dimension in metric["Dimensions"])
        if metric["Namespace"] == OUR_METRICS:
            assert metric["MetricName"] in counted(), name
            assert metric["Dimensions"] == [{"Name": "service", "Value": THIS_STACK}], name
        else:
            assert dimensions in AWS_METRICS[metric["Namespace"], metric["MetricName"]], name


def test_every_alarm_says_what_it_means_and_tells_somebody() -> None:
    for name, alarm in resources("AWS::CloudWatch::Alarm").items():
        assert len(alarm["AlarmDescription"]) > 80, name
        assert "AlarmTopic" in str(alarm["AlarmActions"]), name
        assert alarm["OKActions"] == alarm["AlarmActions"], f"{name}: who was called also hears that it is over"


def test_only_an_alarm_on_silence_fires_for_missing_data() -> None:
    alarms = resources("AWS::CloudWatch::Alarm")
    assert {name for name, alarm in alarms.items() if alarm["TreatMissingData"] == "breaching"} == SILENCE
    assert {name for name, alarm in alarms.items() if alarm["ComparisonOperator"] == "LessThanThreshold"} == SILENCE
    assert {alarm["TreatMissingData"] for alarm in alarms.values()} == {"breaching", "notBreaching"}


def test_a_mapping_that_polls_nothing_still_reports() -> None:
    """An empty poll counts as a sample of 0, so the samples tell whether there was a poll at all."""
    alarm = resources("AWS::CloudWatch::Alarm")["PublisherStoppedAlarm"]
    assert (alarm["Statistic"], alarm["Threshold"]) == ("SampleCount", 1)
    (mapping,) = [e["Properties"] for e in functions()["PublishEventsFunction"]["Events"].values()]
    assert mapping["MetricsConfig"] == {"Metrics": ["EventCount"]}, "or there is no such metric"


def test_nobody_misses_an_audit_that_is_switched_off() -> None:
    template = read_template(TEMPLATE)
    assert template["Resources"]["AuditMissingAlarm"]["Condition"] == "AuditsDaily"
    daily = functions()["AuditTableFunction"]["Events"]["Daily"]["Properties"]
    assert daily["State"]["Fn::If"][0] == "AuditsDaily"
    alarm = resources("AWS::CloudWatch::Alarm")["AuditMissingAlarm"]
    hours = alarm["Period"] / 3600 * alarm["EvaluationPeriods"]
    assert 24 + daily["FlexibleTimeWindow"]["MaximumWindowInMinutes"] / 60 < hours <= 7 * 24, "CloudWatch takes 7 days"


@pytest.mark.parametrize(
    ("name", "periods"),
    [("PublisherErrorsAlarm", 3), ("ThrottledRequestsAlarm", 3), ("RouteErrorsAlarm", 12), ("ServerErrorsAlarm", 12)],
)
def test_a_single_failure_calls_nobody(name: str, periods: int) -> None:
    alarm = resources("AWS::CloudWatch::Alarm")[name]
    assert (alarm["EvaluationPeriods"], alarm["DatapointsToAlarm"]) == (periods, 2)


def test_an_alarm_that_fills_gaps_looks_at_several_periods() -> None:
    """The newest point is the filling while the metric is late: an alarm on it alone never changes its state."""
    filled = {n: a for n, a in resources("AWS::CloudWatch::Alarm").items() if "FILL(" in str(a)}
    assert filled.keys() == {"ThrottledRequestsAlarm", "ConsumersLateAlarm", "ConsumerDeadLettersAlarm"}
    assert all(alarm["EvaluationPeriods"] > alarm["DatapointsToAlarm"] for alarm in filled.values())


def test_a_deployment_that_asks_for_an_alarm_address_fails_without_one() -> None:
    template = read_template(TEMPLATE)
    rule = template["Rules"]["SomebodyGetsTheAlarms"]
    (assertion,) = rule["Assertions"]
    assert rule["RuleCondition"] == {"Fn::Equals": [{"Ref": "RequireAlarmEmail"}, "true"]}
    assert assertion["Assert"] == {"Fn::Not": [{"Fn::Equals": [{"Ref": "AlarmEmail"}, ""]}]}
    assert "AlarmEmail" in assertion["AssertDescription"]
    given = tomllib.loads((ROOT / "samconfig.toml").read_text())
    asking = {name for name, use in given.items() if "RequireAlarmEmail=true" in str(use)}
    assert asking == {"prod"}


def test_every_route_asks_for_a_token_unless_it_is_public() -> None:
    api = resources("AWS::Serverless::HttpApi")["BookingApi"]
    assert api["Auth"]["DefaultAuthorizer"] == "Jwt"
    assert public_routes() == {str(route) for route in ROUTES if route.is_public} | {"$default"}


def public_routes() -> set[str]:
    """The routes at which the gateway looks at no token. HEAD goes with GET."""
    events = [
        e["Properties"] for f in functions().values() for e in f.get("Events", {}).values() if e["Type"] == "HttpApi"
    ]
    free = [e for e in events if e.get("Auth") == {"Authorizer": "NONE"}]
    assert [e.get("Auth") for e in events if e not in free] == [None] * (len(events) - len(free))
    keys = {f"{e['Method']} {e['Path']}" if "Path" in e else "$default" for e in free}
    gets = {key for key in keys if key.startswith("GET ")}
    assert {key for key in keys if key.startswith("HEAD ")} == {key.replace("GET", "HEAD") for key in gets}
    return keys - {key.replace("GET", "HEAD") for key in gets}


def test_a_foreign_issuer_needs_an_audience() -> None:
    rule = read_template(TEMPLATE)["Rules"]["AnIssuerHasAnAudience"]
    assert rule["RuleCondition"] == {"Fn::Not": [{"Fn::Equals": [{"Ref": "JwtIssuer"}, ""]}]}
    assert rule["Assertions"][0]["Assert"] == {"Fn::Not": [{"Fn::Equals": [{"Ref": "JwtAudience"}, ""]}]}


def test_a_route_that_the_gateway_cannot_make_fails_the_deployment() -> None:
    assert resources("AWS::Serverless::HttpApi")["BookingApi"]["FailOnWarnings"] is True


def test_one_alarm_watches_every_function_that_ends_without_an_answer() -> None:
    """Whatever their number: an alarm over metrics takes ten of them."""
    (log_filter,) = resources("AWS::Logs::MetricFilter").values()
    shared = read_template(TEMPLATE)["Globals"]["Function"]["LoggingConfig"]
    assert (log_filter["LogGroupName"], shared["LogGroup"]) == (
        {"Ref": "FunctionLogGroup"},
        {"Ref": "FunctionLogGroup"},
    )
    assert shared["LogFormat"] == "JSON", "only then Lambda's own lines are JSON"
    assert not [name for name, function in functions().items() if "LoggingConfig" in function]
    (made,) = log_filter["MetricTransformations"]
    alarm = resources("AWS::CloudWatch::Alarm")["RouteErrorsAlarm"]
    assert (alarm["Namespace"], alarm["MetricName"]) == (made["MetricNamespace"], made["MetricName"])


def test_lambdas_own_lines_are_dropped_where_the_call_succeeded() -> None:
    """Its line on a call without success, which the filter counts, has the level WARN: no level drops it."""
    shared = read_template(TEMPLATE)["Globals"]["Function"]["LoggingConfig"]
    level = read_template(TEMPLATE)["Parameters"]["SystemLogLevel"]
    assert shared["SystemLogLevel"] == {"Ref": "SystemLogLevel"}
    assert (level["Default"], level["AllowedValues"]) == ("WARN", ["DEBUG", "INFO", "WARN"])
    (log_filter,) = resources("AWS::Logs::MetricFilter").values()
    assert '$.record.status != "success"' in log_filter["FilterPattern"]


def test_nothing_reads_the_access_log_as_it_is_written() -> None:
    """A group for infrequent access takes neither metric filters nor subscriptions."""
    groups = resources("AWS::Logs::LogGroup")
    rare = {name for name, group in groups.items() if group.get("LogGroupClass") == "INFREQUENT_ACCESS"}
    assert rare == {"AccessLogGroup"}
    readers = [*resources("AWS::Logs::MetricFilter").values(), *resources("AWS::Logs::SubscriptionFilter").values()]
    assert not [reader for reader in readers if reader["LogGroupName"] == {"Ref": "AccessLogGroup"}]


def test_the_memory_is_what_a_function_needs_and_processor_time() -> None:
    memory = read_template(TEMPLATE)["Parameters"]["FunctionMemory"]
    assert (memory["Default"], memory["MinValue"]) == (512, 256)


def test_functions_without_a_route_have_an_alarm_of_their_own_too() -> None:
    with_route = {n for n, f in functions().items() if any(e["Type"] == "HttpApi" for e in f["Events"].values())}
    errors = [metric for _, metric in metrics_of_alarms() if metric["MetricName"] == "Errors"]
    watched = {dimension["Value"]["Ref"] for metric in errors for dimension in metric["Dimensions"]}
    assert functions().keys() - with_route - consumers().keys() == watched


def test_the_stream_is_read_as_at_least_once_delivery_needs() -> None:
    (mapping,) = [e["Properties"] for e in functions()["PublishEventsFunction"]["Events"].values()]
    assert mapping["StartingPosition"] == "TRIM_HORIZON"
    assert mapping["MaximumBatchingWindowInSeconds"] == 1
    assert mapping["FunctionResponseTypes"] == ["ReportBatchItemFailures"]
    assert mapping["BisectBatchOnFunctionError"] is True
    assert mapping["MaximumRetryAttempts"] == -1
    assert mapping["MaximumRecordAgeInSeconds"] == 23 * 3600
    assert mapping["DestinationConfig"]["OnFailure"]["Destination"] == {"Fn::GetAtt": ["UndeliveredBucket", "Arn"]}


def test_dynamodb_deletes_old_claims_and_lists_and_nobody_is_told() -> None:
    """The emulator's CloudFormation does not know the property."""
    kept_until = claim_item(booked(), NINE, timedelta(0)).keys() - {"PK", "SK", "owner", "of"}
    table = resources("AWS::DynamoDB::Table")["Table"]
    assert table["TimeToLiveSpecification"] == {"AttributeName": kept_until.pop(), "Enabled": True}
    assert read_template(TEMPLATE)["Parameters"]["ClaimDays"]["Default"] == CLAIM_DAYS
    (mapping,) = [e["Properties"] for e in functions()["PublishEventsFunction"]["Events"].values()]
    (pattern,) = [json.loads(given["Pattern"]) for given in mapping["FilterCriteria"]["Filters"]]
    kinds = ["PROVIDER", "APPOINTMENT", "CUSTOMER", {"prefix": "TIMEOFF#"}, {"prefix": "SERVICE#"}]
    kinds.append({"prefix": "ORDER#"})
    assert pattern == {"dynamodb": {"Keys": {"SK": {"S": kinds}}}}, "no claim's key, no list's"


def test_what_holds_data_stays_when_the_stack_goes() -> None:
    kinds = {"AWS::DynamoDB::Table", "AWS::SQS::Queue", "AWS::S3::Bucket"}
    holding = {n: r for n, r in read_template(TEMPLATE)["Resources"].items() if r["Type"] in kinds}
    for_consumers = {queue for pair in queues_of_consumers() for queue in pair}  # the archive has it all
    holding = {name: resource for name, resource in holding.items() if name not in for_consumers}
    assert len(holding) == 3
    # The table takes no other: its deletion protection would fail the rollback of a stack that could not be created.
    kept = {name: resource["DeletionPolicy"] for name, resource in holding.items()}
    assert kept == {
        "Table": "Retain",
        "DeadLetterQueue": "RetainExceptOnCreate",
        "UndeliveredBucket": "RetainExceptOnCreate",
    }
    assert {r["UpdateReplacePolicy"] for r in holding.values()} == {"Retain"}


def test_whatever_lies_in_a_queue_or_in_the_bucket_travels_encrypted() -> None:
    policies = [*resources("AWS::SQS::QueuePolicy").values(), *resources("AWS::S3::BucketPolicy").values()]
    for policy in policies:
        statement = policy["PolicyDocument"]["Statement"][-1]
        assert (statement["Effect"], statement["Principal"]) == ("Deny", "*")
        assert statement["Condition"] == {"Bool": {"aws:SecureTransport": "false"}}
    with_policy = [queue["Ref"] for policy in policies for queue in policy.get("Queues", [])]
    assert sorted(with_policy) == sorted(resources("AWS::SQS::Queue"))


def consumers() -> dict[str, Properties]:
    """The functions that receive messages of a queue."""
    events = {name: [*function["Events"].values()] for name, function in functions().items()}
    return {name: functions()[name] for name, given in events.items() if {e["Type"] for e in given} == {"SQS"}}


def queues_of_consumers() -> list[tuple[str, str]]:
    """Of each its queue and its dead letters: `make redrive` finds them by these names."""
    names = [name.removesuffix("Function") for name in consumers()]
    return [(f"{name}Queue", f"{name}DeadLetters") for name in names]


@pytest.mark.parametrize("function", consumers())
def test_a_consumer_has_the_parts_of_every_consumer(function: str) -> None:
    name, properties = function.removesuffix("Function"), functions()[function]
    (mapping,) = [event["Properties"] for event in properties["Events"].values()]
    assert mapping["Queue"] == {"Fn::GetAtt": [f"{name}Queue", "Arn"]}
    assert mapping["FunctionResponseTypes"] == ["ReportBatchItemFailures"]
    assert mapping["ScalingConfig"]["MaximumConcurrency"] >= 2, "the least that SQS takes"
    queue, letters = (resources("AWS::SQS::Queue")[f"{name}{kind}"] for kind in ("Queue", "DeadLetters"))
    assert queue["RedrivePolicy"]["deadLetterTargetArn"] == {"Fn::GetAtt": [f"{name}DeadLetters", "Arn"]}
    assert queue["VisibilityTimeout"] >= properties["Timeout"]
    assert {each["MessageRetentionPeriod"] for each in (queue, letters)} == {14 * 86_400}
    assert all(each["SqsManagedSseEnabled"] for each in (queue, letters))
    rule = resources("AWS::Events::Rule")[f"{name}Rule"]
    assert rule["EventPattern"]["source"] == [SOURCE]
    (target,) = rule["Targets"]
    assert target["Arn"] == {"Fn::GetAtt": [f"{name}Queue", "Arn"]}
    assert target["DeadLetterConfig"]["Arn"] == {"Fn::GetAtt": [f"{name}DeadLetters", "Arn"]}
    (allowed, _) = resources("AWS::SQS::QueuePolicy")[f"{name}QueuePolicy"]["PolicyDocument"]["Statement"]
    assert allowed["Condition"]["ArnLike"]["aws:SourceArn"]["Fn::Sub"].endswith(":rule/${EventBus}/*")
    made_first = read_template(TEMPLATE)["Resources"][f"{name}Rule"]["DependsOn"]
    assert made_first == f"{name}QueuePolicy", "or the rule would send what the queue does not take"


def test_two_alarms_watch_the_queues_of_all_consumers() -> None:
    for alarm, number in (("ConsumersLateAlarm", 0), ("ConsumerDeadLettersAlarm", 1)):
        watched = [d["Value"]["Fn::GetAtt"][0] for n, m in metrics_of_alarms() if n == alarm for d in m["Dimensions"]]
        assert sorted(watched) == sorted(pair[number] for pair in queues_of_consumers())
        assert len(watched) <= 10, "an alarm takes no more metrics"


def test_an_alarm_does_not_watch_the_queues_of_a_consumer_that_is_left_out() -> None:
    conditions = {name: resource.get("Condition") for name, resource in read_template(TEMPLATE)["Resources"].items()}
    for alarm in ("ConsumersLateAlarm", "ConsumerDeadLettersAlarm"):
        for given in resources("AWS::CloudWatch::Alarm")[alarm]["Metrics"][1:]:
            condition, metric, without = given.get("Fn::If") or (None, given, {"Ref": "AWS::NoValue"})
            (dimension,) = metric["MetricStat"]["Metric"]["Dimensions"]
            assert condition == conditions[dimension["Value"]["Fn::GetAtt"][0]]
            assert without == {"Ref": "AWS::NoValue"}


def test_what_a_parameter_leaves_out_of_a_deployment_is_all_of_a_consumer() -> None:
    conditions = {name: resource.get("Condition") for name, resource in read_template(TEMPLATE)["Resources"].items()}
    for function in consumers():
        parts = ("Function", "Rule", "Queue", "DeadLetters", "QueuePolicy")
        assert len({conditions[function.removesuffix("Function") + part] for part in parts}) == 1, function


def test_lambda_ends_an_audit_that_calls_itself_for_ever() -> None:
    assert functions()["AuditTableFunction"]["RecursiveLoop"] == "Terminate"


def test_no_index_holds_a_customers_data() -> None:
    private = {
        "customerName",
        "customerEmail",
        "customerPhone",
        "notes",
        "metadata",
        "cancellationReason",
        "name",
        "email",
    }
    for index in resources("AWS::DynamoDB::Table")["Table"]["GlobalSecondaryIndexes"]:
        assert index["Projection"]["ProjectionType"] == "INCLUDE"
        assert not private & set(index["Projection"]["NonKeyAttributes"])


def test_no_log_group_has_a_name_that_another_stack_could_meet() -> None:
    """Late lines make a deleted group again, and the next stack of the same name could not be created."""
    names = {name: group.get("LogGroupName") for name, group in resources("AWS::Logs::LogGroup").items()}
    assert names["FunctionLogGroup"] is None
    assert "AWS::StackId" in str(names["AccessLogGroup"])


def test_the_table_is_limited_only_where_the_deployment_says_so() -> None:
    limit = resources("AWS::DynamoDB::Table")["Table"]["OnDemandThroughput"]
    assert limit["Fn::If"][0] == "HasMaxUnits"
    assert limit["Fn::If"][2] == {"Ref": "AWS::NoValue"}
    parameters = read_template(TEMPLATE)["Parameters"]
    assert [parameters[f"TableMax{kind}Units"]["Default"] for kind in ("Read", "Write")] == [0, 0]


def test_an_index_holds_what_lists_will_show() -> None:
    coming = {"serviceId", "attendance", "expiresAt", "bufferBefore", "bufferAfter"}
    for index in resources("AWS::DynamoDB::Table")["Table"]["GlobalSecondaryIndexes"]:
        assert coming <= set(index["Projection"]["NonKeyAttributes"]), "a projection can never be changed"


def test_every_folder_holds_only_what_ships() -> None:
    held = {path.name for folder in handlers.folders().values() for path in folder.iterdir()}
    assert held <= {"handler.py", "openapi.json", "__pycache__"}
