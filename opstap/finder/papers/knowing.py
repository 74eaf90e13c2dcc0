"""What one must know of a place besides its hours, in sentences."""

from collections.abc import Iterator

from django.utils.translation import gettext as _

from opstap.core.texts import say
from opstap.core.tongues import isolated
from opstap.spaces.models import Space
from opstap.spaces.said.whom import welcome_words
from opstap.spaces.welcome import is_narrowed


def good_to_know(space: Space) -> Iterator[str]:
    modes, main = set(space.codes("access_mode")), space.antenna_of
    if modes and "walk_in" not in modes:
        yield _("Not without an appointment.")
    publics = space.codes("public")
    if is_narrowed(space.admission, publics):
        yield welcome_words(space.admission, publics)
    if main is not None and main.is_public:
        yield _("An antenna of %(place)s.") % {"place": isolated(say(main.names))}
