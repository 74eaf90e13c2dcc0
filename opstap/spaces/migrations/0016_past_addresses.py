import django.db.models.deletion
from django.db import migrations, models

import opstap.core.ids
import opstap.core.texts


class Migration(migrations.Migration):
    dependencies = [
        ("spaces", "0015_equipment_in_full"),
        ("territory", "0002_network_licence"),
    ]

    operations = [
        migrations.CreateModel(
            name="PastAddress",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("uid", models.UUIDField(default=opstap.core.ids.uuid7, editable=False, unique=True)),
                (
                    "streets",
                    opstap.core.texts.TextsField(blank=True, default=dict, verbose_name="street and number"),
                ),
                ("postcode", models.CharField(blank=True, max_length=12, verbose_name="postcode")),
                ("cities", opstap.core.texts.TextsField(blank=True, default=dict, verbose_name="city")),
                ("lat", models.FloatField(blank=True, null=True)),
                ("lon", models.FloatField(blank=True, null=True)),
                (
                    "precision",
                    models.CharField(
                        choices=[
                            ("exact", "exact"),
                            ("approximate", "approximate: the centre of the municipality"),
                            ("unplaced", "not on the map"),
                        ],
                        default="unplaced",
                        max_length=12,
                    ),
                ),
                ("valid_from", models.DateField(blank=True, null=True, verbose_name="from")),
                ("valid_until", models.DateField(verbose_name="until")),
                ("written_at", models.DateTimeField(auto_now_add=True)),
                (
                    "municipality",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="territory.area",
                    ),
                ),
                (
                    "space",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="past_addresses",
                        to="spaces.space",
                    ),
                ),
            ],
            options={
                "ordering": ["valid_until", "pk"],
                "constraints": [
                    models.UniqueConstraint(
                        fields=("space", "valid_until"), name="past_address_ends_once_a_day"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("valid_from__isnull", True),
                            ("valid_until__gte", models.F("valid_from")),
                            _connector="OR",
                        ),
                        name="past_address_until_after_from",
                    ),
                ],
            },
        ),
    ]
