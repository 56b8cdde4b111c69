"""The little that these lists add to Wagtail's look: their style, and cards on narrow screens."""

from __future__ import annotations

from django.templatetags.static import static
from django.utils.html import format_html, format_html_join

SCRIPTS = ("cards", "only_where")


def stylesheet() -> str:
    return format_html('<link rel="stylesheet" href="{}">', static("records/admin.css"))


def script() -> str:
    return format_html_join(
        "", '<script src="{}"></script>', ((static(f"records/{name}.js"),) for name in SCRIPTS)
    )
