"""The issuer of tokens on this machine: a key made at each start, and the two documents by which it is found.

The documents lie in a bucket of the emulator, so the issuer has the stack's own address. It is up when the stack is,
and a stack that keeps its data knows its customers again.
"""

import json
import time
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any

import jwt
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import rsa
from jwt.algorithms import RSAAlgorithm

from local.emulator import Emulator

BUCKET = "issuer"
AUDIENCE = "booking-local"
HOURS = 8.0

SUBJECTS: Mapping[str, str] = {
    "admin": "local-admin",
    "desk": "local-desk",
    "provider": "local-provider",
    "customer": "local-customer",
}
"""By role: whose token is printed."""

_DISCOVERY = ".well-known/openid-configuration"
_KEYS = ".well-known/jwks.json"
KEY_ID = "local"


@dataclass(frozen=True)
class Issuer:
    """Signs tokens. `url` is its `iss`; `key` is a private key in PEM."""

    url: str
    key: str

    @classmethod
    def on(cls, emulator: Emulator) -> "Issuer":
        """With a new key, and its documents on the emulator."""
        issuer = cls.new(f"{emulator.endpoint_url}/{BUCKET}")
        _publish(emulator, issuer.documents())
        return issuer

    @classmethod
    def new(cls, url: str) -> "Issuer":
        """With a new key."""
        private = rsa.generate_private_key(public_exponent=65537, key_size=2048)
        pem = private.private_bytes(
            serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
        )
        return cls(url, pem.decode())

    def documents(self) -> dict[str, Any]:
        """By their path below the issuer's URL."""
        public = RSAAlgorithm.to_jwk(self._private.public_key(), as_dict=True)
        return {
            _DISCOVERY: {"issuer": self.url, "jwks_uri": f"{self.url}/{_KEYS}"},
            _KEYS: {"keys": [{**public, "kid": KEY_ID, "alg": "RS256", "use": "sig"}]},
        }

    @cached_property
    def _private(self) -> rsa.RSAPrivateKey:
        """The key is checked whenever it is read, which takes longer than a hundred signatures."""
        private = serialization.load_pem_private_key(self.key.encode(), None)
        assert isinstance(private, rsa.RSAPrivateKey)
        return private

    @classmethod
    def load(cls, path: Path) -> "Issuer":
        return cls(**json.loads(path.read_text()))

    def save(self, path: Path) -> None:
        """Only the user can read the file."""
        path.unlink(missing_ok=True)
        path.touch(mode=0o600)
        path.write_text(json.dumps({"url": self.url, "key": self.key}))

    def token(self, role: str, subject: str | None = None, hours: float = HOURS, **claims: Any) -> str:
        """An access token. `role` is admin, desk, provider or customer; `claims` replace those that it would have."""
        now = int(time.time())
        of_role = {} if role == "customer" else {"cognito:groups": [role]}
        standard = {
            "iss": self.url,
            "sub": subject or SUBJECTS[role],
            "aud": AUDIENCE,
            "iat": now,
            "exp": now + round(hours * 3600),
            "token_use": "access",
        }
        return jwt.encode({**standard, **of_role, **claims}, self._private, "RS256", {"kid": KEY_ID})

    def tokens(self) -> dict[str, str]:
        """One for each role."""
        return {role: self.token(role) for role in SUBJECTS}


def _publish(emulator: Emulator, documents: Mapping[str, Any]) -> None:
    """For everybody to read, as an issuer's documents are."""
    s3 = emulator.client("s3")
    s3.create_bucket(Bucket=BUCKET)
    s3.delete_public_access_block(Bucket=BUCKET)
    statement = {
        "Effect": "Allow",
        "Principal": "*",
        "Action": "s3:GetObject",
        "Resource": f"arn:aws:s3:::{BUCKET}/*",
    }
    s3.put_bucket_policy(Bucket=BUCKET, Policy=json.dumps({"Version": "2012-10-17", "Statement": [statement]}))
    for key, document in documents.items():
        s3.put_object(Bucket=BUCKET, Key=key, Body=json.dumps(document).encode(), ContentType="application/json")
