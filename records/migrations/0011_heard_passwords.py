"""The passwords heard of; those of the accounts that are there count as heard."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

from records.credentials import mac_of


def hear(apps, schema_editor):
    heard = apps.get_model("records", "HeardPassword").objects
    people = apps.get_model(settings.AUTH_USER_MODEL).objects
    for key, password in people.values_list("pk", "password"):
        heard.create(user_id=key, mac=mac_of(key, password, settings.SECRET_KEY))


class Migration(migrations.Migration):

    dependencies = [
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
        ('records', '0010_committees'),
    ]

    operations = [
        migrations.CreateModel(
            name='HeardPassword',
            fields=[
                ('user', models.OneToOneField(on_delete=django.db.models.deletion.CASCADE, primary_key=True, related_name='heard_password', serialize=False, to=settings.AUTH_USER_MODEL, verbose_name='person')),
                ('mac', models.CharField(max_length=64, verbose_name='HMAC-SHA-256')),
            ],
            options={
                'verbose_name': 'password heard of',
                'verbose_name_plural': 'passwords heard of',
            },
        ),
        migrations.RunPython(hear, migrations.RunPython.noop),
    ]
