"""The words of what is done with coverage."""

from django.utils.translation import gettext_lazy as _

from opstap.core import acts


def register() -> None:
    acts.register(
        {
            "reach_rules.changed": _("changed how reach is measured"),
            "travel_times.brought": _("brought in times on foot or by public transport"),
            "travel_times.removed": _("removed times on foot or by public transport"),
            "plan.asked": _("asked for a plan of posts"),
            "plan.changed": _("changed the name of a plan of posts, or who sees it"),
            "plan.removed": _("removed a plan of posts"),
        },
        kinds={
            "reach_rules": _("rules of reach"),
            "travel_times": _("times on foot or by public transport"),
            "plan": _("plan of posts"),
        },
        fields={
            "detour": _("detour"),
            "reach_m": _("distance that is near"),
            "measure": _("by what ways are taken"),
            "reach_min": _("minutes that are near"),
            "means": _("means of transport"),
            "source": _("source"),
            "dated": _("date of the times"),
            "pairs": _("ways with a time"),
            "weights": _("weights of need"),
            "question": _("question of the plan"),
            "answer": _("answer of the plan"),
            "audience": _("who sees it"),
        },
    )
