"""Figures for signed-in people, and what a coordinator says about her own space."""

from opstap.census.views.declared import months, year
from opstap.census.views.figures import figures, figures_csv, figures_json

__all__ = ["figures", "figures_csv", "figures_json", "months", "year"]
