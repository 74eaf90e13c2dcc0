from django.apps import AppConfig


class CredentialsConfig(AppConfig):
    name = "opstap.credentials"

    def ready(self) -> None:
        from opstap.credentials import acts

        acts.register()
