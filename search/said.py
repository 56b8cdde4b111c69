"""What this entity says for what people ask: read anew for each question, and begun with a list."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from datetime import date, datetime
from importlib.resources import files
from typing import Any, NamedTuple

from django.db.models import CharField, Value

from records.events import act
from records.models import OfficeSuccession
from records.organization import register
from search.facets import KINDS
from search.fields import Condition, Field
from search.models import SynonymSet
from search.synonyms import BETWEEN, Thesaurus, expressions_of, key_of, thesaurus
from search.terms import Being

_ANY_KIND = "other"
_NOTHING = Value("", output_field=CharField())


def known(today: date) -> Thesaurus:
    """The list as it is now: a change counts from the next question on, wherever it is asked.

    And what offices were called that others took over by that day. One query.
    """
    sets = SynonymSet.objects.filter(in_use=True).order_by()
    taken = OfficeSuccession.objects.filter(on__lte=today).order_by()
    rows = sets.values_list(_NOTHING, "expressions", _NOTHING, _NOTHING).union(
        taken.values_list("former__code", "former__name", "successor__code", "successor__name"),
        all=True,
    )
    found = sorted(rows)
    written = tuple(text for code, text, _to, _name in found if not code)
    former = [(_Office(*one[:2]), _Office(*one[2:])) for one in found if one[0]]
    return thesaurus(written, (*_kinds(), *_offices(former)))


class _Office(NamedTuple):
    code: str
    name: str


def _offices(taken: Sequence[tuple[_Office, _Office]]) -> Iterator[tuple[str, Being]]:
    """The name of an office that is no more finds what was its, and then what is of whoever took
    it over, and of who took that over. Not a name of one word, which means more than an office.
    """
    after: dict[_Office, set[_Office]] = defaultdict(set)
    for former, successor in taken:
        after[former].add(successor)
    for former in sorted(after):
        heirs: set[_Office] = set()
        waiting = {former}
        while waiting:
            waiting = {one for each in waiting for one in after.get(each, ())} - heirs
            heirs |= waiting
        if len(key_of(former.name)) > 1:
            codes = tuple(sorted({one.code for one in heirs}))
            yield former.name, Being(Condition(Field.OFFICE, (former.code,)))
            yield former.name, Being(Condition(Field.OFFICE, codes), counts=False)


def _kinds() -> tuple[tuple[str, Being], ...]:
    """«formato de vacaciones» finds the format, though its text says «solicitud» alone."""
    return tuple(
        (str(label), Being(Condition(Field.KIND, (kind,))))
        for kind, label in KINDS.items()
        if kind != _ANY_KIND
    )


def starting() -> list[str]:
    """The sets that Legajo proposes, one a line: what every public entity calls by its letters."""
    text = files("search").joinpath("starting_synonyms.txt").read_text(encoding="utf-8")
    return [line for line in text.splitlines() if line and not line.startswith("#")]


def take_in(lines: Iterable[str], *, by: Any, at: datetime) -> int:
    """Keep these sets, «FUID = formato único de inventario documental»; how many are new.

    A set of which the list knows an expression already stays as the list says it. All of them or
    none: raises NotAllowed with what speaks against the first that is wrong.
    """
    taken = {
        key_of(one)
        for written in SynonymSet.objects.values_list("expressions", flat=True)
        for one in expressions_of(written)
    }
    count = 0
    with act(by=by, at=at):
        for line in lines:
            expressions = expressions_of(line.replace(BETWEEN, "\n"))
            keys = {key_of(one) for one in expressions}
            if expressions and not keys & taken:
                register(SynonymSet(expressions="\n".join(expressions)), by=by, at=at)
                taken |= keys
                count += 1
    return count
