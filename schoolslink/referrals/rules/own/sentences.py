"""Every sentence of the pages on which somebody asks by themselves. Short words: a child of nine reads them.

Each has a key that never changes. `_self` is said to the young person, `_carer` to a parent or carer.
"""

from collections.abc import Mapping
from types import MappingProxyType

from schoolslink.referrals.rules.text import gettext_noop as _

SENTENCES: Mapping[str, str] = MappingProxyType(
    {
        # where to ask
        "title": _("Ask for help"),
        "intro": _(
            "You can ask for help for yourself, or for your child. You do not need an account."
        ),
        "find": _("Type your school, or your postcode."),
        "teams": _("Who you can ask"),
        "ask_team": _("Ask {service}"),
        "ages": _("Ages: {ages}"),
        "wait": _("How long now: {wait}"),
        "no_team": _("We know no team near here that you can ask this way yet."),
        "no_team_then": _("You can ask at school, ask your doctor, or ring 111."),
        "turn": _("All help near you"),
        "staff": _(
            "You are signed in with a work account. Sign out first, then ask for help here."
        ),
        # the gate
        "now": _("If you are in danger now"),
        "not_now": _("No one reads this at once. If it cannot wait, ring one of these now."),
        "read_by": _(
            "A person at {service} reads what you send. If you send it today, they must look at it"
            " by {day}."
        ),
        "danger": _("Is someone badly hurt, or may someone die?"),
        "danger_then": _("If yes: ring 999 now."),
        "cannot_wait": _("Do you need help today?"),
        "cannot_wait_then": _("If yes: ring 111 and choose option 2."),
        "harmed": _("Is someone hurting you, or your child?"),
        "harmed_then": _("If yes: tell an adult you trust today. In danger now: ring 999."),
        "yes": _("Yes"),
        "no": _("No"),
        "who": _("Who is this for?"),
        "who_self": _("Me. I am the young person"),
        "who_carer": _("My child. I am a parent or carer"),
        "start": _("Start"),
        "missing": _("Choose one answer"),
        "help_title": _("Please do this first"),
        "help_then": _(
            "Then you can go on here. No one here knows yet. The team reads it when you send it."
        ),
        "go_on": _("Go on"),
        "back": _("Back"),
        "too_many": _(
            "You did nothing wrong. Many people start from here just now. Try again in an hour."
            " If it cannot wait, ring 111."
        ),
        "not_here": _("You cannot ask this team here. Go back and choose another, or ring 111."),
        # the code
        "code_title": _("This is your code"),
        "code_keep": _("Write it down, or take a picture. Keep it where only you can see it."),
        "code_why": _(
            "With it you can stop, and come back. What you type is kept. Only your code opens it."
        ),
        "code_days": _("If you do not send it, we delete it after 28 days."),
        "code_lost": _("If you lose it, you can start again. No one can look it up."),
        # the steps
        "step": _("Step {number} of 5"),
        "save": _("Save and go on"),
        "saved": _("What you have typed so far is kept."),
        "stop": _("Stop, and delete what I typed"),
        "stop_sure": _("Delete it all? You cannot get it back."),
        "stop_not": _("No. Keep it, and go back"),
        "stopped": _("It is deleted. No one was told."),
        "worry_self": _("What is hard just now?"),
        "worry_carer": _("What worries you?"),
        "concern_self": _("Tell us in your own words"),
        "concern_carer": _("What have you seen or heard? Use your own words"),
        "concern_hint": _("A few words are enough. You can write in any language."),
        "wants_self": _("What would you like to happen?"),
        "wants_carer": _("What would you like to happen for your child?"),
        "optional": _("You can leave this out."),
        "child_self": _("About you"),
        "child_carer": _("About your child"),
        "first_name": _("First name"),
        "surname": _("Last name"),
        "birth_date": _("Date of birth"),
        "postcode": _("Home postcode"),
        "postcode_hint": _("It helps us find the right team. You can leave it out."),
        "reach_self": _("How can we reach you?"),
        "reach_carer": _("About you"),
        "phone_self": _("A phone number that is safe for you"),
        "phone_self_hint": _(
            "Leave it out if no number is safe. Then we write to you on your page here."
        ),
        "email_self": _("An e-mail address that is safe for you"),
        "email_carer": _("Your e-mail address"),
        "email_hint": _(
            "Our mail only says that there is something to read. It never says what."
            " Leave it out if someone else reads your mail."
        ),
        "safe_times": _("When and how is it safe to reach you?"),
        "carer_name": _("Your name"),
        "carer_relationship": _("How are you related to the child?"),
        "carer_phone": _("Your phone number"),
        "carer_pr": _("Do you have parental responsibility?"),
        "carer_pr_hint": _(
            "It means that by law you may decide for the child. Most parents have it."
        ),
        "not_sure": _("I am not sure"),
        "language": _("Which language do you speak best?"),
        "interpreter": _("Do you need an interpreter?"),
        "tell_self": _("Who may we tell?"),
        "tell_carer": _("Who knows, and who may we tell?"),
        "tell_intro": _("You choose. You can change it later on your page."),
        "tell_danger": _(
            "If we think that someone is in danger, we may have to tell someone."
            " We try to talk with you first."
        ),
        "school_self": _("May we tell your school?"),
        "school_carer": _("May we tell the school?"),
        "school_yes": _("Yes. School may read this, and hear what happens"),
        "school_no": _("No. Do not tell school"),
        # in a school's place, for children who have none
        "council_self": _("May we tell your council?"),
        "council_carer": _("May we tell the council?"),
        "council_yes": _("Yes. The council may read this, and hear what happens"),
        "council_no": _("No. Do not tell the council"),
        "council_not_told": _("The council is not told."),
        "no_school": _("Choose this if you, or your child, do not go to a school."),
        "home_self": _("May we talk to someone at home?"),
        "home_yes": _("Yes"),
        "home_no": _("No. Do not tell them"),
        "home_name": _("Who? Write their name"),
        "gp_self": _("May we tell your doctor (GP)?"),
        "gp_carer": _("May we tell the doctor (GP)?"),
        "gp_name": _("Which doctor do you see?"),
        "child_knows": _("Does your child know that you are asking?"),
        "child_agrees": _("Yes, and they want it too"),
        "child_undecided": _("Yes, and they are not sure"),
        "child_says_no": _("Yes, and they do not want it"),
        "child_not_asked": _("No, not yet"),
        # look over and send
        "check": _("Look it over, then send"),
        "change": _("Change"),
        "nothing": _("You left this out"),
        "send": _("Send"),
        "send_to": _("This goes to {service}."),
        "school_not_told": _("School is not told."),
        "sent": _("You have asked for help"),
        "sent_has": _("{name} has it now."),
        "sent_by": _("They must look at it by {day}."),
        "sent_page": _("See what happens next on your page. Your code opens it at any time."),
        "open_page": _("Open my page"),
    }
)
