"""Others judge our seals and stamps: pdfsig, the validator of the European Commission, veraPDF."""

from __future__ import annotations

import os
import subprocess
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pytest

from records import keys
from records.rendering import TypstRenderer
from records.sealing import PadesSealer
from tests import tokens
from tests.authority import PASSWORD, running
from tests.contracts.test_rendering import dossier

HERE = Path(__file__).parent
AT = datetime(2026, 1, 2, 15, tzinfo=UTC)


@pytest.fixture(scope="module", params=["file", pytest.param("token", marks=pytest.mark.pkcs11)])
def folder(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An issued PDF as it is sealed at each level, stamped anew, and changed behind its seal.

    By the same key from a file and inside a token, which holds its chain, too.
    """
    folder = tmp_path_factory.mktemp("judged")
    with running(folder) as authority:
        key = keys.key_of(str(authority.seal), PASSWORD)
        if request.param == "token":
            request.getfixturevalue("softhsm")
            place = tokens.made("Sello de la autoridad")
            tokens.keep("Sello de la autoridad", key)
            key = keys.key_of(place, tokens.PIN)
        pdf = TypstRenderer().render(dossier())
        ending = PadesSealer(key, authority.short).seal(pdf, at=AT)
        place = ending.index(b"stream") + 40
        made = {
            "b-b": PadesSealer(key, "").seal(pdf, at=AT),
            "b-t": PadesSealer(replace(key, chain=()), authority.stamps).seal(pdf, at=AT),
            "b-lta": ending,
            "renewed": PadesSealer(key, authority.stamps).renew(ending),
            "changed": ending[:place] + bytes([ending[place] ^ 1]) + ending[place + 1 :],
        }
    for name, content in made.items():
        (folder / f"{name}.pdf").write_bytes(content)
    return folder


def said(*command: str | Path) -> str:
    run = subprocess.run([*map(str, command)], capture_output=True, text=True, check=False)
    return run.stdout


@pytest.mark.dss
@pytest.mark.conformance("K08")
def test_pdfsig_and_dss_find_what_we_say(folder: Path) -> None:
    for name in ("b-b", "b-t", "b-lta", "renewed", "changed"):
        told = said("pdfsig", folder / f"{name}.pdf")
        assert ("Signature is Valid." in told) == (name != "changed"), told
    classes = f"{os.environ['DSS_JARS']}{os.sep}*"
    files = [folder / f"{name}.pdf" for name in ("b-t", "b-lta", "renewed", "changed")]
    judge = ("java", "-Xmx512m", "-cp", classes, HERE / "SealJudge.java", folder / "root.crt")
    bt, lta, renewed, changed = said(*judge, *files).splitlines()
    assert bt.startswith("b-t.pdf PAdES-BASELINE-T ")
    assert lta == "b-lta.pdf PAdES-BASELINE-LTA TOTAL_PASSED 2"
    assert renewed == "renewed.pdf PAdES-BASELINE-LTA TOTAL_PASSED 3"
    assert "TOTAL_FAILED" in changed


@pytest.mark.verapdf
def test_sealed_and_stamped_it_is_still_pdf_a_and_pdf_ua(folder: Path) -> None:
    files = [folder / f"{name}.pdf" for name in ("b-b", "b-t", "b-lta", "renewed")]
    told = said("java", "-Xmx512m", "-jar", os.environ["VERAPDF_JAR"], "--format", "text", *files)
    for file in files:
        for flavour in ("3b", "ua1"):
            assert f"PASS {file} {flavour}" in told
