"""The form at the door, and words of Wagtail's that it forgot to translate."""

from __future__ import annotations

from typing import Any

from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _
from django.utils.translation import gettext_noop

from wagtail.admin.forms.auth import LoginForm as WagtailLoginForm

from editorial.idle import sentence_of
from editorial.reauthentication import FactorField, used_factor
from records import second_factor

# Wagtail makes the heads of the list of sites from the names of fields; our column_header.html
# translates them, and this keeps them in the catalogue.
COLUMN_HEADS = (gettext_noop("Port"), gettext_noop("Site name"), gettext_noop("Root page"))


class LoginForm(WagtailLoginForm):  # type: ignore[misc]  # Wagtail has no types
    """Wagtail's, with the second factor of whoever has one."""

    code = FactorField(
        required=False,
        help_text=_("Only if you turned it on: of your application, or a recovery code."),
    )

    def __init__(self, *args: object, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)
        # Wagtail's own has only its English name.
        self.fields["password"].label = _("Password")
        self.said = sentence_of(self.request.session) if self.request else ""

    def clean(self) -> dict[str, Any]:
        told: dict[str, Any] = super().clean()
        user = self.get_user()
        if user is None or not second_factor.has_second_factor(user):
            return told
        code = told.get("code", "")
        if not code:
            raise ValidationError(_("Write the code of your second factor too."), "no_code")
        used_factor(self.request, user, code)
        return told
