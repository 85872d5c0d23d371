"""The settings of `make dev`, from variables of its environment: `make dev PORT=4567 SEED=0`."""

import re
import sys
from collections.abc import Mapping
from dataclasses import dataclass
from ipaddress import IPv4Address

from local.ports import HIGHEST_PORT, HOST

DEFAULT_PORT = 4566
# As a browser writes it in the header Origin: https://html.spec.whatwg.org/multipage/browsers.html#origin
_ORIGIN = re.compile(r"[a-z][a-z0-9+.-]*://([a-z0-9._-]+|\[[0-9a-f:.]+\])(:\d+)?")


@dataclass(frozen=True)
class Settings:
    """docs/local.md explains them."""

    port: int = DEFAULT_PORT
    host: str = HOST
    persist: bool = False
    seed: bool = True
    cors_origins: str = ""


def settings_from(environment: Mapping[str, str]) -> Settings:
    """Raises SystemExit with a message for a value that makes no sense."""
    return Settings(
        port=port_from(environment.get("PORT", "")),
        host=host_from(environment.get("BIND", "")),
        persist=switch_from("PERSIST", environment, default=False),
        seed=switch_from("SEED", environment, default=True),
        cors_origins=origins_from(environment.get("CORS", "")),
    )


def port_from(text: str) -> int:
    """The port that PORT names; 0 is any free one."""
    if not text:
        return DEFAULT_PORT
    if not text.isdecimal() or int(text) > HIGHEST_PORT:
        sys.exit(f"PORT must be a number up to {HIGHEST_PORT}, not {text!r}")
    return int(text)


def host_from(text: str) -> str:
    """The address that BIND names. One address: functions and containers have to find the emulator there."""
    if not text:
        return HOST
    try:
        address = IPv4Address(text)
    except ValueError:
        sys.exit(f"BIND must be an IPv4 address of this machine, such as 172.17.0.1, not {text!r}")
    if address.is_unspecified:
        sys.exit("BIND must be one address of this machine: 0.0.0.0 would open the stack on every network")
    return str(address)


def switch_from(name: str, environment: Mapping[str, str], *, default: bool) -> bool:
    """Whether a setting is on. An empty one has its default."""
    text = environment.get(name, "")
    if text not in {"", "0", "1"}:
        sys.exit(f"{name} must be 0 or 1, not {text!r}")
    return text == "1" if text else default


def origins_from(text: str) -> str:
    """The web origins of CORS, unchanged. An origin that no browser sends is refused: it would never match."""
    for origin in text.split(",") if text not in {"", "*"} else ():
        if not _ORIGIN.fullmatch(origin):
            sys.exit(f"CORS must be origins such as http://localhost:5173, without a path, or *; not {origin!r}")
    return text
