"""How an entity builds the codes of its documents: a template for all kinds or one of its own.

A code that two kinds could give, or that can be read in two ways, names nothing: such a scheme is
refused with an example. The next free number follows the highest ever taken and fills no gap.
"""

from __future__ import annotations

import re
import string
from collections import deque
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass

from records.numbering import canonical

_TOKENS = re.compile(
    r"(?P<type>T+)|(?P<macroprocess>(?<=M)n+)|(?P<process>(?<=P)n+)|(?P<letters>A+)|(?P<run>n+)"
    r"|'(?P<quoted>[A-Z0-9]+)'|(?P<literal>[A-Z0-9.\-])"
)
_MISSING = {
    "type": "las letras del tipo de documento",
    "macroprocess": "el número del macroproceso",
    "process": "el número del proceso",
    "group": "la sigla del macroproceso",
    "acronym": "la sigla del proceso o la dependencia",
    "parent": "el documento superior",
}
_COUNTED = frozenset({"macroprocess", "process", "parent", "number"})
_LETTERED = frozenset({"type", "group", "acronym"})
_WIDEST = 5  # digits of a number in a template
_LONGEST = 6  # digits that a number may grow to
Part = tuple[str, int, str]
"""Name, width and, where it is fixed, the text."""


@dataclass(frozen=True, slots=True)
class CodeTemplate:
    """How codes are built, compiled from a text such as «TT-Mn-Pn-nn».

    `T…` letters of the type; `n` after `M` or `P` the number of macroprocess or process; `A…`
    letters of a process or office, and a run before it those of the macroprocess; the last other
    run of `n` the consecutive, padded to its length, and a run before it the number of the document
    above. All else is printed as it stands; a word that holds T, A, M or P goes in quotes: `'PAT'`.
    """

    text: str
    parts: tuple[Part, ...]
    pattern: re.Pattern[str]

    @classmethod
    def compile(cls, text: str) -> CodeTemplate:
        """Raises ValueError, with a Spanish sentence, for a text that is no template."""
        parts = _parts(text)
        names = [name for name, _, _ in parts if name != "literal"]
        if "number" not in names:
            raise ValueError("La plantilla necesita un consecutivo: por ejemplo TT-Mn-Pn-nn.")
        if len(set(names)) != len(names):
            raise ValueError("La plantilla repite una de sus partes.")
        if set(names) == {"number"} and not re.search("[A-Z]", text):
            raise ValueError("La plantilla necesita al menos una letra además del consecutivo.")
        if any(name in _COUNTED and width > _WIDEST for name, width, _ in parts):
            raise ValueError(f"Un número de la plantilla tiene a lo sumo {_WIDEST} cifras.")
        if _run_together(parts):
            raise ValueError(
                "La plantilla se lee de dos maneras: entre dos números pone una letra, un guion o "
                "un punto."
            )
        pattern = "".join(_pattern(*part) for part in parts)
        return cls(text, tuple(parts), re.compile(pattern))

    @property
    def nested(self) -> bool:
        """Whether its codes begin with that of the document above."""
        return any(name == "parent" for name, _, _ in self.parts)

    def has(self, name: str) -> bool:
        """Whether the code says that part: type, macroprocess, process, group, acronym, parent."""
        return any(part == name for part, _, _ in self.parts)

    def matches(self, code: str) -> bool:
        """Whether `code`, in any spelling, follows the template."""
        return self.parse(code) is not None

    def parse(self, code: str) -> dict[str, str] | None:
        """The parts of `code` by name (type, macroprocess, process, acronym, parent, number)."""
        found = self.pattern.fullmatch(canonical(code))
        return found.groupdict() if found else None

    def above(self, code: str) -> str | None:
        """The code of the document above, with which a nested code begins; else None."""
        found = self.pattern.fullmatch(canonical(code))
        return canonical(code)[: found.end("parent")] if found and self.nested else None

    def under(self, above: str) -> dict[str, str] | None:
        """The parts that a code takes from the document above; None when it cannot be above."""
        if not self.nested:
            return None
        names = [name for name, _, _ in self.parts]
        head = self.parts[: names.index("parent") + 1]
        found = re.fullmatch("".join(_pattern(*part) for part in head), canonical(above))
        return found.groupdict() if found else None

    def format(self, number: int, **parts: str) -> str:
        """The code of those parts; `M2` and `2` are the same macroprocess.

        Raises ValueError, with a Spanish sentence, when a part is missing or does not fit.
        """
        code = "".join(
            literal if name == "literal" else self._value(name, width, number, parts)
            for name, width, literal in self.parts
        )
        if not self.matches(code):
            raise ValueError(f"{code} no sigue la plantilla {self.text}.")
        return code

    def next_free(self, existing: Iterable[str], **parts: str) -> str:
        """The code after the highest ever taken with the same parts; no gap is filled."""
        first = self.parse(self.format(1, **parts)) or {}
        numbers = [
            int(read["number"])
            for read in map(self.parse, existing)
            if read and all(read[name] == first[name] for name in first if name != "number")
        ]
        return self.format(max(numbers, default=0) + 1, **parts)

    def _value(self, name: str, width: int, number: int, parts: Mapping[str, str]) -> str:
        if name == "number":
            return f"{number:0{width}d}"
        value = canonical(parts.get(name, ""))
        if name in _COUNTED:
            digits = re.search(r"(\d+)$", value)
            value = f"{int(digits[1]):0{width}d}" if digits else ""
        if not value:
            raise ValueError(f"Falta {_MISSING[name]} para formar el código.")
        if name in _LETTERED and len(value) != width:
            raise ValueError(
                f"«{value}» no cabe en la plantilla {self.text}: lleva {width} letras."
            )
        return value


@dataclass(frozen=True, slots=True)
class Scheme:
    """The codes of one kind: its template, and the letters that stand for the kind in it."""

    kind: str
    template: CodeTemplate
    letters: str

    @property
    def text(self) -> str:
        """The template with the kind's own letters: what a person is told."""
        return "".join(
            self.letters if name == "type" else literal or _symbol(name, width)
            for name, width, literal in self.template.parts
        )

    def matches(self, code: str) -> bool:
        """Whether `code` is one of this kind."""
        found = self.template.parse(code)
        return found is not None and found.get("type", self.letters) == self.letters

    def next_free(self, existing: Iterable[str], **parts: str) -> str:
        """The next code of this kind. Raises ValueError with a Spanish sentence."""
        return self.template.next_free(existing, **{**parts, "type": self.letters})


def scheme_problems(schemes: Sequence[Scheme], names: Mapping[str, str]) -> list[str]:
    """Every reason, a Spanish sentence each, why these schemes together name no document surely.

    `names` are the kinds in words. Each code that would serve two kinds is told once, with all the
    kinds that it would serve.
    """
    problems = []
    sound = []
    for one in schemes:
        width = next((width for name, width, _ in one.template.parts if name == "type"), None)
        if width is not None and (len(one.letters) != width or not one.letters.isalpha()):
            problems.append(
                f"Las letras «{one.letters}» de {names[one.kind]} no caben en la plantilla "
                f"{one.template.text}."
            )
        else:
            sound.append(one)
    told: list[str] = []
    for place, one in enumerate(sound):
        for other in sound[place + 1 :]:
            if any(one.matches(code) and other.matches(code) for code in told):
                continue
            if code := common_code(one, other):
                told.append(code)
                kinds = [names[each.kind] for each in sound if each.matches(code)]
                problems.append(
                    f"El código {code} serviría para {' y para '.join(kinds)}: distinga los tipos "
                    "con T o con letras fijas."
                )
    return problems


def common_code(one: Scheme, other: Scheme) -> str | None:
    """The shortest code that both schemes would give; None when no code is of both."""
    left, right = _steps(one), _steps(other)
    ends = len(left) - 1, len(right) - 1
    seen = {(0, 0)}
    waiting: deque[tuple[int, int, str]] = deque([(0, 0, "")])
    while waiting:
        here, there, code = waiting.popleft()
        if (here, there) == ends:
            return code
        for mine, to in left[here]:
            for theirs, at in right[there]:
                both = mine & theirs
                if both and (to, at) not in seen:
                    seen.add((to, at))
                    waiting.append((to, at, code + _plainest(both)))
    return None


def renumbered(scheme: Scheme, code: str, *, taken: Collection[str], **parts: str) -> str:
    """The code that a document gets elsewhere: its number if that is free there, else the next.

    `code` is the one it has, of whatever scheme. Raises ValueError with a Spanish sentence.
    """
    digits = re.findall(r"\d+", code)
    if digits:
        kept = scheme.template.format(int(digits[-1]), **{**parts, "type": scheme.letters})
        if kept not in taken:
            return kept
    return scheme.next_free(taken, **parts)


# --- Reading a template -------------------------------------------------------------------------


def _parts(text: str) -> list[Part]:
    parts: list[Part] = []
    position = 0
    while position < len(text):
        found = _TOKENS.match(text, position)
        if found is None:
            raise ValueError(f"La plantilla no admite «{text[position]}».")
        name = str(found.lastgroup)
        value = found[name]
        literal = value if name in {"literal", "quoted"} else ""
        parts.append(("literal" if literal else name, len(value), literal))
        position = found.end()
    _name_runs(parts, "run", ("number", "parent"), "más de dos consecutivos")
    _name_runs(parts, "letters", ("acronym", "group"), "más de dos siglas")
    return parts


def _name_runs(parts: list[Part], run: str, names: Sequence[str], too_many: str) -> None:
    """From the end: the last run is the first of `names`."""
    runs = [index for index, part in enumerate(parts) if part[0] == run]
    if len(runs) > len(names):
        raise ValueError(f"La plantilla tiene {too_many}.")
    for index, name in zip(reversed(runs), names, strict=False):
        parts[index] = (name, parts[index][1], "")


def _run_together(parts: Sequence[Part]) -> bool:
    """Whether two numbers touch, or only digits lie between: either could end anywhere."""
    open_number = False
    for name, _width, literal in parts:
        if name in _COUNTED:
            if open_number:
                return True
            open_number = True
        elif not literal.isdigit():
            open_number = False
    return False


def _pattern(name: str, width: int, literal: str) -> str:
    if name == "literal":
        return re.escape(literal)
    if name in _LETTERED:
        return f"(?P<{name}>[A-Z]{{{width}}})"
    # A number keeps its padding and may grow past it, but is never padded further.
    grown = rf"|[1-9][0-9]{{{width},{_LONGEST - 1}}}"
    return f"(?P<{name}>[0-9]{{{width}}}{grown})"


def _symbol(name: str, width: int) -> str:
    return ("A" if name in _LETTERED else "n") * width


_DIGITS, _GROWN = frozenset(string.digits), frozenset("123456789")
_LETTERS = frozenset(string.ascii_uppercase)
Steps = list[list[tuple[frozenset[str], int]]]
"""By state, the characters that lead on and the state they lead to; the last state is the end."""


def _steps(scheme: Scheme) -> Steps:
    steps: Steps = [[]]
    for name, width, literal in scheme.template.parts:
        if name in _COUNTED:
            _count(steps, width)
            continue
        text = scheme.letters if name == "type" else literal
        for characters in [frozenset(one) for one in text] or [_LETTERS] * width:
            steps[-1].append((characters, len(steps)))
            steps.append([])
    return steps


def _count(steps: Steps, width: int) -> None:
    """A number: exactly `width` digits, or more without a zero before."""
    first = len(steps) - 1
    padded = [first, *range(first + 1, first + width)]
    grown = [first, *range(first + width, first + width + _LONGEST - 1)]
    end = first + width + _LONGEST - 1
    steps.extend([] for _ in range(end - first))
    for place, state in enumerate(padded):
        steps[state].append((_DIGITS, padded[place + 1] if place + 1 < width else end))
    for place, state in enumerate(grown):
        characters = _DIGITS if place else _GROWN
        if place + 1 < len(grown):
            steps[state].append((characters, grown[place + 1]))
        if place >= width:
            steps[state].append((characters, end))


def _plainest(characters: frozenset[str]) -> str:
    return "1" if "1" in characters else min(characters)
