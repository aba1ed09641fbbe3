"""Sentences of the rules: marked here for translation, translated where they are shown."""


def gettext_noop(text: str) -> str:
    """Return the text; the mark lets translators find it."""
    return text
