"""The indicators of the charter's figures, as this first form of the census knows them."""

from django.utils.translation import gettext_lazy as _

from opstap.census.indicators import Combine, Group, Indicator, Timing
from opstap.census.indicators.queue import QUEUE
from opstap.desk import figures as desk
from opstap.spaces import figures as spaces

THE_DESK = _("Counted at the desk, day by day")
THE_HOURS = _("The hours in the record of the space")
THE_RECORD = _("The record of the space")
THE_LIST = _("The list of equipment in the record of the space")
THE_POSTS = _("The posts in the record of the space, or the yearly report")
THE_REPORT = _("Typed by the coordinator once a year")

DESK = [
    Indicator(
        code="visits",
        name=_("Visits"),
        definition=_(
            "One person who comes in, once. Counted, without a name. Visits are not people: "
            "who comes in twice counts twice."
        ),
        unit=_("visits"),
        source=THE_DESK,
        group=Group.DESK,
        timing=Timing.COUNTED,
        measure=desk.visits,
    ),
    Indicator(
        code="help_records",
        name=_("Times somebody got help"),
        definition=_(
            "One piece of help with one main subject. A person can get help several times. "
            "A group counts once."
        ),
        unit=_("help records"),
        source=THE_DESK,
        group=Group.DESK,
        timing=Timing.COUNTED,
        measure=desk.help_records,
    ),
    Indicator(
        code="groups",
        name=_("Groups helped"),
        definition=_(
            "A workshop or a class around one table, written down at the desk. One of the help records."
        ),
        unit=_("groups"),
        source=THE_DESK,
        group=Group.DESK,
        timing=Timing.COUNTED,
        measure=desk.groups,
    ),
    Indicator(
        code="group_people",
        name=_("People in groups"),
        definition=_("The people of all groups, added up. Who comes to two groups counts twice."),
        unit=_("people in groups"),
        source=THE_DESK,
        group=Group.DESK,
        timing=Timing.COUNTED,
        measure=desk.group_people,
    ),
    Indicator(
        code="coached",
        name=_("Different people coached in a series"),
        definition=_(
            "People with a card and a code, from the first to the last time. Only inside one space: "
            "another space cannot know them, so the network has no such figure."
        ),
        unit=_("people"),
        source=THE_DESK,
        group=Group.DESK,
        timing=Timing.COUNTED,
        measure=desk.coached,
        inside_one_space=True,
    ),
    Indicator(
        code="help_hours",
        name=_("Hours of help"),
        definition=_("The time of all help records, added up. The four kinds stand apart below."),
        unit=_("hours"),
        source=THE_DESK,
        group=Group.DESK,
        timing=Timing.COUNTED,
        measure=desk.help_hours(),
        decimals=1,
    ),
    Indicator(
        code="help_hours_direct",
        name=_("Hours of direct help"),
        definition=_("To solve a problem at once, or to finish one form or request."),
        unit=_("hours"),
        source=THE_DESK,
        group=Group.DESK,
        timing=Timing.COUNTED,
        measure=desk.help_hours("direct_help"),
        decimals=1,
    ),
    Indicator(
        code="help_hours_coaching",
        name=_("Hours of coaching"),
        definition=_("With one person, so that she can do it alone next time."),
        unit=_("hours"),
        source=THE_DESK,
        group=Group.DESK,
        timing=Timing.COUNTED,
        measure=desk.help_hours("coaching"),
        decimals=1,
    ),
    Indicator(
        code="help_hours_group",
        name=_("Hours of help in a group"),
        definition=_(
            "In a workshop, written down at the desk. An hour with ten people is one hour. "
            "Courses are counted under training."
        ),
        unit=_("hours"),
        source=THE_DESK,
        group=Group.DESK,
        timing=Timing.COUNTED,
        measure=desk.help_hours("workshop"),
        decimals=1,
    ),
    Indicator(
        code="help_hours_remote",
        name=_("Hours of help from a distance"),
        definition=_("By phone or on a screen. Nobody came in, so it is not a visit."),
        unit=_("hours"),
        source=THE_DESK,
        group=Group.DESK,
        timing=Timing.COUNTED,
        measure=desk.help_hours("remote"),
        decimals=1,
    ),
]

HOURS = [
    Indicator(
        code="open_hours",
        name=_("Open hours a week"),
        definition=_("The door is open. Average of the whole weeks, holidays and closures taken off."),
        unit=_("hours a week"),
        source=THE_HOURS,
        group=Group.HOURS,
        timing=Timing.WEEKS,
        measure=spaces.weekly_hours("open"),
        combine=Combine.MEAN,
        decimals=1,
    ),
    Indicator(
        code="staffed_hours",
        name=_("Accompanied hours a week"),
        definition=_("Open, and an animator is there who helps. Never added to the open hours."),
        unit=_("hours a week"),
        source=THE_HOURS,
        group=Group.HOURS,
        timing=Timing.WEEKS,
        measure=spaces.weekly_hours("staffed"),
        combine=Combine.MEAN,
        decimals=1,
    ),
    Indicator(
        code="training_offered",
        name=_("Training hours a week, offered"),
        definition=_("Hours of courses in the timetable. What was really given is another figure."),
        unit=_("hours a week"),
        source=THE_HOURS,
        group=Group.HOURS,
        timing=Timing.WEEKS,
        measure=spaces.weekly_hours("training"),
        combine=Combine.MEAN,
        decimals=1,
    ),
    Indicator(
        code="mediator_weekdays",
        name=_("Weekdays with a mediator"),
        definition=_("Days from Monday to Friday on which somebody helps. Five is every working day."),
        unit=_("days a week"),
        source=THE_HOURS,
        group=Group.HOURS,
        timing=Timing.WEEKS,
        measure=spaces.mediator_weekdays,
        combine=Combine.MEAN,
        decimals=1,
    ),
]

EQUIPMENT = [
    Indicator(
        code="computers",
        name=_("Computers"),
        definition=_("Computers that everybody may use."),
        unit=_("computers"),
        source=THE_RECORD,
        group=Group.EQUIPMENT,
        timing=Timing.TODAY,
        measure=spaces.equipment("computers"),
    ),
    Indicator(
        code="tablets",
        name=_("Tablets"),
        definition=_("Tablets that everybody may use. Not among the computers."),
        unit=_("tablets"),
        source=THE_RECORD,
        group=Group.EQUIPMENT,
        timing=Timing.TODAY,
        measure=spaces.equipment("tablets"),
    ),
    Indicator(
        code="machines",
        name=_("Computers and tablets listed with age and origin"),
        definition=_(
            "Those on the lists of equipment, without what is under repair. Who lists nothing is silent."
        ),
        unit=_("computers and tablets"),
        source=THE_LIST,
        group=Group.EQUIPMENT,
        timing=Timing.TODAY,
        measure=spaces.listed_machines,
    ),
    Indicator(
        code="refurbished",
        name=_("Refurbished computers and tablets"),
        definition=_(
            "Of a hundred whose origin is said, so many are refurbished: in each space, then the mean of the "
            "spaces. Pieces are counted below, by origin."
        ),
        unit=_("per cent of them"),
        source=THE_LIST,
        group=Group.EQUIPMENT,
        timing=Timing.TODAY,
        measure=spaces.refurbished_share,
        combine=Combine.MEAN,
    ),
    Indicator(
        code="machine_age",
        name=_("Age of computers and tablets"),
        definition=_(
            "Years since the year of purchase, where it is known: the mean in each space, then of them."
        ),
        unit=_("years"),
        source=THE_LIST,
        group=Group.EQUIPMENT,
        timing=Timing.TODAY,
        measure=spaces.machine_age,
        combine=Combine.MEAN,
        decimals=1,
    ),
]

TEAM = [
    Indicator(
        code="animators",
        name=_("Professional animators, people"),
        definition=_(
            "People in a permanent or temporary post of animator. Who works in two spaces counts in both."
        ),
        unit=_("people"),
        source=THE_POSTS,
        group=Group.TEAM,
        timing=Timing.LAST_DAY,
        measure=spaces.animator_heads(spaces.PROFESSIONAL),
        declared=True,
    ),
    Indicator(
        code="animators_fte",
        name=_("Professional animators, full-time equivalents"),
        definition=_(
            "Permanent and temporary posts of animator: two half-time posts are one. A vacant post counts. "
            "Only these posts count for the norm."
        ),
        unit=_("FTE"),
        source=THE_POSTS,
        group=Group.TEAM,
        timing=Timing.LAST_DAY,
        measure=spaces.animator_fte(spaces.PROFESSIONAL),
        decimals=2,
        declared=True,
    ),
    Indicator(
        code="insertion",
        name=_("Animators with an insertion contract, people"),
        definition=_("Beside the professional animators, never added to them."),
        unit=_("people"),
        source=THE_POSTS,
        group=Group.TEAM,
        timing=Timing.LAST_DAY,
        measure=spaces.animator_heads(spaces.INSERTION),
        declared=True,
    ),
    Indicator(
        code="insertion_fte",
        name=_("Animators with an insertion contract, full-time equivalents"),
        definition=_("Beside the professional posts, never added to them."),
        unit=_("FTE"),
        source=THE_POSTS,
        group=Group.TEAM,
        timing=Timing.LAST_DAY,
        measure=spaces.animator_fte(spaces.INSERTION),
        decimals=2,
        declared=True,
    ),
    Indicator(
        code="volunteers",
        name=_("Volunteers who help, people"),
        definition=_("Beside the professional animators, never added to them."),
        unit=_("people"),
        source=THE_POSTS,
        group=Group.TEAM,
        timing=Timing.LAST_DAY,
        measure=spaces.animator_heads(spaces.VOLUNTEER),
        declared=True,
    ),
    Indicator(
        code="volunteers_fte",
        name=_("Volunteers who help, full-time equivalents"),
        definition=_("Beside the professional posts, never added to them."),
        unit=_("FTE"),
        source=THE_POSTS,
        group=Group.TEAM,
        timing=Timing.LAST_DAY,
        measure=spaces.animator_fte(spaces.VOLUNTEER),
        decimals=2,
        declared=True,
    ),
]

TRAINING = [
    Indicator(
        code="training_hours_given",
        name=_("Training hours given"),
        definition=_("Hours of courses that took place. An hour with ten learners is one hour."),
        unit=_("hours"),
        source=THE_REPORT,
        group=Group.TRAINING,
        timing=Timing.YEAR,
        decimals=2,
        declared=True,
    ),
    Indicator(
        code="learner_hours",
        name=_("Learner hours"),
        definition=_("Hours of courses times the people present. An hour with ten learners is ten."),
        unit=_("learner hours"),
        source=THE_REPORT,
        group=Group.TRAINING,
        timing=Timing.YEAR,
        decimals=2,
        declared=True,
    ),
    Indicator(
        code="training_users",
        name=_("People who followed training"),
        definition=_("Different people in one space in one year. Who learns in two spaces counts in both."),
        unit=_("people"),
        source=THE_REPORT,
        group=Group.TRAINING,
        timing=Timing.YEAR,
        declared=True,
    ),
]

INDICATORS = DESK + QUEUE + HOURS + EQUIPMENT + TEAM + TRAINING
