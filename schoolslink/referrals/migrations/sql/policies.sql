-- The second wall, written by hand and apart from `access/grants.csv`. Each policy compares the
-- row's own columns with `in (select ...)` and selects from no other protected table, so
-- that the inner look-up runs once a statement. Groups: R routing, I identity, N narrative,
-- V service's notes, W school's notes, K contacts.

-- Ninety days after the end, a team no longer opens what it once held.
create function access.still_open_to_teams() returns date language plpgsql stable parallel safe
  set search_path = pg_catalog, pg_temp as $$ begin return access.today() - 90; end $$;
-- The one request a family's code opens, and whose page it is. A child may have others, and an
-- earlier question of the school's about the same child is not the family's to read. A carer whom
-- the young person who decides has shut out opens nothing from then on, like a code taken back; nor
-- does one whom a court bars, or one who was named and in whose place another is.
create or replace function access.family_code_opens(code uuid) returns uuid
  language plpgsql stable parallel safe security definer set search_path = pg_catalog, pg_temp as $$
declare
  opens public.access_familycode;
  told boolean;
begin
  select * into opens from public.access_familycode f where f.id = code and f.revoked_at is null;
  -- A practice has one in the moment of asking alone (practice.sql).
  if opens.id is null or opens.relationship in ('self', 'gp') then return opens.item_id; end if;
  select c.may_be_told into told from public.referrals_sharingchoice c
    where c.item_id = opens.item_id and c.whom = 'carer' order by c.at desc, c.id desc limit 1;
  if told is false and not public.referrals_carer_decides(opens.item_id) then return null; end if;
  if exists (select from public.referrals_carer c
    where c.item_id = opens.item_id and c.family_code_id = code
      and (c.replaced or c.court_order = 'barred' or 'person' = any(c.not_by))) then return null; end if;
  return opens.item_id;
end $$;
create function access.family_item() returns uuid language plpgsql stable parallel safe
  security definer set search_path = pg_catalog, pg_temp as $$
declare code uuid := access.family_code();
begin
  if code is null then return null; end if;
  return access.family_code_opens(code);
end $$;
create function access.family_relationship() returns text language plpgsql stable parallel safe
  security definer set search_path = pg_catalog, pg_temp as $$
declare code uuid := access.family_code();
begin
  if code is null then return null; end if;
  return (select f.relationship from public.access_familycode f
    where f.id = code and f.revoked_at is null);
end $$;
-- Say whether whoever asks is the member of the family who decides: to stop, and who may be told.
create function access.family_decides() returns boolean language plpgsql stable parallel safe
  security definer set search_path = pg_catalog, pg_temp as $$
declare item uuid := access.family_item();
begin
  if item is null then return false; end if;
  return public.referrals_code_decides(access.family_code(), item);
end $$;
create function access.family_decides_alone() returns boolean language plpgsql stable parallel safe
  security definer set search_path = pg_catalog, pg_temp as $$
begin
  return access.family_decides()
    and public.referrals_decides_alone(access.family_code(), access.family_item());
end $$;
create function access.family_member() returns uuid language plpgsql stable parallel safe
  security definer set search_path = pg_catalog, pg_temp as $$
declare
  code uuid := access.family_code();
  item uuid;
  member uuid;
begin
  if code is null then return null; end if;
  item := access.family_item();
  select c.id into member from public.referrals_carer c
    where c.family_code_id = code and c.item_id = item;
  return member;
end $$;
-- The child of whom a job sends on what stood unsent: the one job that reads a school's words.
create function access.child_being_sent() returns uuid language plpgsql stable parallel safe
  security definer set search_path = pg_catalog, pg_temp as $$
declare who access.identity := access.who();
begin
  return case when who.kind = 'job' and who.purpose = 'referrals.jobs.sending.finish_sending'
    then who.child end;
end $$;
grant execute on function access.child_being_sent(),
  access.still_open_to_teams(), access.family_relationship(),
  access.family_item(), access.family_member(), access.family_decides(),
  access.family_decides_alone() to {app};

do $$
declare
  school text := $q$ school_id in (select access.organisations_as('school_lead', 'council_link', 'school_cover', 'school_head'))
    or (risk_marked and school_id in (select access.organisations_as('safeguarding_lead'))) $q$;
  own_ref text := $q$ (opened_by_id = (select access.person())
    and school_id in (select access.organisations_as('school_referrer'))) $q$;
  team text := $q$ (team_id in (select access.organisations_as('camhs_contact', 'triager', 'support_team_worker'))
    and (closed_on is null or closed_on > (select access.still_open_to_teams()))) $q$;
  service text := $q$ service_id in (select access.organisations_as('service_manager', 'camhs_contact', 'triager')) $q$;
  area text := $q$ area_id in (select access.organisations_as('area_coordinator')) $q$;
  family text := $q$ item_id = (select access.family_item()) $q$;
  self text := $q$ (item_id = (select access.family_item()) and (select access.family_relationship()) = 'self') $q$;
  member text := $q$ family_member_id = (select access.family_member()) $q$;
  -- The request too: a code that was taken back opens none, and so not even its holder's own row.
  own_row text := $q$ (item_id = (select access.family_item()) and family_code_id = (select access.family_code())) $q$;
  link text := $q$ item_id = (select access.link_item()) $q$;
  job_child text := $q$ child_id = (select access.job_child()) $q$;
  -- Only where a service has it: another request of the child's may still lie unsent.
  sending text := $q$ (service_id is not null and child_id = (select access.child_being_sent())) $q$;
  job_place text := $q$ (select access.job_organisation()) in (school_id, team_id, service_id, area_id) $q$;
  -- What was answered, to those who asked: unless it is kept from them.
  hears text := format('(not kept_from_school and (%s or %s))', school, own_ref);
  -- They are tried in this order. A job's comes first: most statements are of jobs, and it is one call.
  routing text := concat_ws(' or ', job_child, school, own_ref, team, service, area, family, link, job_place);
  identity text := concat_ws(' or ', job_child, school, own_ref, team, family);
  narrative text := concat_ws(' or ', school, own_ref, team, self, sending);
  decided text := concat_ws(' or ', job_child, hears, team, service, area, family, link, job_place);
  answered text := concat_ws(' or ', hears, team, self, sending);
  contact text := concat_ws(' or ', job_child, school, own_ref, team, own_row);
  family_page text := concat_ws(' or ', team, member);
  -- Who writes is fewer than who reads: whoever asks, whoever helps, and each on their own row.
  asks text := concat_ws(' or ', school, own_ref);
  sends text := concat_ws(' or ', asks, sending);
  begins text := $q$ school_id in (select access.organisations_as('school_lead', 'council_link', 'school_cover', 'school_head')) $q$;
  pair text := concat_ws(' or ', school, own_ref, team);
  reaches text := concat_ws(' or ', pair, sending);
  -- Who decides by themselves shuts out a carer, whose duty is then another's row (authors.sql).
  shuts_out text := $q$ (whom = 'carer' and item_id = (select access.family_item()) and (select access.family_relationship()) = 'self' and (select access.family_decides())) $q$;
  tells text := concat_ws(' or ', job_child, school, own_ref, team, member, shuts_out);
  chooses text := $q$ (item_id = (select access.family_item()) and (select access.family_decides())
    and chosen_by = (select access.family_relationship())) $q$;
  undoes text := $q$ (item_id = (select access.family_item()) and (select access.family_decides()) and state in ('taken_back', 'objected', 'disagree')) $q$;
  -- Who closes a record to one colleague, and looks again at every exception.
  guards text := $q$ school_id in (select access.organisations_as('school_lead', 'council_link', 'school_head'))
    or service_id in (select access.organisations_as('service_manager')) $q$;
  reviews text := concat_ws(' or ', guards, job_child);
  -- What somebody has open for an hour: to read, and nothing else.
  delays text := $q$ (risk_marked and school_id in (select access.organisations_as('safeguarding_lead'))) $q$;
  misuse text := $q$ id = any(array(select access.misuses_for_me())) $q$; settles text := $q$ for_id = (select access.person()) $q$;
  glass text := $q$ item_id = any(array(select access.glass_items())) $q$;
  -- What is looked through, line by line, because the family asked for a copy: to read, and nothing else.
  answered_all text := $q$ item_id = any(array(select access.answered_items())) $q$;
  manager text := $q$ service_id in (select access.organisations_as('service_manager')) $q$;
  -- What no service has, to whoever answers for the school.
  alone text := format('(service_id is null and %s)', $q$ school_id in (select access.organisations_as('school_lead', 'council_link', 'school_head')) $q$);
  rights text := concat_ws(' or ', manager, team, alone, answered_all, job_child);
  -- What a family says went wrong, to whoever hears it, and to nobody through place, school or team.
  heard text := $q$ id = any(array(select access.complaints_heard())) $q$;
  -- Wins over every other policy: what was closed to somebody is not there for them.
  closed text := $q$ child_id <> all(array(select access.closed_to_me())) $q$;
  -- A yes to the doctor's letter that comes after the decision makes the duty to write it.
  owes_letter text := $q$ (whom = 'gp' and item_id = (select access.family_item()) and (select access.family_decides())) $q$;
  moves text; service_words text; between text; entry record;
  -- The team changes an answer in putting it right alone, and so with what it was beside it.
  mends text;
  -- With this move of theirs it is another service's, or school's: the trigger has asked whether they may make it.
  offers text := $q$ (move in ('offer', 'ask_school', 'leave_school') and actor_id = (select access.person())) $q$;
  -- What somebody asks by themselves, in the moment of sending it: their own draft is still there.
  own text := $q$ item_id = (select access.family_draft()) $q$;
  -- What came on paper or by phone is whoever's of the team typed it in, to write down whole.
  typed text := format('(opened_by_id = (select access.person()) and %s)', team);
  -- Who helps now, as it was said, to those whom it is about.
  begun text := $q$ event_id = (select access.begun_event()) $q$;
  own_item text := $q$ (id = (select access.family_draft()) and child_id = (select access.family_draft_child())
    and kind = 'referral' and about_id is null and school_id is null and opened_by_id is null
    and asked_by = (select access.family_relationship())) $q$;
  replies text := $q$ (written_by = (select access.person()) and access.may_reply(offer_id, item_id)) $q$;
begin
  moves := routing;
  mends := format('(%s and item_id in (select access.being_put_right()))', team);
  routing := concat_ws(' or ', routing, glass, answered_all);
  identity := concat_ws(' or ', identity, glass, answered_all);
  narrative := concat_ws(' or ', narrative, glass, answered_all);
  decided := concat_ws(' or ', decided, glass, answered_all);
  answered := concat_ws(' or ', answered, glass, answered_all);
  service_words := concat_ws(' or ', team, glass, answered_all);
  between := concat_ws(' or ', family_page, answered_all);
  for entry in select * from (values
      -- A job begins only what stands beside a request of its child.
      ('item', replace(routing, 'item_id =', 'id ='), concat_ws(' or ', begins, own_ref, team, own_item,
        '(about_id is not null and ' || job_child || ')'), null, null),
      -- What may be moved is the trigger's affair (rights.sql), after it has made the row.
      ('itemevent', routing, concat_ws(' or ', moves, offers), null, null), ('holding', routing, null, null, null),
      ('referral', routing, concat_ws(' or ', asks, own, typed), concat_ws(' or ', sends, mends), null), ('decision', decided, team, null, null),
      ('told', routing, concat_ws(' or ', team, owes_letter), tells, null),
      ('sharingchoice', routing, concat_ws(' or ', sends, chooses, own, typed), null, null),
      ('lawfulbasis', routing, concat_ws(' or ', asks, job_child, own, typed), null, null),
      ('childidentity', identity, concat_ws(' or ', asks, own, typed), concat_ws(' or ', sends, mends), null),
      ('findingtoken', identity, concat_ws(' or ', sends, own, typed, mends), null, concat_ws(' or ', sends, mends)),
      ('advicerequest', narrative, pair, pair, null),
      ('answer', narrative, concat_ws(' or ', sends, own, typed, mends), concat_ws(' or ', sends, mends), null),
      ('putright', concat_ws(' or ', pair, job_child, answered_all, 'told_id = (select access.family_member())'), pair, null, null),
      ('threadmessage', concat_ws(' or ', answered, begun), pair, null, null),
      ('decisionwords', answered, team, null, null), ('agreement', narrative, concat_ws(' or ', sends, undoes, own, typed), null, null),
      ('tellingwords', between, team, null, null),
      ('familymessage', between, family_page, null, null),
      ('familypulse', between, member, null, null),
      ('carer', concat_ws(' or ', contact, answered_all), concat_ws(' or ', sends, own, typed, mends), concat_ws(' or ', reaches, own_row), null),
      ('childcontact', concat_ws(' or ', contact, answered_all), concat_ws(' or ', reaches, own), reaches, null),
      ('servicenote', service_words, team, null, null),
      ('clinicreference', service_words, team, team, null),
      ('offerpreview', service_words, team, null, null),
      ('arrivalpreview', concat_ws(' or ', school, answered_all), team, null, null),
      ('offerreply', service_words, replies, null, null),
      ('transferstep', concat_ws(' or ', pair, job_child, answered_all), concat_ws(' or ', pair, job_child), null, null),
      ('consultationslot', concat_ws(' or ', pair, job_child, answered_all), asks, null, null),
      ('consultationnote', narrative, team, null, null),
      -- Post is the team's alone, and written down by whoever opened it; what came of it by whoever sorts it.
      ('post', service_words, typed, team, null), ('postfile', service_words, team, null, null),
      ('outsideoffer', concat_ws(' or ', team, link, answered_all), team, team, null),
      ('outsidelink', concat_ws(' or ', team, job_child, answered_all), team, team, null),
      ('outsidereply', concat_ws(' or ', team, job_child, answered_all), concat_ws(' or ', team, link), null, null),
      ('practiceasking', concat_ws(' or ', team, job_child, answered_all), own, concat_ws(' or ', team, job_child), null),
      ('schoolnote', concat_ws(' or ', school, answered_all), school, null, null), ('draft', concat_ws(' or ', sends, answered_all), asks, asks, sends),
      ('carerorder', concat_ws(' or ', pair, job_child, answered_all), concat_ws(' or ', school, team), null, null),
      ('contactbar', concat_ws(' or ', pair, job_child, answered_all), concat_ws(' or ', sends, typed, school, team),
        concat_ws(' or ', school, team), null),
      -- A file that a service has stays; before that the school may take it away again.
      ('attachment', narrative, asks, null, format('(service_id is null and (%s))', asks)),
      ('glass', concat_ws(' or ', reviews, glass, delays, misuse), null, concat_ws(' or ', glass, delays), null),
      ('rightasked', concat_ws(' or ', rights, member), concat_ws(' or ', manager, team, alone, member),
        concat_ws(' or ', rights, member), null),
      -- Of an area's, that there is one: its key is another's.
      -- What is typed in for them is read by nobody for having typed it.
      ('complaint', concat_ws(' or ', heard, member, area, job_child), concat_ws(' or ', member, begins, team, manager),
        concat_ws(' or ', heard, job_child), null),
      -- The database finds them itself; the team says what they are.
      ('likeness', team, null, team, null), ('elsewhere', team, null, team, null),
      -- Only the team knows that two are joined, and why; the others read where it stands by a door.
      ('joining', team, team, team, null),
      ('conflictblock', guards, guards, guards, null),
      ('retentionhold', guards, guards, guards, null), ('retentiondue', guards, null, guards, null),
      -- Whoever has it reads who asked after it; only a coordinator of the area writes that they did.
      ('chase', routing, area, null, null),
      ('review', concat_ws(' or ', reviews, area, settles), concat_ws(' or ', reviews, school, team), concat_ws(' or ', reviews, settles), null)
    ) as protected (name, reads, adds, changes, removes) loop
    execute format('alter table public.referrals_%s enable row level security', entry.name);
    execute format('alter table public.referrals_%s force row level security', entry.name);
    execute format('create policy app_rows on public.referrals_%s for select to {app} using (%s)',
      entry.name, entry.reads);
    if entry.adds is not null then
      execute format('create policy app_adds on public.referrals_%s for insert to {app} with check (%s)',
        entry.name, entry.adds);
    end if;
    if entry.changes is not null then
      execute format('create policy app_changes on public.referrals_%s for update to {app} using (%s) with check (%s)',
        entry.name, entry.changes, entry.changes);
    end if;
    if entry.removes is not null then
      execute format('create policy app_removes on public.referrals_%s for delete to {app} using (%s)',
        entry.name, entry.removes);
    end if;
    execute format('create policy closed on public.referrals_%s as restrictive to {app}
      using (%s) with check (%s)', entry.name, closed, closed);
    -- The owner's definer functions and data migrations; stored as the role that migrates.
    execute format('create policy owner_rows on public.referrals_%s to current_user using (true)',
      entry.name);
  end loop;
end $$;

-- Whose words somebody may open: as the policy of who the child is, and asked once for a whole page.
-- A manager or coordinator sees that there is a request, and is given no key.
create or replace function access.children_open(children uuid[]) returns setof uuid
  language plpgsql stable security definer rows 25 set search_path = pg_catalog, pg_temp
  set plan_cache_mode = force_generic_plan as $$
declare
  who access.identity := access.who();
  today date := access.today();
  leads uuid[];
  safeguards uuid[];
  refers uuid[];
  teams uuid[];
begin
  if who.kind = 'job' then
    return query select c from unnest(children) c where c = who.child;
  elsif who.kind = 'family' then
    return query select i.child_id from public.referrals_item i
      where i.id = access.family_code_opens(who.subject) and i.child_id = any(children)
      union select d.child_id from public.referrals_owndraft d
      where d.family_code_id = who.subject and d.id = access.family_code_opens(who.subject)
        and d.child_id = any(children)
      -- A complaint has a key of its own, for whoever said it.
      union select m.id from public.referrals_complaint m join public.referrals_carer c
        on c.id = m.family_member_id
      where m.id = any(children) and c.family_code_id = who.subject
        and access.family_code_opens(who.subject) = m.item_id;
  elsif who.kind = 'link' then
    return query select i.child_id from public.referrals_item i
      where i.id = access.link_item() and i.child_id = any(children);
  elsif who.kind = 'person' then
    select array_agg(m.organisation_id) filter (where m.role in ('school_lead', 'council_link', 'school_cover', 'school_head')),
        array_agg(m.organisation_id) filter (where m.role = 'safeguarding_lead'),
        array_agg(m.organisation_id) filter (where m.role = 'school_referrer'),
        array_agg(m.organisation_id) filter (where m.role in ('camhs_contact', 'triager', 'support_team_worker'))
      into leads, safeguards, refers, teams
      from public.access_membership m
      where m.person_id = who.subject and m.from_on <= today
        and (m.until_on is null or m.until_on > today);
    return query select distinct i.child_id from public.referrals_item i
      where i.child_id = any(children)
        and i.child_id not in (select access.closed_to(who.subject)) and (
        i.school_id = any(leads)
        or i.id in (select access.glass_of(who.subject)) or i.child_id in (select access.glasses_to_judge(who.subject))
        or i.id in (select access.answers_of(who.subject))
        or (i.risk_marked and i.school_id = any(safeguards))
        or (i.opened_by_id = who.subject and i.school_id = any(refers))
        or (i.team_id = any(teams) and (i.closed_on is null or i.closed_on > (select access.still_open_to_teams()))));
    -- And for whoever hears it.
    return query select c.id from public.referrals_complaint c where c.id = any(children)
      and c.id in (select access.complaints_of(who.subject));
  end if;
end $$;

-- Who may see who looked: the school, the team's contact, the service's manager, and the
-- young person. No carer: who looked would tell what is kept from them, such as a marked risk.
create or replace function access.may_see_log(child uuid) returns boolean
  language sql stable security definer set search_path = pg_catalog, pg_temp as $$
  select child <> all(array(select access.closed_to_me()))
    -- A school that is asked whether a child has arrived sees nothing else of them.
    and exists (select from public.referrals_item i where i.child_id = child and i.kind <> 'arrival' and (
      (i.id = (select access.family_item()) and (select access.family_relationship()) = 'self')
      or i.school_id in (select access.organisations_as('school_lead', 'council_link', 'school_cover', 'school_head'))
      or (i.risk_marked and i.school_id in (select access.organisations_as('safeguarding_lead')))
      or (i.team_id in (select access.organisations_as('camhs_contact'))
          and (i.closed_on is null or i.closed_on > (select access.still_open_to_teams())))
      or i.service_id in (select access.organisations_as('service_manager')))) $$;

-- Who may hand a family its codes: those who ask for the school and those who help.
create or replace function access.may_make_code(child uuid, item uuid) returns boolean
  language sql stable security definer set search_path = pg_catalog, pg_temp as $$
  select child <> all(array(select access.closed_to_me()))
    and exists (select from public.referrals_item i where i.id = item and i.child_id = child and i.kind <> 'arrival' and (
    i.school_id in (select access.organisations_as('school_lead', 'council_link', 'school_cover', 'school_head'))
    or (i.opened_by_id = access.person()
        and i.school_id in (select access.organisations_as('school_referrer')))
    or (i.team_id in (select access.organisations_as('camhs_contact', 'triager', 'support_team_worker'))
        and (i.closed_on is null or i.closed_on > access.still_open_to_teams())))) $$;

-- What is overdue, by id and child alone, so that one job for each child can act on it. A door.
create function access.overdue_items(on_day date, after uuid, page integer)
  returns table (item uuid, child uuid) language plpgsql stable security definer
  set search_path = pg_catalog, pg_temp as $$
begin
  if not access.is_system() then return; end if;
  return query select h.item_id, h.child_id from public.referrals_holding h
    where h.ended_at is null and h.due_on < on_day and h.item_id > after
    order by h.item_id limit page;
end $$;
grant execute on function access.overdue_items(date, uuid, integer) to {app};

-- Requests for which somebody at the school must ask for a yes in the days to come; by id and child
-- alone, for one job each. A door.
create function access.agreements_to_ask_for(on_day date, after uuid, page integer)
  returns table (item uuid, child uuid) language plpgsql stable security definer
  set search_path = pg_catalog, pg_temp as $$
begin
  if not access.is_system() then return; end if;
  return query select h.item_id, h.child_id from public.referrals_holding h
    where h.ended_at is null and h.due_on >= on_day and h.due_on < on_day + 6
      and h.duty = 'get_agreement' and h.item_id > after
    order by h.item_id limit page;
end $$;
grant execute on function access.agreements_to_ask_for(date, uuid, integer) to {app};

-- The names of all files that rows name, so that one that is named by none can be taken away. A door.
create function access.files_kept() returns setof text
  language plpgsql stable security definer set search_path = pg_catalog, pg_temp as $$
begin
  if not access.is_system() then return; end if;
  return query select a.file from public.referrals_attachment a
    union all select p.file from public.referrals_postfile p
    union all select r.file from public.referrals_rightasked r where r.file <> '';
end $$;
grant execute on function access.files_kept() to {app};

-- Letters to a practice whose day has passed and of which nobody was asked yet, while the team may
-- still open what they are about; by id and child alone, for one job each. A door.
create function access.overdue_letters(on_day date, after uuid, page integer)
  returns table (told uuid, child uuid) language plpgsql stable security definer
  set search_path = pg_catalog, pg_temp as $$
begin
  if not access.is_system() then return; end if;
  return query select t.id, t.child_id from public.referrals_told t
    where t.whom = 'gp' and t.told_at is null and t.due_on < on_day
      and t.manager_asked_at is null and t.id > after
      and (t.closed_on is null or t.closed_on > access.still_open_to_teams())
    order by t.id limit page;
end $$;
grant execute on function access.overdue_letters(date, uuid, integer) to {app};

-- Answers with which something ended and which its school has not read by their day, the latest of
-- each; by id and child alone, for one job each. A door.
create function access.overdue_answers(on_day date, after uuid, page integer)
  returns table (told uuid, child uuid) language plpgsql stable security definer
  set search_path = pg_catalog, pg_temp as $$
begin
  if not access.is_system() then return; end if;
  return query select t.id, t.child_id from public.referrals_told t
    where t.whom = 'school' and t.read_at is null and t.school_id is not null and t.closed_on is not null
      and t.due_on < on_day
      and t.id > after
      and not exists (select from public.referrals_told later where later.item_id = t.item_id
        and later.whom = 'school' and later.id > t.id)
    order by t.id limit page;
end $$;
grant execute on function access.overdue_answers(date, uuid, integer) to {app};
