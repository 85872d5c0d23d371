"""Checks that the deployed routes are exactly the routes of template.yaml.

The template's routes are read from the functions' events, not from the OpenAPI body that SAM makes of them. So a route
that gets lost on the way is noticed.
"""

from collections.abc import Iterable, Mapping
from typing import Any


class RoutesDiffer(RuntimeError):
    """The API answers other routes than the template names."""

    def __init__(self, missing: Iterable[str], unexpected: Iterable[str]) -> None:
        self.missing, self.unexpected = sorted(missing), sorted(unexpected)
        super().__init__(
            "the deployed routes differ from template.yaml: "
            f"missing {', '.join(self.missing) or 'none'}; unexpected {', '.join(self.unexpected) or 'none'}"
        )


def template_routes(template: Mapping[str, Any]) -> set[str]:
    """The route keys that a SAM template's functions ask for; an HttpApi event without a path is `$default`."""
    keys = set()
    for resource in template["Resources"].values():
        if resource["Type"] != "AWS::Serverless::Function":
            continue
        for event in resource["Properties"].get("Events", {}).values():
            if event["Type"] == "HttpApi":
                keys.add(_key(event.get("Properties", {})))
    return keys


def check_routes(expected: Iterable[str], deployed: Iterable[str]) -> None:
    """Raises RoutesDiffer. A route deployed twice counts as unexpected."""
    expected, found = set(expected), list(deployed)
    twice = {f"{key} (twice)" for key in found if found.count(key) > 1}
    missing, unexpected = expected - set(found), set(found) - expected
    if missing or unexpected or twice or not expected:
        raise RoutesDiffer(missing, unexpected | twice)


def _key(properties: Mapping[str, Any]) -> str:
    if "Path" not in properties and "Method" not in properties:
        return "$default"
    method = properties["Method"].upper()
    return f"{'ANY' if method == 'X-AMAZON-APIGATEWAY-ANY-METHOD' else method} {properties['Path']}"
