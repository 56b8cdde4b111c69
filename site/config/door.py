"""The form at the door, and words of Wagtail's that it forgot to translate."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _
from django.utils.translation import gettext_noop

from wagtail.admin.forms.auth import LoginForm as WagtailLoginForm

# Wagtail makes the heads of the list of sites from the names of fields; our column_header.html
# translates them, and this keeps them in the catalogue.
COLUMN_HEADS = (gettext_noop("Port"), gettext_noop("Site name"), gettext_noop("Root page"))


class LoginForm(WagtailLoginForm):  # type: ignore[misc]  # Wagtail has no types
    """Wagtail's, whose field of the password is labelled with its English name."""

    def __init__(self, *args: object, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)
        self.fields["password"].label = _("Password")
