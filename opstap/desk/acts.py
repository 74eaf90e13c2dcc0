"""The words of what is done at the desk."""

from django.utils.translation import gettext_lazy as _

from opstap.core import acts


def register() -> None:
    acts.register(RECORDS, kinds=KINDS, fields=FIELDS, of_the_space=True)
    acts.register(KEPT_APART | COMPUTERS, of_the_space=True)
    acts.register(E_SERVICES)


RECORDS = {
    "visits.recorded": _("counted people who came in"),
    "visits.changed": _("said why people came"),
    "help.recorded": _("noted help"),
    "sent_away.recorded": _("noted that somebody was sent away"),
    "tap.voided": _("undid a count of people"),
    "visit.voided": _("undid the count of one person"),
    "help.voided": _("undid a note of help"),
    "sent_away.voided": _("undid that somebody was sent away"),
    "help.corrected": _("corrected a note of help"),
    "visits.corrected": _("corrected why people came"),
    "sent_away.corrected": _("corrected why somebody was sent away"),
    "turn.called": _("called a number"),
    "turn.helped": _("noted that a number was helped"),
    "turn.left": _("noted that a number left"),
    "turn.sent_away": _("noted that a number could not be helped"),
    "turn.not_closed": _("closed a number at the end of the day"),
    "turn_act.voided": _("undid what was noted of a number"),
    "help_template.added": _("added a quick template"),
    "help_template.changed": _("changed a quick template"),
    "help_template.moved": _("moved a quick template"),
    "help_template.retired": _("retired a quick template"),
    "coaching.opened": _("opened a coaching series"),
    "coaching.step_added": _("added a step to a coaching series"),
    "coaching.step_marked": _("marked a step of a coaching series"),
    "coaching.goal_marked": _("marked the goal of a coaching series"),
    "coaching.ended": _("ended a coaching series"),
    "coaching.erased": _("erased a coaching series"),
    "consent.given": _("noted a signed consent sheet"),
    "consent.withdrawn": _("took back a consent sheet"),
    "queue.switched": _("turned the numbers at the door on or off"),
}
KEPT_APART = {
    "kept.counted": _("counted a note that was kept apart"),
    "kept.dropped": _("dropped a note that was kept apart"),
    "item.dropped-elsewhere": _("threw away a note that was never stored: noted another way"),
    "item.dropped-mistake": _("threw away a note that was never stored: a mistake"),
    "item.dropped-beyond_mending": _("threw away a note that was never stored: it cannot be mended"),
}
COMPUTERS = {
    "computer.enrolled": _("enrolled a computer of the desk"),
    "computer.revoked": _("revoked a computer of the desk"),
    "computer.taken": _("said by PIN who is at the desk"),
    "computer.left": _("left the shared computer"),
    "pin.set": _("set a PIN"),
    "pin.locked": _("was locked after wrong PINs"),
}
E_SERVICES = {
    "e_service.added": _("added an online service to the list"),
    "e_service.changed": _("changed an online service of the list"),
    "e_service.moved": _("moved an online service in the list"),
}
KINDS = {
    "visit": _("visit"),
    "tap": _("visit"),
    "help": _("help"),
    "sent_away": _("sent away"),
    "turn": _("number"),
    "purpose": _("why they came"),
    "visits": _("visit"),
    "help_template": _("quick template"),
    "coaching": _("coaching series"),
    "consent_sheet": _("consent sheet"),
    "e_service": _("online service"),
    "computer": _("computer"),
}
FIELDS = {
    "purpose": _("why they came"),
    "e_service": _("online service"),
    "position": _("place in the list"),
    "preset": _("what it fills in"),
    "retired_at": _("retired"),
    "goal": _("goal"),
    "aim": _("how far"),
    "steps": _("steps"),
    "code": _("code"),
    "alone_on": _("does it alone"),
    "ended_on": _("end"),
    "reveals": _("whether it reveals something"),
    "theme": _("theme"),
    "further": _("further themes"),
    "minutes": _("how long"),
    "began": _("when it began"),
    "ended": _("when it ended"),
    "mode": _("how"),
    "place": _("where"),
    "autonomy": _("how alone"),
    "device": _("device"),
    "age": _("age"),
    "situation": _("situation"),
    "gender": _("gender"),
    "publics": _("what the person says she is"),
    "next_step": _("what comes next"),
    "people": _("number of people"),
    "totals": _("numbers by age, gender and group"),
    "series": _("coaching code"),
    "reason": _("reason"),
}
