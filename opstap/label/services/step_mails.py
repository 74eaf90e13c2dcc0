"""Mails about a step: to each party in its own words and in the receiver's language, after the commit."""

from collections.abc import Iterable

from django.conf import settings
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.translation import gettext

from opstap.accounts.models import User
from opstap.accounts.services import mail_is_set_up
from opstap.label.models import Application, Mail, Part, Seat, Step
from opstap.label.services.posting import post
from opstap.label.state_words import act_words
from opstap.label.transitions import Act, Party
from opstap.spaces.models import Membership, Role
from opstap.spaces.models.people import valid_on

P = Party
TOLD: dict[str, tuple[Party, ...]] = {
    Act.SUBMIT: (P.APPLICANT, P.SECRETARIAT),
    Act.MOVE: (P.APPLICANT, P.SECRETARIAT),
    Act.RETRACT: (P.APPLICANT, P.SECRETARIAT),
    Act.COMPLETE: (P.APPLICANT, P.COMMITTEE),
    Act.ASK: (P.APPLICANT,),
    Act.ANSWER: (P.SECRETARIAT,),
    Act.LAPSE: (P.APPLICANT, P.SECRETARIAT),
    Act.REVIEW: (P.SECRETARIAT,),
    Act.SCHEDULE: (P.APPLICANT, P.COMMITTEE),
    Act.UNSCHEDULE: (P.APPLICANT, P.COMMITTEE),
    Act.ADVISE: (P.APPLICANT, P.AUTHORITY),
    Act.AWARD: (P.APPLICANT, P.SECRETARIAT),
    Act.REFUSE: (P.APPLICANT, P.SECRETARIAT),
    Act.APPEAL: (P.APPLICANT, P.SECRETARIAT, P.APPEALS),
    Act.APPEAL_RETRACT: (P.SECRETARIAT, P.APPEALS),
    Act.UPHOLD: (P.APPLICANT, P.SECRETARIAT, P.AUTHORITY),
    Act.OVERTURN: (P.APPLICANT, P.SECRETARIAT, P.AUTHORITY),
}
"""Who is told of which act; of acts that are not here nobody is."""


def tell(step: Step) -> None:
    """Send them, and note on the step what became of it. Never raises: the act stands anyway."""
    parties = TOLD.get(step.act, ())
    if not parties:
        return
    sent = [_send(step, party, person) for party in parties for person in people_of(party, step.application)]
    if not mail_is_set_up():
        step.mail = Mail.NOT_SET_UP
    else:
        step.mail = Mail.SENT if all(sent) else Mail.FAILED
    step.save(update_fields=["mail"])


def people_of(party: Party, file: Application) -> Iterable[User]:
    """Who gets the mails of a party today; nobody who belongs to the organisation judges its file."""
    today = timezone.localdate()
    scheme = file.version.scheme
    roles = Membership.objects.in_force(today)
    if party == Party.APPLICANT:
        own = roles.filter(role=Role.COORDINATOR)
        mine = own.filter(space=file.space) | own.filter(organisation=file.organisation)
        return _reachable(mine.values("user"))
    if party == Party.SECRETARIAT:
        officers = roles.filter(role=Role.REGION_OFFICER, network=scheme.network_id)
        return _reachable(officers.values("user"))
    seats = Seat.objects.filter(valid_on(today), scheme=scheme, part=Part(party))
    strange = seats.exclude(organisation=file.organisation).exclude(
        user__in=file.interests.filter(has_conflict=True).values("reviewer")
    )
    return _reachable(strange.values("user"))


def _reachable(keys: object) -> Iterable[User]:
    return User.objects.filter(pk__in=keys, is_active=True).order_by("pk")


def _send(step: Step, party: Party, person: User) -> bool:
    if not mail_is_set_up():
        return False
    file = step.application
    with translation.override(person.language):
        words = act_words(step.act, party)
        subject = gettext("File %(reference)s, %(space)s") % {
            "reference": file.reference,
            "space": str(file.space),
        }
        link = settings.SITE_URL + reverse("label:file", kwargs={"uid": file.uid})
        context = {"file": file, "words": words, "link": link, "person": person}
        text = render_to_string("label/email/step.txt", context)
    return post(person, subject, text, step=step)
