"""The Spanish catalogues are complete, and the compiled ones (which git keeps) say the same."""

from __future__ import annotations

import re
from collections import defaultdict
from importlib.resources import files
from pathlib import Path
from string import Formatter

import polib
import pytest

from tests.catalogues import in_python, in_template, messages_in
from tests.repository import OURS, ROOT, tracked_files

CATALOGUES = [path for path in tracked_files() if path.suffix == ".po"]
SOURCES = [path for path in tracked_files(*OURS) if path.suffix == ".py"]
SOURCES += [path for path in tracked_files("templates") if path.suffix in {".html", ".txt"}]

UPSTREAM = [path for path in CATALOGUES if "locale_upstream" in path.parts]


def test_extraction_finds_what_gettext_finds() -> None:
    python = (
        "from django.utils.translation import gettext_lazy as _, ngettext, pgettext\n"
        "_('One')\nngettext('%d day', '%d days', 2)\npgettext('verb', 'Issue')\nother('No')\n"
    )
    assert set(in_python(python)) == {
        ("", "One"),
        ("", "%d day"),
        ("", "%d days"),
        ("verb", "Issue"),
    }
    template = (
        '<p title="{% translate "It\'s (here)" %}">{% trans \'Two\' context "noun" %}</p>'
        "{% blocktranslate count n=3 trimmed %}{{ n }} file\n  kept{% plural %}{{ n }} files"
        "{% endblocktranslate %}"
    )
    assert set(in_template(template)) == {
        ("", "It's (here)"),
        ("noun", "Two"),
        ("", "%(n)s file kept"),
        ("", "%(n)s files"),
    }


@pytest.mark.parametrize("path", CATALOGUES, ids=lambda path: path.parts[-5])
def test_every_count_has_its_form(path: Path) -> None:
    """Spanish has three forms: one, a million, and all others; without the third it is English."""
    plural = [entry for entry in polib.pofile(str(path)) if entry.msgid_plural]
    short = [one.msgid for one in plural if not all(one.msgstr_plural.get(n) for n in range(3))]
    assert short == []


def test_one_text_has_one_translation() -> None:
    """Django puts all catalogues together: of two translations of a text one would win everywhere.

    Where Spanish needs two, the English text or its context differs.
    """
    found = defaultdict(set)
    for path in set(CATALOGUES) - set(UPSTREAM):
        for entry in polib.pofile(str(path)):
            if not entry.obsolete:
                text = entry.msgstr or tuple(sorted(entry.msgstr_plural.items()))
                found[entry.msgctxt, entry.msgid].add(text)
    assert {text: said for text, said in found.items() if len(said) > 1} == {}


def test_every_text_of_the_interface_is_translated() -> None:
    translated = {
        (entry.msgctxt or "", text)
        for path in CATALOGUES
        for entry in polib.pofile(str(path))
        if entry.translated() and not entry.obsolete
        for text in (entry.msgid, entry.msgid_plural)
        if text
    }
    missing = {
        f"{path.relative_to(ROOT)}: {message}"
        for path in SOURCES
        for context, message in messages_in(path)
        if (context, message) not in translated
    }
    assert sorted(missing) == []


def test_no_entry_is_empty_or_fuzzy() -> None:
    unfinished = [
        f"{path.relative_to(ROOT)}: {entry.msgid}"
        for path in CATALOGUES
        for catalogue in [polib.pofile(str(path))]
        for entry in [*catalogue.untranslated_entries(), *catalogue.fuzzy_entries()]
    ]
    assert unfinished == []


def contents(entries: polib.POFile | polib.MOFile) -> set[tuple[object, ...]]:
    return {
        (entry.msgctxt, entry.msgid, entry.msgstr, *sorted(entry.msgstr_plural.items()))
        for entry in entries
        if not entry.obsolete
    }


def test_the_compiled_catalogues_are_up_to_date() -> None:
    stale = [
        path.relative_to(ROOT).as_posix()
        for path in CATALOGUES
        if contents(polib.mofile(str(path.with_suffix(".mo")))) != contents(polib.pofile(str(path)))
    ]
    assert stale == []


def in_the_libraries(name: str) -> set[tuple[str | None, str, str]]:
    """Messages of the English catalogues of Wagtail and Django, by the file's name."""
    return {
        (entry.msgctxt, entry.msgid, entry.msgid_plural)
        for library in ("wagtail", "django")
        for path in Path(str(files(library))).glob(f"**/locale/en/LC_MESSAGES/{name}")
        for entry in polib.pofile(str(path))
    }


def variables(text: str) -> list[str]:
    """The %(name)s and {name} of a message, and its tags, sorted."""
    braces = [name for _, name, _, _ in Formatter().parse(text) if name]
    return sorted([*re.findall(r"%\(\w+\)[sd]|<[^>]+>", text), *braces])


@pytest.mark.parametrize("path", UPSTREAM, ids=lambda path: path.name)
def test_what_the_libraries_lack_is_still_in_them(path: Path) -> None:
    """makemessages does not keep this catalogue: an upgrade may leave words behind."""
    ours = {(entry.msgctxt, entry.msgid, entry.msgid_plural) for entry in polib.pofile(str(path))}
    assert ours - in_the_libraries(path.name) == set()


def test_translations_keep_the_variables() -> None:
    wrong = [
        f"{path.relative_to(ROOT)}: {text}"
        for path in CATALOGUES
        for entry in polib.pofile(str(path))
        for original, text in (
            [(entry.msgid, entry.msgstr)]
            if not entry.msgid_plural
            else [
                (entry.msgid_plural if place else entry.msgid, form)
                for place, form in entry.msgstr_plural.items()
            ]
        )
        if variables(original) != variables(text)
    ]
    assert wrong == []
