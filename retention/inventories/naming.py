"""What a line of an inventory calls the series and the office of a case file (domain 3.2)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from records.models import Office, Series
from retention.scheduling.kept import is_of_entity


@dataclass(frozen=True, slots=True)
class Told:
    """How a line tells where its unit belongs: code, series, and who produced it where unsaid."""

    code: str
    series: str
    producer: str


@dataclass(frozen=True, slots=True)
class Names:
    """The series and the offices there are, by key: read once for all lines."""

    series: dict[int, Series]
    offices: dict[int, Office]

    def of(self, row: dict[str, Any], *, headed: Sequence[int]) -> Told:
        """What a case file is under. `headed`: the offices that the head of the form names.

        A series of the whole entity has no office in its code: it takes that of who produced it.
        """
        series = self.series[row["series_id"]]
        office = self.offices[row["office_id"]]
        if is_of_entity(series):
            return Told(f"{office.code}.{series.code}", self._named(series), "")
        said = series.office_id == office.pk or tuple(headed) == (office.pk,)
        return Told(series.code, self._named(series), "" if said else str(office))

    def _named(self, series: Series) -> str:
        above = self.series.get(series.parent_id or 0)
        return f"{self._named(above)} / {series.name}" if above is not None else series.name


def read_names() -> Names:
    """Two queries, however many lines there are."""
    return Names(Series.objects.select_related("office").in_bulk(), Office.objects.in_bulk())
