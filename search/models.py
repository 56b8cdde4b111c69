"""The index of the database engine, which copies what it indexes and can be rebuilt; and the
searches that people keep for themselves."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from search.entries import Sort


class SearchEntry(models.Model):
    """One subject as `search.entries.Entry` tells it, with the stems of its words.

    Triggers (SQLite) or generated columns (PostgreSQL) keep the full-text index in step. Who may
    see it is asked of the subject itself at every search. Lists (`…_path`, `tags`, `needs`) are
    written `|one|two|`. The `…_stems` are words with a space at each side; `…forms` are the
    words that differ from their stem, for prefixes: of the title, and of everything.

    What narrows, orders and counts stands before the texts: of thousands of rows SQLite reads the
    first page only, and the texts of those that are shown.
    """

    sort = models.CharField(max_length=10, choices=[(one.value, one.value) for one in Sort])
    subject = models.PositiveBigIntegerField()
    code = models.CharField(_("code"), max_length=60)
    kind = models.CharField(_("kind"), max_length=20)
    office = models.CharField(_("office"), max_length=20, blank=True)
    process = models.CharField(_("process"), max_length=20, blank=True)
    series = models.CharField(_("series"), max_length=40, blank=True)
    access = models.CharField(_("access"), max_length=10)
    audience = models.CharField(max_length=10, default="everybody")
    needs = models.CharField(max_length=200, blank=True)
    day = models.DateField(null=True)
    since = models.DateField(null=True)
    until = models.DateField(null=True)
    state = models.CharField(max_length=20, blank=True)
    case_file = models.PositiveBigIntegerField(null=True)
    tags = models.TextField(blank=True)
    process_path = models.CharField(max_length=400, blank=True)
    series_path = models.CharField(max_length=400, blank=True)
    title = models.CharField(_("title"), max_length=300)
    codes = models.TextField(blank=True)
    code_stems = models.TextField()
    title_stems = models.TextField()
    tag_stems = models.TextField(blank=True)
    heading_stems = models.TextField(blank=True)
    title_forms = models.TextField(blank=True)
    headings = models.TextField(blank=True)
    body = models.TextField(_("text"), blank=True)
    attached = models.TextField(blank=True)
    body_stems = models.TextField(blank=True)
    attached_stems = models.TextField(blank=True)
    forms = models.TextField(blank=True)

    # Copies of what is kept elsewhere: in no index of Wagtail's.
    wagtail_reference_index_ignore = True

    class Meta:
        verbose_name = _("entry of the search index")
        verbose_name_plural = _("entries of the search index")
        ordering = ["sort", "subject"]
        constraints = [
            models.UniqueConstraint(fields=["sort", "subject"], name="search_entry_once")
        ]
        indexes = [models.Index(fields=["case_file"], name="search_entry_case_file")]

    def __str__(self) -> str:
        return self.code


class SavedSearch(models.Model):
    """A question that a person of the staff keeps, under a name, for nobody else.

    `asked` are the parameters of its address. `told` are the keys of what the person was told of,
    and `told_on` the day on which that was last looked at: what is found later is new.
    """

    owner = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="saved_searches"
    )
    name = models.CharField(_("name"), max_length=80)
    asked = models.JSONField(_("question"))
    by_mail = models.BooleanField(
        _("tell me by e-mail what is new"),
        default=False,
        help_text=_("At most one message a day, with what was found since the last one."),
    )
    created_at = models.DateTimeField(_("saved on"))
    told: Any = models.JSONField(default=list, editable=False)
    told_on = models.DateField(null=True, editable=False)

    # It names what it looks for: in no index of Wagtail's.
    wagtail_reference_index_ignore = True

    class Meta:
        verbose_name = _("saved search")
        verbose_name_plural = _("saved searches")
        ordering = ["name", "pk"]
        constraints = [models.UniqueConstraint(fields=["owner", "name"], name="saved_search_once")]

    def __str__(self) -> str:
        return self.name
