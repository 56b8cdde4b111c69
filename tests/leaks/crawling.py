"""Going to every address as somebody, and what they were told that they may not know."""

from __future__ import annotations

import io
import re
import zipfile
from collections import deque
from collections.abc import Iterable, Iterator
from typing import Any, NamedTuple
from urllib.parse import quote, urljoin, urlsplit, urlunsplit

from django.db import transaction
from django.test import Client

from lxml import html

from tests.leaks.addresses import LEFT, addresses, views
from tests.leaks.canaries import MARK, body, told_by, told_in

BACKEND = "editorial.passwords.WatchedBackend"
NONSENSE = "zwkapurlo"
assert len(NONSENSE) == len(MARK)
_TOKEN = re.compile(
    rb'(name=\\?"csrfmiddlewaretoken\\?" value=\\?"|"CSRF_TOKEN": "|nonce[-=]"?)[\w-]+'
    rb"|[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}"  # of an empty row
)
_LEFT = re.compile("|".join(map(re.escape, [*LEFT, "/static/"])))
_MADE = re.compile(rb"<dcterms:(created|modified)[^>]*>[^<]*")


class Hit(NamedTuple):
    """An answer that tells canaries, or an error."""

    address: str
    status: int
    fields: tuple[str, ...]


def entered(user: Any = None) -> Client:
    """The browser of that person; of a citizen without one."""
    client = Client(raise_request_exception=False)
    if user is not None:
        client.force_login(user, BACKEND)
    return client


def walk(*, public: bool | None = None, most: int) -> list[str]:
    """Every address, or those of citizens alone; so many of each view."""
    return [
        one
        for view in views()
        if public is None or view.public == public
        for one in addresses(view, most)
    ]


def crawl(client: Client, walked: Iterable[str]) -> Iterator[Hit]:
    """What was told at these addresses. The address itself is no news to who asks."""
    for address in walked:
        answer = client.get(address)
        fields = told_by(answer) - told_in(address.encode())
        if fields or answer.status_code >= 500:
            yield Hit(address, answer.status_code, tuple(sorted(fields)))


def pressed(client: Client, walked: Iterable[str]) -> Iterator[Hit]:
    """What is told to who sends a form there with nothing in it, or asks what the address takes.

    Nothing of it stays done: an act that were allowed is taken back.
    """
    for address in walked:
        for send in (client.post, client.options):
            cookies = client.cookies.copy()
            with transaction.atomic():
                answer = send(address, {"next": ""} if send == client.post else "")
                fields = told_by(answer) - told_in(address.encode())
                transaction.set_rollback(True)
            client.cookies = cookies
            if fields or answer.status_code >= 500:
                yield Hit(f"{address} ({send.__name__})", answer.status_code, tuple(sorted(fields)))


def linked(client: Client, walked: Iterable[str], most: int) -> list[str]:
    """Where the pages at these addresses lead, and those lead, that is none of them: so many."""
    waiting, seen = deque(walked), {*walked}
    found: list[str] = []
    while waiting and len(found) < most:
        address = waiting.popleft()
        for one in _links(client.get(address), address):
            if one not in seen:
                seen.add(one)
                waiting.append(one)
                found.append(one)
    return found[:most]


def _links(answer: Any, address: str) -> Iterator[str]:
    """The addresses of this site that a page, a feed or a redirection names."""
    told = [str(answer.get("Location", ""))]
    kind = answer.get("Content-Type", "")
    if answer.status_code == 200 and kind.startswith(("text/html", "application/atom", "text/xml")):
        content = body(answer)
        if content.strip():
            root = html.fromstring(content)
            told += root.xpath("//@href | //@src | //@action | //@data-url | //loc/text()")
    for one in filter(None, told):
        parts = urlsplit(urljoin(f"http://testserver{address}", str(one)))
        found = urlunsplit(("", "", parts.path, parts.query, ""))
        if parts.netloc == "testserver" and not _LEFT.search(found):
            yield found


def asks(answer: Any) -> dict[str, list[str]]:
    """What the forms of a page ask of an address: each name with the choices that it offers."""
    if answer.status_code != 200 or not answer.get("Content-Type", "").startswith("text/html"):
        return {}
    content = body(answer)
    found: dict[str, list[str]] = {}
    if content.strip():
        for form in html.fromstring(content).xpath('//form[not(@method) or @method="get"]'):
            for field in form.xpath(".//*[@name]"):
                offered = [str(one) for one in field.xpath(".//option/@value")]
                found.setdefault(str(field.get("name")), []).extend(filter(None, offered))
    return found


def differing(client: Client, walked: Iterable[str], words: Iterable[str]) -> Iterator[str]:
    """Where a word that nobody may know of is answered otherwise than one that nobody wrote."""
    for address in walked:
        for name in asks(client.get(address)):
            for word in words:
                if all(_differs(client, address, name, word) for _time in range(3)):
                    yield f"{address}?{name}={word}"


def _differs(client: Client, address: str, name: str, word: str) -> bool:
    """Asked three times: a clock on a page may move between two answers, a leak stays."""
    texts = (word, word.replace(MARK, NONSENSE))
    one, other = (same_but_for(client.get(address, {name: text}), text) for text in texts)
    return one != other


def _unpacked(content: bytes) -> Iterator[bytes]:
    """What is in a workbook, without the hour at which it was made; anything else as it is."""
    if not content.startswith(b"PK"):
        yield content
        return
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        for name in archive.namelist():
            yield name.encode() + _MADE.sub(b"", archive.read(name))


def same_but_for(answer: Any, asked: str) -> tuple[Any, ...]:
    """An answer without the question in it, without tokens of this request, and without hours."""
    content = _TOKEN.sub(rb"\1", b"".join(_unpacked(body(answer))))
    forms = {asked, quote(asked), asked.lower(), asked.upper(), asked.title()}
    for form in forms:
        content = content.replace(form.encode(), b"?")
    headers = {
        name: str(value).replace(quote(asked), "?").replace(asked, "?")
        for name, value in answer.headers.items()
        if name not in {"Content-Length", "ETag"}
    }
    return answer.status_code, headers, content
