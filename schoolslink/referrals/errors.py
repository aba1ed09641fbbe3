"""What can be said back to somebody whose move is refused. The docstring is the sentence."""

from uuid import UUID

from django.utils.translation import gettext_lazy as _

from schoolslink.web.errors import Refusal

NO_SCHOOL_ASKED = _("No school asked for this, so your team tells the family.")
NO_SCHOOL_TO_ASK = _("No school asked for this. Ring whoever asked, or write to them on this page.")
# Whoever decides has not said that school may hear the answer: then it cannot pass it on either.
SCHOOL_NOT_TOLD = _("The school is not to be told the answer, so your team tells the family.")

# A choice, an order or somebody who must not be contacted came before it was written down.
NOT_TO_BE_TOLD = _(
    "Nobody is to tell them any more: the list of who is told says why. Nothing was written down. If they"
    " have been told already, write a note."
)
# Whom the school knows nothing of asked for the same child.
OTHERS_ASKED_TOO = _("Somebody else asked for this child too, so your team tells everybody.")


class NoLink(Refusal):
    """This school has no named service yet. Nothing was sent. Ask your area coordinator to name
    one; for advice now, see Where to turn.
    """


class NotHere(Refusal):
    """This team cannot be asked this way. Nothing was sent. Choose another, or ring 111."""


class TooManyBegun(Refusal):
    """Too many people have started from here just now. Wait an hour, or ring 111."""


class ChangedMeanwhile(Refusal):
    """Somebody else answered this while you were typing. Nothing was sent, and your text is still
    here. Look at what changed, then decide.
    """


class DatedInTheFuture(Refusal):
    """This is dated in the future, so nothing was saved. The clock it was dated by is wrong."""


class NotYours(Refusal):
    """This step belongs to the other side. Nothing was saved."""

    status = 403


class NotPossible(Refusal):
    """{sentence}"""


class StillMissing(Refusal):
    """We need a first name, a surname and what worries you before this can go. Everything you
    typed is still here.
    """


class SchoolNotAsked(StillMissing):
    """Whoever decides has said yes, and nobody wrote down whether school may hear the answer. Say so
    on the agreement page. Everything you typed is still here.
    """


class HolidayContactMissing(StillMissing):
    """Your school closes soon. Say whom the service can ring in the holidays, and it goes at once.
    Everything you typed is still here.
    """


class NoSharingAgreement(Refusal):
    """Your school and this service have no sharing agreement in force, so a child's name cannot go
    yet. Your text is kept. You can ask without a name now. If a child cannot wait, give the
    reason, and it goes at once.
    """


class NoAgreementToTalk(Refusal):
    """Your school and this service have no sharing agreement in force, so a child's name cannot go
    yet. Nothing was booked. You can ask a question without a name now.
    """


class TimeTaken(Refusal):
    """Somebody else has just booked that time, or it is offered no more. Nothing was booked. Choose
    another; what you typed is still here.
    """


class NotAmongThem(Refusal):
    """That person has no role that opens this record. Nothing was changed."""

    field = "person"


class NobodyLeft(Refusal):
    """Nobody else could open this record then, so it is not closed to them yet. Ask your head or your
    area coordinator to give somebody a role first. If the child cannot wait, ring them now.
    """

    field = "person"


class NothingFound(Refusal):
    """There is no record like this that you may open. Check each letter and number. If somebody is in
    danger, do not wait for this: call 999.
    """


class NotProved(Refusal):
    """This is not right, or was used already. Nothing was opened."""

    field = "proof"


class ASecondPerson(Refusal):
    """Somebody else has to look at this: it was your own decision. Nothing was saved."""


class NotInThisTeam(Refusal):
    """That person is no longer in this team. Choose somebody else, or the whole team."""


class NotInThisSchool(Refusal):
    """That person is not at this school any more, or may not open this. Choose somebody else."""


class NotYetSafe(Refusal):
    """No clinical safety officer has signed for this service yet, so it may not hold anything about a
    real child. Nothing was saved. Please ask by phone, and tell whoever runs this service.
    """


class NoSuchRequest(Refusal):
    """Your team has no open request with this number. Check each letter and number. If another team has
    it, bring this there; if nobody has asked yet, type it in as a request.
    """

    field = "reference"


class RequestHasEnded(Refusal):
    """{reference} has ended, so nobody would look at this there. If it asks for help, type it in as a new
    request; else bring it to somebody by name.
    """

    field = "reference"


class HeldByAnother(Refusal):
    """{reference} is with {name}. Hand this over to {name}, who reads it and puts it there."""

    field = "reference"
    person_id: UUID
    name: str
