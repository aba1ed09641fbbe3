"""What roles are called on pages."""

from django.utils.translation import gettext_lazy as _

from schoolslink.access.roles import Role

ROLES = {
    Role.SCHOOL_LEAD: _("Senior mental health lead"),
    Role.SCHOOL_COVER: _("Cover for the lead"),
    Role.SCHOOL_REFERRER: _("Colleague who asks for help"),
    Role.SCHOOL_HEAD: _("Head"),
    Role.SAFEGUARDING_LEAD: _("Safeguarding lead"),
    Role.CAMHS_CONTACT: _("Named contact"),
    Role.TRIAGER: _("Triage colleague"),
    Role.SERVICE_MANAGER: _("Service manager"),
    Role.SUPPORT_TEAM_WORKER: _("Support team worker"),
    Role.AREA_COORDINATOR: _("Area coordinator"),
    Role.NATIONAL_TEAM: _("National programme team"),
    Role.EVALUATOR: _("Evaluator"),
    Role.TRUST_LEAD: _("Trust lead"),
    Role.COUNCIL_LINK: _("Council link"),
    Role.FACILITATOR: _("Facilitator"),
    Role.GRANT_ASSESSOR: _("Grant assessor"),
    Role.OPERATOR: _("Operator"),
}
