"""Deploys the built template to an emulator through its CloudFormation."""

import hashlib
import json
import time
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from local.artifacts import BUCKET, upload_code
from local.build import machine_architecture
from local.emulator import Emulator
from local.issuer import AUDIENCE, Issuer
from local.paths import BUILD, BUILT_TEMPLATE
from local.routes import check_routes, template_routes
from local.translation import read_template, to_cloudformation, without_dependencies_layer

STACK_NAME = "booking-service"
API_ID = "booking"
"""The API's id in local URLs: the same after every start, so that bookmarks and shell history keep working."""
DEPLOY_SECONDS = 60.0
_TEMPLATE_TAG = "local:template"


class DeployFailed(RuntimeError):
    """CloudFormation could not create or update the stack; the message names the resources and their reasons."""


@dataclass(frozen=True)
class Stack:
    """A deployed stack, with the addresses and names of its parts."""

    emulator: Emulator
    issuer: Issuer
    api_url: str
    """Ends in `/api`; the routes of the README follow it."""
    table_name: str
    event_bus_name: str
    resources: Mapping[str, str]
    """Logical id to physical id: `{"CreateProviderFunction": "booking-service-CreateProviderFunction-...", ...}`."""

    @property
    def docs_url(self) -> str:
        return f"{self.api_url}/docs"


def deploy(emulator: Emulator, parameters: Mapping[str, str] | None = None) -> Stack:
    """Deploy the local build, or update the stack that a kept state has. Raises DeployFailed or RoutesDiffer.

    `parameters` override the template's own defaults; the architecture is always this machine's.
    """
    issuer = Issuer.on(emulator)
    values = {
        "JwtIssuer": issuer.url,
        "JwtAudience": AUDIENCE,
        "ConsumerDelaySeconds": "0",  # the emulator's indices lag behind nothing
        **(parameters or {}),
        "Architecture": machine_architecture(),
    }
    built = read_template(BUILT_TEMPLATE)
    s3 = emulator.client("s3")
    uploaded = upload_code(without_dependencies_layer(built), BUILD, s3)
    _apply(emulator, json.dumps(to_cloudformation(uploaded, values, API_ID)), values)
    check_routes(template_routes(built), _deployed_routes(emulator))
    return _describe(emulator, issuer)


def _apply(emulator: Emulator, template: str, values: Mapping[str, str]) -> None:
    """Create or update the stack. Without a change do neither: an empty update would be refused."""
    cloudformation = emulator.client("cloudformation")
    digest = hashlib.sha256(f"{template} {json.dumps(values, sort_keys=True)}".encode()).hexdigest()
    existing = {stack["StackName"]: stack for stack in cloudformation.describe_stacks()["Stacks"]}.get(STACK_NAME)
    if existing and {"Key": _TEMPLATE_TAG, "Value": digest} in existing.get("Tags", []):
        return
    key = f"{digest}.json"
    emulator.client("s3").put_object(Bucket=BUCKET, Key=key, Body=template.encode())
    change = cloudformation.update_stack if existing else cloudformation.create_stack
    change(
        StackName=STACK_NAME,
        TemplateURL=f"{emulator.endpoint_url}/{BUCKET}/{key}",
        Parameters=[{"ParameterKey": name, "ParameterValue": value} for name, value in values.items()],
        Capabilities=["CAPABILITY_IAM", "CAPABILITY_NAMED_IAM"],
        Tags=[{"Key": _TEMPLATE_TAG, "Value": digest}],
    )
    _wait_until_complete(cloudformation)


def _wait_until_complete(cloudformation: Any) -> None:
    deadline = time.monotonic() + DEPLOY_SECONDS
    status = "IN_PROGRESS"
    while status.endswith("IN_PROGRESS") and time.monotonic() < deadline:
        time.sleep(0.1)
        status = cloudformation.describe_stacks(StackName=STACK_NAME)["Stacks"][0]["StackStatus"]
    if status not in {"CREATE_COMPLETE", "UPDATE_COMPLETE"}:
        events = cloudformation.describe_stack_events(StackName=STACK_NAME)["StackEvents"]
        reasons = [
            f"  {event['LogicalResourceId']}: {event.get('ResourceStatusReason', event['ResourceStatus'])}"
            for event in reversed(events)
            if event["ResourceStatus"].endswith("FAILED")
        ]
        raise DeployFailed("\n".join([f"the stack ended as {status}", *reasons]))


def _deployed_routes(emulator: Emulator) -> list[str]:
    routes = emulator.client("apigatewayv2").get_routes(ApiId=API_ID)["Items"]
    return [route["RouteKey"] for route in routes]


def _describe(emulator: Emulator, issuer: Issuer) -> Stack:
    cloudformation = emulator.client("cloudformation")
    stack = cloudformation.describe_stacks(StackName=STACK_NAME)["Stacks"][0]
    outputs = {output["OutputKey"]: output["OutputValue"] for output in stack["Outputs"]}
    found = cloudformation.describe_stack_resources(StackName=STACK_NAME)["StackResources"]
    return Stack(
        emulator=emulator,
        issuer=issuer,
        api_url=f"{emulator.endpoint_url}/_aws/execute-api/{API_ID}/api",
        table_name=outputs["TableName"],
        event_bus_name=outputs["EventBusName"],
        resources={resource["LogicalResourceId"]: resource["PhysicalResourceId"] for resource in found},
    )
