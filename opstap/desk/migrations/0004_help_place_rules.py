"""Place, mode and visit agree."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("desk", "0003_help_remote_place")]

    operations = [
        migrations.AddConstraint(
            model_name="helprecord",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("place", "space"), ("visit__isnull", False)),
                    models.Q(models.Q(("place", "space"), _negated=True), ("visit__isnull", True)),
                    _connector="OR",
                ),
                name="help_has_a_visit_in_the_space",
            ),
        ),
        migrations.AddConstraint(
            model_name="helprecord",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("mode", "remote"), ("place", "remote")),
                    models.Q(
                        models.Q(("mode", "remote"), _negated=True),
                        models.Q(("place", "remote"), _negated=True),
                    ),
                    _connector="OR",
                ),
                name="help_place_fits_the_mode",
            ),
        ),
    ]
