"""`manage.py create_entity`: the public entity that an installation will serve."""

from __future__ import annotations

import getpass
import re
import secrets
import sys
import zoneinfo
from argparse import ArgumentParser, RawDescriptionHelpFormatter
from pathlib import Path
from typing import Any

from django.contrib.auth import get_user_model, password_validation
from django.core.exceptions import ValidationError
from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from records.coding import CodeTemplate
from records.crest import crest_reasons
from records.events import act
from records.exceptions import NotAllowed
from records.models import Entity, Office
from records.permissions import Role
from records.setup import open_account, set_up
from search import said

# option → (question, what is taken when nothing is said; None: it must be said)
_QUESTIONS: dict[str, tuple[str, str | None]] = {
    "name": ("Nombre de la entidad", None),
    "nit": ("NIT con dígito de verificación (vacío si no tiene)", ""),
    "crest": ("Archivo SVG del escudo (vacío si no hay)", ""),
    "code_template": ("Plantilla de los códigos", "TT-Mn-Pn-nn"),
    "time_zone": ("Zona horaria", "America/Bogota"),
    "first_office": ("Nombre de la primera dependencia", "Despacho"),
    "office_code": ("Código de esa dependencia", "100"),
    "agreement_act": ("Acto que adopta la firma electrónica (vacío si está por expedir)", ""),
    "admin": ("Usuario de quien administra", "admin"),
    "admin_name": ("Nombre completo de esa persona", None),
    "admin_email": ("Correo de esa persona", None),
}
_NIT_WEIGHTS = (3, 7, 13, 17, 19, 23, 29, 37, 41, 43, 47, 53, 59, 67, 71)
_EXAMPLE = """
Ejemplo sin preguntas:
  manage.py create_entity --name "Alcaldía de Villa Serena" --nit 899999999-4 \\
      --crest escudo.svg --first-office "Despacho del Alcalde" --office-code 100 \\
      --admin lrojas --admin-name "Laura Rojas Peña" --admin-email lrojas@villaserena.example

La contraseña se pide en la terminal; sin terminal se genera y se muestra una sola vez.
Termina con 0 si la entidad quedó creada, 1 si un dato no sirve o ya hay entidad, 2 si falta uno.
"""


class Command(BaseCommand):
    """Everything is looked at before anything is kept: one line of reason for each thing wrong."""

    help = (
        "Crea la entidad pública a la que sirve esta instalación, su primera dependencia y la "
        "cuenta de quien administra. Pregunta en la terminal lo que no se dé como opción."
    )

    def create_parser(self, prog_name: str, subcommand: str, **kwargs: Any) -> Any:
        return super().create_parser(
            prog_name,
            subcommand,
            epilog=_EXAMPLE,
            formatter_class=RawDescriptionHelpFormatter,
            **kwargs,
        )

    def add_arguments(self, parser: ArgumentParser) -> None:
        for name, (question, default) in _QUESTIONS.items():
            known = f"{question}. Si no se da: {default}." if default else f"{question}."
            parser.add_argument(f"--{name.replace('_', '-')}", metavar="VALOR", help=known)

    def handle(self, *args: Any, **options: Any) -> None:
        if (existing := Entity.objects.first()) is not None:
            raise CommandError(f"Esta instalación ya sirve a {existing.name}.")
        given = self._answers(options)
        crest, reasons = _crest(given["crest"])
        reasons += _reasons(given)
        password, generated = self._password(given) if not reasons else ("", False)
        if not reasons and not generated:
            reasons += _password_reasons(password, given)
        if reasons:
            raise CommandError("\n".join(reasons))
        try:
            _keep(given, crest, password)
        except NotAllowed as refused:
            raise CommandError("\n".join(one.message for one in refused.reasons)) from refused
        self.stdout.write(f"{given['name']} quedó creada. Administra: {given['admin']}.")
        if generated:
            self.stdout.write(f"Contraseña, que no se vuelve a mostrar: {password}")

    def _answers(self, options: dict[str, Any]) -> dict[str, str]:
        asking = sys.stdin.isatty()
        given: dict[str, str] = {}
        missing = []
        for name, (question, default) in _QUESTIONS.items():
            value = options[name]
            if value is None and asking:
                hint = f" [{default}]" if default else ""
                value = input(f"{question}{hint}: ").strip() or default
            value = default if value is None else value.strip()
            if not value and default is None:
                missing.append(f"--{name.replace('_', '-')}")
            given[name] = value or ""
        if missing:
            raise CommandError(f"Falta decir: {', '.join(missing)}.", returncode=2)
        return given

    def _password(self, given: dict[str, str]) -> tuple[str, bool]:
        """What was typed twice; without a terminal, or left empty, one made here."""
        if sys.stdin.isatty():
            typed = getpass.getpass(f"Contraseña de {given['admin']} (vacía: se genera): ")
            if typed and typed != getpass.getpass("Otra vez: "):
                raise CommandError("Las dos contraseñas no son iguales.")
            if typed:
                return typed, False
        return secrets.token_urlsafe(15), True


def _crest(path: str) -> tuple[str, list[str]]:
    if not path:
        return "", []
    try:
        content = Path(path).read_bytes()
    except OSError:
        return "", [f"El archivo del escudo no se puede leer: {path}"]
    reasons = crest_reasons(content)
    return ("" if reasons else content.decode()), reasons


def _reasons(given: dict[str, str]) -> list[str]:
    reasons = []
    if len(given["agreement_act"]) > 200:
        reasons.append("El acto de la firma electrónica se nombra en 200 caracteres o menos.")
    if given["nit"] and not nit_is_right(given["nit"]):
        reasons.append("El NIT no es un número con su dígito de verificación: 899999999-4.")
    try:
        CodeTemplate.compile(given["code_template"])
    except ValueError as error:
        reasons.append(str(error))
    if given["time_zone"] not in zoneinfo.available_timezones():
        reasons.append(f"No hay una zona horaria {given['time_zone']}: use America/Bogota.")
    if not re.fullmatch(r"[\w.@+-]{1,150}", given["admin"]):
        reasons.append("El usuario lleva letras, números y los signos . @ + - _, sin espacios.")
    if not re.fullmatch(r"[^@\s]+@[^@\s]+\.[^@\s]+", given["admin_email"]):
        reasons.append(f"No es un correo: {given['admin_email']}")
    return reasons


def _password_reasons(password: str, given: dict[str, str]) -> list[str]:
    person = get_user_model()(username=given["admin"], email=given["admin_email"])
    try:
        password_validation.validate_password(password, person)
    except ValidationError as error:
        return list(error.messages)
    return []


def nit_is_right(nit: str) -> bool:
    """True for a tax number whose check digit (DIAN, modulo 11) is the one it shows."""
    found = re.fullmatch(r"([0-9]{5,15})-([0-9])", nit.replace(".", "").replace(" ", ""))
    if not found:
        return False
    digits = [int(digit) for digit in reversed(found[1])]
    rest = sum(a * b for a, b in zip(digits, _NIT_WEIGHTS, strict=False)) % 11
    return int(found[2]) == (rest if rest < 2 else 11 - rest)


def _keep(given: dict[str, str], crest: str, password: str) -> None:
    at = timezone.now()
    entity = Entity(
        name=given["name"],
        nit=given["nit"],
        crest_svg=crest,
        code_template=given["code_template"],
        time_zone=given["time_zone"],
    )
    office = Office(
        code=given["office_code"],
        name=given["first_office"],
        valid_from=timezone.localdate(at),
    )
    first, _, last = given["admin_name"].partition(" ")
    with act(by=None, at=at):
        set_up(entity, office, agreement_act=given["agreement_act"], by=None, at=at)
        said.take_in(said.starting(), by=None, at=at)
        open_account(
            given["admin"],
            first_name=first,
            last_name=last,
            email=given["admin_email"],
            roles=[Role.ADMINISTRATOR],
            password=password,
            by=None,
            at=at,
        )
