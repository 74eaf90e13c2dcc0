"""The words of what is done with places, roles, posts and duties."""

from typing import TYPE_CHECKING

from django.utils.translation import gettext_lazy as _

from opstap.core import acts
from opstap.spaces.models import (
    EquipmentLot,
    Interruption,
    Organisation,
    PriceRule,
    ReservedTime,
    Room,
    Space,
)
from opstap.spaces.trail import FIELDS

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise


def register() -> None:
    acts.register(ACTS, kinds=KINDS, fields=_columns() | FIELDS | MORE)
    acts.register(DUTY, of_the_space=True)


def _columns() -> "dict[str, StrOrPromise]":
    """The labels of the forms; a field of both models is called as in a space."""
    return {
        field.name: field.verbose_name
        for model in (EquipmentLot, Interruption, PriceRule, ReservedTime, Room, Organisation, Space)
        for field in model._meta.concrete_fields
        if field.verbose_name != field.name.replace("_", " ")
    }


ACTS = {
    "space.created": _("made the record of a place"),
    "space.changed": _("changed the record of a place"),
    "space.confirmed": _("confirmed the record of a place"),
    "space.hidden": _("took a place off the public pages"),
    "organisation.created": _("made the record of an organisation"),
    "organisation.changed": _("changed the record of an organisation"),
    "space.merged": _("merged two records of one place"),
    "space.merge-undone": _("took two merged records apart again"),
    "space.split": _("made two places of one record"),
    "space.split-undone": _("put a split record together again"),
    "space.moved": _("said that a place has moved for good"),
    "space.move-undone": _("took a move of a place back"),
    "space.not-the-same": _("said that two places are not the same"),
    "role.given": _("gave a role"),
    "invitation.sent": _("invited somebody"),
    "invitation.withdrawn": _("withdrew an invitation"),
    "invitation.taken-up": _("took up an invitation"),
    "role.ended": _("ended a role"),
    "equipment.added": _("listed equipment"),
    "equipment.changed": _("changed what is said of equipment"),
    "equipment.removed": _("took equipment off the list"),
    "equipment.counted": _("said that listed equipment is still right"),
    "error_report.followed": _("followed up what a visitor found wrong"),
    "interruption.announced": _("announced that a place closes or moves for a time"),
    "interruption.changed": _("changed what is announced of a place"),
    "interruption.ended": _("ended or took back what was announced of a place"),
    "photo.added": _("added a photo"),
    "photo.described": _("changed what is said of a photo"),
    "photo.removed": _("removed a photo"),
    "stop.added": _("added a stop"),
    "stop.changed": _("changed a stop"),
    "stop.removed": _("removed a stop"),
    "reserved.added": _("reserved a part of the week"),
    "reserved.changed": _("changed a reserved part of the week"),
    "reserved.removed": _("opened a reserved part of the week to everybody"),
    "price.added": _("added a price"),
    "price.changed": _("changed a price"),
    "price.removed": _("took a price off the list"),
    "room.added": _("added a room"),
    "room.changed": _("changed a room"),
    "room.removed": _("took a room off the list"),
    "post.added": _("added a post"),
    "post.ended": _("ended a post"),
    "post.assigned": _("put a person in a post"),
    "post.qualification": _("noted what a person in a post is qualified by"),
    "post.left": _("ended the time of a person in a post"),
}
# Who works when stays in the team.
DUTY = {
    "duty.planned": _("planned a duty"),
    "duty.cancelled": _("took back a duty"),
    "duty.handed-over": _("handed a duty to a colleague"),
    "duty.checked-in": _("checked in"),
    "duty.checked-out": _("checked out"),
}
KINDS = {
    "space": _("place"),
    "organisation": _("organisation"),
    "membership": _("role"),
    "invitation": _("invitation"),
    "post": _("post"),
    "duty": _("duty"),
    "equipment": _("equipment"),
    "error_report": _("error that a visitor found"),
    "photo": _("photo"),
    "stop": _("stop"),
    "reserved": _("reserved part of the week"),
    "price": _("price"),
    "room": _("room"),
    "interruption": _("closure or move for a time"),
}
MORE = {
    "hours": _("days and times"),
    "role": _("role"),
    "space": _("place"),
    "organisation": _("organisation"),
    "network": _("network"),
    "valid_from": _("from"),
    "valid_until": _("until"),
}
