"""The tree: the portal's home as root of the site, the index of documents below it."""

from __future__ import annotations

from django.db import migrations

from records.permissions import WRITES


def _type(apps, app, model):
    content_type, _ = apps.get_model("contenttypes", "ContentType").objects.get_or_create(
        app_label=app, model=model
    )
    return content_type


def plant(apps, schema_editor):
    page = apps.get_model("wagtailcore", "Page")
    site = apps.get_model("wagtailcore", "Site")
    locale = apps.get_model("wagtailcore", "Locale").objects.order_by("pk").first()
    site.objects.all().delete()
    page.objects.filter(depth=2).delete()
    home = apps.get_model("portal", "HomePage").objects.create(
        title="Inicio",
        draft_title="Inicio",
        slug="inicio",
        content_type=_type(apps, "portal", "homepage"),
        path="00010001",
        depth=2,
        numchild=1,
        url_path="/inicio/",
        locale=locale,
        live=True,
    )
    index = apps.get_model("editorial", "DocumentIndexPage").objects.create(
        title="Documentos",
        draft_title="Documentos",
        slug="documentos",
        content_type=_type(apps, "editorial", "documentindexpage"),
        path="000100010001",
        depth=3,
        numchild=0,
        url_path="/inicio/documentos/",
        locale=locale,
        live=True,
    )
    page.objects.filter(depth=1).update(numchild=1)
    site.objects.create(
        hostname="localhost", port=80, root_page_id=home.pk, is_default_site=True, site_name="Legajo"
    )
    page_type = _type(apps, "wagtailcore", "page")
    for codename, name in (("add_page", "Can add page"), ("change_page", "Can change page")):
        permission, _ = apps.get_model("auth", "Permission").objects.get_or_create(
            content_type=page_type, codename=codename, defaults={"name": name}
        )
        for role in WRITES:
            apps.get_model("wagtailcore", "GroupPagePermission").objects.create(
                group=apps.get_model("auth", "Group").objects.get(name=role.value),
                page_id=index.pk,
                permission=permission,
            )


class Migration(migrations.Migration):
    dependencies = [
        ("portal", "0001_initial"),
        ("editorial", "0003_routes"),
        ("wagtailcore", "0054_initial_locale"),
        ("wagtailcore", "0094_alter_page_locale"),
    ]

    operations = [migrations.RunPython(plant, migrations.RunPython.noop)]
