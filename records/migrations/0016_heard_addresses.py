"""The addresses of mail heard of; those of the accounts that are there count as heard."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

from records.credentials import address_mac


def hear(apps, schema_editor):
    heard = apps.get_model("records", "HeardAddress").objects
    people = apps.get_model(settings.AUTH_USER_MODEL).objects
    for key, email in people.values_list("pk", "email"):
        heard.create(
            user_id=key, address=email, mac=address_mac(key, email, settings.SECRET_KEY)
        )


class Migration(migrations.Migration):

    dependencies = [
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
        ('records', '0015_stands_for'),
    ]

    operations = [
        migrations.CreateModel(
            name='HeardAddress',
            fields=[
                ('user', models.OneToOneField(on_delete=django.db.models.deletion.CASCADE, primary_key=True, related_name='heard_address', serialize=False, to=settings.AUTH_USER_MODEL, verbose_name='person')),
                ('address', models.EmailField(blank=True, max_length=254, verbose_name='e-mail address')),
                ('mac', models.CharField(max_length=64, verbose_name='HMAC-SHA-256')),
            ],
            options={
                'verbose_name': 'address heard of',
                'verbose_name_plural': 'addresses heard of',
            },
        ),
        migrations.RunPython(hear, migrations.RunPython.noop),
    ]
