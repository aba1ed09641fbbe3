"""The roles a person can hold in an organisation: plain names, so that pure rules may use them."""

from enum import StrEnum


class Role(StrEnum):
    """What somebody is in an organisation. What they may do is written in `grants.csv` alone.

    A role without a row there opens nothing, and cannot be given.
    """

    SCHOOL_LEAD = "school_lead"
    SCHOOL_COVER = "school_cover"
    SCHOOL_REFERRER = "school_referrer"
    SCHOOL_HEAD = "school_head"
    SAFEGUARDING_LEAD = "safeguarding_lead"
    CAMHS_CONTACT = "camhs_contact"
    TRIAGER = "triager"
    SERVICE_MANAGER = "service_manager"
    SUPPORT_TEAM_WORKER = "support_team_worker"
    AREA_COORDINATOR = "area_coordinator"
    NATIONAL_TEAM = "national_team"
    EVALUATOR = "evaluator"
    TRUST_LEAD = "trust_lead"
    COUNCIL_LINK = "council_link"
    FACILITATOR = "facilitator"
    GRANT_ASSESSOR = "grant_assessor"
    OPERATOR = "operator"
