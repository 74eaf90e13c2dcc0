import django.db.models.deletion
from django.db import migrations, models

import opstap.core.ids
import opstap.core.texts


class Migration(migrations.Migration):
    initial = True

    dependencies = [
        ("spaces", "0013_invitations_merges"),
        ("territory", "0002_network_licence"),
    ]

    operations = [
        migrations.CreateModel(
            name="FreeProgram",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("uid", models.UUIDField(default=opstap.core.ids.uuid7, editable=False, unique=True)),
                ("name", models.CharField(max_length=80, verbose_name="name")),
                ("folded", models.CharField(max_length=160)),
                (
                    "field",
                    models.CharField(
                        help_text="vocabulary software_field", max_length=20, verbose_name="what kind"
                    ),
                ),
                ("purposes", opstap.core.texts.TextsField(default=dict, verbose_name="what it is for")),
                (
                    "replaces",
                    models.JSONField(blank=True, default=list, verbose_name="what it replaces"),
                ),
                ("licence", models.CharField(max_length=100, verbose_name="licence")),
                ("systems", models.JSONField(blank=True, default=list, verbose_name="runs on")),
                (
                    "languages",
                    models.JSONField(blank=True, default=list, verbose_name="languages of its screens"),
                ),
                (
                    "website",
                    models.URLField(blank=True, max_length=300, verbose_name="website of its makers"),
                ),
                ("valid_until", models.DateField(blank=True, null=True, verbose_name="last day")),
                ("changed_at", models.DateTimeField(auto_now=True)),
                (
                    "network",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="free_programs",
                        to="territory.network",
                    ),
                ),
            ],
            options={
                "ordering": ["folded", "pk"],
                "constraints": [
                    models.UniqueConstraint(fields=("network", "folded"), name="free_program_once"),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("folded", ""), _negated=True),
                            models.Q(("licence", ""), _negated=True),
                            models.Q(("purposes", {}), _negated=True),
                        ),
                        name="free_program_says_what_it_is",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="ProgramInUse",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "machines",
                    models.PositiveSmallIntegerField(
                        blank=True, null=True, verbose_name="on how many machines"
                    ),
                ),
                ("said_on", models.DateField()),
                (
                    "program",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="uses",
                        to="network.freeprogram",
                    ),
                ),
                (
                    "space",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="programs_in_use",
                        to="spaces.space",
                    ),
                ),
            ],
            options={
                "verbose_name_plural": "programs in use",
                "ordering": ["program__folded", "pk"],
                "constraints": [
                    models.UniqueConstraint(fields=("program", "space"), name="program_in_use_once"),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("machines__isnull", True), ("machines__range", (1, 999)), _connector="OR"
                        ),
                        name="program_in_use_on_some_machines",
                    ),
                ],
            },
        ),
    ]
