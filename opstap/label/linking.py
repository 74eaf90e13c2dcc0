"""What other rooms show of labels and mandates: links on the office pages of spaces and organisations."""

from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext as _

from opstap.accounts.models import User
from opstap.label.models import Mandate
from opstap.spaces import links
from opstap.spaces.links import Link
from opstap.spaces.models import Organisation, Space


def register() -> None:
    links.register_for_space(_of_space)
    links.register_for_organisation(_of_organisation)


def _of_space(_user: User, space: Space) -> list[Link]:
    return [Link(_("Label and mandate"), reverse("label:space-label", args=[space.slug]), "p-shield")]


def _of_organisation(_user: User, organisation: Organisation) -> list[Link]:
    """Its mandates, those being written for it too; both sides see them."""
    about = Q(organisation=organisation) | Q(authority=organisation)
    return [
        Link(str(mandate), reverse("label:mandate-page", args=[mandate.uid]), "p-form")
        for mandate in Mandate.objects.filter(about, is_public=True)
    ]
