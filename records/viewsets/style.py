"""The little that these lists add to Wagtail's look."""

from __future__ import annotations

from django.templatetags.static import static
from django.utils.html import format_html


def stylesheet() -> str:
    return format_html('<link rel="stylesheet" href="{}">', static("records/admin.css"))
