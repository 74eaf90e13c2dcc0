"""What the public may write, the words that a network teaches the finder, who answers for its papers."""

from opstap.finder.forms.error_report import ErrorReportForm
from opstap.finder.forms.needs import NeedWordForm
from opstap.finder.forms.publisher import PublisherForm
from opstap.finder.forms.remark import RemarkForm

__all__ = ["ErrorReportForm", "NeedWordForm", "PublisherForm", "RemarkForm"]
