"""Two pages, whatever the plan: what does not fit is said, with the address where it stands."""

import re
from datetime import datetime

from django.utils import translation

from opstap.core.documents import DocumentError, make_pdf
from opstap.coverage.briefing.facts import facts_of
from opstap.coverage.models import CoveragePlan

MOST_PAGES = 2
ROWS = ((30, 20), (22, 14), (16, 10), (12, 8), (8, 6), (5, 4), (3, 2))
"""At most so many places and areas in the tables: the first that stays on two pages is taken."""


def make_briefing(plan: CoveragePlan, language: str, now: datetime) -> bytes:
    """A tagged PDF (UA-1) of one or two pages. Raises DocumentError: a sign that is in no font."""
    with translation.override(language):
        shown = (len(plan.answer["places"]), len(plan.answer["areas"]))
        tried = set()
        for places, areas in ROWS:
            rows = (min(places, shown[0]), min(areas, shown[1]))
            if rows in tried:
                continue
            tried.add(rows)
            facts = facts_of(plan, language, now, places=rows[0], areas=rows[1])
            pdf = make_pdf("coverage", "briefing", facts, made_at=now.replace(microsecond=0))
            if pages_of(pdf) <= MOST_PAGES:
                return pdf
    raise DocumentError("the briefing does not fit on two pages")


def pages_of(pdf: bytes) -> int:
    """How many pages the PDF says it has, in its metadata."""
    found = re.search(rb"<xmpTPg:NPages>(\d+)</xmpTPg:NPages>", pdf)
    if found is None:
        raise DocumentError("the PDF does not say how many pages it has")
    return int(found[1])
