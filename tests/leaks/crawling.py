"""Going to every address as somebody, and what they were told that they may not know."""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Iterable, Iterator
from typing import Any, NamedTuple
from urllib.parse import quote

from django.test import Client

from lxml import html

from tests.leaks.addresses import addresses, views
from tests.leaks.canaries import MARK, body, told_by, told_in

BACKEND = "editorial.passwords.WatchedBackend"
NONSENSE = "zwkapurlo"
assert len(NONSENSE) == len(MARK)
_TOKEN = re.compile(rb'(name="csrfmiddlewaretoken" value="|"CSRF_TOKEN": "|nonce[-=]"?)[\w-]+')
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
