"""SAM's OpenAPI body becomes routes, integrations and authorizers; what cannot be expanded is refused."""

from typing import Any

import pytest

from local.http_api import UnknownBody, expand_bodies, route_key

URI = "arn:aws:apigateway:us-east-1:lambda:path/2015-03-31/functions/f/invocations"


def operation(**more: Any) -> dict[str, Any]:
    return {"x-amazon-apigateway-integration": {"type": "aws_proxy", "uri": URI, "payloadFormatVersion": "2.0"}, **more}


def expanded(paths: dict[str, Any], **body: Any) -> dict[str, Any]:
    document = {"openapi": "3.0.1", "info": {"title": "booking-service"}, "paths": paths, **body}
    api = {"Type": "AWS::ApiGatewayV2::Api", "Properties": {"Body": document, "FailOnWarnings": True}}
    return expand_bodies({"Api": api, "Log": {"Type": "AWS::Logs::LogGroup"}}, api_id="booking")


def of_type(resources: dict[str, Any], kind: str) -> list[dict[str, Any]]:
    return [r["Properties"] for r in resources.values() if r["Type"] == f"AWS::ApiGatewayV2::{kind}"]


def test_each_method_of_each_path_becomes_a_route() -> None:
    resources = expanded({"/a": {"get": operation(), "post": operation()}, "/a/{id}": {"delete": operation()}})
    assert {route["RouteKey"] for route in of_type(resources, "Route")} == {"GET /a", "POST /a", "DELETE /a/{id}"}


def test_a_route_points_to_an_integration_of_its_own() -> None:
    resources = expanded({"/a/{id}": {"get": operation()}})
    (route,) = of_type(resources, "Route")
    _, (_, reference) = route["Target"]["Fn::Join"]
    assert resources[reference["Ref"]]["Properties"]["IntegrationUri"] == URI
    assert route["ApiId"] == resources[reference["Ref"]]["Properties"]["ApiId"] == {"Ref": "Api"}


def test_paths_that_differ_only_in_a_parameter_do_not_share_a_resource() -> None:
    resources = expanded(
        {"/a": {"get": operation()}, "/a/{id}": {"get": operation()}, "/a/{id}/b": {"get": operation()}}
    )
    assert len(of_type(resources, "Route")) == len(of_type(resources, "Integration")) == 3


@pytest.mark.parametrize("path", ["$default", "/$default"])
def test_the_default_route_is_named_as_the_gateway_names_it(path: str) -> None:
    assert route_key(path, "x-amazon-apigateway-any-method") == "$default"


def test_any_method_on_a_path_is_any() -> None:
    assert route_key("/a", "x-amazon-apigateway-any-method") == "ANY /a"


def test_the_api_keeps_its_name_and_gets_a_stable_id_and_no_body() -> None:
    (api,) = of_type(expanded({"/a": {"get": operation()}}), "Api")
    assert api == {"Name": "booking-service", "ProtocolType": "HTTP", "Tags": {"ms-custom-id": "booking"}}


def test_other_resources_stay_as_they_are() -> None:
    assert expanded({"/a": {"get": operation()}})["Log"] == {"Type": "AWS::Logs::LogGroup"}


def test_a_jwt_authorizer_guards_the_routes_that_name_it() -> None:
    scheme = {
        "type": "oauth2",
        "x-amazon-apigateway-authorizer": {
            "type": "jwt",
            "identitySource": "$request.header.Authorization",
            "jwtConfiguration": {"issuer": "https://issuer.example", "audience": ["booking"]},
        },
    }
    resources = expanded(
        {"/a": {"get": operation(security=[{"Staff": ["write"]}]), "post": operation()}},
        components={"securitySchemes": {"Staff": scheme}},
    )
    (authorizer,) = of_type(resources, "Authorizer")
    assert authorizer["JwtConfiguration"] == {"Issuer": "https://issuer.example", "Audience": ["booking"]}
    routes = {route["RouteKey"]: route for route in of_type(resources, "Route")}
    guard = routes["GET /a"]
    assert (guard["AuthorizationType"], guard["AuthorizationScopes"]) == ("JWT", ["write"])
    assert resources[guard["AuthorizerId"]["Ref"]]["Properties"] == authorizer
    assert "AuthorizationType" not in routes["POST /a"]


def test_cors_is_kept_in_camel_case_with_its_lists_split() -> None:
    cors = {"allowOrigins": "https://a.example,https://b.example", "allowMethods": ["GET"], "maxAge": 600}
    (api,) = of_type(expanded({"/a": {"get": operation()}}, **{"x-amazon-apigateway-cors": cors}), "Api")
    assert api["CorsConfiguration"] == {**cors, "allowOrigins": ["https://a.example", "https://b.example"]}


def test_cors_under_a_condition_stays_under_it() -> None:
    cors = {"Fn::If": ["HasCors", {"allowOrigins": "https://a.example"}, {"Ref": "AWS::NoValue"}]}
    (api,) = of_type(expanded({"/a": {"get": operation()}}, **{"x-amazon-apigateway-cors": cors}), "Api")
    wanted = ["HasCors", {"allowOrigins": ["https://a.example"]}, {"Ref": "AWS::NoValue"}]
    assert api["CorsConfiguration"] == {"Fn::If": wanted}


@pytest.mark.parametrize(
    ("paths", "body"),
    [
        ({"/a": {"get": {"responses": {}}}}, {}),
        ({"/a": {"get": operation(security=[{"One": []}, {"Two": []}])}}, {}),
        ({"/a": {"trace": operation()}}, {}),
        ({"/a": {"Fn::If": ["Condition", operation(), operation()]}}, {}),
        ({}, {"components": {"securitySchemes": {"Key": {"type": "apiKey"}}}}),
        ({}, {"x-amazon-apigateway-cors": {"Fn::Split": [",", "https://a.example"]}}),
    ],
    ids=["no integration", "two authorizers", "unknown method", "condition", "no JWT", "CORS that SAM overwrote"],
)
def test_a_body_that_cannot_be_expanded_is_refused(paths: dict[str, Any], body: dict[str, Any]) -> None:
    with pytest.raises(UnknownBody):
        expanded(paths, **body)
