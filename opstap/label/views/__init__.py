"""Pages of the label: one module a thing."""
