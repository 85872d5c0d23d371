"""Turns an HTTP API's OpenAPI `Body`, which SAM writes and the emulator ignores, into separate resources.

Templates in, templates out. An unknown shape is an error: no route is left out silently.
"""

import re
from collections.abc import Iterator, Mapping
from typing import Any

Resources = dict[str, Any]

_METHODS = {"get", "put", "post", "delete", "options", "head", "patch"}
_ANY_METHOD = "x-amazon-apigateway-any-method"
_INTEGRATION = "x-amazon-apigateway-integration"
_AUTHORIZER = "x-amazon-apigateway-authorizer"
_CORS = "x-amazon-apigateway-cors"
_CORS_LISTS = {"allowOrigins", "allowHeaders", "allowMethods", "exposeHeaders"}


class UnknownBody(ValueError):
    """The Body holds something that this module cannot expand."""


def route_key(path: str, method: str) -> str:
    """API Gateway's key of a route: `GET /api/docs`, `ANY /x`, or `$default`."""
    if path in {"$default", "/$default"}:
        return "$default"
    if method == _ANY_METHOD:
        return f"ANY {path}"
    if method not in _METHODS:
        raise UnknownBody(f"{path}: cannot expand {method!r}")
    return f"{method.upper()} {path}"


def expand_bodies(resources: Mapping[str, Any], api_id: str) -> Resources:
    """The same resources with every HTTP API's Body replaced by Route, Integration and Authorizer resources.

    `api_id` is the API's id in the emulator's URLs, the same after a restart.
    """
    expanded: Resources = {}
    for name, resource in resources.items():
        expanded[name] = resource
        body = resource.get("Properties", {}).get("Body")
        if resource["Type"] == "AWS::ApiGatewayV2::Api" and body:
            expanded[name] = {**resource, "Properties": _api_properties(resource["Properties"], body, api_id)}
            expanded |= _authorizers(name, body)
            expanded |= _routes(name, body)
    return expanded


def _api_properties(properties: Mapping[str, Any], body: Mapping[str, Any], api_id: str) -> dict[str, Any]:
    kept = {key: value for key, value in properties.items() if key not in {"Body", "FailOnWarnings"}}
    kept |= {"Name": body["info"]["title"], "ProtocolType": "HTTP"}
    kept["Tags"] = {**kept.get("Tags", {}), "ms-custom-id": api_id}
    if _CORS in body:
        kept["CorsConfiguration"] = _as_lists(body[_CORS])
    return kept


def _as_lists(cors: dict[str, Any]) -> dict[str, Any]:
    """CORS in the camelCase that the emulator reads, with list parameters (`a,b`) split as CloudFormation does.

    SAM takes an intrinsic function in place of the origins for the whole configuration. It is refused here, because
    the API would be deployed to AWS without CORS.
    """
    if "Fn::If" in cors:
        condition, *branches = cors["Fn::If"]
        return {"Fn::If": [condition, *(b if "Ref" in b else _as_lists(b) for b in branches)]}
    if unknown := set(cors) - _CORS_LISTS - {"maxAge", "allowCredentials"}:
        raise UnknownBody(f"CORS: cannot expand {', '.join(sorted(unknown))}")
    return {
        key: value.split(",") if key in _CORS_LISTS and isinstance(value, str) else value for key, value in cors.items()
    }


def _authorizers(api: str, body: Mapping[str, Any]) -> Resources:
    """JWT authorizers, the only kind that a template of ours may name."""
    found: Resources = {}
    for name, scheme in body.get("components", {}).get("securitySchemes", {}).items():
        settings = scheme.get(_AUTHORIZER, {})
        if settings.get("type") != "jwt":
            raise UnknownBody(f"authorizer {name}: only JWT authorizers can be expanded")
        jwt = settings["jwtConfiguration"]
        source = settings["identitySource"]
        found[_logical_id(api, "Authorizer", name)] = {
            "Type": "AWS::ApiGatewayV2::Authorizer",
            "Properties": {
                "ApiId": {"Ref": api},
                "AuthorizerType": "JWT",
                "Name": name,
                "IdentitySource": source if isinstance(source, list) else [source],
                "JwtConfiguration": {"Issuer": jwt["issuer"], "Audience": jwt["audience"]},
            },
        }
    return found


def _routes(api: str, body: Mapping[str, Any]) -> Resources:
    found: Resources = {}
    for key, operation in _operations(body):
        integration = operation.get(_INTEGRATION, {})
        if integration.get("type") != "aws_proxy" or "uri" not in integration:
            raise UnknownBody(f"{key}: only Lambda proxy integrations can be expanded")
        integration_id, route_id = _logical_id(api, "Integration", key), _logical_id(api, "Route", key)
        found[integration_id] = {
            "Type": "AWS::ApiGatewayV2::Integration",
            "Properties": {
                "ApiId": {"Ref": api},
                "IntegrationType": "AWS_PROXY",
                "IntegrationMethod": "POST",
                "IntegrationUri": integration["uri"],
                "PayloadFormatVersion": integration.get("payloadFormatVersion", "2.0"),
            },
        }
        found[route_id] = {
            "Type": "AWS::ApiGatewayV2::Route",
            "Properties": {
                "ApiId": {"Ref": api},
                "RouteKey": key,
                "Target": {"Fn::Join": ["/", ["integrations", {"Ref": integration_id}]]},
                **_authorization(api, key, operation),
            },
        }
    return found


def _operations(body: Mapping[str, Any]) -> Iterator[tuple[str, Mapping[str, Any]]]:
    for path, methods in body["paths"].items():
        for method, operation in methods.items():
            yield route_key(path, method), operation


def _authorization(api: str, key: str, operation: Mapping[str, Any]) -> dict[str, Any]:
    security = operation.get("security") or []
    if not security:
        return {}
    if len(security) != 1 or len(security[0]) != 1 or "Fn::If" in security[0]:
        raise UnknownBody(f"{key}: one authorizer at most")
    ((name, scopes),) = security[0].items()
    if name == "NONE":
        return {}
    authorizer = {"Ref": _logical_id(api, "Authorizer", name)}
    return {"AuthorizationType": "JWT", "AuthorizerId": authorizer, "AuthorizationScopes": scopes}


def _logical_id(api: str, kind: str, key: str) -> str:
    """Letters and digits only, as CloudFormation asks: `ApiRouteGetApiProvidersProviderId`."""
    words = re.findall(r"[A-Za-z0-9]+", key)
    return api + kind + "".join(word[0].upper() + (word[1:].lower() if word.isupper() else word[1:]) for word in words)
