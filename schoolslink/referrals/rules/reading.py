"""When the school counts as having read an answer: until then it stays on the school's list."""


def reads_for_school(
    *, asked: bool, leads: bool, is_asked_next: bool, is_anybody_else: bool
) -> bool:
    """Say whether a look at an answer counts as the school's reading of it.

    asked, leads: the reader asked, or leads or covers there. is_asked_next: they were asked to open
    it, because its day had passed. is_anybody_else: the one who asked still belongs there, or
    somebody leads or covers. Where nobody of these is left, any reader of the school counts: an
    answer must not wait for somebody who has gone.
    """
    return asked or leads or is_asked_next or not is_anybody_else


def stays_on_list(*, is_open: bool, is_unread: bool) -> bool:
    """Say whether a thing stays on its school's list: while it is open, or its answer is unread."""
    return is_open or is_unread
