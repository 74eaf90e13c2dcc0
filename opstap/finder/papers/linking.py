"""The papers of a space on its office page: for those who hang them up."""

from django.urls import reverse
from django.utils.translation import gettext as _

from opstap.accounts.models import User
from opstap.spaces import links
from opstap.spaces.links import Link
from opstap.spaces.models import Space


def register() -> None:
    links.register_for_space(_of_space)


def _of_space(_user: User, space: Space) -> list[Link]:
    if not space.is_public:
        return []
    return [Link(_("Posters and slip to print"), reverse("finder:papers", args=[space.slug]), "p-print")]
