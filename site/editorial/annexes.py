"""Files that go with a draft. The bytes are kept in the records' storage from the first moment."""

from __future__ import annotations

import io
from datetime import datetime
from typing import Any

from django.conf import settings
from django.db import models, transaction
from django.db.models import Q, QuerySet
from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from PIL import Image, ImageOps

from records.exceptions import NotAllowed, Reason
from records.guards.naming import require_kept
from records.media_types import bare_name, media_type
from records.models import Office
from records.permissions import offices_of, sees_everything
from records.storage import storage

PICTURES = ("image/png", "image/jpeg")
LARGEST_PICTURE = 40_000_000  # pixels


class AnnexFile(models.Model):
    """A file that goes with a draft; its bytes are in the records' storage."""

    title = models.CharField(_("title"), max_length=200)
    name = models.CharField(_("file name"), max_length=200, editable=False)
    sha256 = models.CharField("SHA-256", max_length=64, editable=False)
    size = models.PositiveBigIntegerField(_("size in bytes"), editable=False)
    media_type = models.CharField(_("media type"), max_length=100, editable=False)
    office = models.ForeignKey(Office, models.PROTECT, null=True, editable=False, related_name="+")
    uploaded_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, editable=False, related_name="+"
    )
    uploaded_at = models.DateTimeField(editable=False)

    class Meta:
        verbose_name = _("annex file")
        verbose_name_plural = _("annex files")
        ordering = ["-uploaded_at"]

    def __str__(self) -> str:
        return self.title


def clean_picture(content: bytes) -> bytes:
    """A PNG or JPEG as a page and a PDF can show it: upright, in RGB, without what it hides.

    What a camera writes into a picture (place, hour, device) never leaves the house. Raises
    NotAllowed for what is no picture, or one too large.
    """
    try:
        with Image.open(io.BytesIO(content), formats=("PNG", "JPEG")) as picture:
            if picture.width * picture.height > LARGEST_PICTURE:
                message = gettext("The picture has more than 40 million pixels: make it smaller.")
                raise NotAllowed([Reason("picture", message, "upload")])
            form = picture.format
            upright = ImageOps.exif_transpose(picture)
            plain = upright.convert("RGBA" if upright.has_transparency_data else "RGB")
    except (OSError, ValueError, SyntaxError, Image.DecompressionBombError) as error:
        message = gettext("The file is not a PNG or JPEG picture that can be read.")
        raise NotAllowed([Reason("picture", message, "upload")]) from error
    out = io.BytesIO()
    bare = Image.new(plain.mode, plain.size)
    bare.paste(plain)
    if form == "PNG":
        bare.save(out, "PNG", optimize=True)
    else:
        bare.convert("RGB").save(out, "JPEG", quality=90, optimize=True)
    return out.getvalue()


def keep_annex(upload: Any, *, title: str, by: Any, at: datetime) -> AnnexFile:
    """Keep an uploaded annex. Raises NotAllowed for a kind of file that is not kept.

    Conflict, where the same bytes are erased by order in that moment.
    """
    content = upload.read()
    name = bare_name(upload.name)
    found = media_type(content, name)
    if found is None:
        message = gettext("%(name)s is not a PDF, PNG, JPEG, DOCX, XLSX, ODT or ODS file.")
        raise NotAllowed([Reason("media_type", message % {"name": name}, "upload")])
    offices = Office.objects.on(timezone.localdate(at)).filter(pk__in=offices_of(by))
    digest = storage().put(content)
    with transaction.atomic():
        annex = AnnexFile.objects.create(
            title=title.strip() or name,
            name=name,
            sha256=digest,
            size=len(content),
            media_type=found,
            office=offices.order_by("pk").first(),
            uploaded_by=by,
            uploaded_at=at,
        )
        require_kept([annex])
    return annex


def annexes_for(user: Any, annexes: QuerySet[AnnexFile]) -> QuerySet[AnnexFile]:
    """The annexes that this person may read and attach: of their offices, or their own."""
    if sees_everything(user):
        return annexes
    return annexes.filter(Q(office__in=offices_of(user)) | Q(uploaded_by=user))
