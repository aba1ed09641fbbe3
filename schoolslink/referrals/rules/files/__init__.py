"""What a file that goes with a request may be: judged by what is in it, never by what it is called."""

from schoolslink.referrals.rules.files.inspect import Accepted, inspect
from schoolslink.referrals.rules.files.kinds import (
    ENDINGS,
    MEDIA_TYPES,
    MOST_BYTES,
    MOST_FILES,
    SENTENCES,
    FileRefused,
    FileType,
    Reason,
)
from schoolslink.referrals.rules.files.names import clean_name

__all__ = [
    "ENDINGS",
    "MEDIA_TYPES",
    "MOST_BYTES",
    "MOST_FILES",
    "SENTENCES",
    "Accepted",
    "FileRefused",
    "FileType",
    "Reason",
    "clean_name",
    "inspect",
]
