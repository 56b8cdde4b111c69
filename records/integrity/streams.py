"""The rows that verification passes by, once and in this order, and what is told of them."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.db.models import QuerySet

from records.models import (
    CaseFileIndex,
    Component,
    DocumentVersion,
    FilledFormat,
    Issuance,
    RecordEvent,
    RegisterHead,
    Sequence,
)


@dataclass(frozen=True, slots=True)
class Stream:
    """`rows` in the order of passing, how one of them is `named`, and the words for what counts.

    `counted` begins with the stream's own name; its checks count the others in `State.counts`. Each
    has its words for one and for several.
    """

    rows: Callable[[], QuerySet[Any]]
    named: Callable[[Any], str]
    counted: dict[str, tuple[str, str]]


# Events come first: they say which rows the register vouches for.
STREAMS: dict[str, Stream] = {
    "events": Stream(
        lambda: RecordEvent.objects.select_related("detail").order_by("seq"),
        lambda event: f"evento {event.seq}",
        {"events": ("evento", "eventos")},
    ),
    "heads": Stream(
        lambda: RegisterHead.objects.order_by("number"),
        lambda head: f"cabeza {head.number}",
        {"heads": ("cabeza firmada", "cabezas firmadas")},
    ),
    "versions": Stream(
        lambda: DocumentVersion.objects.order_by("pk").prefetch_related("components"),
        lambda version: f"{version.code}, sometimiento {version.number}",
        {"versions": ("versión sometida", "versiones sometidas")},
    ),
    "issuances": Stream(
        lambda: (
            Issuance.objects.order_by("document_id", "number")
            .select_related("version", "urgency__confirmation")
            .prefetch_related("version__signatures", "version__components")
        ),
        lambda issuance: f"{issuance.version.code} versión {issuance.label}",
        {"issuances": ("versión expedida", "versiones expedidas")},
    ),
    "filled": Stream(
        lambda: (
            FilledFormat.objects.order_by("pk")
            .select_related("completion__number", "completion__record")
            .prefetch_related("components", "signatures")
        ),
        lambda filled: f"formato diligenciado {filled.code or filled.pk} ({filled.pk})",
        {"filled": ("formato diligenciado", "formatos diligenciados")},
    ),
    "indexes": Stream(
        lambda: (
            CaseFileIndex.objects.order_by("case_file_id", "number")
            .select_related("case_file__brought")
            .prefetch_related("components")
        ),
        lambda row: f"índice {row.number} del expediente {row.case_file.code}",
        {
            "indexes": ("índice electrónico", "índices electrónicos"),
            "signatures": ("firma de índice", "firmas de índices"),
        },
    ),
    "components": Stream(
        lambda: Component.objects.order_by("sha256", "pk").select_related("erasure"),
        lambda component: f"archivo {component.name} ({component.sha256[:12]}…)",
        {"components": ("archivo", "archivos"), "seals": ("sello", "sellos")},
    ),
    "numbers": Stream(
        lambda: Sequence.objects.order_by("scope", "year"),
        lambda row: f"consecutivo {row.scope} de {row.year}",
        {"numbers": ("consecutivo", "consecutivos")},
    ),
}
ONCE = "once"  # after all of them, for checks of no row
COUNTED = {name: words for stream in STREAMS.values() for name, words in stream.counted.items()}
