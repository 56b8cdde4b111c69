"""Leaks that somebody could make: the walk finds every one."""

from __future__ import annotations

import base64
import gzip
import io
import logging
import zipfile
from collections.abc import Callable
from email.message import EmailMessage
from typing import Any

from django.contrib.auth import get_user_model
from django.core.cache import cache
from django.db.models import Q
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import path

import pytest
from PIL import Image
from PIL.PngImagePlugin import PngInfo

from config import urls
from editorial.models import DocumentPage
from records import issue, querysets
from records.models import CaseFile, DocumentVersion, Issuance
from records.querysets import IssuanceQuerySet
from records.storage import storage
from search.backends.database import DatabaseEngine
from search.models import SearchEntry
from tests.factories import World
from tests.leaks.addresses import SOURCES, addresses, keys, views
from tests.leaks.canaries import told_in, word
from tests.leaks.crawling import crawl, differing, entered, linked, pressed
from tests.leaks.matters import letter, photograph

pytestmark = pytest.mark.django_db


def secret() -> str:
    title: str = DocumentVersion.objects.get(code="PR-M2-P6-02").title
    return title


def headed(request: HttpRequest) -> HttpResponse:
    answer = HttpResponse("nada")
    answer["X-Title"] = secret()
    return answer


def baked(request: HttpRequest) -> HttpResponse:
    answer = HttpResponse("nada")
    answer.set_cookie("last", secret())
    return answer


def zipped(request: HttpRequest) -> HttpResponse:
    kept = io.BytesIO()
    with zipfile.ZipFile(kept, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("uno.txt", secret())
    return HttpResponse(kept.getvalue(), content_type="application/zip")


def printed(request: HttpRequest) -> HttpResponse:
    part = issue.pdf_of(Issuance.objects.get(version__code="PR-M2-P6-02"))
    assert part is not None
    return HttpResponse(storage().read(part.sha256), content_type="application/pdf")


def kept_for_all(request: HttpRequest) -> HttpResponse:
    """Whoever comes first, it is kept for everybody."""
    seen = Issuance.objects.visible_to(request.user)
    told = cache.get_or_set(
        "titles", lambda: "\n".join(seen.values_list("version__title", flat=True))
    )
    return HttpResponse(str(told))


def logged(request: HttpRequest) -> HttpResponse:
    logging.getLogger("portal").warning("asked for %s", secret())
    return HttpResponse("nada")


def typed(request: HttpRequest) -> HttpResponse:
    """Only who sends the form is told."""
    return HttpResponse(f"Ya hay uno: {secret()}" if request.method == "POST" else "nada")


def led(request: HttpRequest) -> HttpResponse:
    """Only the address that another page names tells it."""
    told = secret() if request.GET.get("ver") == "todo" else '<a href="?ver=todo">Ver</a>'
    return HttpResponse(f"<p>{told}</p>")


def drawn(request: HttpRequest) -> HttpResponse:
    """Beside the points of a picture, compressed."""
    told, kept = PngInfo(), io.BytesIO()
    told.add_text("Description", secret(), zip=True)
    Image.new("RGB", (2, 2)).save(kept, "PNG", pnginfo=told)
    return HttpResponse(kept.getvalue(), content_type="image/png")


def written(request: HttpRequest) -> HttpResponse:
    """In a message, and there in a file in base64."""
    told = EmailMessage()
    told.set_content("nada")
    told.add_attachment(f"Va {secret()}".encode(), maintype="text", subtype="x", filename="a.txt")
    return HttpResponse(told.as_bytes(), content_type="message/rfc822")


def about(request: HttpRequest, pk: int) -> HttpResponse:
    return HttpResponse(CaseFile.objects.get(pk=pk).title)


VIEWS: dict[str, Callable[..., HttpResponse]] = {
    "texto": lambda request: HttpResponse(secret()),
    "borrador": lambda request: HttpResponse(str(DocumentPage.objects.order_by("-pk")[0].title)),
    "mayusculas": lambda request: HttpResponse(secret().upper()),
    "cabecera": headed,
    "galleta": baked,
    "otra": lambda request: HttpResponseRedirect(f"/buscar/?q={secret()}"),
    "codificado": lambda request: HttpResponse(base64.b64encode(secret().encode())),
    "comprimido": zipped,
    "impreso": printed,
    "prohibido": lambda request: HttpResponse(secret(), status=403),
    "sexagesimal": lambda request: HttpResponse(secret().encode().hex()),
    "ancho": lambda request: HttpResponse(secret().encode("utf-16-be")),
    "apretado": lambda request: HttpResponse(gzip.compress(secret().encode())),
    "carta": lambda request: HttpResponse(letter(), content_type="application/pdf"),
    "foto": lambda request: HttpResponse(photograph(), content_type="image/jpeg"),
    "dibujado": drawn,
    "correo": written,
}
urlpatterns = [
    *(path(f"nuevas/{name}/", view) for name, view in VIEWS.items()),
    path("nuevas/expedientes/<int:pk>/", about),
    path("nuevas/guardado/", kept_for_all),
    path("nuevas/registrado/", logged),
    path("nuevas/enviado/", typed),
    path("nuevas/enlazado/", led),
    *urls.urlpatterns,
]


def below(start: str, most: int = 12) -> list[str]:
    """The addresses of the walk that begin so."""
    return [
        address
        for view in views()
        if view.route.startswith(start)
        for address in addresses(view, most)
    ]


@pytest.fixture
def grown(hiding: World, settings: Any, monkeypatch: pytest.MonkeyPatch) -> World:
    """The site with views that tell too much."""
    settings.ROOT_URLCONF = __name__
    monkeypatch.setitem(SOURCES, "nuevas.expedientes.pk", keys("records.CaseFile"))
    return hiding


def test_every_new_view_that_tells_too_much_is_found_unasked(
    grown: World, caplog: pytest.LogCaptureFixture
) -> None:
    found = {hit.address.split("/")[2] for hit in crawl(entered(), below("nuevas/"))}
    assert found == {*VIEWS, "expedientes"}
    assert "issuedtitle" in told_in(caplog.text.encode())  # what «registrado» wrote
    sent = [hit.address for hit in pressed(entered(), below("nuevas/enviado"))]
    assert sent == ["/nuevas/enviado/ (post)"]
    client = entered()
    found = linked(client, below("nuevas/enlazado"), 5)
    assert [hit.address for hit in crawl(client, found)] == ["/nuevas/enlazado/?ver=todo"]
    archive = entered(grown.archivist)
    assert archive.get("/nuevas/guardado/").status_code == 200  # kept for all by a citizen before
    cache.clear()
    archive.get("/nuevas/guardado/")
    assert [one.address for one in crawl(entered(), ["/nuevas/guardado/"])] == ["/nuevas/guardado/"]


def test_a_way_around_visible_to_is_found(hiding: World, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(IssuanceQuerySet, "visible_to", lambda self, user: self)
    for start in ("documentos/", "listado-maestro"):
        assert list(crawl(entered(), below(start))), start


def test_a_rule_of_records_that_lets_everybody_in_is_found(
    hiding: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(querysets, "_visible", lambda user, *levels, office: Q())
    reader = get_user_model()._default_manager.get(username="persona.editor")
    for start in ("gestion/expedientes/inspect", "gestion/archivo/inspect"):
        assert list(crawl(entered(reader), below(start))), start


def test_an_index_that_tells_words_of_others_is_found(
    hiding: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    """«Quiso decir» out of every title there is."""

    def all_words(self: DatabaseEngine, question: Any) -> list[str]:
        titles = SearchEntry.objects.values_list("title", flat=True)
        return " ".join(titles).lower().split()

    monkeypatch.setattr(DatabaseEngine, "vocabulary", all_words)
    asked = word("issuedtitel")
    assert list(differing(entered(), ["/buscar/"], [asked]))
