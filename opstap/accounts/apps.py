from django.apps import AppConfig


class AccountsConfig(AppConfig):
    name = "opstap.accounts"

    def ready(self) -> None:
        from opstap.accounts import acts, retention

        retention.register()
        acts.register()
