"""What is said of a file that is not kept, and what its reader should know of one that is."""

from __future__ import annotations

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

WRONG = {
    "empty": gettext_lazy("“%(name)s” is empty."),
    "damaged": gettext_lazy("“%(name)s” is damaged or incomplete: send it again."),
    "heavy": gettext_lazy(
        "“%(name)s” asks too much memory or time of whoever reads it: it is not captured."
    ),
    "bomb": gettext_lazy(
        "“%(name)s” unfolds to a size beyond all measure when it is opened: it is not captured."
    ),
    "encrypted": gettext_lazy("“%(name)s” is encrypted: save it without a password."),
    "entities": gettext_lazy(
        "“%(name)s” declares entities of XML, which may read other files: it is not captured."
    ),
    "macros": gettext_lazy("“%(name)s” holds macros: save it without them."),
    "no_pages": gettext_lazy("“%(name)s” has no pages."),
    "pixels": gettext_lazy("“%(name)s” has more than 250 million pixels: make it smaller."),
    "named_otherwise": gettext_lazy(
        "What “%(name)s” holds is not what its name says: correct its ending or look whether it is "
        "the right file."
    ),
    "compressed": gettext_lazy(
        "“%(name)s” is a compressed file: send the files that are in it, one by one."
    ),
    "legacy": gettext_lazy(
        "“%(name)s” is encrypted or of an Office of before 2007: save it as DOCX, XLSX or PDF."
    ),
    "rtf": gettext_lazy("“%(name)s” is RTF: save it as DOCX or PDF."),
    "program": gettext_lazy("“%(name)s” is a program, no document."),
    "page": gettext_lazy("“%(name)s” is a web page: print it to PDF and send that."),
    "drawing": gettext_lazy("“%(name)s” is an SVG drawing, which may act: send it as PDF or PNG."),
    "unknown": gettext_lazy("“%(name)s” is of no format that is captured."),
    "mail_empty": gettext_lazy("“%(name)s” is no e-mail message: it has no headers."),
    "mail_deep": gettext_lazy(
        "“%(name)s” has messages nested inside one another more than ten deep: it is not captured."
    ),
    "mail_parts": gettext_lazy("“%(name)s” has more than 300 parts: it is not captured."),
    "format": gettext_lazy("“%(name)s” is %(format)s, a format that the entity does not capture."),
    "large": gettext_lazy("“%(name)s” is larger than %(most)d MB."),
}
NOTES = {
    "javascript": gettext_lazy(
        "The PDF holds JavaScript: it is kept as it came, and nothing of it runs when it is shown."
    ),
    "launches": gettext_lazy(
        "The PDF wants to start a program: nothing of it runs when it is shown here."
    ),
    "attachments": gettext_lazy("The PDF has files attached inside."),
    "links_outside": gettext_lazy("It refers to files outside, which are not part of the record."),
    "embedded": gettext_lazy("It has other documents embedded."),
    "inside": gettext_lazy(
        "Something attached to the message is of a format that is not captured: it is kept inside "
        "the message only."
    ),
}


def why_not(code: str, name: str, **told: object) -> str:
    """Why a file of that name is not kept, in one sentence."""
    return str(WRONG.get(code, WRONG["damaged"])) % {"name": shown(name), **told}


def shown(name: str) -> str:
    """A name as an answer shows it: no controls, no marks that turn the writing, not long."""
    plain = "".join(char if char.isprintable() else " " for char in name)
    short = " ".join(plain.split())
    return short if len(short) <= 80 else f"{short[:60]}…{short[-15:]}" if short else _("a file")
