"""Chromium through Playwright. A page that logs an error or gets a 5xx fails its test."""

from __future__ import annotations

import os
import re
import shutil
from collections.abc import Callable, Iterator
from typing import Protocol

import pytest
from playwright.sync_api import Browser, ConsoleMessage, Page, Response, sync_playwright

from tests.repository import ROOT

DESKTOP = {"width": 1280, "height": 900}
PHONE = {"width": 390, "height": 844}
QUIET = [
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--no-first-run",
    "--disable-quic",
]
PICTURES = ROOT / "build" / "browser"


class NewPage(Protocol):
    """Opens a page in a fresh context (no cookies); several make several persons."""

    def __call__(
        self, *, phone: bool = False, scripts: bool = True, expect: tuple[int, ...] = ()
    ) -> Page: ...


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    """One Chromium for a module of tests that look at the site from outside.

    Playwright keeps an event loop in this thread while it runs. Django then hands out other
    connections than before, so a test of the database never shares a module with a browser.
    """
    program = os.environ.get("CHROMIUM") or shutil.which("chromium") or shutil.which("chrome")
    assert program, "Chromium is missing: `make test-services` installs it"
    as_root = ["--no-sandbox"] if os.geteuid() == 0 else []
    with pytest.MonkeyPatch.context() as patch, sync_playwright() as playwright:
        patch.setenv("DJANGO_ALLOW_ASYNC_UNSAFE", "true")  # copying databases needs no loop
        started = playwright.chromium.launch(executable_path=program, args=[*QUIET, *as_root])
        yield started
        started.close()


class Watch:
    """Collects what goes wrong on a page: console errors (a CSP violation is one), 5xx, crashes."""

    def __init__(self, page: Page, expect: tuple[int, ...]) -> None:
        self.troubles: list[str] = []
        self.expect = expect
        page.on("console", self.console)
        page.on("pageerror", lambda error: self.troubles.append(f"script: {error}"))
        page.on("response", self.response)

    def console(self, message: ConsoleMessage) -> None:
        # A failed load is told by its response, where the status is known.
        if message.type == "error" and not message.text.startswith("Failed to load resource"):
            self.troubles.append(f"console: {message.text}")

    def response(self, response: Response) -> None:
        if response.status >= 400 and response.status not in self.expect:
            self.troubles.append(f"{response.status}: {response.url}")


@pytest.fixture
def new_page(browser: Browser, request: pytest.FixtureRequest) -> Iterator[NewPage]:
    """Makes pages of 1280 or 390 px; fails the test on any error that it did not `expect`."""
    pages: list[Page] = []
    watches: list[Watch] = []

    def make(*, phone: bool = False, scripts: bool = True, expect: tuple[int, ...] = ()) -> Page:
        context = browser.new_context(
            viewport=PHONE if phone else DESKTOP,
            has_touch=phone,
            locale="es-CO",
            timezone_id="America/Bogota",
            java_script_enabled=scripts,
            accept_downloads=True,
        )
        page = context.new_page()
        page.set_default_timeout(15_000)
        watches.append(Watch(page, expect))
        pages.append(page)
        return page

    yield make
    failed = getattr(request.node, "call_failed", False)
    for number, page in enumerate(pages, 1):
        if failed and not page.is_closed():
            PICTURES.mkdir(parents=True, exist_ok=True)
            name = re.sub(r"[^\w-]+", "-", request.node.name)
            page.screenshot(path=PICTURES / f"{name}-{number}.png", full_page=True)
        page.context.close()
    troubles = [trouble for watch in watches for trouble in watch.troubles]
    assert troubles == []


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(item: pytest.Item) -> Iterator[None]:
    report = yield
    if report.when == "call":
        item.call_failed = report.failed
    return report


@pytest.fixture
def page(new_page: Callable[..., Page]) -> Page:
    return new_page()


@pytest.fixture
def phone(new_page: Callable[..., Page]) -> Page:
    return new_page(phone=True)
