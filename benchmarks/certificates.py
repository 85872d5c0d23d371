"""Certificates for a server on this machine. They are made when it starts, and only its clients trust them.

The chain is like AWS's, with RSA keys of 2,048 bits: a root, an authority below it, the server's own.
"""

from datetime import UTC, datetime, timedelta
from ipaddress import ip_address
from pathlib import Path

import botocore
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import rsa
from cryptography.x509.oid import ExtendedKeyUsageOID, NameOID

from local.ports import HOST

ROOTS = Path(botocore.__file__).parent / "cacert.pem"
"""The roots that the SDK trusts."""
_VALID = timedelta(days=2)

type _Signed = tuple[x509.Certificate, rsa.RSAPrivateKey]


def write_certificates(folder: Path) -> tuple[Path, Path]:
    """The server's chain with its key, and the bundle that its clients trust: the SDK's roots and this root."""
    root = _signed("Booking benchmark root", None)
    authority = _signed("Booking benchmark authority", root)
    server, key = _signed("localhost", authority, is_authority=False)
    chain, bundle = folder / "server.pem", folder / "bundle.pem"
    private = key.private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    )
    chain.write_bytes(private + _pem(server) + _pem(authority[0]))
    bundle.write_bytes(ROOTS.read_bytes() + b"\n" + _pem(root[0]))
    return chain, bundle


def _signed(name: str, by: _Signed | None, *, is_authority: bool = True) -> _Signed:
    """A certificate and its key; `by` is None for one that signs itself."""
    key = rsa.generate_private_key(65537, 2048)
    subject = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, name)])
    issuer, issuer_key = (by[0].subject, by[1]) if by else (subject, key)
    now = datetime.now(UTC)
    usage = x509.KeyUsage(
        digital_signature=not is_authority,
        content_commitment=False,
        key_encipherment=False,
        data_encipherment=False,
        key_agreement=False,
        key_cert_sign=is_authority,
        crl_sign=is_authority,
        encipher_only=False,
        decipher_only=False,
    )
    builder = (
        x509.CertificateBuilder(issuer, subject, key.public_key(), x509.random_serial_number())
        .not_valid_before(now - timedelta(hours=1))
        .not_valid_after(now + _VALID)
        .add_extension(x509.BasicConstraints(ca=is_authority, path_length=None), critical=True)
        .add_extension(usage, critical=True)
        .add_extension(x509.SubjectKeyIdentifier.from_public_key(key.public_key()), critical=False)
        .add_extension(x509.AuthorityKeyIdentifier.from_issuer_public_key(issuer_key.public_key()), critical=False)
    )
    if not is_authority:
        names = x509.SubjectAlternativeName([x509.DNSName("localhost"), x509.IPAddress(ip_address(HOST))])
        builder = builder.add_extension(names, critical=False)
        purpose = x509.ExtendedKeyUsage([ExtendedKeyUsageOID.SERVER_AUTH])
        builder = builder.add_extension(purpose, critical=False)
    return builder.sign(issuer_key, hashes.SHA256()), key


def _pem(certificate: x509.Certificate) -> bytes:
    return certificate.public_bytes(serialization.Encoding.PEM)
