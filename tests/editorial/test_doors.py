"""Nobody without a sign-in reaches a screen of the editors."""

from __future__ import annotations

from django.urls import reverse

import pytest

from editorial import urls

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("pattern", urls.urlpatterns, ids=lambda pattern: pattern.name)
@pytest.mark.parametrize("method", ["get", "post"])
def test_a_stranger_is_sent_to_the_door(client, pattern, method):
    arguments = dict.fromkeys(pattern.pattern.converters, 1)
    answer = getattr(client, method)(reverse(pattern.name, kwargs=arguments))
    assert answer.status_code == 302
    assert answer["Location"].startswith(reverse("wagtailadmin_login"))
