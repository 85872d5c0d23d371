"""The built SAM template as the plain CloudFormation that the emulator can run.

Five things are left out of the local copy, because the emulator cannot do them, and nothing else:

- the bus's archive, which it refuses in a template;
- alarms over several metrics, likewise (those on one metric stay);
- the policies of queue and bucket, which refuse requests without TLS: the emulator speaks plain HTTP;
- the dependencies layer: every worker would unzip it for itself (20 cold clients: 52 s instead of 7 s). Its packages,
  at the same pins, are in the environment of the emulator, whose interpreter runs the functions;
- the conditions of a policy that a request names its keys, attributes or sources (`Null`): the emulator does not know
  the partition keys of a request, nor the attributes of each part of a transaction, and would refuse them all.
"""

import copy
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Any

import boto3

# samtranslator ships no types
from samtranslator.parser.parser import Parser  # type: ignore[import-untyped]
from samtranslator.translator.translator import Translator  # type: ignore[import-untyped]
from samtranslator.yaml_helper import yaml_parse  # type: ignore[import-untyped]

from local.emulator import REGION
from local.http_api import expand_bodies

Template = dict[str, Any]

_LEFT_OUT = {"AWS::Events::Archive", "AWS::SQS::QueuePolicy", "AWS::S3::BucketPolicy"}

DEPENDENCIES_LAYER = "DependenciesLayer"


def read_template(path: Path) -> Template:
    """A template with short forms (`!Ref`) written out; the caller's own copy."""
    return copy.deepcopy(_parsed(path.read_text()))


@cache
def _parsed(text: str) -> Template:
    """Parsed once: it takes a tenth of a second, and tests read the template often."""
    template: Template = yaml_parse(text)
    return template


def without_dependencies_layer(template: Template) -> Template:
    """The SAM template without the layer and without the functions' references to it."""
    trimmed = copy.deepcopy(template)
    trimmed["Resources"].pop(DEPENDENCIES_LAYER, None)
    globals_ = trimmed.get("Globals", {}).get("Function", {})
    functions = [r["Properties"] for r in trimmed["Resources"].values() if r["Type"] == "AWS::Serverless::Function"]
    for properties in (globals_, *functions):
        if "Layers" in properties:
            properties["Layers"] = [layer for layer in properties["Layers"] if layer != {"Ref": DEPENDENCIES_LAYER}]
    return trimmed


def to_cloudformation(template: Template, parameters: Mapping[str, str], api_id: str) -> Template:
    """Translate a SAM template whose code already lies in S3."""
    translator = Translator({}, Parser(), boto_session=boto3.Session(region_name=REGION))
    translated: Template = translator.translate(copy.deepcopy(template), dict(parameters))
    resources = {name: r for name, r in translated["Resources"].items() if _is_runnable(r)}
    for resource in resources.values():
        _drop_null_conditions(resource.get("Properties", {}))
        _drop_missing_dependencies(resource, resources)
    return {**translated, "Resources": expand_bodies(resources, api_id)}


def _drop_null_conditions(properties: Any) -> None:
    """In place, in all policies of a resource. The `Policies` of a user pool are no such policies."""
    named = properties.get("Policies", [])
    policies = [policy["PolicyDocument"] for policy in named] if isinstance(named, list) else []
    for document in [*policies, properties.get("PolicyDocument", {})]:
        for statement in document.get("Statement", []):
            statement.get("Condition", {}).pop("Null", None)


def _drop_missing_dependencies(resource: dict[str, Any], kept: Mapping[str, Any]) -> None:
    """In place: what a resource waits for may be left out."""
    if "DependsOn" in resource:
        given = resource["DependsOn"]
        named = [given] if isinstance(given, str) else given
        resource["DependsOn"] = [name for name in named if name in kept]


def _is_runnable(resource: Mapping[str, Any]) -> bool:
    if resource["Type"] == "AWS::CloudWatch::Alarm":
        return "Metrics" not in resource["Properties"]
    return resource["Type"] not in _LEFT_OUT
