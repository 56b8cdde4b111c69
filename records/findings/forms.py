"""Forms: what could not be filled in, signed or filed as it is declared."""

from __future__ import annotations

from collections.abc import Iterator

from records.content import Content, blocks, items
from records.findings.model import Finding
from records.kinds.forms import FORM, field_faults, signer_faults


def forms_at_odds(content: Content) -> Iterator[Finding]:
    """Fields and signatures that contradict themselves; a form that says not where it is filed."""
    fields, signers = items(content, "form_fields"), items(content, "form_signers")
    for target, message in (*field_faults(fields), *signer_faults(signers)):
        # Issued like this nobody could fill it in, and no reason mends that.
        yield Finding("form_at_odds", message, FORM.heading, target, waivable=False)
    if fields and not items(content, "form_filing"):
        where = next(blocks(content, "form_fields"))["id"]
        message = "El formulario no dice quién lo diligencia ni en qué serie queda: complételo."
        yield Finding("form_at_odds", message, FORM.heading, where)
    if signers and not fields:
        message = "El formulario tiene firmas y ninguna casilla."
        yield Finding("form_at_odds", message, FORM.heading, signers[0]["id"])
