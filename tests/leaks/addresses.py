"""Every address that the site answers, asked of the resolver: a new view is in it unasked.

What an argument is filled with stands in tables here, by its kind. A view with an argument that
none of them knows has no address, and a test names it.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from itertools import islice, product
from typing import Any

from django.apps import apps
from django.urls import URLPattern, URLResolver, get_resolver
from django.urls.resolvers import RegexPattern

from records.models import Component, ControlledDocument
from retention.models import RetentionSchedule
from retention.viewsets.case_files.deeds import DEEDS
from retention.viewsets.life import DEEDS as STEPS

MOST = 12
"""Rows of a kind that are asked for, the newest first."""
MOST_OF_VIEW = 24

Values = Callable[[], Iterable[Any]]
LEFT = {
    "gestion/logout/": "it ends the session of who walks",
    "gestion/failwhale/": "it fails on purpose",
}
"""What is not walked, and why."""


@dataclass(frozen=True)
class View:
    """An address with the places of its arguments, by the names of their converters."""

    route: str
    arguments: tuple[str, ...]
    model: Any

    @property
    def public(self) -> bool:
        """Whether citizens read it."""
        return not self.route.startswith(("gestion/", "_util/"))


def views(resolver: Any = None, above: str = "") -> Iterator[View]:
    """Every view there is, but what is left."""
    for one in (resolver or get_resolver()).url_patterns:
        route = above + _bare(one.pattern)
        if isinstance(one, URLResolver):
            yield from views(one, route)
        elif isinstance(one, URLPattern) and route not in LEFT:
            told = getattr(one.callback, "view_initkwargs", {})
            model = told.get("model") or getattr(
                getattr(one.callback, "view_class", None), "model", None
            )
            names = tuple(re.findall(r"<(?:\w+:)?(\w+)>", route))
            yield View(route, names, model)


def _bare(pattern: Any) -> str:
    """As a path: what a regular expression captures is written as an argument."""
    text = str(pattern)
    if isinstance(pattern, RegexPattern):
        text = re.sub(r"\(\?P<(\w+)>(?:[^()\\]|\\.)*\)", r"<\1>", text)
        text = text.replace("((?:[\\w\\-]+/)*)", "<path>").replace(".*", "<rest>")
        text = text.replace("\\.", ".")
    return text.lstrip("^").rstrip("$")


def keys(label: str, field: str = "pk") -> Values:
    """The values of a column of a model, the newest rows first."""

    def found() -> list[Any]:
        rows = apps.get_model(label)._base_manager.order_by("-pk")
        return list(dict.fromkeys(rows.values_list(field, flat=True)[:MOST]))

    return found


def given(*values: Any) -> Values:
    return lambda: values


def _annexes() -> list[str]:
    parts = Component.objects.filter(version__isnull=False).order_by("-pk")[:MOST]
    return [f"{one.sha256}-{one.name}" for one in parts]


def _schedules() -> list[str]:
    return [one.label for one in RetentionSchedule.objects.all()]


def _codes() -> list[str]:
    """Of every document: as issued, as drafted, as it was called before."""
    found = [
        *ControlledDocument.objects.exclude(code=None).values_list("code", flat=True),
        *keys("records.DocumentVersion", "code")(),
        *keys("records.FormerCode", "code")(),
    ]
    return list(dict.fromkeys(found))


def _digits(count: int) -> Values:
    return given(*range(1, count + 1))


# By section and name where it depends on the section, else by name alone.
SOURCES: dict[str, Values] = {
    "code": _codes,
    "label": given("01", "02"),
    "older": given("01"),
    "newer": given("02"),
    "file": _annexes,
    "number": keys("records.RegistryNumber", "printed"),
    "inventarios.number": keys("retention.Inventory", "number__printed"),
    "version": _schedules,
    "name": given("a.woff2"),
    "verificar.code": keys("records.Issuance", "verification_code"),
    "verificar.pk": keys("records.CaseFile"),
    "kind": given("csv", "xlsx", "pdf", "xml"),
    "form": given("csv", "xlsx", "xml"),
    "ending": given("csv", "xlsx", "xml"),
    "expedientes.pk": keys("records.CaseFile"),
    "expedientes.name": given(*DEEDS),
    "expedientes.component": keys("records.Component"),
    "archivo.pk": keys("records.Record"),
    "archivo.component": keys("records.Component"),
    "capturar.pk": keys("records.CaseFile"),
    "documentos-de-trabajo.pk": keys("records.WorkingPaper"),
    "restricciones.pk": keys("records.Restriction"),
    "cuarentena.pk": keys("records.RecordRemoval"),
    "supresiones.pk": keys("records.Suppression"),
    "supresiones.nueva.pk": keys("records.Record"),
    "trazabilidad.pk": keys("records.RecordEvent"),
    "trd.pk": keys("retention.RetentionSchedule"),
    "trd.kind": given(*STEPS),
    "trd.step": keys("retention.ScheduleStep"),
    "trd.other": keys("retention.RetentionSchedule"),
    "trd.number": _digits(2),
    "cuadros.pk": keys("records.ClassificationScheme"),
    "series.pk": keys("records.Series"),
    "comites.pk": keys("records.Committee"),
    "comites.sesiones.pk": keys("records.CommitteeSession"),
    "comites.annex_id": keys("records.SessionAnnex"),
    "personas.pk": keys("auth.User"),
    "firmas.pk": keys("records.DocumentVersion"),
    "expedidas.pk": keys("records.Issuance"),
    "expedidas.activity": given("1", "2"),
    "documentos.page_id": keys("editorial.DocumentPage"),
    "documentos.document_id": keys("records.ControlledDocument"),
    "asistencia.pk": keys("records.AttendanceList"),
    "entregas.pk": keys("retention.PostHandover"),
    "inventarios.pk": keys("retention.Inventory"),
    "formatos.pk": keys("records.FormatDraft"),
    "formatos.diligenciado.pk": keys("records.FilledFormat"),
    "formatos.digest": keys("records.Component", "sha256"),
    # Wagtail's own.
    "page_id": keys("wagtailcore.Page"),
    "parent_page_id": keys("wagtailcore.Page"),
    "page_to_move_id": keys("editorial.DocumentPage"),
    "destination_id": given(2),
    "pages.pk": keys("wagtailcore.Page"),
    "revision_id": keys("wagtailcore.Revision"),
    "revision_id_a": given("earliest", "live"),
    "revision_id_b": given("latest"),
    "task_state_id": keys("wagtailcore.TaskState"),
    "workflow_state_id": keys("wagtailcore.WorkflowState"),
    "task_id": keys("wagtailcore.Task"),
    "workflow_pk": keys("wagtailcore.Workflow"),
    "page_pk": keys("wagtailcore.Page"),
    "workflows.pk": keys("wagtailcore.Workflow"),
    "collections.pk": keys("wagtailcore.Collection"),
    "collection_id": keys("wagtailcore.Collection"),
    "document_id": keys("wagtaildocs.Document"),
    "doc_id": keys("wagtaildocs.Document"),
    "documents.pk": keys("wagtaildocs.Document"),
    "image_id": keys("wagtailimages.Image"),
    "images.pk": keys("wagtailimages.Image"),
    "uploaded_file_id": given(1),
    "filter_spec": given("width-100"),
    "page_view_restriction_id": given(1),
    "session_id": given(1),
    "users.pk": keys("auth.User"),
    "groups.pk": keys("auth.Group"),
    "sites.pk": keys("wagtailcore.Site"),
    "anexos.pk": keys("records.Component"),
    "figuras.pk": keys("records.Component"),
    "app_name": given("editorial", "records", "taggit"),
    "model_name": given("procedurepage", "documentpage", "tag"),
    "app_label": given("editorial", "wagtailcore"),
    "content_type_app_name": given("editorial"),
    "content_type_model_name": given("procedurepage"),
    "object_id": keys("editorial.DocumentPage"),
    "action": given("delete", "publish"),
    "action_name": given("approve", "reject"),
    "uidb64": given("MQ"),
    "token": given("set-password"),
    "solicitudes-de-cambio.pk": keys("records.ChangeRequest"),
    "excepciones-autorizadas.pk": keys("records.Departure"),
    "settings.pk": keys("wagtailcore.Site"),
    "path": given("", "inicio/"),
    "rest": given("no-hay"),
}


def _annexed() -> Iterator[tuple[str, str, str]]:
    """Code, label and file of what issued versions bring along."""
    parts = Component.objects.filter(version__issuance__isnull=False).order_by("-pk")
    for part in parts.select_related("version__issuance"):
        version = part.version
        if version is not None:
            yield version.code, version.issuance.label, f"{part.sha256}-{part.name}"


PAIRS: dict[tuple[str, ...], Values] = {
    ("archivo", "pk", "component"): lambda: (
        Component.objects.exclude(record=None).order_by("-pk").values_list("record_id", "pk")
    ),
    ("documentos", "code", "label", "file"): _annexed,
}
"""Arguments that belong together: not every one with every other."""


def source(view: View, argument: str) -> Values | None:
    """What fills this argument of this view; None for what no table knows."""
    path = view.route.removeprefix("gestion/").removeprefix("api/main/")
    parts = [one for one in path.split("/") if "<" not in one]
    for length in range(len(parts), -1, -1):
        if found := SOURCES.get(".".join([*parts[:length], argument])):
            return found
    if argument == "pk" and view.model is not None:
        return keys(view.model._meta.label)
    return None


def addresses(view: View, most: int = MOST_OF_VIEW) -> Iterator[str]:
    """Where it answers, about the rows that there are: none where one of its kind is missing."""
    pairs = PAIRS.get((view.route.removeprefix("gestion/").split("/")[0], *view.arguments))
    filled = [source(view, one) or given() for one in view.arguments]
    for values in pairs() if pairs else islice(product(*(one() for one in filled)), most):
        address = view.route
        for argument, value in zip(view.arguments, values, strict=True):
            address = re.sub(
                rf"<(?:\w+:)?{argument}>", lambda _m, v=value: str(v), address, count=1
            )
        yield "/" + address.replace("^", "")
