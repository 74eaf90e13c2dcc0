"""Search: a question (`Question`), and what answers it (`search`)."""

from opstap.finder.search.answer import Answer, Totals, search
from opstap.finder.search.nearest import Found
from opstap.finder.search.question import PAGE_SIZE, Moment, Question, read_question

__all__ = ["PAGE_SIZE", "Answer", "Found", "Moment", "Question", "Totals", "read_question", "search"]
