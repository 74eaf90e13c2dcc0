"""What changes in the label: one module a thing. Keyword-only, atomic, `by` is who acts."""
