"""The seventeen blocks of a request, in the order in which they are asked."""

from schoolslink.referrals.rules.request.blocks.child import CHILD, CONTACT, FAMILY, GP
from schoolslink.referrals.rules.request.blocks.files import FILES
from schoolslink.referrals.rules.request.blocks.school import (
    REFERRER,
    SAFEGUARDING,
    SCHOOL,
    TRIED,
)
from schoolslink.referrals.rules.request.blocks.voice import (
    AGREEMENT,
    CARER_VIEW,
    VOICE,
    WHAT,
)
from schoolslink.referrals.rules.request.blocks.worry import (
    CONCERN,
    HISTORY,
    IMPACT,
    RISK,
    RISK_FIELDS,
    TOPICS,
)
from schoolslink.referrals.rules.request.fields import Block, Field

__all__ = ["BLOCKS", "FIELDS", "FIRST_BLOCKS", "RISK_FIELDS", "TOPICS"]

# Who it is, what worries, and who agreed come first: with them alone a service can begin.
BLOCKS: tuple[Block, ...] = (
    CHILD,
    FAMILY,
    CONCERN,
    IMPACT,
    RISK,
    VOICE,
    CARER_VIEW,
    AGREEMENT,
    SAFEGUARDING,
    CONTACT,
    GP,
    SCHOOL,
    TRIED,
    HISTORY,
    REFERRER,
    WHAT,
    FILES,
)
# What should be there when a service begins to read; the rest may follow later.
FIRST_BLOCKS = frozenset({"child", "family", "concern", "impact", "risk", "voice", "agreement"})
FIELDS: dict[str, Field] = {field.name: field for block in BLOCKS for field in block.fields}
