"""What a draft still lacks before it can be handed in, and where an answer differs from what is measured."""

from dataclasses import dataclass
from datetime import date

from opstap.label.measuring import Result, measure
from opstap.label.models import Answer, Application, Criterion, CriterionKind, FilePart


@dataclass(frozen=True, slots=True)
class Line:
    """One criterion in one file: what it asks, what is said, what is measured."""

    criterion: Criterion
    result: Result
    answer: Answer | None

    @property
    def differs(self) -> bool:
        """Whether what is said is not what is measured; what nobody measured differs from nothing."""
        declared = self.answer.declared if self.answer else None
        return None not in (declared, self.result.met) and declared != self.result.met


@dataclass(frozen=True, slots=True)
class Missing:
    """`what`: part, answer, reason (why it differs), piece; `code` of the part or the criterion."""

    what: str
    code: str
    name: str


def lines_of(file: Application, on: date) -> list[Line]:
    """The criteria of the file's version in order, measured on the day."""
    answers = {answer.criterion_id: answer for answer in file.answers.all()}
    results = measure(file.version, [file.space], on)[file.space_id]
    return [Line(one.criterion, one, answers.get(one.criterion.pk)) for one in results]


def missing(file: Application, on: date) -> list[Missing]:
    """In the order of the pages; empty when the file can be handed in."""
    return _missing_parts(file) + [
        Missing(what, line.criterion.code, str(line.criterion))
        for line in lines_of(file, on)
        if (what := _lacks(file, line))
    ]


def _missing_parts(file: Application) -> list[Missing]:
    ready = set(file.parts.filter(is_ready=True).values_list("part", flat=True))
    return [Missing("part", part.value, str(part.label)) for part in FilePart if part.value not in ready]


def _lacks(file: Application, line: Line) -> str:
    answer = line.answer
    if answer is None or answer.declared is None:
        return "answer"
    if line.differs and not answer.remark.strip():
        return "reason"
    is_document = line.criterion.kind == CriterionKind.DOCUMENT
    added = file.pieces.filter(criterion=line.criterion, removed_at__isnull=True)
    return "piece" if is_document and answer.declared and not added.exists() else ""
