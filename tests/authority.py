"""A certification and time-stamp authority of our own, over real sockets (certomancer).

It issues the entity's seal, answers about revocation (OCSP, CRL) and stamps time (RFC 3161). A
second authority that nobody of the first knows stamps, too.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from threading import Thread
from typing import Any

import pytest
from asn1crypto import pem
from certomancer.integrations.animator import Animator, AnimatorArchStore
from certomancer.registry import CertomancerConfig
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import ec, rsa
from werkzeug.serving import WSGIRequestHandler, make_server

PASSWORD = "clave del sello"
SOON = timedelta(days=60)
_KEYS = ("root", "issuer", "ocsp", "stamp", "later")


@dataclass(frozen=True)
class Authority:
    """`seal`: the PKCS#12 of the entity. `short`: stamps by a certificate that ends `SOON`."""

    url: str
    seal: Path
    other_seal: Path
    root: Path
    other_root: Path
    silent: set[str]  # beginnings of paths that get no answer: "/sede/tsa"

    @property
    def stamps(self) -> str:
        return f"{self.url}/sede/tsa/later"

    @property
    def short(self) -> str:
        return f"{self.url}/sede/tsa/stamp"

    @property
    def strange(self) -> str:
        return f"{self.url}/otra/tsa/later"


@pytest.fixture(scope="module")
def started(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Authority]:
    with running(tmp_path_factory.mktemp("authority")) as authority:
        yield authority


@pytest.fixture
def authority(started: Authority, settings: Any) -> Authority:
    settings.SEAL_PKCS12, settings.SEAL_PASSWORD = str(started.seal), PASSWORD
    settings.TSA_URL = started.stamps
    started.silent.clear()
    return started


@contextmanager
def running(folder: Path) -> Iterator[Authority]:
    """The authority, answering on a free port of this machine."""
    for name in _KEYS:
        _keep_key(folder / f"{name}.pem", ec.generate_private_key(ec.SECP256R1()))
    for name in ("seal", "other"):
        _keep_key(folder / f"{name}.pem", rsa.generate_private_key(65537, 2048))
    server = make_server("127.0.0.1", 0, _nothing, threaded=True, request_handler=_Silent)
    url = f"http://127.0.0.1:{server.server_port}"
    config = CertomancerConfig(_config(url), key_search_dir=str(folder))
    answers = Animator(AnimatorArchStore(config.pki_archs), with_web_ui=False)
    silent: set[str] = set()

    def answered(environ: Any, start_response: Any) -> Any:
        told = environ["PATH_INFO"].startswith(tuple(silent)) if silent else False
        return (_nothing if told else answers)(environ, start_response)

    server.app = answered
    thread = Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True)
    thread.start()
    try:
        yield _handed_out(url, folder, config, silent)
    finally:
        server.shutdown()
        thread.join()
        server.server_close()


def _handed_out(url: str, folder: Path, config: Any, silent: set[str]) -> Authority:
    ours, others = config.pki_archs["sede"], config.pki_archs["otra"]
    for name in ("seal", "other"):
        packed = ours.package_pkcs12(
            name, certs_to_embed=["issuer", "root"], password=PASSWORD.encode()
        )
        (folder / f"{name}.p12").write_bytes(packed)
    for name, arch in (("root", ours), ("other-root", others)):
        content = _pem(arch.get_cert("root").dump())
        (folder / f"{name}.crt").write_bytes(content)
    return Authority(
        url,
        seal=folder / "seal.p12",
        other_seal=folder / "other.p12",
        root=folder / "root.crt",
        other_root=folder / "other-root.crt",
        silent=silent,
    )


def _pem(der: bytes) -> bytes:
    return bytes(pem.armor("CERTIFICATE", der))


def _keep_key(path: Path, key: Any) -> None:
    path.write_bytes(
        key.private_bytes(
            serialization.Encoding.PEM,
            serialization.PrivateFormat.PKCS8,
            serialization.NoEncryption(),
        )
    )


def _nothing(environ: Any, start_response: Any) -> list[bytes]:
    start_response("503 Service Unavailable", [])
    return [b""]


class _Silent(WSGIRequestHandler):
    def log(self, type: str, message: str, *args: Any) -> None:
        return


def _config(url: str) -> dict[str, Any]:
    keys = {name: {"path": f"{name}.pem"} for name in (*_KEYS, "seal", "other")}
    return {
        "external-url-prefix": url,
        "keysets": {"prueba": {"keys": keys}},
        "pki-architectures": {"sede": _authority("Sede"), "otra": _authority("Otra")},
    }


def _authority(name: str) -> dict[str, Any]:
    names = {
        "root": f"Raíz {name}",
        "issuer": f"Subordinada {name}",
        "ocsp": f"OCSP {name}",
        "seal": "Gobernación de Prueba",
        "other": "Gobernación de Prueba",
        "stamp": f"Estampas {name} 1",
        "later": f"Estampas {name} 2",
    }
    authority = [_usage("key_cert_sign", "crl_sign")]
    stamping = [
        _usage("digital_signature"),
        {"id": "extended_key_usage", "critical": True, "value": ["time_stamping"]},
        _crl("root"),
    ]
    asked = {"schema": "aia-urls", "params": {"ocsp-responder-names": ["issuer"]}}
    sealing = [
        _usage("digital_signature", "non_repudiation"),
        _crl("issuer"),
        {"id": "authority_information_access", "smart-value": asked},
    ]
    answering = [
        _usage("digital_signature"),
        {"id": "extended_key_usage", "critical": True, "value": ["ocsp_signing"]},
        {"id": "ocsp_no_check"},
    ]
    soon = datetime.now(UTC) + SOON
    return {
        "keyset": "prueba",
        "entity-defaults": {"country-name": "CO", "organization-name": f"Autoridad {name}"},
        "entities": {label: {"common-name": told} for label, told in names.items()},
        "certs": {
            "root": _certificate("root", [_of_authority(), *authority]),
            "issuer": _certificate("root", [_of_authority(), *authority, _crl("root")]),
            "ocsp": _certificate("issuer", answering),
            "seal": _certificate("issuer", sealing),
            "other": _certificate("issuer", sealing),
            "stamp": _certificate("root", stamping, until=soon),
            "later": _certificate("root", stamping),
        },
        "services": {
            "ocsp": {
                "issuer": {"for-issuer": "issuer", "responder-cert": "ocsp", "signing-key": "ocsp"}
            },
            "crl-repo": {
                label: {
                    "for-issuer": label,
                    "signing-key": label,
                    "simulated-update-schedule": "P30D",
                }
                for label in ("root", "issuer")
            },
            "time-stamping": {
                label: {"signing-key": label, "signing-cert": label} for label in ("stamp", "later")
            },
        },
    }


def _certificate(issuer: str, extensions: list[Any], until: datetime | None = None) -> Any:
    return {
        "issuer": issuer,
        "validity": {
            "valid-from": "2019-01-01T00:00:00+0000",
            "valid-to": f"{until or datetime(2060, 1, 1):%Y-%m-%dT%H:%M:%S}+0000",
        },
        "extensions": extensions,
    }


def _of_authority() -> dict[str, Any]:
    return {"id": "basic_constraints", "critical": True, "value": {"ca": True}}


def _usage(*uses: str) -> dict[str, Any]:
    value = {"schema": "key-usage", "params": list(uses)}
    return {"id": "key_usage", "critical": True, "smart-value": value}


def _crl(repository: str) -> dict[str, Any]:
    value = {"schema": "crl-dist-url", "params": {"crl-repo-names": [repository]}}
    return {"id": "crl_distribution_points", "smart-value": value}
