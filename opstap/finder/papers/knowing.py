"""What one must know of a place besides its hours, in sentences."""

from collections.abc import Iterator

from django.utils.translation import gettext as _

from opstap.core.texts import say
from opstap.spaces.models import Space


def good_to_know(space: Space) -> Iterator[str]:
    modes, main = set(space.codes("access_mode")), space.antenna_of
    if modes and "walk_in" not in modes:
        yield _("Not without an appointment.")
    if main is not None and main.is_public:
        yield _("An antenna of %(place)s.") % {"place": say(main.names)}
