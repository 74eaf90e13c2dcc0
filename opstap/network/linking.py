"""What other rooms show of the catalogue: a link on the office page of a space."""

from django.urls import reverse
from django.utils.translation import gettext as _

from opstap.accounts.models import User
from opstap.spaces import links
from opstap.spaces.links import Link
from opstap.spaces.models import Space
from opstap.spaces.permissions import can_edit_space


def register() -> None:
    links.register_for_space(_of_space)


def _of_space(user: User, space: Space) -> list[Link]:
    if not can_edit_space(user, space):
        return []
    return [Link(_("Free software in use"), reverse("network:in-use", args=[space.slug]), "p-computer")]
