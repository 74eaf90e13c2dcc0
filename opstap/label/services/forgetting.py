"""Files that came to nothing: what was written in them is erased, that there was a file stays."""

from functools import partial
from typing import Any

from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone

from opstap.label.models import Application
from opstap.label.services.pieces import forget_content
from opstap.label.services.steps import begin, finish
from opstap.label.transitions import Act


@transaction.atomic
def forget_all(files: "QuerySet[Any]") -> int:
    """Texts, answers, pieces and what was said of them; how many files."""
    found = list(files)
    for file in found:
        _forget(file)
    return len(found)


def _forget(application: Application) -> None:
    file = begin(Act.FORGET, application, None)
    kept = list(file.pieces.values_list("sha256", flat=True))
    for written in (file.parts, file.answers, file.pieces):
        written.all().delete()
    file.corrections.update(question="", answer="")
    file.visits.update(text="", findings={})
    file.reviews.update(reasons="", findings={})
    file.interests.update(explanation="")
    finish(Act.FORGET, file, None, texts_erased_at=timezone.now())
    for sha256 in kept:
        transaction.on_commit(partial(forget_content, sha256))
