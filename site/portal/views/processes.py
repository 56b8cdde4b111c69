"""`/procesos/`: the process map as a way in."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, field

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from portal.days import day_of
from records.kinds import CHARACTERIZATION, LABELS
from records.models import Issuance, Process

SHORT = 6


@dataclass
class Branch:
    """A process with the documents that rule it and the processes below it."""

    process: Process
    documents: list[Issuance] = field(default_factory=list)
    below: list[Branch] = field(default_factory=list)

    @property
    def characterizations(self) -> list[tuple[Issuance, str]]:
        """What tells of the process itself, each with its title where that is another name."""
        told = [one for one in self.documents if one.version.kind == CHARACTERIZATION.name]
        return [
            (
                one,
                ""
                if one.version.title.casefold() == self.process.name.casefold()
                else one.version.title,
            )
            for one in told
        ]

    @property
    def kinds(self) -> list[tuple[str, list[Issuance]]]:
        """The other documents by kind, in the order of kinds."""
        groups: dict[str, list[Issuance]] = defaultdict(list)
        for one in self.documents:
            groups[one.version.kind].append(one)
        return [
            (kind, groups[kind])
            for kind in LABELS
            if kind in groups and kind != CHARACTERIZATION.name
        ]

    @property
    def long(self) -> bool:
        """Whether its documents are folded away under their kinds, to be opened one by one."""
        return len(self.documents) > SHORT


def processes(request: HttpRequest) -> HttpResponse:
    """The map: kinds of process, macroprocesses, processes and their documents; two queries."""
    day = day_of(request)
    branches = {one.pk: Branch(one) for one in Process.objects.on(day.on).order_by("code")}
    in_force = Issuance.objects.visible_to(request.user).in_force_on(day.on).for_lists()
    for one in in_force.filter(version__process__in=branches).order_by("document__code"):
        branches[one.version.process_id].documents.append(one)
    groups: dict[str, list[Branch]] = defaultdict(list)
    for branch in branches.values():
        above = branches.get(branch.process.parent_id or 0)
        if above is None:
            groups[branch.process.kind].append(branch)
        else:
            above.below.append(branch)
    kinds = [(kind, groups[kind.value]) for kind in Process.Kind if groups[kind.value]]
    return render(request, "portal/processes.html", {"kinds": kinds, "day": day})
