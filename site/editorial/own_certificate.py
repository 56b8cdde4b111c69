"""Signing with one's own digital certificate too: file and password serve one request only."""

from __future__ import annotations

from dataclasses import replace
from functools import partial
from typing import Any

from django import forms
from django.http import HttpRequest
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.debug import sensitive_variables

from pyhanko.sign.signers import SimpleSigner

from editorial.reauthentication import IdentityForm
from editorial.refusals import note_refusal
from records import personal_signature
from records.exceptions import NotAllowed, StorageError
from records.models import DocumentVersion, FilledFormat, FilledSignature, Signature
from records.signing import Circumstances
from records.storage import storage


class CertificateForm(IdentityForm):
    """Who signs, and if they want the PKCS#12 file with which they do (level L3).

    A wrong file, or a certificate that does not sign today, is an error beside the field before
    anybody is identified: it costs no code of the second factor.
    """

    keystore = forms.FileField(
        label=gettext_lazy("Your own digital certificate (PKCS#12)"),
        required=False,
        help_text=gettext_lazy("Used for this signature only; neither file nor password is kept."),
        widget=forms.FileInput(attrs={"accept": ".p12,.pfx"}),
    )
    keystore_password = forms.CharField(
        label=gettext_lazy("Password of the certificate"),
        required=False,
        strip=False,
        widget=forms.PasswordInput(attrs={"autocomplete": "off"}),
    )
    signer: SimpleSigner | None = None

    @sensitive_variables()
    def clean(self) -> dict[str, Any]:
        told: dict[str, Any] = super().clean() or {}
        if (file := told.get("keystore")) is None or not self.uses_certificate(told):
            return told
        try:
            # Memory holds the file for this request only; what is larger is no certificate.
            self.signer = personal_signature.opened(
                file.read(personal_signature.LARGEST + 1),
                told.get("keystore_password", ""),
                at=timezone.now(),
            )
        except NotAllowed as refused:
            note_refusal(self.person, "certificate", refused.reasons)
            self.add_error("keystore", [reason.message for reason in refused.reasons])
        return told

    def uses_certificate(self, told: dict[str, Any]) -> bool:
        """Whether what is asked is to sign."""
        return True

    def cms_of(self, version: DocumentVersion | FilledFormat) -> str:
        """The own digital signature of what the version, or filled format, froze; empty without.

        Made before any transaction. Raises NotAllowed for a key that cannot sign.
        """
        if self.signer is None:
            return ""
        return _signed(self.signer, storage().read(version.content_sha256))

    def circumstances(self, request: HttpRequest) -> Circumstances:
        """The same; a content that the act itself draws up is signed once it is known."""
        told = super().circumstances(request)
        return told if self.signer is None else replace(told, certify=partial(_signed, self.signer))


def _signed(signer: SimpleSigner, content: bytes) -> str:
    return personal_signature.signed(content, signer=signer, at=timezone.now())


def certificate_of(signature: Signature | FilledSignature) -> str:
    """With which certificate it was signed, in a sentence; empty where there was none.

    Read from the signature itself, and of exactly the content: otherwise the sentence says so.
    """
    try:
        found = personal_signature.verify_personal(signature)
    except NotAllowed as refused:
        return str(refused)
    except StorageError:
        return _("The content that was signed cannot be read now.")
    return "" if found is None else str(found)
