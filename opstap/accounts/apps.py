from django.apps import AppConfig


class AccountsConfig(AppConfig):
    name = "opstap.accounts"

    def ready(self) -> None:
        from opstap.accounts import acts, own_data, retention
        from opstap.accounts.directory import checks, identities
        from opstap.accounts.services import remove_second_factor_again
        from opstap.core import revocations

        retention.register()
        own_data.register()
        acts.register()
        revocations.register("second-factor", remove_second_factor_again)
        revocations.register(identities.KIND, identities.disconnect_again)
        checks.register()
