from opstap.desk.views.batch import batch
from opstap.desk.views.coaching import coaching, series, series_card, series_new
from opstap.desk.views.computers import computer_revoke, computers, leave, pin, who
from opstap.desk.views.consent import consent, consent_sheet, consent_withdraw
from opstap.desk.views.corrections import correct
from opstap.desk.views.desk import choose, desk, duty
from opstap.desk.views.e_services import e_service, e_service_move, e_service_networks, e_services
from opstap.desk.views.hello import hello
from opstap.desk.views.kept import kept, kept_decide
from opstap.desk.views.offline import leaving, manifest, service_worker, shell
from opstap.desk.views.past import past_day, past_days
from opstap.desk.views.queue import numbers, screen, slip, strip
from opstap.desk.views.templates import template, template_move, templates

__all__ = [
    "batch",
    "choose",
    "coaching",
    "computer_revoke",
    "computers",
    "consent",
    "consent_sheet",
    "consent_withdraw",
    "correct",
    "desk",
    "duty",
    "e_service",
    "e_service_move",
    "e_service_networks",
    "e_services",
    "hello",
    "kept",
    "kept_decide",
    "leave",
    "leaving",
    "manifest",
    "numbers",
    "past_day",
    "past_days",
    "pin",
    "screen",
    "series",
    "series_card",
    "series_new",
    "service_worker",
    "shell",
    "slip",
    "strip",
    "template",
    "template_move",
    "templates",
    "who",
]
