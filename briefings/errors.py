"""The one exception: what the operator has to mend before the run can go on."""


class BriefingsError(Exception):
    """An operator's mistake or a missing part of the machine, in one sentence.

    The author's mistakes are never raised: they are `Diagnostic` values. This is caught once, in the
    command layer, which prints `message` and `hint` and leaves with `exit_status`
    (2 usage or settings, 3 could not run).
    """

    def __init__(self, message: str, hint: str = "", exit_status: int = 2) -> None:
        super().__init__(message, hint, exit_status)
        self.message = message
        self.hint = hint
        self.exit_status = exit_status

    def __str__(self) -> str:
        return self.message
