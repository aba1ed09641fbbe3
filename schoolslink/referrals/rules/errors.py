"""What a broken rule says to the person who met it."""

from inspect import cleandoc


class RuleBroken(Exception):
    """This cannot be done."""

    @property
    def message(self) -> str:
        """Return the sentence for the page: the docstring of the error's class."""
        return cleandoc(type(self).__doc__ or "")
