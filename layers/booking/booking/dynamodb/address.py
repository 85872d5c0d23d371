"""DynamoDB's address and the credentials for it, read from a Lambda's environment as the SDK reads them."""

from collections.abc import Mapping
from pathlib import Path
from typing import NamedTuple

_ROOTS = ("/etc/pki/tls/certs/ca-bundle.crt", "/etc/ssl/certs/ca-certificates.crt")
"""The files of the system's root certificates on Lambda's Amazon Linux and on Debian."""


class Address(NamedTuple):
    """`token` is empty if the keys are not temporary. `roots`: the file of the root certificates."""

    url: str
    region: str
    access_key: str
    secret_key: str
    token: str
    roots: str


def address_in(environment: Mapping[str, str]) -> Address | None:
    """The address, or None if the environment alone is not enough. Then the SDK has to find it.

    The SDK is needed under SnapStart and in containers, where the keys are elsewhere. It is also needed for regions
    with their own domains, for dual-stack endpoints, and on machines without a known file of root certificates.
    """
    region = environment.get("AWS_DEFAULT_REGION") or environment.get("AWS_REGION")
    keys = environment.get("AWS_ACCESS_KEY_ID"), environment.get("AWS_SECRET_ACCESS_KEY")
    roots = next((path for path in (environment.get("AWS_CA_BUNDLE"), *_ROOTS) if path and Path(path).is_file()), None)
    if not region or not keys[0] or not keys[1] or not roots:
        return None
    url = _url(environment, region)
    if url is None:
        return None
    return Address(url, region, keys[0], keys[1], environment.get("AWS_SESSION_TOKEN", ""), roots)


def _url(environment: Mapping[str, str], region: str) -> str | None:
    if not _says_yes(environment, "AWS_IGNORE_CONFIGURED_ENDPOINT_URLS"):
        for name in ("AWS_ENDPOINT_URL_DYNAMODB", "AWS_ENDPOINT_URL"):
            if environment.get(name):
                return environment[name]
    if "-iso" in region or region.startswith("eusc-") or _says_yes(environment, "AWS_USE_DUALSTACK_ENDPOINT"):
        return None
    # In the GovCloud regions the normal endpoints are FIPS endpoints already.
    is_fips = _says_yes(environment, "AWS_USE_FIPS_ENDPOINT") and not region.startswith("us-gov-")
    domain = "amazonaws.com.cn" if region.startswith("cn-") else "amazonaws.com"
    return f"https://dynamodb{'-fips' if is_fips else ''}.{region}.{domain}/"


def _says_yes(environment: Mapping[str, str], name: str) -> bool:
    return environment.get(name, "").lower() == "true"
