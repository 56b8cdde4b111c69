from __future__ import annotations

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class SearchConfig(AppConfig):
    name = "search"
    verbose_name = _("Search")

    def ready(self) -> None:
        from records.due_tasks import register_due_task
        from records.followers import register_together
        from search import notices
        from search.backends import engines
        from search.indexing import follower
        from search.lagging import follower_of

        for engine in engines():
            register_together(follower_of(engine), follower(engine))
        register_due_task("saved_searches", notices.tell)
