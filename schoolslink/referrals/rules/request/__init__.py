"""The request for help as data: what is asked first, what may follow, and what a service needs."""

from schoolslink.referrals.rules.request.asking import (
    About,
    BlockProgress,
    Completeness,
    age_from,
    age_on,
    block_possible,
    blocks_asked,
    completeness,
    risks_marked,
)
from schoolslink.referrals.rules.request.blocks import (
    BLOCKS,
    FIELDS,
    FIRST_BLOCKS,
    RISK_FIELDS,
    TOPICS,
)
from schoolslink.referrals.rules.request.criteria import (
    DEFAULT_CRITERIA,
    Criteria,
    CriteriaUnreadable,
    read_criteria,
    usable_criteria,
)
from schoolslink.referrals.rules.request.fields import (
    Answers,
    Block,
    Field,
    FieldKind,
    Group,
    Mark,
    Weight,
    is_answered,
    read_mark,
)
from schoolslink.referrals.rules.request.first import (
    MOST_QUESTIONS,
    START_WITH,
    first_questions,
    missing_to_send,
)
from schoolslink.referrals.rules.request.routing import Hint, Service, routing_hints

__all__ = [
    "BLOCKS",
    "DEFAULT_CRITERIA",
    "FIELDS",
    "FIRST_BLOCKS",
    "MOST_QUESTIONS",
    "RISK_FIELDS",
    "START_WITH",
    "TOPICS",
    "About",
    "Answers",
    "Block",
    "BlockProgress",
    "Completeness",
    "Criteria",
    "CriteriaUnreadable",
    "Field",
    "FieldKind",
    "Group",
    "Hint",
    "Mark",
    "Service",
    "Weight",
    "age_from",
    "age_on",
    "block_possible",
    "blocks_asked",
    "completeness",
    "first_questions",
    "is_answered",
    "missing_to_send",
    "read_criteria",
    "read_mark",
    "risks_marked",
    "routing_hints",
    "usable_criteria",
]
