from django.apps import AppConfig


class LabelConfig(AppConfig):
    name = "opstap.label"

    def ready(self) -> None:
        from opstap.label import acts, retention

        retention.register()
        acts.register()
