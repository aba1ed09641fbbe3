"""The addresses of advice and requests, each with who may ever open it."""

from schoolslink.access.roles import Role
from schoolslink.access.routes import ANYONE_WITH_LINK, FAMILY, PUBLIC, SIGNED_IN, roles, route
from schoolslink.referrals.views import (
    acts,
    again,
    alike,
    arriving,
    asking_practice,
    complaining,
    consulting,
    contact,
    contact_bars,
    copies,
    copying,
    correcting,
    dropping,
    elsewhere,
    ended,
    family,
    family_letter,
    family_looked,
    files,
    giving,
    glass,
    guard,
    joining,
    lead,
    leaving_school,
    looks,
    orders,
    outside,
    own_request,
    packs,
    post,
    practice_letter,
    practices,
    putting_right,
    queue,
    request,
    retention,
    rights,
    second_look,
    sent,
    service,
    taking_down,
    typed_in,
)

app_name = "referrals"

SCHOOL = roles(
    Role.SCHOOL_LEAD,
    Role.COUNCIL_LINK,
    Role.SCHOOL_COVER,
    Role.SCHOOL_HEAD,
    Role.SCHOOL_REFERRER,
    Role.SAFEGUARDING_LEAD,
)

# A safeguarding lead sees what is marked as a risk; asking belongs to those who hold it after.
ASKERS = roles(
    Role.SCHOOL_LEAD, Role.COUNCIL_LINK, Role.SCHOOL_COVER, Role.SCHOOL_HEAD, Role.SCHOOL_REFERRER
)

# Who answers at a service: what a team may decide, its people see here.
TEAM = roles(Role.CAMHS_CONTACT, Role.TRIAGER, Role.SUPPORT_TEAM_WORKER)

# Who may look for a GP practice: the school that asks, and the team that writes to it.
CHOOSERS = roles(
    Role.SCHOOL_LEAD,
    Role.COUNCIL_LINK,
    Role.SCHOOL_COVER,
    Role.SCHOOL_HEAD,
    Role.SCHOOL_REFERRER,
    Role.SAFEGUARDING_LEAD,
    Role.CAMHS_CONTACT,
    Role.TRIAGER,
    Role.SUPPORT_TEAM_WORKER,
)

# Who closes a record to a colleague, and looks again at every exception.
GUARDS = roles(Role.SCHOOL_LEAD, Role.COUNCIL_LINK, Role.SCHOOL_HEAD, Role.SERVICE_MANAGER)
# What was not right is settled by a coordinator where nobody else is there.
SETTLES = roles(
    Role.SCHOOL_LEAD,
    Role.COUNCIL_LINK,
    Role.SCHOOL_HEAD,
    Role.SERVICE_MANAGER,
    Role.AREA_COORDINATOR,
)

# Who takes down what one of the family says went wrong: who answers for the school, the team or the service.
TAKERS = roles(
    Role.SCHOOL_LEAD,
    Role.COUNCIL_LINK,
    Role.SCHOOL_COVER,
    Role.SCHOOL_HEAD,
    Role.CAMHS_CONTACT,
    Role.TRIAGER,
    Role.SUPPORT_TEAM_WORKER,
    Role.SERVICE_MANAGER,
)

# Who answers for a service (or, of what no service has, for the school) where a family asks by right, and
# who looks for what would cause harm.
MANAGERS = roles(Role.SERVICE_MANAGER)
ANSWERERS = roles(Role.SCHOOL_LEAD, Role.COUNCIL_LINK, Role.SCHOOL_HEAD)
GIVERS = roles(Role.SERVICE_MANAGER, Role.SCHOOL_LEAD, Role.COUNCIL_LINK, Role.SCHOOL_HEAD)
LOOKERS = roles(
    Role.CAMHS_CONTACT,
    Role.TRIAGER,
    Role.SAFEGUARDING_LEAD,
    Role.SCHOOL_HEAD,
    Role.COUNCIL_LINK,
)
PREPARERS = roles(
    Role.CAMHS_CONTACT,
    Role.TRIAGER,
    Role.SAFEGUARDING_LEAD,
    Role.SCHOOL_HEAD,
    Role.COUNCIL_LINK,
    Role.SERVICE_MANAGER,
    Role.SCHOOL_LEAD,
)

# Who may open a record in an emergency: clinicians, and whoever protects children at a school.
HELPERS = roles(Role.CAMHS_CONTACT, Role.TRIAGER, Role.SAFEGUARDING_LEAD)

urlpatterns = [
    route("asked/<uuid:item_id>/left", leaving_school.left, name="left", to=ASKERS),
    route("left-our-school", leaving_school.gone, name="left-school", to=ASKERS),
    route("help/new", request.gate, name="gate", to=ASKERS),
    route("help/new/know", request.know, name="know", to=ASKERS),
    route("help/practices", practices.practices, name="practices", to=CHOOSERS),
    route("help/<uuid:item_id>", request.tasks, name="tasks", to=ASKERS),
    route("help/<uuid:item_id>/part/<slug:block>", request.part, name="part", to=ASKERS),
    route("help/<uuid:item_id>/agreement", request.agreement, name="agreement", to=ASKERS),
    route("help/<uuid:item_id>/files", files.files, name="files", to=SCHOOL),
    route(
        "help/<uuid:item_id>/files/<uuid:attachment_id>/remove",
        files.remove,
        name="file-remove",
        to=SCHOOL,
    ),
    route("help/<uuid:item_id>/check", request.check, name="check", to=ASKERS),
    route("help/<uuid:item_id>/sent", sent.sent, name="sent", to=ASKERS),
    route("help/<uuid:item_id>/first", sent.first, name="first", to=SCHOOL),
    route("help/<uuid:item_id>/add/<slug:block>", sent.add, name="add", to=SCHOOL),
    route("help/<uuid:item_id>/elsewhere", request.send_elsewhere, name="elsewhere", to=ASKERS),
    route("help/<uuid:item_id>/drop", dropping.drop, name="drop", to=ASKERS),
    route("ask", lead.ask, name="ask", to=SCHOOL),
    route("arrivals/<uuid:item_id>", arriving.arrival, name="arrival", to=CHOOSERS),
    route("talks/book", consulting.times, name="talk-times", to=ASKERS),
    route("talks/book/<str:slot>", consulting.book_time, name="talk-book", to=ASKERS),
    route("talks/<uuid:item_id>", consulting.talk, name="talk", to=CHOOSERS),
    route("talks/<uuid:item_id>/<slug:talk_step>", consulting.go_on, name="talk-step", to=CHOOSERS),
    route("ended", ended.ended, name="ended", to=SCHOOL),
    route("asked/<uuid:item_id>", lead.asked, name="asked", to=SCHOOL),
    route("asked/<uuid:item_id>/as-sent", sent.as_sent, name="as-sent", to=SCHOOL),
    route(
        "asked/<uuid:item_id>/file/<uuid:attachment_id>",
        files.download,
        name="asked-file",
        to=SCHOOL,
    ),
    route("asked/<uuid:item_id>/sheets", lead.sheets, name="sheets", to=SCHOOL),
    route("asked/<uuid:item_id>/told/<uuid:told_id>", lead.told, name="asked-told", to=SCHOOL),
    route(
        "asked/<uuid:item_id>/letter/<uuid:told_id>",
        family_letter.letter,
        name="asked-letter",
        to=SCHOOL,
    ),
    route(
        "asked/<uuid:item_id>/letter/<uuid:told_id>.pdf",
        family_letter.letter_pdf,
        name="asked-letter-pdf",
        to=SCHOOL,
    ),
    route("asked/<uuid:item_id>/for-a-copy", copying.record_copy, name="asked-copy", to=ANSWERERS),
    route("asked/<uuid:item_id>/give", giving.give, name="asked-give", to=ASKERS),
    route("asked/<uuid:item_id>/hears", lead.hears, name="asked-hears", to=SCHOOL),
    route("asked/<uuid:item_id>/<slug:step_name>", lead.go_on, name="go-on", to=SCHOOL),
    route("ask-for-help", own_request.find, name="own-find", to=PUBLIC),
    route("ask-for-help/<uuid:service_id>", own_request.start, name="own-start", to=PUBLIC),
    route("my-asking", own_request.go_on, name="own", to=FAMILY),
    route("my-asking/check", own_request.check, name="own-check", to=FAMILY),
    route("my-asking/delete", own_request.forget, name="own-forget", to=FAMILY),
    route("my-asking/<slug:name>", own_request.step, name="own-step", to=FAMILY),
    route("my-request", family.home, name="family", to=FAMILY),
    route("my-request/who-has-looked", family_looked.looked, name="family-looked", to=FAMILY),
    route("my-request/rights", rights.rights, name="family-rights", to=FAMILY),
    route("my-request/complain", complaining.complain, name="family-complain", to=FAMILY),
    route("my-request/rights/copy", rights.ask_copy, name="family-copy", to=FAMILY),
    route("my-request/rights/wrong", rights.ask_correction, name="family-correction", to=FAMILY),
    route(
        "my-request/rights/copy/<uuid:right_id>",
        rights.take_copy,
        name="family-copy-take",
        to=FAMILY,
    ),
    route("my-request/<slug:name>", family.act, name="family-act", to=FAMILY),
    # whoever holds a link from a mail, and nobody else
    route("ask-for-a-patient", asking_practice.find, name="practice-find", to=PUBLIC),
    route(
        "ask-for-a-patient/practices", asking_practice.practices, name="practices-asking", to=PUBLIC
    ),
    route(
        "ask-for-a-patient/<uuid:service_id>", asking_practice.ask, name="practice-ask", to=PUBLIC
    ),
    route(
        "did-you-ask/<str:token>", asking_practice.link, name="practice-link", to=ANYONE_WITH_LINK
    ),
    route("queue/<uuid:item_id>/practice", asking_practice.rung, name="practice-rung", to=TEAM),
    route("can-you-help/<str:token>", outside.asked, name="asked-outside", to=ANYONE_WITH_LINK),
    route("queue", queue.queue, name="queue", to=TEAM),
    route("queue/phone", contact.phone, name="phone", to=TEAM),
    route("queue/typed-in", typed_in.typed_in, name="typed-in", to=TEAM),
    route("queue/post/new", post.new_post, name="post-new", to=TEAM),
    route("queue/post/<uuid:item_id>", post.post, name="post", to=TEAM),
    route("queue/post/<uuid:item_id>/sent-on", post.sent_on, name="post-sent-on", to=TEAM),
    route("queue/post/<uuid:item_id>/put-to", post.put_to_request, name="post-put-to", to=TEAM),
    route(
        "queue/post/<uuid:item_id>/file/<uuid:attachment_id>",
        post.post_file,
        name="post-file",
        to=TEAM,
    ),
    route("queue/letters", practice_letter.letters, name="letters", to=TEAM),
    route("queue/alike", alike.pairs, name="alike-pairs", to=TEAM),
    route("queue/elsewhere", elsewhere.to_ask, name="elsewhere-list", to=TEAM),
    route("queue/<uuid:item_id>/at/<uuid:there_id>", elsewhere.there, name="elsewhere", to=TEAM),
    route("queue/<uuid:item_id>/at/<uuid:there_id>/again", elsewhere.anew, name="at-anew", to=TEAM),
    route("left/<uuid:person_id>", packs.pack, name="pack", to=CHOOSERS),
    route("queue/<uuid:item_id>", contact.record, name="record", to=TEAM),
    route("queue/<uuid:item_id>/alike/<uuid:alike_id>", alike.alike, name="alike", to=TEAM),
    route(
        "queue/<uuid:item_id>/alike/<uuid:alike_id>/again",
        alike.alike_again,
        name="alike-again",
        to=TEAM,
    ),
    route("queue/<uuid:item_id>/alike/<uuid:alike_id>/join", joining.joined, name="join", to=TEAM),
    route("queue/<uuid:item_id>/apart", joining.apart, name="apart", to=TEAM),
    route("queue/<uuid:item_id>/before", again.again, name="again", to=TEAM),
    route("queue/<uuid:item_id>/note", contact.note, name="note", to=TEAM),
    route("queue/<uuid:item_id>/number", contact.number, name="number", to=TEAM),
    route(
        "queue/<uuid:item_id>/family/<uuid:member_id>",
        contact.answer,
        name="answer-family",
        to=TEAM,
    ),
    route("queue/<uuid:item_id>/told/<uuid:told_id>", contact.told, name="told", to=TEAM),
    route(
        "queue/<uuid:item_id>/letter/<uuid:told_id>",
        practice_letter.letter,
        name="letter",
        to=TEAM,
    ),
    route(
        "queue/<uuid:item_id>/letter/<uuid:told_id>.pdf",
        practice_letter.letter_pdf,
        name="letter-pdf",
        to=TEAM,
    ),
    route(
        "queue/<uuid:item_id>/letter/<uuid:told_id>/practice",
        practice_letter.practice,
        name="letter-practice",
        to=TEAM,
    ),
    route(
        "queue/<uuid:item_id>/family-letter/<uuid:told_id>",
        family_letter.letter,
        name="family-letter",
        to=TEAM,
    ),
    route(
        "queue/<uuid:item_id>/family-letter/<uuid:told_id>.pdf",
        family_letter.letter_pdf,
        name="family-letter-pdf",
        to=TEAM,
    ),
    route("queue/<uuid:item_id>/file/<uuid:attachment_id>", files.download, name="file", to=TEAM),
    route(
        "queue/<uuid:item_id>/asked-for-a-copy",
        copying.record_copy,
        name="record-copy",
        to=TEAM,
    ),
    route("copies/<uuid:right_id>/look", copying.look, name="copy-look", to=LOOKERS),
    route("copies/<uuid:right_id>/looked", copying.looked, name="copy-looked", to=LOOKERS),
    route(
        "copies/<uuid:right_id>/file/<uuid:attachment_id>",
        copying.file,
        name="copy-file",
        to=PREPARERS,
    ),
    route("copies/<uuid:right_id>", copying.answer, name="copy-answer", to=GIVERS),
    route("copies/<uuid:right_id>/give", copying.give, name="copy-give", to=GIVERS),
    route("queue/<uuid:item_id>/correction", correcting.correction, name="correction", to=TEAM),
    route(
        "queue/<uuid:item_id>/said-to-be-wrong",
        correcting.record_correction,
        name="record-correction",
        to=TEAM,
    ),
    route("queue/<uuid:item_id>/copy.<str:form>", copies.copy, name="copy", to=TEAM),
    route("queue/<uuid:item_id>/<slug:act_name>", acts.act, name="act", to=TEAM),
    route("service", service.service, name="service", to=roles(Role.SERVICE_MANAGER)),
    route(
        "service/look/<uuid:item_id>", second_look.look, name="look", to=roles(Role.SERVICE_MANAGER)
    ),
    route(
        "service/complaint/<uuid:complaint_id>",
        complaining.complaint,
        name="complaint",
        to=roles(Role.SERVICE_MANAGER),
    ),
    route(
        "service/complaint/<uuid:complaint_id>/paper",
        complaining.paper,
        name="complaint-paper",
        to=MANAGERS,
    ),
    route("service/complained", taking_down.find, name="complaint-find", to=MANAGERS),
    route("records/<uuid:item_id>/complaint", taking_down.take, name="complaint-take", to=TAKERS),
    route(
        "records/<uuid:item_id>/complaint/taken",
        taking_down.taken,
        name="complaint-taken",
        to=TAKERS,
    ),
    route(
        "records/<uuid:item_id>/put-right",
        putting_right.put_right_list,
        name="put-right",
        to=CHOOSERS,
    ),
    route(
        "records/<uuid:item_id>/put-right/<slug:question>",
        putting_right.put_right,
        name="put-right-one",
        to=CHOOSERS,
    ),
    route("records/<uuid:item_id>/carers", orders.carers, name="carers", to=CHOOSERS),
    route(
        "records/<uuid:item_id>/carers/<uuid:member_id>", orders.carer, name="carer", to=CHOOSERS
    ),
    route(
        "records/<uuid:item_id>/not-contact",
        contact_bars.not_contact,
        name="not-contact",
        to=CHOOSERS,
    ),
    route(
        "records/<uuid:item_id>/not-contact/<uuid:member_id>",
        contact_bars.not_contact_member,
        name="not-contact-member",
        to=CHOOSERS,
    ),
    route(
        "records/<uuid:item_id>/not-contact/<uuid:bar_id>/again",
        contact_bars.contact_again,
        name="contact-again",
        to=CHOOSERS,
    ),
    route("records/<uuid:item_id>/closed", guard.closed, name="closed", to=GUARDS),
    route(
        "records/<uuid:item_id>/closed/<uuid:block_id>/open-again",
        guard.opened_again,
        name="opened-again",
        to=GUARDS,
    ),
    route("emergency", glass.emergency, name="emergency", to=HELPERS),
    route("emergency/<uuid:glass_id>", glass.glass, name="glass", to=HELPERS),
    route("kept", retention.kept, name="retention", to=GUARDS),
    route("kept/<uuid:due_id>/agree", retention.agreed, name="retention-agree", to=GUARDS),
    route("kept/holds/<uuid:hold_id>/lift", retention.lifted, name="hold-lift", to=GUARDS),
    route("reviews/<uuid:review_id>", guard.review, name="review", to=SETTLES),
    route(
        "emergencies/<uuid:glass_id>/delay",
        guard.delay,
        name="glass-delay",
        to=roles(Role.SAFEGUARDING_LEAD),
    ),
    route("records/<uuid:item_id>/who-looked", looks.looks, name="who-looked", to=SIGNED_IN),
]
