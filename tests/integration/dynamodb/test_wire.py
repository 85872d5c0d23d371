"""Tests of the transport on libcurl alone: signatures, TLS, and libcurl's own behaviour."""

import datetime as dt
import ssl
import threading
from pathlib import Path
from typing import Any

import pycurl
import pytest
from botocore.auth import SigV4Auth
from botocore.awsrequest import AWSRequest
from botocore.credentials import Credentials
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

from booking.dynamodb import wire
from booking.dynamodb.address import Address
from booking.dynamodb.sending import TurnedAway, Unanswered
from booking.dynamodb.wire import Wire
from tests.integration.dynamodb.far_end import FarEnd, Received, answer, close, error, no_answer, reset

ITEM = {"Item": {"PK": {"S": "PROVIDER#1"}}}
ASK: dict[str, Any] = {"TableName": "t"}
TOKEN = "IQoJb3JpZ2luX2VjE" * 60
KEY, SECRET = "AKIDEXAMPLE", "wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY"


def address(port: int, *, scheme: str = "http", host: str = "127.0.0.1", token: str = "", roots: str = "") -> Address:
    return Address(f"{scheme}://{host}:{port}/", "us-east-1", KEY, SECRET, token, roots)


class TestSignatures:
    """Of AWS Signature Version 4, as the far end can check them."""

    @pytest.mark.parametrize("token", ["", TOKEN], ids=["", "with a session token"])
    @pytest.mark.parametrize("body", [{}, {"Key": {"PK": {"S": 'Zoë "+%/=\u2028\U0001f600'}}}, {"x": "y" * 100_000}])
    def test_the_sdk_signs_the_request_that_came_in_the_same_way(self, body: Any, token: str) -> None:
        with FarEnd([answer(200, ITEM)]) as far:
            Wire(address(far.port, token=token))("GetItem", body)
        (request,) = far.received
        assert request.headers.get("x-amz-security-token", "") == token
        assert request.headers["authorization"] == signed_by_botocore(request, far.port, token)

    @pytest.mark.parametrize(
        ("vector", "body", "headers", "signed", "signature"),
        [
            # https://github.com/boto/botocore/tree/develop/tests/unit/auth/aws4_testsuite
            (
                "post-vanilla",
                b"",
                [],
                "host;x-amz-date",
                "5da7c1a2acd57cee7505fc6676e4e544621c30862966e37dddb68e92efbe5d6b",
            ),
            (
                "post-x-www-form-urlencoded",
                b"Param1=value1",
                ["Content-Type: application/x-www-form-urlencoded"],
                "content-type;host;x-amz-date",
                "ff11897932ad3f4e8b18135d722051e5ac45fc38421b1da7b9d196a0fe09473a",
            ),
            (
                "post-header-key-sort",
                b"",
                ["My-Header1: value1"],
                "host;my-header1;x-amz-date",
                "c5410059b04c1ee005303aed430f6e6645f61f4dc9e1461ec8f8916fdf18852c",
            ),
        ],
    )
    def test_a_published_vector_is_signed_as_published(
        self, vector: str, body: bytes, headers: list[str], signed: str, signature: str
    ) -> None:
        with FarEnd([answer(200, ITEM)]) as far:
            sent = pycurl.Curl()
            for option, value in wire.options(address(far.port)):
                sent.setopt(option, value)
            sent.setopt(pycurl.URL, "http://example.amazonaws.com/")
            sent.setopt(pycurl.CONNECT_TO, [f"::127.0.0.1:{far.port}"])
            sent.setopt(pycurl.AWS_SIGV4, "aws:amz:us-east-1:service")
            no_type = [] if headers and headers[0].startswith("Content-Type") else ["Content-Type:"]
            sent.setopt(pycurl.HTTPHEADER, ["X-Amz-Date: 20150830T123600Z", *no_type, *headers])
            sent.setopt(pycurl.POSTFIELDS, body)
            sent.setopt(pycurl.WRITEFUNCTION, lambda _: None)
            sent.perform()
        (request,) = far.received
        assert f"SignedHeaders={signed}, Signature={signature}" in request.headers["authorization"]


def signed_by_botocore(request: Received, port: int, token: str) -> str:
    """By its own rules, of what was received."""

    class AtThatTime(SigV4Auth):
        def _modify_request_before_signing(self, request: Any) -> None:
            """Headers stay as they came."""

    names = request.headers["authorization"].partition("SignedHeaders=")[2].partition(",")[0].split(";")
    kept = {name: request.headers[name] for name in names}
    asked = AWSRequest("POST", f"http://127.0.0.1:{port}/", headers=kept, data=request.body)
    asked.context["timestamp"] = request.headers["x-amz-date"]
    signer = AtThatTime(Credentials(KEY, SECRET, token or None), "dynamodb", "us-east-1")
    canonical = signer.canonical_request(asked)
    signature = signer.signature(signer.string_to_sign(asked, canonical), asked)
    return f"AWS4-HMAC-SHA256 Credential={signer.scope(asked)}, SignedHeaders={';'.join(names)}, Signature={signature}"


class TestResending:
    """libcurl sends a request again when a connection that it kept turns out to be closed."""

    @pytest.mark.parametrize("broken", [close, reset])
    def test_the_second_sending_is_answered(self, broken: Any) -> None:
        with FarEnd([answer(200, {}), broken, answer(200, ITEM)]) as far:
            send = Wire(address(far.port))
            send("GetItem", ASK)
            assert send("GetItem", ASK) == ITEM
        assert [request.body for request in far.received] == [b'{"TableName":"t"}'] * 3

    def test_a_throttle_of_the_second_sending_leaves_open_what_became_of_the_first(self) -> None:
        with FarEnd([answer(200, {}), reset, error(400, "ThrottlingException")]) as far:
            send = Wire(address(far.port))
            send("GetItem", ASK)
            with pytest.raises(Unanswered):
                send("TransactWriteItems", ASK)
            with pytest.raises(TurnedAway):
                send("TransactWriteItems", ASK)

    def test_a_first_connection_is_no_second_sending(self) -> None:
        with FarEnd([close, error(400, "ThrottlingException")]) as far:
            send = Wire(address(far.port))
            with pytest.raises(Unanswered):
                send("GetItem", ASK)
            with pytest.raises(TurnedAway):
                send("GetItem", ASK)


def wait_in_vain(send: Wire) -> None:
    with pytest.raises(Unanswered):
        send("GetItem", ASK)


def test_threads_that_send_meanwhile_do_not_share_a_connection() -> None:
    with FarEnd([no_answer, answer(200, ITEM)]) as far:
        send = Wire(address(far.port))
        waiting = threading.Thread(target=wait_in_vain, args=(send,))
        waiting.start()
        while not far.received:
            pass
        assert send("GetItem", ASK) == ITEM
        assert far.connections == 2
        waiting.join()


def test_an_answer_without_end_is_none(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(wire, "MOST_BYTES", 1000)
    with FarEnd([answer(200, {"Item": {"notes": {"S": "x" * 1000}}})]) as far, pytest.raises(Unanswered):
        Wire(address(far.port))("GetItem", ASK)


def test_what_only_looks_like_an_object_is_no_answer() -> None:
    with FarEnd([answer(200, b"{half, an}")]) as far, pytest.raises(Unanswered, match="not JSON"):
        Wire(address(far.port))("GetItem", ASK)


@pytest.mark.parametrize("name", ["http_proxy", "HTTPS_PROXY", "ALL_PROXY"])
def test_no_proxy_of_the_environment_is_used(name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(name, "http://127.0.0.1:9")
    with FarEnd([answer(200, ITEM)]) as far:
        assert Wire(address(far.port))("GetItem", ASK) == ITEM


@pytest.fixture(scope="module")
def certificate(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Of localhost, its own root; with its key."""
    path: Path = tmp_path_factory.mktemp("tls") / "localhost.pem"
    path.write_bytes(made_certificate("localhost"))
    return path


class TestTls:
    @pytest.fixture
    def tls(self, certificate: Path) -> ssl.SSLContext:
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(certificate)
        return context

    def test_a_certificate_of_a_known_root_is_trusted(self, tls: ssl.SSLContext, certificate: Path) -> None:
        with FarEnd([answer(200, ITEM)], tls) as far:
            send = Wire(address(far.port, scheme="https", host="localhost", roots=str(certificate)))
            assert send("GetItem", ASK) == ITEM

    def test_a_certificate_of_an_unknown_root_is_not(self, tls: ssl.SSLContext, tmp_path: Path) -> None:
        other = tmp_path / "other.pem"
        other.write_bytes(made_certificate("localhost"))
        with FarEnd([answer(200, ITEM)], tls) as far, pytest.raises(Unanswered, match="60"):
            Wire(address(far.port, scheme="https", host="localhost", roots=str(other)))("GetItem", ASK)
        assert not far.received

    def test_a_certificate_of_another_host_is_not(self, tls: ssl.SSLContext, certificate: Path) -> None:
        with FarEnd([answer(200, ITEM)], tls) as far, pytest.raises(Unanswered, match="60"):
            Wire(address(far.port, scheme="https", roots=str(certificate)))("GetItem", ASK)
        assert not far.received

    def test_an_older_protocol_is_not_spoken(self, certificate: Path) -> None:
        old = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        old.load_cert_chain(certificate)
        with pytest.warns(DeprecationWarning, match="TLSv1_1"):
            old.maximum_version = ssl.TLSVersion.TLSv1_1
        with FarEnd([answer(200, ITEM)], old) as far, pytest.raises(Unanswered):
            Wire(address(far.port, scheme="https", host="localhost", roots=str(certificate)))("GetItem", ASK)
        assert not far.received


def made_certificate(host: str) -> bytes:
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, host)])
    now = dt.datetime.now(dt.UTC)
    made = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - dt.timedelta(days=1))
        .not_valid_after(now + dt.timedelta(days=1))
        .add_extension(x509.SubjectAlternativeName([x509.DNSName(host)]), critical=False)
        .add_extension(x509.BasicConstraints(ca=True, path_length=None), critical=True)
        .sign(key, hashes.SHA256())
    )
    secret = key.private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    )
    return made.public_bytes(serialization.Encoding.PEM) + secret
