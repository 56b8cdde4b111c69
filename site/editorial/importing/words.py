"""Words as they are compared, and the marks that stand before them."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass

_SPACES = re.compile(r"[ \t\u00a0\u2000-\u200a\u202f\u205f\u3000]+")
_INVISIBLE = re.compile(
    r"[\u00ad\u200b-\u200f\u2028\u2029\u2060\ufeff\x00-\x08\x0b\x0e-\x1f\x7f-\x9f]"
)
_BULLETS = "-–—•●▪■◦○*·➢➔→►✓✔§\uf0b7\uf0a7\uf0d8\uf0fc\uf02d"
_BULLET = re.compile(
    rf"^(?P<mark>[{re.escape(_BULLETS)}]|o(?=\s{{2,}}|\t))\s*(?P<rest>(?<=\s)\S.*|(?<=[•●▪■◦○➢►✓✔\uf0b7\uf0a7\uf0d8\uf0fc])\S.*)$",
    re.S,
)
_OUTLINE = re.compile(
    r"^(?P<mark>(?:\d{1,2}(?:\.\d{1,2}){1,3}\.?[\)\-–:]?(?=\s)|\d{1,3}\s?(?:\.-|[.\)°º])|[a-zA-ZñÑ][.\)]|[ivxIVX]{1,5}[.\)]))"
    r"(?P<rest>\s+\S.*|(?<=[.\)])[^\W\d_].*)$",
    re.S,
)


_CAPITALS_END = re.compile(r"(?<![\w-])[A-ZÁÉÍÓÚÜÑ]{2,}-$")
_CAPITALS_START = re.compile(r"[A-ZÁÉÍÓÚÜÑ]{2,}(?![\w-])")


def clean(text: str) -> str:
    """Composed (NFC), runs of spaces folded, invisible characters gone, paragraphs kept."""
    text = _INVISIBLE.sub("", unicodedata.normalize("NFC", text).replace("\r\n", "\n"))
    lines = (_SPACES.sub(" ", line).strip() for line in re.split(r"[\n\r\v\f\x0b\x85]", text))
    return "\n".join(line for line in lines if line)


def fold(text: str) -> str:
    """The text as it is compared: no capitals, accents or punctuation."""
    plain = unicodedata.normalize("NFKD", text.lower())
    plain = "".join(char for char in plain if not unicodedata.combining(char))
    return " ".join(re.findall(r"[a-z0-9]+", plain))


def rejoin(lines: list[str]) -> str:
    """Printed lines as one text; a word divided at the end of a line is whole again."""
    text = lines[0]
    for line in lines[1:]:
        small = re.search(r"[^\W\d_]-$", text) and line[:1].islower()
        divided = small or (_CAPITALS_END.search(text) and _CAPITALS_START.match(line))
        text = text[:-1] + line if divided else f"{text} {line}"
    return text


def is_upper(text: str) -> bool:
    """Whether a text with at least three letters is written in capitals."""
    letters = [char for char in text if char.isalpha()]
    return len(letters) >= 3 and sum(char.isupper() for char in letters) >= 0.9 * len(letters)


@dataclass(frozen=True, slots=True)
class Mark:
    """A list or outline mark. `style` is one of the schema's four, or `outline` (4.1)."""

    printed: str
    style: str
    value: int

    @property
    def number(self) -> str:
        """As printed, without its final dot or bracket."""
        return self.printed.strip(" .)-–:°º")


def read_mark(printed: str) -> Mark:
    """What a printed mark is; anything unknown is a bullet."""
    core = printed.strip(" .)(-–:°º\t")
    if re.fullmatch(r"\d{1,4}", core):
        return Mark(printed, "decimal", int(core))
    if re.fullmatch(r"\d{1,3}(\.\d{1,3})+", core):
        return Mark(printed, "outline", int(core.rsplit(".", 1)[1]))
    if len(core) > 1 and re.fullmatch(r"[ivxIVX]+", core) and _roman(core):
        return Mark(printed, "roman", _roman(core))
    if len(core) == 1 and core.isalpha():
        return Mark(printed, "alpha", _alpha(core))
    return Mark(printed, "bullet", 0)


def split_mark(text: str, *, nested: bool = False) -> tuple[str, str]:
    """The mark at the start of a text and what follows it; an empty mark where there is none."""
    text = text.strip()
    bullet = _BULLET.match(text)
    if bullet:
        inner, rest = ("", "") if nested else split_mark(bullet["rest"], nested=True)
        # "- a. text": the dash is what a converter left of the list, the letter is the mark.
        if inner and read_mark(inner).style in {"alpha", "decimal", "roman"}:
            return inner, rest
        return bullet["mark"], bullet["rest"].strip()
    outline = _OUTLINE.match(text)
    if outline:
        return outline["mark"], outline["rest"].strip()
    return "", text


def mark_text(style: str, value: int) -> str:
    """How a mark of that style and value is printed, without dot: 3 → 3, c, iii."""
    if style == "alpha":
        return chr(ord("a") + (value - 1) % 26)
    if style == "roman":
        tens, units = divmod(value, 10)
        return "x" * tens + ("", "i", "ii", "iii", "iv", "v", "vi", "vii", "viii", "ix")[units]
    return str(value) if style == "decimal" else "•"


def _roman(core: str) -> int:
    total, last = 0, 0
    for char in reversed(core.lower()):
        value = {"i": 1, "v": 5, "x": 10}[char]
        total += -value if value < last else value
        last = max(last, value)
    return total if mark_text("roman", total) == core.lower() else 0


def _alpha(core: str) -> int:
    folded = fold(core) or "n"
    return ord(folded) - ord("a") + 1
