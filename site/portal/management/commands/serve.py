"""Brings the database up to date and serves the site on this machine: what `make run` does."""

from __future__ import annotations

import http.client
import logging
import socket
import subprocess
import sys
import threading
import time
from typing import Any

from django.apps import apps
from django.conf import settings
from django.contrib.auth import get_user_model
from django.core.management import call_command, get_commands
from django.core.management.base import BaseCommand, CommandError, CommandParser, OutputWrapper
from django.core.wsgi import get_wsgi_application
from django.db import connections
from django.utils.translation import gettext as _

from gunicorn.app.base import BaseApplication

from portal import webfonts
from portal.demo import SIGN_INS
from search.indexing import begin as begin_indices

logger = logging.getLogger(__name__)
HOST = "127.0.0.1"
SECONDS_TO_ANSWER = 60
SECONDS_BETWEEN = 60


class Command(BaseCommand):
    """Migrates, makes the guards anew, loads the demo into an empty database, serves until Ctrl-C.

    What is in the database stays: a second start only adds what a new release brings, and does
    what time triggered meanwhile. While it serves, that is done every minute.
    """

    help = _("Prepares the database and serves the site on 127.0.0.1 until it is stopped.")
    requires_system_checks: list[str] = []  # migrate runs them, and can mend what they find

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--port", type=int, default=8000, help=_("port to listen on"))
        parser.add_argument(
            "--prepare-only", action="store_true", help=_("prepares the database and stops")
        )

    def handle(self, *args: Any, port: int, prepare_only: bool, **options: Any) -> None:
        if not prepare_only:
            refuse_taken_port(port)
        self.prepare()
        if not prepare_only:
            sign_ins = demo_sign_ins()
            connections.close_all()  # the worker is a fork: it opens its own
            Server(port, sign_ins, self.stdout).run()

    def prepare(self) -> None:
        """Leaves a migrated, guarded database, with the demo entity if it held no entity."""
        # A lost guard is an error of the checks, which would keep migrate from bringing it back.
        call_command("migrate", interactive=False, verbosity=0, skip_checks=True)
        if "protect" in get_commands():
            call_command("protect", verbosity=0)
        self.check(databases=["default"])
        begin_indices()
        fonts = threading.Thread(target=webfonts.ensure)  # while the demo loads
        fonts.start()
        if settings.DEMO_PASSWORD and "load_demo" in get_commands() and holds_no_entity():
            self.stderr.write(_("Loading the demo entity…"))
            # Apart: the worker is a fork, and Typst's threads would not survive it.
            # The checks of this process, just above, hold for that one.
            loading = [sys.executable, sys.argv[0], "load_demo", "-v0", "--skip-checks"]
            subprocess.run(loading, check=True)  # noqa: S603
        fonts.join()
        settings.STATIC_ROOT.mkdir(parents=True, exist_ok=True)
        if not settings.DEBUG:
            call_command("collectstatic", interactive=False, verbosity=0)


def holds_no_entity() -> bool:
    return not apps.get_model("records", "Entity")._default_manager.exists()


def refuse_taken_port(port: int) -> None:
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((HOST, port))
        except OSError as error:
            message = _("Port %(port)s cannot be used (%(reason)s): choose another, PORT=8001.")
            raise CommandError(message % {"port": port, "reason": error.strerror}) from error


def demo_sign_ins() -> list[str]:
    """A line `user password` for each demo sign-in that still has the demo password."""
    if not settings.DEMO_PASSWORD:
        return []
    users = get_user_model()._default_manager.in_bulk(SIGN_INS, field_name="username")
    return [
        f"{name} {settings.DEMO_PASSWORD}"
        for name in SIGN_INS
        if name in users and users[name].check_password(settings.DEMO_PASSWORD)
    ]


def do_what_is_due() -> None:
    """What time triggered while nothing ran; what it did is told on the error stream."""
    try:
        call_command("run_due_tasks", stdout=sys.stderr)
    except SystemExit:  # it said which task failed: the site is served nevertheless
        return
    finally:
        connections.close_all()


def keep_doing_what_is_due(stopped: threading.Event) -> None:
    """The same every minute until `stopped`: a small installation has nobody else who does it."""
    while True:
        try:
            do_what_is_due()
        except Exception:  # the next minute tries again
            logger.exception("what is due was not done")
        if stopped.wait(SECONDS_BETWEEN):
            return


class Server(BaseApplication):
    """Gunicorn with one process and threads, on this machine only."""

    def __init__(self, port: int, sign_ins: list[str], out: OutputWrapper) -> None:
        self.port, self.sign_ins, self.out = port, sign_ins, out
        self.stopped = threading.Event()
        super().__init__()

    def load_config(self) -> None:
        for name, value in {
            "bind": f"{HOST}:{self.port}",
            "worker_class": "gthread",
            "workers": 1,
            "threads": 8,
            "timeout": 120,
            "loglevel": "warning",
            "control_socket_disable": True,
            "post_worker_init": self.announce,
            "worker_exit": lambda server, worker: self.stopped.set(),
        }.items():
            self.cfg.set(name, value)

    def load(self) -> Any:
        return get_wsgi_application()

    def announce(self, worker: Any) -> None:
        # A worker that replaces a dead one is no news, but goes on with what is due.
        begin = self.begin if worker.age == 1 else self.go_on
        threading.Thread(target=begin, daemon=True).start()

    def go_on(self) -> None:
        keep_doing_what_is_due(self.stopped)

    def begin(self) -> None:
        self.say_when_it_answers()
        keep_doing_what_is_due(self.stopped)

    def say_when_it_answers(self) -> None:
        until = time.monotonic() + SECONDS_TO_ANSWER
        while time.monotonic() < until:
            connection = http.client.HTTPConnection(HOST, self.port, timeout=SECONDS_TO_ANSWER)
            try:
                connection.request("GET", "/", headers={"Connection": "close"})
                connection.getresponse().read()
            except OSError:
                time.sleep(0.1)
                continue
            finally:
                connection.close()
            self.out.write("\n".join([f"http://{HOST}:{self.port}/", *self.sign_ins]))
            self.out.flush()
            return
