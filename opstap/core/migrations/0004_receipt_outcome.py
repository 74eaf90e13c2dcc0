from django.db import migrations, models

OUTCOMES = [
    ("recorded", "recorded"),
    ("unchanged", "there was nothing left to change"),
    ("counted", "kept apart at first, then counted"),
    ("dropped", "thrown away at a computer, never recorded"),
]


class Migration(migrations.Migration):
    dependencies = [
        ("core", "0003_kept_apart"),
    ]

    operations = [
        migrations.AddField(
            model_name="receipt",
            name="outcome",
            field=models.CharField(choices=OUTCOMES, default="recorded", max_length=10),
        ),
    ]
