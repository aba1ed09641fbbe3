"""Every sentence that a family's page can say. A language is a translation of this file.

Each has a key that never changes, short words, no "he" or "she", and nothing about a child but
what is put into the named places. Reading age 9 is checked by a test.
"""

from collections.abc import Mapping
from types import MappingProxyType

from schoolslink.referrals.rules.family.begun import BEGUN
from schoolslink.referrals.rules.family.by_right import WRONG
from schoolslink.referrals.rules.family.complaining import COMPLAIN
from schoolslink.referrals.rules.family.history import HAPPENED
from schoolslink.referrals.rules.family.steps import STEPS
from schoolslink.referrals.rules.text import gettext_noop as _
from schoolslink.referrals.rules.text import ngettext_noop as ngettext

ASKED: Mapping[str, str] = MappingProxyType(
    {
        "self_by_school": _("Someone at school asked for help for you on {day}."),
        "self_by_self": _("You asked for help on {day}."),
        "self_by_carer": _("Someone at home asked for help for you on {day}."),
        "self_by_gp": _("Your doctor asked for help for you on {day}."),
        "carer_by_school": _("The school asked for help for your child on {day}."),
        "carer_by_self": _("Your child asked for help on {day}."),
        "carer_by_carer": _("You asked for help for your child on {day}."),
        "carer_by_gp": _("The doctor asked for help for your child on {day}."),
    }
)

WHO: Mapping[str, str] = MappingProxyType(
    {
        "person": _("{name} has the request."),
        "team": _("The team at {service} has the request."),
        "nobody": _("This has come to an end. No one has to act on it now."),
        "passed_on": _("{receiver} has it now."),
        "contact_1": _("{name} works with schools and young people at {service}."),
        "contact_2_self": _(
            "{name} can talk with you, find the right person, or help your school."
        ),
        "contact_2_carer": _(
            "{name} can talk with you, find the right person, or help the school."
        ),
        # where nobody at school asked, and school may know nothing of it
        "contact_2_own": _("{name} can talk with you, or find the right person."),
        "worker": _("{name} works with young people at {service}."),
        "manager": _("{name} leads the team at {service}."),
        "school": _("{name} works at the school and asks for help for young people."),
        "cover": _("When {name} is away, ask for {cover}."),
        "unhappy": _("If you are not happy with this, ask for {manager}."),
        "phone": _("To talk, ring {phone}."),
        "moving": _("{name} has asked {receiver} to take over."),
        "moving_until": _(
            "Until they say yes, {name} has the request. {name} must hear from them by {day}."
        ),
        "moving_yes": _("{receiver} has said yes. They will take over soon."),
        "moving_yes_until": _("Until then {name} has the request. That must be done by {day}."),
        "moving_both": _(
            "{receiver} has said yes too. {name} has the request until help here ends."
        ),
        "ask": _("To know more, ask {name}."),
        "ask_school": _("To know more, ask the school."),
        "left_self": _("You left your school. {receiver} now does what the school did."),
        "left_carer": _("Your child left the school. {receiver} now does what it did."),
    }
)

BY_WHEN: Mapping[str, str] = MappingProxyType(
    {
        "look": _("{name} must look at it by {day}."),
        "decide": _("{name} must decide by {day}."),
        "give_more": _("The team asked for more. {name} must send it by {day}."),
        "tell_self": _("{name} must talk with you by {day}."),
        "tell_carer": _("{name} must talk with you by {day}."),
        "get_receipt": _("{name} must hear from the new team by {day}."),
        "check_next_step": _("{name} must check by {day} that you got to the right place."),
        "check_advice": _("{name} must check by {day} that this helps."),
        "arrange_contact": _("{name} must set up the first talk by {day}."),
        "say_what_help": _("{name} must say what help there is by {day}."),
        "review": _("{name} must ask you how it goes by {day}."),
        "look_again": _("{name} must look at it again by {day}."),
        "get_agreement": _("{name} must ask what you think by {day}. It is not sent yet."),
        # Not who asked: another of the family reads this too.
        "aside_family_asked": _("We were asked to wait on {day}."),
        "aside_not_reached": _("We could not reach anyone on {day}."),
        "aside_family_asked_days": _("We were asked to wait from {first} to {last}."),
        "aside_not_reached_days": _("We could not reach anyone from {first} to {last}."),
        "aside_counts": _("Your wait still counts each day."),
        "late": _("That day has passed. On the next working day we ask someone else to step in."),
        "nothing_to_do": _("You do not have to do anything."),
    }
)

DECIDED: Mapping[str, str] = MappingProxyType(
    {
        "more": _("The team wants to know more before it can decide."),
        "accepted_self": _("The team said yes. It will help you."),
        "accepted_carer": _("The team said yes. It will help your child."),
        "first_contact": _("You have met the team."),
        "first_contact_carer": _("The team has met your child."),
        "help_started": _("Help has started."),
        "advice": _("The team told the school what can help, and what to try first."),
        "advice_own": _("The team told you what can help, and what to try first."),
        "redirected": _(
            "{service} is not the right team for this. It must ask {receiver} to help."
        ),
        "redirected_open": _("It stays open here until {receiver} says yes."),
        "not_right": _("{service} is not the right team for this."),
        "next": _("This is what comes next:"),
        "says": _("This is what the team says:"),
        "stopped": _("This was stopped."),
        "twice": _("We had this twice. We go on with the first one."),
        "ended": _("This help has come to an end."),
        "if_worse": _("If things get worse, tell the school or the team at once."),
        "if_worse_own": _("If things get worse, tell the team at once."),
        "watch": _("This is what to look out for, and what to do then:"),
        "again": _("You can ask again at any time."),
        "again_with": _("The school, your doctor or this team can help you to ask again."),
        "again_with_own": _(
            "Your doctor or this team can help you to ask again. You can ask by yourself too."
        ),
        "meanwhile": _("This can help while you wait:"),
        "wait_unknown": _("We cannot say yet how long you will wait."),
    }
)

# What the service says itself, where too few met it of late:
# one form for one week, others by the language's rules.
WAIT = ngettext(
    "Most people wait for up to one week.",
    "Most people wait for up to {count} weeks.",
)

# What people really waited: two counts, so two sentences.
HALF_WAITED = ngettext(
    "Half of those before you met the team in one week.",
    "Half of those before you met the team in {count} weeks.",
)
MOST_WAITED = ngettext(
    "Nine in ten met it in one week.",
    "Nine in ten met it in {count} weeks.",
)

WHO_KNOWS: Mapping[str, str] = MappingProxyType(
    {
        "you": _("You know what is on this page."),
        "young_person": _("Your child can see a page like this one."),
        "carer_all": _("Your parents or carers are told."),
        "carer_nothing": _("Your parents or carers are not told."),
        "school_all": _("The school knows what is decided."),
        "school_status": _("The school knows that help was asked for, and who has it."),
        "school_nothing": _("The school is not told."),
        "gp_all": _("Your doctor gets a letter."),
        "gp_nothing": _("Your doctor is not told."),
        "gp_told": _("Your doctor was told on {day}."),
        "gp_no_more": _("Your doctor hears nothing more."),
        "safeguarding": _(
            "The person who keeps pupils safe at school knows that you asked for help."
        ),
        "change": _("You can change who is told."),
    }
)
READ_BY = ngettext(
    "One person who works on this has read it.",
    "{count} people who work on this have read it.",
)

# The young person's page of who has looked: as what and where, never by name; then what of it.
LOOKED_BY: Mapping[str, str] = MappingProxyType(
    {
        "asks": _("Someone who asks for help for the school ({place})"),
        "head": _("The head of the school ({place})"),
        "safeguarding": _("The person who keeps pupils safe at school ({place})"),
        "team": _("Someone who works with young people ({place})"),
        "manager": _("The person who leads the team ({place})"),
        "area": _("Someone who checks that help comes ({place})"),
        "other": _("Someone else ({place})"),
        "emergency": _("Someone said it was an emergency. They opened it ({place})"),
    }
)
LOOKED_AT: Mapping[str, str] = MappingProxyType(
    {
        "N": _("Read what was said"),
        "K": _("Saw how to reach you"),
        "I": _("Saw your name or its first letters"),
        "L": _("Saw who has looked"),
        "R": _("Saw that there is a request"),
        "X": _("We checked. It was not right. Someone who leads them must act on it."),
    }
)

MEANWHILE: Mapping[str, str] = MappingProxyType(
    {
        "self_1": _("Talk with someone you trust. You do not need to tell it all."),
        "self_2": _("Sleep, food, fresh air and friends help more than it seems."),
        "self_3": _("You can write here what you want to say, in your own words."),
        "self_4": _("Tell us if things change or get worse."),
        "carer_1": _("Let your child know that you are there, and listen."),
        "carer_2": _("Keep to meals, sleep and school days as well as you can."),
        "carer_3": _("You do not have to fix it all. Small steps count."),
        "carer_4": _("Tell us if things change or get worse."),
    }
)

# Shown before words are saved that somebody in danger may use.
HELP_FIRST: Mapping[str, str] = MappingProxyType(
    {
        "title": _("Read this first"),
        "intro_self": _("You may need help sooner than we can read this."),
        "intro_carer": _("Your child may need help sooner than we can read this."),
        "not_yet": _("It is not saved yet. Your words are below."),
        "nobody": _("No one reads this now."),
        "not_sent": _("This is not sent yet. No one can read it until you press Send at the end."),
        "read_by": _("{who} reads it by {day}."),
        "no_day": _("There is no day for it. To get an answer, ask a question on your page."),
        "sooner": _("If you save it, we ask the team to look today. We cannot say if they can."),
        "sooner_school_self": _(
            "If you save it, we ask the school to see you today. They do not get your words."
        ),
        "sooner_school_carer": _(
            "If you save it, we ask school to see your child today. They do not get your words."
        ),
        "hurt_self": _("If someone hurts you, tell an adult you trust."),
        "hurt_carer": _("If someone hurts you or your child, tell someone you trust."),
        "yours": _(
            "The team reads your words. If someone is not safe, we may have to tell others."
        ),
        "words": _("Your words"),
        "save": _("I have read this. Save it"),
        "change": _("Change my words"),
    }
)

CANNOT_WAIT: Mapping[str, str] = MappingProxyType(
    {
        "not_at_once": _("No one reads this page at night or at weekends."),
        "ring_111": _("If it cannot wait, ring 111 and choose mental health."),
        "ring_999": _("If a life is in danger, ring 999 now."),
    }
)

WHY_NOT_ALL: Mapping[str, str] = MappingProxyType(
    {
        "carer_1": _("We cannot always tell you all of it. This is why."),
        "carer_2": _("Your child may ask us to keep some things between us."),
        "carer_3": _("We ask your child each time if you may know more."),
        "carer_4": _("To keep your child safe comes first. Then we tell who needs to know."),
        "self_1": _("We cannot always keep all of it to ourselves. This is why."),
        "self_2": _("If you are not safe, we tell people who can keep you safe."),
        "self_3": _("We tell you first if we can."),
        "self_4": _("What other people told us about their own lives stays with us."),
    }
)

RIGHTS: Mapping[str, str] = MappingProxyType(
    {
        "self_1": _("You can ask what we have written about you."),
        "self_2": _("You can ask us to put right what is wrong."),
        "self_3": _("You can ask who has read it."),
        "self_4_decides": _("You can choose who is told. You can say no and stop."),
        "self_4": _("You can say what you want, and who should be told."),
        "self_5": _("You can bring someone you trust when you meet us."),
        "self_6": _("If you are not happy, you can tell us, or ask for someone else."),
        "carer_1": _("You can ask what we have written about you."),
        "carer_2": _("You can ask us to put right what is wrong."),
        "carer_3": _("You can have it in your own language, or have someone help you read it."),
        "carer_4_decides": _("You can say that you do not agree. You can ask us to stop."),
        "carer_4": _("Your child decides about this. You can still say what you think."),
        "carer_4_unknown": _(
            "You can say what you think. To decide, you need the legal right. Ask the school."
        ),
        "carer_5": _("You can bring someone you trust when you meet us."),
        "carer_6": _("If you are not happy, you can tell us, or ask for someone else."),
    }
)

INTERPRETER: Mapping[str, str] = MappingProxyType(
    {
        "asked": _("The team knows that you want someone who speaks your language."),
        "not_asked": _("Do you want someone who speaks your language? Ask us."),
    }
)

# What stands around the sentences: headings, buttons, and the three taps.
LABELS: Mapping[str, str] = MappingProxyType(
    {
        "hello": _("Hello."),
        "carer": _("A parent or carer"),
        "happened": _("What has happened"),
        "happened_before": _("What happened before that"),
        "next": _("What happens next"),
        "knows": _("Who knows"),
        "own_words": _("In your own words"),
        "ask": _("Ask something"),
        "ask_hint": _("A person reads this on weekdays, not at once."),
        "worse": _("Something changed or got worse"),
        "how_is_it": _("How are things while you wait?"),
        "how_is_it_since": _("How are things since help ended?"),
        "how_is_it_hint": _("Press what is so. You can add words if you want to."),
        "how_is_it_since_hint": _(
            "Press what is so. If it is worse, the team must look by the next working day."
        ),
        "add_words": _("Add words here"),
        "better": _("It is better"),
        "same": _("It is the same"),
        "worse_now": _("It is worse"),
        "months": _("What you told us about how things are"),
        "rights": _("Your rights"),
        "meanwhile": _("What can help now"),
        "why": _("Why we cannot tell all"),
        "cannot_wait": _("If it cannot wait"),
        "put_right": _("This is wrong"),
        "put_right_hint": _(
            "Tell us what is wrong and how it should be. The team must answer you."
        ),
        "disagree": _("I do not agree"),
        "disagree_hint": _("Tell us what you do not agree with. The team must answer you."),
        "look_again": _("Ask the team to look again"),
        "look_again_hint": _("Tell us what the team should know. It must decide once more."),
        "stop": _("I want to stop"),
        "stop_not_safe": _("We must still talk with you. Someone may not be safe."),
        "stop_later": _("It does not stop at once. We must talk with you first."),
        "stop_help": _("Help does not stop at once. The team must talk with you first."),
        "choose": _("Who may hear what happens?"),
        "choose_school": _("The school"),
        "choose_carer": _("My parents or carers"),
        "choose_gp": _("The doctor"),
        "changed": _("Things changed while you wrote. It was not sent. Look, then send it again."),
        "not_now": _("You cannot do this now. It was not sent."),
        "missing": _("Write it here first"),
        "thank": _("Say thank you"),
        "thank_hint": _("The people who help you read this. No one has to answer."),
        "taps": _("Is this clear?"),
        "thanks": _("Thank you."),
        "tap_who": _("I know who has my request"),
        "tap_next": _("I know what happens next"),
        "tap_rights": _("I know my rights"),
        "now": _("You are here"),
        "later": _("Later"),
        "exit": _("Exit this page"),
        "send": _("Send"),
        "save": _("Save"),
        "unreviewed": _("No one has checked these words in your language yet."),
        "back": _("Back to my page"),
        "looked": _("Who has looked"),
        "looked_hint": _("Each day on which someone who works on this had it in front of them."),
        "looked_ask": _("Do you want to know why someone looked? Ask the team."),
        "looked_none": _("No one has looked yet."),
        "looked_older": _("There is more from before. Ask the team for it."),
        "by_right": _("What you can ask us for"),
        "copy_all": _("A copy of what is held about you"),
        "copy_child": _("A copy of what is held about your child"),
        "copy_what": _("You can have all that was written, and the files."),
        "copy_how": _("{place} must give it to you by {day}, on this page."),
        "copy_asked": _("You asked for it on {day}."),
        "copy_ready": _("Your copy is ready. Take it within 30 days. You can take it only once."),
        "copy_safe": _("It is saved on this phone or computer. Use one that only you use."),
        "copy_english": _("It is in English. Ask the team if you want help to read it."),
        "copy_gone": _("Your copy is not here any more. You can ask for a new one."),
        "copy_taken": _("You took your copy on {day}."),
        "copy_school": _("No service has the request. {place} gives you the copy."),
        "copy_not_you": _("This copy is for your child, or for who decides for them."),
        "copy_ask": _("Ask for a copy"),
        "copy_take": _("Take the copy"),
        "own_words_hint": _("We keep it for you, so that you need not say it all again."),
    }
)

_MAPPINGS = (
    ASKED, WHO, BY_WHEN, DECIDED, STEPS, WHO_KNOWS, LOOKED_BY, LOOKED_AT, MEANWHILE,
    HELP_FIRST, CANNOT_WAIT, WHY_NOT_ALL, RIGHTS, INTERPRETER, LABELS, WRONG, COMPLAIN, BEGUN,
    HAPPENED,
)  # fmt: skip
PLURALS: tuple[tuple[str, str], ...] = (WAIT, HALF_WAITED, MOST_WAITED, READ_BY)
ALL: tuple[str, ...] = tuple(
    dict.fromkeys(text for mapping in _MAPPINGS for text in mapping.values())
)
