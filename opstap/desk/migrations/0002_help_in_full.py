"""More of a help record: further themes, place, hours, next step."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("desk", "0001_initial")]

    operations = [
        migrations.RemoveConstraint(
            model_name="helprecord",
            name="help_has_a_visit_unless_remote",
        ),
        migrations.AddField(
            model_name="helprecord",
            name="began",
            field=models.TimeField(blank=True, help_text="hour of the local day", null=True),
        ),
        migrations.AddField(
            model_name="helprecord",
            name="ended",
            field=models.TimeField(blank=True, help_text="hour of the same local day", null=True),
        ),
        migrations.AddField(
            model_name="helprecord",
            name="further",
            field=models.JSONField(default=list, help_text="further themes, without the main one"),
        ),
        migrations.AddField(
            model_name="helprecord",
            name="next_step",
            field=models.CharField(blank=True, max_length=15),
        ),
        migrations.AddField(
            model_name="helprecord",
            name="place",
            field=models.CharField(default="space", help_text="vocabulary help_place", max_length=10),
        ),
        migrations.AddConstraint(
            model_name="helprecord",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("began__isnull", True), ("ended__isnull", True)),
                    models.Q(
                        ("began__isnull", False), ("ended__gt", models.F("began")), ("ended__isnull", False)
                    ),
                    _connector="OR",
                ),
                name="help_ends_after_it_began",
            ),
        ),
    ]
