"""The timeouts of the product's functions, read from template.yaml: no proof contains these numbers itself."""

from functools import cache

from local.paths import TEMPLATE
from local.translation import Template, read_template


@cache
def function_seconds() -> float:
    """What each request has from its start, in seconds."""
    return seconds_of_requests(read_template(TEMPLATE))


def seconds_of_requests(template: Template) -> float:
    """The timeout of the functions behind routes. Raises ValueError when they differ."""
    usual = template["Globals"]["Function"]["Timeout"]
    functions = [r["Properties"] for r in template["Resources"].values() if r["Type"] == "AWS::Serverless::Function"]
    seconds = {function.get("Timeout", usual) for function in functions if _has_route(function)}
    if len(seconds) != 1:
        raise ValueError(f"the functions behind routes have different timeouts: {sorted(seconds)}")
    return float(seconds.pop())


def _has_route(function: Template) -> bool:
    return any(event["Type"] == "HttpApi" for event in function.get("Events", {}).values())
