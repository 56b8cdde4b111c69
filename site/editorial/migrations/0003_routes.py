"""The route of approval of each kind; Wagtail's own workflow and groups go."""

from __future__ import annotations

from django.db import migrations

from records.permissions import Role

STEPS = [("Revisión técnica y metodológica", "reviewed"), ("Aprobación", "approved")]


def _permission(apps, app, model, codename, name):
    content_type, _ = apps.get_model("contenttypes", "ContentType").objects.get_or_create(
        app_label=app, model=model
    )
    permission, _ = apps.get_model("auth", "Permission").objects.get_or_create(
        content_type=content_type, codename=codename, defaults={"name": name}
    )
    return permission


def make_routes(apps, schema_editor):
    content_type, _ = apps.get_model("contenttypes", "ContentType").objects.get_or_create(
        app_label="editorial", model="signingtask"
    )
    workflow = apps.get_model("wagtailcore", "Workflow").objects.create(
        name="Revisión y aprobación", active=True
    )
    for order, (name, role) in enumerate(STEPS):
        task = apps.get_model("editorial", "SigningTask").objects.create(
            name=name, role=role, active=True, content_type=content_type
        )
        apps.get_model("wagtailcore", "WorkflowTask").objects.create(
            workflow=workflow, task_id=task.pk, sort_order=order
        )
    for kind in ("procedure", "format"):
        apps.get_model("editorial", "Route").objects.create(kind=kind, workflow=workflow)
    others = apps.get_model("wagtailcore", "Workflow").objects.exclude(pk=workflow.pk)
    apps.get_model("wagtailcore", "WorkflowPage").objects.filter(workflow__in=others).delete()
    apps.get_model("wagtailcore", "WorkflowTask").objects.filter(workflow__in=others).delete()
    others.delete()


def open_admin(apps, schema_editor):
    access = _permission(apps, "wagtailadmin", "admin", "access_admin", "Can access Wagtail admin")
    groups = apps.get_model("auth", "Group").objects
    for role in Role:
        groups.get(name=role.value).permissions.add(access)
    groups.filter(name__in=["Moderators", "Editors"]).delete()


class Migration(migrations.Migration):
    dependencies = [
        ("editorial", "0002_initial"),
        ("records", "0002_groups"),
        ("wagtailadmin", "0001_create_admin_access_permissions"),
        ("wagtailcore", "0094_alter_page_locale"),
    ]

    operations = [
        migrations.RunPython(make_routes, migrations.RunPython.noop),
        migrations.RunPython(open_admin, migrations.RunPython.noop),
    ]
