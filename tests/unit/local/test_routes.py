"""The deployed routes are compared with the template's."""

import pytest

from local.routes import RoutesDiffer, check_routes, template_routes


def test_the_templates_routes_are_read_from_its_functions() -> None:
    template = {
        "Resources": {
            "Table": {"Type": "AWS::DynamoDB::Table"},
            "BookFunction": {
                "Type": "AWS::Serverless::Function",
                "Properties": {
                    "Events": {"Route": {"Type": "HttpApi", "Properties": {"Method": "post", "Path": "/a"}}}
                },
            },
            "PublishFunction": {
                "Type": "AWS::Serverless::Function",
                "Properties": {"Events": {"Stream": {"Type": "DynamoDB", "Properties": {}}}},
            },
            "UnknownFunction": {
                "Type": "AWS::Serverless::Function",
                "Properties": {"Events": {"Route": {"Type": "HttpApi", "Properties": {"ApiId": {"Ref": "Api"}}}}},
            },
            "AuditFunction": {"Type": "AWS::Serverless::Function", "Properties": {}},
        }
    }
    assert template_routes(template) == {"POST /a", "$default"}


def test_equal_routes_pass_in_any_order() -> None:
    check_routes({"GET /a", "$default"}, ["$default", "GET /a"])


def test_a_lost_route_and_a_foreign_one_are_named() -> None:
    with pytest.raises(RoutesDiffer) as raised:
        check_routes({"GET /a", "PUT /a"}, ["GET /a", "GET /b"])
    assert (raised.value.missing, raised.value.unexpected) == (["PUT /a"], ["GET /b"])
    assert "missing PUT /a; unexpected GET /b" in str(raised.value)


def test_a_route_deployed_twice_is_named() -> None:
    with pytest.raises(RoutesDiffer, match=r"GET /a \(twice\)"):
        check_routes({"GET /a"}, ["GET /a", "GET /a"])


def test_an_api_without_any_route_is_refused() -> None:
    with pytest.raises(RoutesDiffer):
        check_routes(set(), [])
