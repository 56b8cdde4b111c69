"""Which codes are taken, which comes next, and whether a document may bear one."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from django.utils.translation import gettext as _

from records import numbering
from records.coding import CodeTemplate, Scheme
from records.events import act
from records.exceptions import NotAllowed, Reason
from records.kinds import KINDS
from records.models import (
    CodeScheme,
    ControlledDocument,
    Entity,
    FormerCode,
    Office,
    Process,
)
from records.turns import Line, take_lock


def scheme_of(kind: str) -> Scheme:
    """How documents of that kind are coded; one that is only adopted follows the entity's."""
    row = CodeScheme.objects.filter(kind=kind).first()
    text = (row.template if row else "") or Entity.current().code_template
    known = KINDS.get(kind)
    letters = (row.letters if row else "") or (known.prefix if known else "")
    return Scheme(kind, CodeTemplate.compile(text), letters)


def parts_of(process: Process | None, office: Office | None) -> dict[str, str]:
    """What a code says of where a document belongs."""
    parent = process.parent if process else None
    found = {
        "macroprocess": parent.code if parent else "",
        "process": process.code if process else "",
        "group": _letters(parent),
        "acronym": _letters(process) or _letters(office),
    }
    return {name: value for name, value in found.items() if value}


def taken_codes() -> set[str]:
    """Every code that a document has or had, whoever may know of it: none is given twice."""
    codes = ControlledDocument.objects.filter(code__isnull=False)
    return {
        *(code or "" for code in codes.values_list("code", flat=True)),
        *FormerCode.objects.values_list("code", flat=True),
    }


def propose(
    kind: str,
    *,
    process: Process | None,
    office: Office | None,
    above: str = "",
    besides: Iterable[str] = (),
) -> str:
    """The next free code of that kind there; `besides` are those that drafts propose.

    A nested code needs the code of the document `above`. Raises ValueError with a Spanish sentence.
    """
    scheme = scheme_of(kind)
    parts = parts_of(process, office)
    if scheme.template.nested:
        parts |= _under(scheme, above)
    return scheme.next_free({*taken_codes(), *besides}, **parts)


def possible_above(kind: str, documents: Iterable[str]) -> list[str]:
    """Those of these codes that a nested code of that kind may begin with."""
    template = scheme_of(kind).template
    return [code for code in documents if template.under(code) is not None]


def reasons_against(document: ControlledDocument, code: str | None) -> list[Reason]:
    """Every reason why the document cannot be submitted under that code."""
    if not code:
        return [Reason("no_code", _("Give the document its code."), "code")]
    if document.code is not None:
        if document.code == code:
            return []
        message = _("The code is %(code)s since the first submission and does not change.")
        return [Reason("code_fixed", message % {"code": document.code}, "code")]
    if code != numbering.canonical(code):
        message = _("Write the code as %(code)s.") % {"code": numbering.canonical(code)}
        return [Reason("code", message, "code")]
    scheme = scheme_of(document.kind)
    problems = numbering.code_reasons(code, template=scheme, taken=[code] if is_taken(code) else [])
    reasons = [Reason("code", message, "code") for message in problems]
    above = scheme.template.above(code)
    if above and not reasons and not is_taken(above):
        message = _("There is no document %(code)s, below which this one would stand.")
        reasons.append(Reason("no_above", message % {"code": above}, "code"))
    return reasons


def keep_former(document: ControlledDocument, code: str, *, by: Any, at: datetime) -> None:
    """Keep a code under which the document was known elsewhere: its address leads to the document.

    Nothing to do where it is the document's own, or kept already. Raises NotAllowed when it is no
    code or another document's.
    """
    code = numbering.canonical(code)
    if not code or code == document.code:
        return
    with act(by=by, at=at) as log:
        take_lock(Line.CODES)
        if FormerCode.objects.filter(code=code, document=document).exists():
            return
        if reasons := reasons_against_former(document, code):
            raise NotAllowed(reasons)
        kept = FormerCode.objects.create(document=document, code=code, by=by, at=at)
        log.record("document.known_as", document, facts={"former_code": kept.code})


def reasons_against_former(document: ControlledDocument, code: str) -> list[Reason]:
    """Every reason why that code of old cannot lead to the document; none without a code."""
    code = numbering.canonical(code)
    if not code or code == document.code:
        return []
    others = ControlledDocument.objects.filter(code=code).exclude(pk=document.pk)
    kept = FormerCode.objects.filter(code=code).exclude(document=document.pk)
    problems = numbering.code_reasons(
        code, taken=[code] if others.exists() or kept.exists() else []
    )
    return [Reason("former_code", one, "former_code") for one in problems]


def is_taken(code: str) -> bool:
    """Whether a document has or had that code."""
    return (
        ControlledDocument.objects.filter(code=code).exists()
        or FormerCode.objects.filter(code=code).exists()
    )


def _under(scheme: Scheme, above: str) -> dict[str, str]:
    found = scheme.template.under(above) if above else None
    if found is None:
        raise ValueError("Diga bajo qué documento va: su código comienza por el de aquel.")
    return found


def _letters(row: Process | Office | None) -> str:
    """The letters that name a process or an office in codes."""
    if row is None:
        return ""
    last = row.code.split("-")[-1]
    return row.acronym or (last if last.isalpha() else "")
