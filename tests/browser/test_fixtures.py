"""The running site and the browser that the journeys stand on."""

from __future__ import annotations

import urllib.request

import pytest
from playwright.sync_api import Page

from tests.serving import Site


@pytest.mark.browser
def test_a_site_of_its_own_answers(site: Site) -> None:
    with urllib.request.urlopen(f"{site.url}/gestion/login/") as response:
        assert response.status == 200


@pytest.mark.browser
def test_pages_open_on_both_widths(shared_site: Site, page: Page, phone: Page) -> None:
    for opened, width in ((page, 1280), (phone, 390)):
        opened.goto(f"{shared_site.url}/gestion/login/")
        assert opened.evaluate("window.innerWidth") == width
        assert opened.locator("input[name=username]").is_visible()
