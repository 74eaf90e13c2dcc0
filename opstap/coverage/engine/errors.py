"""What the engine refuses, with the row that is wrong. The pages put it in the reader's words."""


class EngineError(ValueError):
    """Input that no answer can be given on.

    argument   its name
    row        its first row that is wrong, from 0; None where the whole is wrong
    reason     a code that a page can translate: not-finite, negative, shape, not-whole, range, empty,
               too-many
    """

    def __init__(self, argument: str, reason: str, detail: str, row: int | None = None) -> None:
        self.argument = argument
        self.reason = reason
        self.row = row
        where = argument if row is None else f"{argument}[{row}]"
        super().__init__(f"{where}: {detail}")
