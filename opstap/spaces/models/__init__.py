"""Organisations and spaces, the people and posts in them, and when somebody is there."""

from opstap.spaces.models.equipment import EquipmentLot
from opstap.spaces.models.error_report import ErrorReport
from opstap.spaces.models.hours import Duty, Opening
from opstap.spaces.models.interruption import Interruption
from opstap.spaces.models.invitation import Invitation
from opstap.spaces.models.merge import Merge, NotTheSame, Operation
from opstap.spaces.models.organisation import NetworkMembership, Organisation
from opstap.spaces.models.past_address import PastAddress
from opstap.spaces.models.people import Assignment, Membership, Post
from opstap.spaces.models.photo import Photo
from opstap.spaces.models.price import PriceRule
from opstap.spaces.models.reserved import ReservedTime
from opstap.spaces.models.room import Room
from opstap.spaces.models.scope import ROLES_IN, Role, Scope
from opstap.spaces.models.space import Admission, Offer, Precision, Publication, Space, Wheelchair
from opstap.spaces.models.split import Split
from opstap.spaces.models.stop import Stop

__all__ = [
    "ROLES_IN",
    "Admission",
    "Assignment",
    "Duty",
    "EquipmentLot",
    "ErrorReport",
    "Interruption",
    "Invitation",
    "Membership",
    "Merge",
    "NetworkMembership",
    "NotTheSame",
    "Offer",
    "Opening",
    "Operation",
    "Organisation",
    "PastAddress",
    "Photo",
    "Post",
    "Precision",
    "PriceRule",
    "Publication",
    "ReservedTime",
    "Role",
    "Room",
    "Scope",
    "Space",
    "Split",
    "Stop",
    "Wheelchair",
]
