"""What the public may write, and the words that a network teaches the finder."""

from opstap.finder.forms.error_report import ErrorReportForm
from opstap.finder.forms.needs import NeedWordForm
from opstap.finder.forms.remark import RemarkForm

__all__ = ["ErrorReportForm", "NeedWordForm", "RemarkForm"]
