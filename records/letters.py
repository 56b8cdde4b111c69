"""Mail of ours to one address: in the name of the entity, never inside a transaction."""

from __future__ import annotations

from django.conf import settings
from django.core.mail import send_mail

from records.models import Entity


def write(subject: str, text: str, address: str) -> None:
    """Send it now. Raises OSError or SMTPException where the server does not take it."""
    entity = Entity.current().name or "Legajo"
    title = " ".join(f"{subject} · {entity}".split())
    send_mail(title, text, settings.DEFAULT_FROM_EMAIL, [address])
