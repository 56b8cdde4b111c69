"""Addresses of the editors' own screens, under `/gestion/`."""

from __future__ import annotations

from django.urls import path

from wagtail.admin.auth import require_admin_access

from editorial.committees import bringing, live, minutes, rooms
from editorial.filling import attendance, drafts, filled
from editorial.handovers import screens as handovers
from editorial.inventories import screens as inventories
from editorial.views import (
    batch,
    chain,
    departures,
    errata,
    importing,
    moving,
    pages,
    progress_report,
    second_factor,
    signing,
    submission,
    tags,
    terms,
    urgency,
    withdrawal,
)

# These answer before Wagtail's own views at the same addresses.
ahead = [
    path("tag-autocomplete/", require_admin_access(tags.autocomplete)),
    path(
        "tag-autocomplete/<slug:app_name>/<slug:model_name>/",
        require_admin_access(tags.autocomplete),
    ),
]
urlpatterns = [
    path("comites/", rooms.index, name="committees"),
    path("comites/<int:pk>/", rooms.committee, name="committee"),
    path("comites/<int:pk>/actas-anteriores/", bringing.former, name="committee_former"),
    path("comites/sesiones/<int:pk>/archivo/", bringing.draft, name="committee_draft"),
    path("comites/compromisos/", rooms.followed, name="commitments"),
    path("comites/sesiones/<int:pk>/", live.session, name="committee_session"),
    path("comites/sesiones/<int:pk>/acta/", minutes.minutes, name="committee_minutes"),
    path("comites/sesiones/<int:pk>/anexos/<int:annex_id>/", live.annex, name="committee_annex"),
    path("firmas/", signing.inbox, name="signing_inbox"),
    path("cuenta/segundo-factor/", second_factor.second_factor_of_mine, name="second_factor"),
    path(
        "personas/<int:pk>/segundo-factor/",
        second_factor.second_factor_of_another,
        name="take_second_factor",
    ),
    path("informes/terminos/", terms.TermsReport.as_view(), name="terms_report"),
    path(
        "informes/terminos/resultados/",
        terms.TermsReport.as_view(results_only=True),
        name="terms_report_results",
    ),
    path("firmas/varias/", batch.batch, name="batch_signing"),
    path("firmas/<int:pk>/", signing.version, name="signing"),
    path("firmas/<int:pk>/documento.pdf", signing.document_pdf, name="signing_pdf"),
    path("firmas/<int:pk>/urgencia/", urgency.issue_urgently, name="issue_urgently"),
    path("firmas/<int:pk>/confirmar/", urgency.confirm, name="confirm_urgent"),
    path("firmas/<int:pk>/retomar/", signing.recall, name="recall_version"),
    path("expedidas/<int:pk>/registros/", chain.issued_records, name="issued_records"),
    path(
        "expedidas/<int:pk>/registros/<slug:activity>/",
        chain.activity_records,
        name="activity_records",
    ),
    path("expedidas/<int:pk>/retirar/", withdrawal.withdraw, name="withdraw_version"),
    path("expedidas/<int:pk>/fe-de-erratas/", errata.note, name="note_erratum"),
    path("expedidas/<int:pk>/excepcion/", departures.authorise, name="authorise_departure"),
    path("documentos/<int:page_id>/enviar/", submission.submit, name="submit_document"),
    path("documentos/<int:page_id>/hallazgos/", pages.findings, name="document_findings"),
    path(
        "documentos/<int:document_id>/avance/", progress_report.begin, name="begin_progress_report"
    ),
    path("documentos/recodificar/", moving.recode, name="recode_documents"),
    path("documentos/codigos/", moving.next_codes, name="next_codes"),
    path("asistencia/", attendance.home, name="attendance_home"),
    path("asistencia/nueva/", attendance.new, name="attendance_new"),
    path("asistencia/<int:pk>/", attendance.listed, name="attendance_list"),
    path("asistencia/<int:pk>/confirmar/", attendance.confirm, name="attendance_confirm"),
    path("asistencia/<int:pk>/listado.<str:kind>", attendance.export, name="attendance_export"),
    path("entregas/", handovers.index, name="handovers"),
    path("entregas/nueva/", handovers.begin, name="handover_begin"),
    path("entregas/<int:pk>/", handovers.handover, name="handover"),
    path("inventarios/", inventories.ask, name="inventories"),
    path("inventarios/inventario.<str:kind>", inventories.download, name="inventory_download"),
    path("inventarios/responsable/", inventories.entrust, name="inventory_entrust"),
    path("inventarios/conservar/", inventories.keep, name="inventory_keep"),
    path("inventarios/conservados/", inventories.kept_ones, name="kept_inventories"),
    path("inventarios/conservados/<int:pk>/", inventories.kept, name="kept_inventory"),
    path(
        "inventarios/conservados/<int:pk>/publicar/",
        inventories.publish,
        name="inventory_publish",
    ),
    path(
        "inventarios/conservados/<int:pk>/inventario.<str:kind>",
        inventories.kept_file,
        name="kept_inventory_file",
    ),
    path("formatos/", drafts.home, name="filling_home"),
    path("formatos/<str:code>/diligenciar/", drafts.start, name="filling_start"),
    path("formatos/borradores/<int:pk>/", drafts.draft, name="filling_draft"),
    path("formatos/diligenciado/<int:pk>/", filled.filled_format, name="filled_format"),
    path("formatos/diligenciado/<int:pk>/documento.pdf", filled.pdf, name="filled_pdf"),
    path(
        "formatos/diligenciado/<int:pk>/archivos/<str:digest>",
        filled.attached,
        name="filled_attached",
    ),
    path("documentos/importar/", importing.import_document, name="import_document"),
    path("documentos/adoptar/", importing.adopt_documents, name="adopt_documents"),
]
