"""Keys for tests: a local authority with one key, as `tanba keys new` makes; a time-stamp authority."""

import subprocess
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime, timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat
from cryptography.x509.oid import ExtendedKeyUsageOID, NameOID

from tanba.keys import authority
from tanba.keys.key import Algorithm, SigningKey, Trust


@dataclass(frozen=True)
class Keys:
    """A key, and readers who trust the authority that issued it: as a local one, or as any other."""

    key: SigningKey
    root: str

    @property
    def local(self) -> Trust:
        return Trust(anchors=self.root, local=self.root)

    @property
    def anchored(self) -> Trust:
        return Trust(anchors=self.root)


def issue(since: datetime, days: int = 60, algorithm: Algorithm = "es256") -> Keys:
    """Make an authority and a key that is valid from `since` on."""
    signer, root = authority.root("Тест", since.date(), days)
    key, leaf = authority.leaf(signer, root, "Айгүл", "«Тест» ЖШС", algorithm, since.date(), days)
    return Keys(
        key=SigningKey(
            name="test", algorithm=algorithm, chain=pem(leaf), private=secret(key), local=True
        ),
        root=pem(root),
    )


def pem(certificate: x509.Certificate) -> str:
    return certificate.public_bytes(Encoding.PEM).decode()


def secret(key) -> bytes:  # type: ignore[no-untyped-def]
    return key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())


# --- a time-stamp authority (RFC 3161): OpenSSL behind a server on this machine ---------------------


@dataclass(frozen=True)
class TimeAuthority:
    address: str
    root: str


@contextmanager
def time_authority(folder: Path, since: datetime) -> Iterator[TimeAuthority]:
    """Serve time-stamps on a loopback address for as long as the block lasts."""
    root = _write_time_keys(folder, since)
    command = ["openssl", "ts", "-reply", "-config", str(folder / "ts.cnf"), "-queryfile", "/dev/stdin"]

    class Answer(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            query = self.rfile.read(int(self.headers["content-length"]))
            reply = subprocess.run(command, input=query, capture_output=True, check=True).stdout
            self.send_response(200)
            self.send_header("content-type", "application/timestamp-reply")
            self.send_header("content-length", str(len(reply)))
            self.end_headers()
            self.wfile.write(reply)

        def log_message(self, *words: object) -> None:
            """Say nothing."""

    with serve(Answer) as address:
        yield TimeAuthority(address=address, root=root)


@contextmanager
def serve(answer: type[BaseHTTPRequestHandler]) -> Iterator[str]:
    """Serve on a loopback address for as long as the block lasts; yields the address."""
    server = ThreadingHTTPServer(("127.0.0.1", 0), answer)
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_port}/"
    finally:
        server.shutdown()
        thread.join()
        server.server_close()


def _write_time_keys(folder: Path, since: datetime) -> str:
    signer, key = ec.generate_private_key(ec.SECP256R1()), ec.generate_private_key(ec.SECP256R1())
    root = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "Clock root")])
    clock = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "Clock")])
    above = x509.AuthorityKeyIdentifier.from_issuer_public_key(signer.public_key())

    def certificate(
        subject: x509.Name, public: ec.EllipticCurvePublicKey, ca: bool
    ) -> x509.CertificateBuilder:
        return (
            x509.CertificateBuilder()
            .subject_name(subject)
            .issuer_name(root)
            .public_key(public)
            .serial_number(1 if ca else 2)
            .not_valid_before(since)
            .not_valid_after(since + timedelta(days=30))
            .add_extension(x509.BasicConstraints(ca=ca, path_length=None), critical=True)
            .add_extension(x509.SubjectKeyIdentifier.from_public_key(public), critical=False)
            .add_extension(_usage(certificates=ca), critical=True)
        )

    own = certificate(root, signer.public_key(), ca=True).sign(signer, hashes.SHA256())
    leaf = (
        certificate(clock, key.public_key(), ca=False)
        .add_extension(x509.ExtendedKeyUsage([ExtendedKeyUsageOID.TIME_STAMPING]), critical=True)
        .add_extension(above, critical=False)
        .sign(signer, hashes.SHA256())
    )  # fmt: skip
    (folder / "leaf.pem").write_text(pem(leaf))
    (folder / "root.pem").write_text(pem(own))
    (folder / "key.pem").write_bytes(secret(key))
    (folder / "serial").write_text("01")
    settings = {
        "serial": folder / "serial",
        "crypto_device": "builtin",
        "signer_cert": folder / "leaf.pem",
        "signer_key": folder / "key.pem",
        "certs": folder / "root.pem",
        "default_policy": "1.2.3.4.1",
        "digests": "sha256, sha384, sha512",
        "signer_digest": "sha256",
        "ess_cert_id_alg": "sha256",
        "accuracy": "secs:1",
    }
    lines = [
        "[tsa]",
        "default_tsa = clock",
        "[clock]",
        *(f"{name} = {said}" for name, said in settings.items()),
    ]
    (folder / "ts.cnf").write_text("\n".join(lines) + "\n")
    return pem(own)


def _usage(*, certificates: bool) -> x509.KeyUsage:
    return x509.KeyUsage(
        digital_signature=not certificates, content_commitment=False, key_encipherment=False,
        data_encipherment=False, key_agreement=False, key_cert_sign=certificates, crl_sign=certificates,
        encipher_only=False, decipher_only=False,
    )  # fmt: skip
