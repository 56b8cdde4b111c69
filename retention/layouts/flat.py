"""A version as CSV: one row a line, with a column for each part. Pure."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator

from records.cells import inert
from retention.layouts import lines as said
from retention.layouts.instrument import ENDS, MEANS, Instrument, extras, together
from retention.layouts.lines import SheetLine, TypeName

# A spreadsheet reads the accents right only with this in front.
_MARK = "\ufeff"


def csv_of(instrument: Instrument) -> bytes:
    """The file. Read again it gives the same lines; no cell of it acts as a formula."""
    target = io.StringIO()
    target.write(_MARK)
    write = csv.writer(target).writerow
    for row in rows_of(instrument):
        write([inert(cell) for cell in row])
    return target.getvalue().encode()


def rows_of(instrument: Instrument) -> Iterator[list[str]]:
    """The row of titles, then the rows of the lines.

    A series is named beside its subseries; one that tells something of itself has its own row, as
    has whatever stands between a series and the end of a longer path.
    """
    lines = instrument.lines
    with_office = any(line.office for line in lines)
    with_period = any(line.period for line in lines)
    with_supports = instrument.kind != said.CCD or any(line.document_types for line in lines)
    more = extras(lines)
    yield [
        *(["periodo"] if with_period else []),
        *(["codigo_dependencia", "dependencia"] if with_office else []),
        "codigo_serie",
        "serie",
        "codigo_subserie",
        "subserie",
        "tipos_documentales",
        *(["soporte"] if with_supports else []),
        *_TERMS[instrument.kind],
        *(["disposicion_final"] if instrument.kind != said.CCD else []),
        "procedimiento",
        *(one.title for one in more),
    ]
    parents = {(one.period, one.office, one.path[:-1]) for one in lines}
    for line in lines:
        own_types = any(one.on_paper or one.electronic for one in line.document_types)
        if (
            len(line.path) == 1
            and (line.period, line.office, line.path) in parents
            and not (line.disposition or line.document_types or line.procedure)
            and not any(one.of(line) for one in more)
            and not (line.on_paper or line.electronic)
        ):
            continue
        supports = [support(line)] if with_supports else []
        yield [
            *([line.period] if with_period else []),
            *([line.office, instrument.offices.get(line.office, "")] if with_office else []),
            line.path[0].code,
            line.path[0].name,
            ".".join(level.code for level in line.path[1:]),
            line.name if len(line.path) > 1 else "",
            "" if own_types else together([one.name for one in line.document_types]),
            *supports,
            *_years(instrument.kind, line),
            *([disposition(line)] if instrument.kind != said.CCD else []),
            line.procedure,
            *(one.of(line) for one in more),
        ]
        if own_types:
            before = 2 * with_office + with_period + 4
            after = len(_TERMS[instrument.kind]) + (instrument.kind != said.CCD) + 1 + len(more)
            for one in line.document_types:
                yield [""] * before + [together([one.name]), support(one)] + [""] * after


_TERMS = {
    said.CCD: [],
    said.TRD: ["retencion_ag", "retencion_ac"],
    said.TVD: ["retencion_archivo_central"],
}


def support(one: SheetLine | TypeName) -> str:
    """Its supports in words."""
    told = (("PAPEL", one.on_paper), ("ELECTRONICO", one.electronic))
    return " / ".join(word for word, marked in told if marked)


def disposition(line: SheetLine) -> str:
    """CT, E or S, with the reproduction that goes with it."""
    if not line.disposition:
        return ""
    means = f"+{MEANS[line.reproduction]}" if line.reproduction else ""
    return f"{ENDS[line.disposition]}{means}"


def years(told: int | None) -> str:
    return "" if told is None else str(told)


def _years(kind: str, line: SheetLine) -> list[str]:
    told = {
        said.CCD: [],
        said.TRD: [line.office_years, line.archive_years],
        said.TVD: [line.archive_years],
    }
    return [years(one) for one in told[kind]]
