"""The tags that the editor proposes, narrowed to what the person may know of."""

from __future__ import annotations

from typing import Any

from django.contrib.contenttypes.models import ContentType
from django.db.models import Q, QuerySet
from django.http import Http404, HttpRequest, JsonResponse

from taggit.models import Tag, TaggedItem

from records.models import ControlledDocument, Issuance, Record
from records.permissions import offices_of, sees_everything
from records.querysets import records_visible_to

_MOST = 10


def tags_known_to(user: Any) -> QuerySet[Tag]:
    """Tags of documents of the person's offices, of what they may read as issued, and as filed.

    A tag may say what a reserved draft is about: no more people see it than may see the draft.
    """
    if sees_everything(user):
        everything: QuerySet[Tag] = Tag.objects.all()
        return everything
    issued = Issuance.objects.visible_to(user)
    documents = ControlledDocument.objects.filter(
        Q(office__in=offices_of(user)) | Q(pk__in=issued.values("document"))
    )
    known = TaggedItem.objects.none()
    for model, instances in ((ControlledDocument, documents), (Record, records_visible_to(user))):
        known |= TaggedItem.objects.filter(
            content_type=ContentType.objects.get_for_model(model),
            object_id__in=instances.values("pk"),
        )
    found: QuerySet[Tag] = Tag.objects.filter(pk__in=known.values("tag"))
    return found


def autocomplete(request: HttpRequest, app_name: str = "", model_name: str = "") -> JsonResponse:
    """In the place of Wagtail's view, which proposes every tag to everybody."""
    if (app_name or "taggit", model_name or "tag") != ("taggit", "tag"):
        raise Http404
    term = request.GET.get("term", "")
    found = tags_known_to(request.user).filter(name__istartswith=term).order_by("name")
    names = list(found.values_list("name", flat=True)[:_MOST]) if term else []
    return JsonResponse(names, safe=False)
