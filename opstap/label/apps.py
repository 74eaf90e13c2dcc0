from django.apps import AppConfig


class LabelConfig(AppConfig):
    name = "opstap.label"

    def ready(self) -> None:
        from opstap.label import retention

        retention.register()
