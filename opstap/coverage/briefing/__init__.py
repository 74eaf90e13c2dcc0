"""The briefing of a plan: two pages for somebody who decides, as a tagged PDF in French, Dutch or English."""
