"""What is remembered of the credentials of an account besides Django's own row."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _


class HeardPassword(models.Model):
    """The password of a person as it was last heard of (`records.credentials`).

    `mac` is a digest of the hash that is kept, under the secret key of the site: whoever writes to
    the database alone can change a password but not make it look heard.
    """

    user = models.OneToOneField(
        settings.AUTH_USER_MODEL,
        models.CASCADE,
        primary_key=True,
        related_name="heard_password",
        verbose_name=_("person"),
    )
    mac = models.CharField("HMAC-SHA-256", max_length=64)

    class Meta:
        verbose_name = _("password heard of")
        verbose_name_plural = _("passwords heard of")

    def __str__(self) -> str:
        return str(self.user)


class HeardAddress(models.Model):
    """The address of mail of a person as it was last heard of; `mac` as for the password.

    It stands in clear too: whoever is no longer reached at it must be told there that it changed.
    """

    user = models.OneToOneField(
        settings.AUTH_USER_MODEL,
        models.CASCADE,
        primary_key=True,
        related_name="heard_address",
        verbose_name=_("person"),
    )
    address = models.EmailField(_("e-mail address"), blank=True)
    mac = models.CharField("HMAC-SHA-256", max_length=64)

    class Meta:
        verbose_name = _("address heard of")
        verbose_name_plural = _("addresses heard of")

    def __str__(self) -> str:
        return str(self.user)
