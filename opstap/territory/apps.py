from django.apps import AppConfig


def streets_said() -> list[str]:
    """A line at the start of the server: whether the finder knows streets."""
    from opstap.territory.streets import summary

    made = summary()
    if made is None:
        return ["Streets are not known to the finder: opstap import streets FILE brings them."]
    return [f"Streets: {made.streets} with {made.addresses} houses, imported {made.made_at:%Y-%m-%d}."]


class TerritoryConfig(AppConfig):
    name = "opstap.territory"

    def ready(self) -> None:
        from opstap.core import serving

        serving.register_greeting(streets_said)
