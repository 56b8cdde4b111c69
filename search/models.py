"""The index of the database engine, which copies what it indexes and can be rebuilt; and the
searches that people keep for themselves."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import models
from django.utils.translation import gettext_lazy as _

from records.permissions import Role
from search.entries import Sort
from search.synonyms import MOST_SETS, expressions_of, faults_of


class SearchEntry(models.Model):
    """One subject as `search.entries.Entry` tells it, with the stems of its words.

    Triggers (SQLite) or generated columns (PostgreSQL) keep the full-text index in step. Who may
    see it is asked of the subject itself at every search. Lists (`…_path`, `tags`, `needs…`) are
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
    needs_original = models.CharField(max_length=200, blank=True)
    original_case_file = models.PositiveBigIntegerField(null=True)

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


class SynonymSet(models.Model):
    """Expressions that mean the same in this entity: who asks for one finds the others too."""

    expressions = models.TextField(
        _("expressions that mean the same"),
        help_text=_(
            "One a line: a word, an acronym, several words. Who searches for one of them also "
            "finds the others. Anybody may come to know the list: write nothing that is restricted."
        ),
    )
    in_use = models.BooleanField(_("in use"), default=True)

    kept_by = (Role.ADMINISTRATOR, Role.ARCHIVIST)

    # It names words, not things: in no index of Wagtail's.
    wagtail_reference_index_ignore = True

    class Meta:
        verbose_name = _("synonyms")
        verbose_name_plural = _("synonyms")
        ordering = ["expressions", "pk"]

    def __str__(self) -> str:
        return " = ".join(expressions_of(self.expressions))

    def clean(self) -> None:
        """Two expressions or more, each of words that say something, and in no other set."""
        found = expressions_of(self.expressions)
        self.expressions = "\n".join(found)
        if not self.in_use:
            return
        others = SynonymSet.objects.filter(in_use=True).exclude(pk=self.pk)
        written = tuple(others.values_list("expressions", flat=True))
        if len(written) >= MOST_SETS:
            raise ValidationError(_("There are %(most)d sets already.") % {"most": MOST_SETS})
        if faults := faults_of(found, written):
            told = [_FAULTS[one.code] % one._asdict() for one in faults]
            raise ValidationError({"expressions": told})


_FAULTS = {
    "several": _("«%(expression)s» is a set by itself: with «=», write each set in a form apart."),
    "few": _("Write two expressions or more, one a line."),
    "many": _("A set has at most %(most)d expressions."),
    "long": _("«%(expression)s» is too long: an expression has at most %(most)d words."),
    "empty": _("«%(expression)s» has no word that could be searched for by itself."),
    "twice": _("«%(expression)s» is written twice: accents, capitals and plurals do not count."),
    "elsewhere": _("«%(expression)s» is in another set of the list: add the others to that one."),
}


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
