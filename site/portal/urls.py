"""Addresses of the portal. Plain paths: they answer whatever happens to Wagtail's tree."""

from __future__ import annotations

from django.urls import path, register_converter
from django.views.decorators.http import require_safe

from portal import feeds
from portal.converters import AnnexConverter, CodeConverter, LabelConverter, ScheduleConverter
from portal.views import (
    case_file_label,
    committees,
    comparison,
    documents,
    files,
    health,
    home,
    inventories,
    machines,
    master_list,
    processes,
    register,
    schedules,
    search,
    verify,
)

register_converter(CodeConverter, "code")
register_converter(LabelConverter, "label")
register_converter(AnnexConverter, "annex")
register_converter(ScheduleConverter, "schedule")

_addresses = [
    path("", home.home, name="home"),
    path("documentos/", documents.document_list, name="documents"),
    path("documentos/<code:code>/", documents.document, name="document"),
    path("documentos/<code:code>/flujograma.svg", files.flowchart, name="flowchart"),
    path("documentos/<code:code>/<label:label>.pdf", files.version_pdf, name="version-pdf"),
    path("documentos/<code:code>/<label:label>.json", files.version_json, name="version-json"),
    path(
        "documentos/<code:code>/<label:label>/copia-marcada.pdf",
        files.marked_copy,
        name="marked-copy",
    ),
    path("documentos/<code:code>/<label:label>/", documents.version, name="version"),
    path("documentos/<code:code>/<label:label>/en-blanco.pdf", files.blank, name="version-blank"),
    path("documentos/<code:code>/<label:label>/anexos/<annex:file>", files.annex, name="annex"),
    path("documentos/<code:code>/<label:label>/figuras/<annex:file>", files.figure, name="figure"),
    path(
        "documentos/<code:code>/comparar/<label:older>/<label:newer>/",
        comparison.page,
        name="comparison",
    ),
    path(
        "documentos/<code:code>/comparar/<label:older>/<label:newer>.pdf",
        comparison.pdf,
        name="comparison-pdf",
    ),
    path("comites/", committees.committee_list, name="committee-list"),
    path("comites/<code:number>.pdf", committees.extract_pdf, name="committee-extract-pdf"),
    path("comites/<code:number>/", committees.extract, name="committee-extract"),
    path("procesos/", processes.processes, name="processes"),
    path("buscar/", search.search_page, name="search"),
    path("buscar.atom", feeds.search_feed, name="search-feed"),
    path("buscar/sugerencias/", search.suggestions, name="search-suggestions"),
    path("listado-maestro/", master_list.page, name="master-list"),
    path("listado-maestro.json", master_list.as_json, name="master-list-json"),
    path("listado-maestro.csv", master_list.as_csv, name="master-list-csv"),
    path("listado-maestro.xlsx", master_list.as_xlsx, name="master-list-xlsx"),
    path("inventarios/", inventories.inventory_list, name="inventory-list"),
    path("inventarios/<code:number>.csv", inventories.as_csv, name="inventory-csv"),
    path("inventarios/<code:number>.xlsx", inventories.as_xlsx, name="inventory-xlsx"),
    path("inventarios/<code:number>/", inventories.inventory, name="inventory"),
    path("trd/", schedules.schedule_list, name="schedule-list"),
    path("trd/<schedule:version>.json", schedules.as_json, name="schedule-json"),
    path("trd/<schedule:version>.csv", schedules.as_csv, name="schedule-csv"),
    path("trd/<schedule:version>.xlsx", schedules.as_xlsx, name="schedule-xlsx"),
    path("trd/<schedule:version>/acto.pdf", schedules.act, name="schedule-act"),
    path("trd/<schedule:version>/", schedules.schedule, name="schedule"),
    path("verificar/registro/", register.page, name="register"),
    path("verificar/registro.json", register.as_json, name="register-json"),
    path("salud/", health.alive, name="health"),
    path("salud/listo/", health.ready, name="ready"),
    path("sitemap.xml", machines.sitemap, name="sitemap"),
    path("robots.txt", machines.robots, name="robots"),
    path("estilo/entidad.css", machines.stylesheet, name="entity-css"),
    path("estilo/escudo.svg", machines.crest, name="crest"),
    path("estilo/fuentes/<str:name>", machines.font, name="font"),
]

# Here, so that a new view cannot forget it: citizens read, and nothing that they send is taken.
# Only verification takes a file, examines it and forgets it.
for _address in _addresses:
    _address.callback = require_safe(_address.callback)
urlpatterns = [
    *_addresses,
    path("verificar/", verify.verify, name="verify"),
    path(
        "verificar/expediente/<int:pk>/<str:code>/",
        require_safe(case_file_label.verify_case_file),
        name="verify-case-file",
    ),
    path("verificar/<str:code>/", require_safe(verify.verify_code), name="verify-code"),
]
