"""From what people type to a point, without any outside service."""

from dataclasses import dataclass

from opstap.territory.models import Area


@dataclass(frozen=True)
class Origin:
    """Where somebody is: a point in WGS84 degrees, and the words to say it back."""

    lat: float
    lon: float
    label: dict[str, str]
    kind: str
    area: Area | None = None


def locate(text: str) -> list[Origin]:
    raise NotImplementedError(text)
