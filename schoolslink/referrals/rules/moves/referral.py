"""A request for help: from the school's page to the end of help, and back again."""

from schoolslink.referrals.rules.moves.names import Move, State
from schoolslink.referrals.rules.moves.table import Table, each, staying

S, M = State, Move

# The open states of a request, in the groups by which its moves are written.
UNSENT = (S.DRAFT, S.AWAITING_AGREEMENT)
WITH_THE_TEAM = (S.SUBMITTED, S.ACKNOWLEDGED, S.IN_TRIAGE)
UNDECIDED = (*WITH_THE_TEAM, S.MORE_INFORMATION_ASKED)
BEFORE_HELP = (S.ACCEPTED, S.WAITING, S.FIRST_CONTACT)
HELPING = (*BEFORE_HELP, S.HELP_STARTED)
# Nothing more comes from this team itself. What got worse, or should be looked at again, begins anew.
LET_GO = (S.ADVICE_GIVEN, S.NOT_ACCEPTED, S.HELP_ENDED, S.NEXT_STEP)
AT_A_TEAM = (*UNDECIDED, *HELPING, S.REDIRECTED, *LET_GO)
# Asked, and no help has begun: whoever decides may still take it back.
MAY_STOP = (S.AWAITING_AGREEMENT, *UNDECIDED, *BEFORE_HELP, S.REDIRECTED)
# Help that has begun ends with a plan, by the team: until then they may ask for its end, by a day.
MAY_ASK_TO_STOP = (*MAY_STOP, S.HELP_STARTED)

# Where it may be before the family has heard what was decided: another team has it now, or somebody met
# them or began to help. Whoever has it tells them first.
TAKEN_UNTOLD = (S.ACKNOWLEDGED, S.IN_TRIAGE, S.WAITING)
BEGUN_UNTOLD = (S.FIRST_CONTACT, S.HELP_STARTED)
TELLS_FIRST = (*TAKEN_UNTOLD, *BEGUN_UNTOLD)

# Joined with another that goes on: it is over here, and those who asked are told what is decided there.
JOINED = (S.DUPLICATE, S.TO_TELL_TOO)
# What another may be joined to: nobody waits for word of it, and it is with the team that has both.
MAY_GO_ON = (*WITH_THE_TEAM, S.WAITING, S.FIRST_CONTACT, S.HELP_STARTED)
MAY_BE_JOINED = (*WITH_THE_TEAM, S.WAITING)

OPEN = frozenset({*UNSENT, *AT_A_TEAM, S.TO_TELL_TOO})
ENDED = frozenset({S.DISCARDED, S.PASSED_ON, S.DISCHARGED, S.WITHDRAWN, S.DUPLICATE, S.CLOSED})

DECISIONS = {
    M.ACCEPT: S.ACCEPTED,
    M.ADVISE: S.ADVICE_GIVEN,
    M.REDIRECT: S.REDIRECTED,
    M.NOT_ACCEPT: S.NOT_ACCEPTED,
}
# What everybody concerned is told by a day: each answer to a request, and the end of help.
TOLD_OF = frozenset({*DECISIONS, M.DISCHARGE})
# Where something stands only after a decision, and which one it was.
TELLS_THE_ANSWER = frozenset({*DECISIONS.values(), *HELPING, *LET_GO, S.PASSED_ON, S.DISCHARGED})
# What follows a decision, each after one kind alone.
AFTER_THE_ANSWER = frozenset(
    {
        M.CONFIRM_RECEIPT,
        M.MET_THERE,
        M.TAKE_OVER,
        M.RETURN,
        M.CONFIRM_NEXT_STEP,
        M.CHASE_NEXT_STEP,
        M.RECORD_FIRST_CONTACT,
        M.RECORD_SECOND_CONTACT,
        M.RECORD_BASELINE,
        M.RECORD_ASSESSMENT,
        M.RECORD_PLAN,
        M.RECORD_MISSED,
        M.PUT_DAY_RIGHT,
        M.SET_ASIDE,
        M.COUNT_AGAIN,
        M.START_HELP,
        M.DISCHARGE,
        M.SAY_HOW_IT_IS,
    }
)


TABLE: Table = {
    # At the school. What is complete at once skips the draft, and waits for nothing but a yes.
    (S.NEW, M.START): S.DRAFT,
    **each((S.NEW, S.DRAFT), M.AWAIT_AGREEMENT, S.AWAITING_AGREEMENT),
    **each((S.NEW, *UNSENT), M.SUBMIT, S.SUBMITTED),
    # Asked by a young person or a carer themselves: it is at the service at once, and with no school.
    (S.NEW, M.ASK_OWN): S.SUBMITTED,
    (S.DRAFT, M.DISCARD): S.DISCARDED,
    (S.AWAITING_AGREEMENT, M.CHASE_AGREEMENT): S.AWAITING_AGREEMENT,
    # At the service. It may decide from wherever it stands, also before what it asked for has come.
    (S.SUBMITTED, M.ACKNOWLEDGE): S.ACKNOWLEDGED,
    **each((S.SUBMITTED, S.ACKNOWLEDGED), M.START_TRIAGE, S.IN_TRIAGE),
    **each(WITH_THE_TEAM, M.ASK_MORE, S.MORE_INFORMATION_ASKED),
    (S.MORE_INFORMATION_ASKED, M.GIVE_MORE): S.IN_TRIAGE,
    **{(state, move): to for state in UNDECIDED for move, to in DECISIONS.items()},
    # Only a team joins two requests, and so only what a team has. What the other asks of somebody, or
    # has still to tell, is finished first.
    **each(MAY_BE_JOINED, M.MERGE, S.DUPLICATE),
    **staying(MAY_GO_ON, M.TAKE_IN),
    # What is decided on the one that goes on is told to those who asked for the joined one too.
    **each(JOINED, M.HEAR_DECISION, S.TO_TELL_TOO),
    (S.TO_TELL_TOO, M.RECORD_TOLD): S.DUPLICATE,
    # Apart again: by the team, or by whoever asked for it and has more to say.
    **each(JOINED, M.TAKE_APART, S.IN_TRIAGE),
    **each(JOINED, M.SAY_WORSE, S.IN_TRIAGE),
    **each(JOINED, M.FAMILY_ASKS, S.IN_TRIAGE),
    # Told: each decision has its own next promise, and nothing ends before the family knows.
    (S.ACCEPTED, M.RECORD_TOLD): S.WAITING,
    **each((S.ADVICE_GIVEN, S.NOT_ACCEPTED), M.RECORD_TOLD, S.NEXT_STEP),
    (S.REDIRECTED, M.RECORD_TOLD): S.REDIRECTED,
    (S.HELP_ENDED, M.RECORD_TOLD): S.DISCHARGED,
    **staying(TELLS_FIRST, M.RECORD_TOLD),
    # Elsewhere: open here until somebody there has it, and the family has heard where it goes.
    (S.REDIRECTED, M.CONFIRM_RECEIPT): S.PASSED_ON,
    # It has ended, and is on the sender's list until somebody says that they were met there.
    **staying((S.PASSED_ON,), M.MET_THERE),
    # Taken by a service that works here too: the same request, at that service, already seen there.
    # Where help was promised or has begun, it is promised there too: a first meeting is next.
    **each((S.REDIRECTED, *UNDECIDED), M.TAKE_OVER, S.ACKNOWLEDGED),
    **each(HELPING, M.TAKE_OVER, S.WAITING),
    # A hand-over is arranged, beside: nothing changes here before the other has them.
    **staying((*UNDECIDED, *HELPING), M.ARRANGE_TRANSFER),
    # The child goes to another school, and the family agreed that it is asked and told from now on.
    **staying(AT_A_TEAM, M.CHANGE_SCHOOL),
    # The child has left the school for none: a council has from now on what the school had.
    **staying((*UNSENT, *AT_A_TEAM), M.LEAVE_SCHOOL),
    (S.NEXT_STEP, M.CONFIRM_NEXT_STEP): S.CLOSED,
    # It was said that somebody else helps, and that is not so, or does not help: looked at anew.
    **each((S.CLOSED,), M.RETURN, S.IN_TRIAGE),
    **each((S.CLOSED,), M.SAY_WORSE, S.IN_TRIAGE),
    # Nobody knows yet whether it has begun: somebody asks once more, by a day.
    **staying((S.NEXT_STEP,), M.CHASE_NEXT_STEP),
    # It came back; or a letter said "ask us to look again", and so it may be from when it is read.
    **each((S.REDIRECTED, *LET_GO), M.RETURN, S.IN_TRIAGE),
    # Help: a service may meet a family, or begin, before it has written that they were told. That it
    # met somebody tells nobody else: the telling stays due.
    **each((S.ACCEPTED, S.WAITING), M.RECORD_FIRST_CONTACT, S.FIRST_CONTACT),
    **each(BEFORE_HELP, M.START_HELP, S.HELP_STARTED),
    # What a meeting was and led to is written down as it happens, and is what the clocks are read
    # from. An appointment that was missed changes nothing here: it is looked into beside.
    **staying((S.FIRST_CONTACT, S.HELP_STARTED), M.RECORD_SECOND_CONTACT),
    **staying(
        (S.FIRST_CONTACT, S.HELP_STARTED), M.RECORD_BASELINE, M.RECORD_ASSESSMENT, M.RECORD_PLAN
    ),
    **staying(HELPING, M.RECORD_MISSED),
    # A day that was written down wrong is put right by one more move: nothing is written over.
    **staying((S.FIRST_CONTACT, S.HELP_STARTED, S.HELP_ENDED), M.PUT_DAY_RIGHT),
    # Days beside the family's own wait, which they never shorten; and back again by one more move.
    **staying(HELPING, M.SET_ASIDE, M.COUNT_AGAIN),
    # A second no, and an end after three missed appointments, are looked at by a manager first.
    **staying((*UNDECIDED, *HELPING), M.ASK_MANAGER),
    # Help that ends is over when those whom it was for know what to watch and whom to ask. It
    # cannot end before the family was told, or saw, that there would be any.
    **each((S.WAITING, S.FIRST_CONTACT, S.HELP_STARTED), M.DISCHARGE, S.HELP_ENDED),
    # Worse: the place in the line stays, and the service looks by the next working day. What it had
    # given back or let go it takes up again. While somebody waits for a yes it goes to the service,
    # as a risk marked at first does.
    **staying((*WITH_THE_TEAM, *HELPING, S.REDIRECTED), M.SAY_WORSE),
    **each((S.MORE_INFORMATION_ASKED, *LET_GO), M.SAY_WORSE, S.IN_TRIAGE),
    (S.AWAITING_AGREEMENT, M.SAY_WORSE): S.SUBMITTED,
    # Said on their own page while they wait: nothing is due by it, and the team reads it.
    **staying(BEFORE_HELP, M.SAY_HOW_IT_IS),
    # A month after help has ended somebody asks once more (`rules.check_in`), and while that is open:
    # it stays ended, or the team that helped looks by the next working day.
    **staying((S.DISCHARGED,), M.SAY_HOW_IT_IS),
    (S.DISCHARGED, M.SAY_WORSE): S.IN_TRIAGE,
    # What follows later changes nothing but that it is there, and that the holder hears of it. Of
    # what is not sent yet, it is a risk written into it: it stays, and from then on it is marked.
    **staying((*UNSENT, *UNDECIDED, *HELPING, S.REDIRECTED), M.ADD_ANSWERS),
    # A question of the family: wherever a team has it they may ask, and be answered.
    **staying(AT_A_TEAM, M.FAMILY_ASKS, M.LOOK_AGAIN),
    # Taken back; or, where a family may not end it alone (a risk, another carer, help that has
    # begun), talked about first.
    **each(MAY_STOP, M.WITHDRAW, S.WITHDRAWN),
    **staying(MAY_ASK_TO_STOP, M.ASK_TO_STOP),
}
