"""Decisions of activities: which way after yes, which after no, as ids of the same table."""

# ruff: noqa: E501 - patterns and rows read best on one line
from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Any

from .words import fold

Answers = tuple[str | None, str | None, str | None]

_TARGET = re.compile(
    r"\b(?:actividad|paso|numeral|punto|item|ir al?|va al?|vuelve al?|regresa(?:r)? al?|pasa(?:r)? al?|continua(?:r)?(?: (?:con|en))?(?: el| la)?|devolver(?:se)? al?|al?|no|n)?\s*(?:el |la |al? (?:la )?)?(?:actividad|paso|numeral|punto|item)?\s*(?:no |n |nro |numero )?(?P<number>\d{1,3})\b"
)
_END = re.compile(r"\b(?:fin|finaliza|termina|terminar|finalizar)\b")
_NEXT = re.compile(r"\b(?:continua(?:r)?|siguiente|sigue|x)\b")
_IN_TEXT = re.compile(
    r"(?:^|[\s.;,(¿?])S[IÍií]\s*(?:[:,=→–-]|(?=\s(?:cumple|es|pasa|continúa|va|aplica)))(?P<yes>.+?)"
    r"(?:^|[\s.;,(])N[Oo]\s*(?:[:,=→–-]|(?=\s(?:cumple|es|pasa|continúa|va|aplica)))(?P<no>.+)$",
    re.S | re.M,
)


def resolve_decisions(items: Sequence[dict[str, Any]], answers: Sequence[Answers]) -> None:
    """Fill `decision` where columns or the text of an activity tell both ways.

    What a column says stays in the activity's words when a target alone would not keep them.
    """
    by_number = {item["number"]: item["id"] for item in items if item["number"]}
    for item, (question, yes, no) in zip(items, answers, strict=True):
        if yes or no:
            _from_columns(item, question, yes, no, by_number)
        else:
            if question and fold(question) not in {"no", "si", "na", "n a"}:
                item["text"] = f"{item['text']}\n{question}".strip()
            elif question:
                item["text"] = f"{item['text']}\nDecisión: {question}".strip()
            _from_text(item, by_number)


def _from_columns(
    item: dict[str, Any],
    question: str | None,
    yes: str | None,
    no: str | None,
    by_number: dict[str, str],
) -> None:
    targets = [_target(answer, by_number) for answer in (yes, no)]
    for label, answer, target in (("Sí", yes, targets[0]), ("No", no, targets[1])):
        if answer and (target is None or len(fold(answer).split()) > 1):
            item["text"] += f"\n{label}: {answer}"
    if (question or "?" in item["text"]) and any(targets):
        asked = question if question and fold(question) not in {"x", "si", "no"} else None
        item["decision"] = {
            "question": asked,
            "yes": targets[0] or "next",
            "no": targets[1] or "next",
        }
    else:
        for label, answer, target in (("Sí", yes, targets[0]), ("No", no, targets[1])):
            if answer and target is not None and len(fold(answer).split()) <= 1:
                item["text"] += f"\n{label}: {answer}"
        if question:
            item["text"] += f"\n{question}"


def _from_text(item: dict[str, Any], by_number: dict[str, str]) -> None:
    if "?" not in item["text"]:
        return
    match = _IN_TEXT.search(item["text"])
    if not match:
        return
    yes, no = _target(match["yes"], by_number), _target(match["no"], by_number)
    if yes and no:
        item["decision"] = {"question": None, "yes": yes, "no": no}


def _target(answer: str | None, by_number: dict[str, str]) -> str | None:
    if not answer:
        return None
    folded = fold(answer)
    for match in _TARGET.finditer(folded):
        if match["number"] in by_number:
            return by_number[match["number"]]
    if _END.search(folded):
        return "end"
    return "next" if _NEXT.search(folded) else None
