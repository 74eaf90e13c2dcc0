"""The office pages of the network's own work: its catalogue of free software."""

from opstap.network.views.catalogue import program, program_list, program_new, software, software_networks
from opstap.network.views.in_use import in_use

__all__ = ["in_use", "program", "program_list", "program_new", "software", "software_networks"]
