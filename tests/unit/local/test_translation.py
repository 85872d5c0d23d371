"""The SAM template becomes CloudFormation that the emulator can run."""

from pathlib import Path
from typing import Any

from local.translation import read_template, to_cloudformation, without_dependencies_layer

TEMPLATE = """
Transform: AWS::Serverless-2016-10-31
Globals:
  Function: {Runtime: python3.13, Handler: handler.lambda_handler, Layers: [!Ref DependenciesLayer, !Ref BookingLayer]}
Resources:
  Api: {Type: AWS::Serverless::HttpApi}
  BookFunction:
    Type: AWS::Serverless::Function
    Properties:
      CodeUri: s3://bucket/code.zip
      Layers: [!Ref DependenciesLayer]
      Policies:
        - Version: "2012-10-17"
          Statement:
            - Effect: Allow
              Action: dynamodb:GetItem
              Resource: "*"
              Condition:
                ForAllValues:StringLike: {dynamodb:LeadingKeys: PROVIDER#*}
                "Null": {dynamodb:LeadingKeys: "false"}
      Events:
        Route: {Type: HttpApi, Properties: {ApiId: !Ref Api, Method: POST, Path: /api/appointments}}
        Rest: {Type: HttpApi, Properties: {ApiId: !Ref Api}}
  DependenciesLayer: {Type: AWS::Serverless::LayerVersion, Properties: {ContentUri: s3://bucket/dependencies.zip}}
  BookingLayer: {Type: AWS::Serverless::LayerVersion, Properties: {ContentUri: s3://bucket/booking.zip}}
  Bus: {Type: AWS::Events::EventBus, Properties: {Name: bus}}
  Archive: {Type: AWS::Events::Archive, Properties: {SourceArn: !GetAtt Bus.Arn}}
  Queue: {Type: AWS::SQS::Queue}
  QueuePolicy: {Type: AWS::SQS::QueuePolicy, Properties: {Queues: [!Ref Queue]}}
  OneMetric: {Type: AWS::CloudWatch::Alarm, Properties: {MetricName: Errors}}
  TwoMetrics: {Type: AWS::CloudWatch::Alarm, Properties: {Metrics: []}}
"""


def local_copy(folder: Path) -> dict[str, Any]:
    path = folder / "template.yaml"
    path.write_text(TEMPLATE)
    trimmed = without_dependencies_layer(read_template(path))
    resources: dict[str, Any] = to_cloudformation(trimmed, {}, "booking")["Resources"]
    return resources


def test_the_routes_are_resources(tmp_path: Path) -> None:
    routes = [r["Properties"] for r in local_copy(tmp_path).values() if r["Type"] == "AWS::ApiGatewayV2::Route"]
    assert {route["RouteKey"] for route in routes} == {"POST /api/appointments", "$default"}


def test_only_the_dependencies_layer_is_left_out_of_the_layers(tmp_path: Path) -> None:
    resources = local_copy(tmp_path)
    layers = [name for name, r in resources.items() if r["Type"] == "AWS::Lambda::LayerVersion"]
    assert [name.startswith("BookingLayer") for name in layers] == [True]
    assert resources["BookFunction"]["Properties"]["Layers"] == [{"Ref": layers[0]}]


def test_what_the_emulator_cannot_do_is_left_out_and_nothing_else(tmp_path: Path) -> None:
    names = set(local_copy(tmp_path))
    assert {"Bus", "Queue", "OneMetric", "BookFunction", "BookFunctionRole"} <= names
    assert not {"Archive", "QueuePolicy", "TwoMetrics"} & names


def test_a_policy_keeps_all_but_the_demand_that_keys_are_named(tmp_path: Path) -> None:
    (policy,) = local_copy(tmp_path)["BookFunctionRole"]["Properties"]["Policies"]
    (statement,) = policy["PolicyDocument"]["Statement"]
    assert statement["Condition"] == {"ForAllValues:StringLike": {"dynamodb:LeadingKeys": "PROVIDER#*"}}


def test_the_template_itself_is_not_changed(tmp_path: Path) -> None:
    path = tmp_path / "template.yaml"
    path.write_text(TEMPLATE)
    template = read_template(path)
    to_cloudformation(without_dependencies_layer(template), {}, "booking")
    assert template == read_template(path)
