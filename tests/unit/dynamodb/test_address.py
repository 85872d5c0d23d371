"""DynamoDB's address, read from the environment as the SDK reads it."""

from typing import Any
from unittest.mock import patch

import botocore.session
import pytest
from botocore.config import Config

from booking.dynamodb.address import address_in

LAMBDA = {
    "AWS_REGION": "eu-south-1",
    "AWS_DEFAULT_REGION": "eu-south-1",
    "AWS_ACCESS_KEY_ID": "key",
    "AWS_SECRET_ACCESS_KEY": "secret",
    "AWS_SESSION_TOKEN": "token",
}


def url(**more: str) -> str | None:
    address = address_in(LAMBDA | more)
    return address and address.url


def test_the_environment_of_a_lambda_says_it_all() -> None:
    address = address_in(LAMBDA)
    assert address
    assert address[:5] == ("https://dynamodb.eu-south-1.amazonaws.com/", "eu-south-1", "key", "secret", "token")


REGIONS = [
    region
    for partition in ("aws", "aws-cn", "aws-us-gov")
    for region in botocore.session.get_session().get_available_regions("dynamodb", partition)
    if not region.endswith("-fips") and region != "local"
]


@pytest.mark.parametrize("fips", ["", "true", "false"])
def test_the_endpoint_of_every_region_is_the_sdk_s(fips: str) -> None:
    assert len(REGIONS) > 30
    session = botocore.session.get_session()
    session.set_credentials("key", "secret")
    for region in REGIONS:
        asked: list[str] = []
        client: Any = session.create_client(
            "dynamodb", region_name=region, config=Config(use_fips_endpoint=fips == "true")
        )
        client.meta.events.register("before-send", lambda request, seen=asked, **_: seen.append(request.url) or 1 / 0)
        with pytest.raises(ZeroDivisionError):
            client.list_tables()
        assert url(AWS_DEFAULT_REGION=region, AWS_USE_FIPS_ENDPOINT=fips) == asked[0]


def test_an_endpoint_of_the_service_goes_before_one_of_all_services() -> None:
    one, other = {"AWS_ENDPOINT_URL": "http://127.0.0.1:1"}, {"AWS_ENDPOINT_URL_DYNAMODB": "http://127.0.0.1:2"}
    assert url(**one) == "http://127.0.0.1:1"
    assert url(**one, **other) == "http://127.0.0.1:2"
    assert url(**one, AWS_IGNORE_CONFIGURED_ENDPOINT_URLS="True") == "https://dynamodb.eu-south-1.amazonaws.com/"


@pytest.mark.parametrize("missing", ["AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY"])
def test_without_keys_the_sdk_has_to_look_for_them(missing: str) -> None:
    """As under SnapStart and in containers."""
    assert address_in({name: value for name, value in LAMBDA.items() if name != missing}) is None


def test_without_a_region_there_is_no_address() -> None:
    assert address_in(LAMBDA | {"AWS_REGION": "", "AWS_DEFAULT_REGION": ""}) is None


def test_keys_that_are_not_temporary_have_no_token() -> None:
    address = address_in({name: value for name, value in LAMBDA.items() if name != "AWS_SESSION_TOKEN"})
    assert address
    assert address.token == ""


@pytest.mark.parametrize(
    "more",
    [
        {"AWS_DEFAULT_REGION": "us-iso-east-1"},
        {"AWS_DEFAULT_REGION": "eu-isoe-west-1"},
        {"AWS_DEFAULT_REGION": "eusc-de-east-1"},
        {"AWS_USE_DUALSTACK_ENDPOINT": "true"},
    ],
)
def test_rarer_endpoints_are_left_to_the_sdk(more: dict[str, str]) -> None:
    assert url(**more) is None


def test_root_certificates_of_the_environment_go_before_the_system_s(tmp_path: Any) -> None:
    roots = tmp_path / "roots.pem"
    roots.write_text("")
    address = address_in(LAMBDA | {"AWS_CA_BUNDLE": str(roots)})
    assert address
    assert address.roots == str(roots)


def test_without_root_certificates_the_sdk_brings_its_own() -> None:
    with patch("booking.dynamodb.address.Path.is_file", lambda _: False):
        assert address_in(LAMBDA) is None
