-- What was kept long enough goes: agreed to by name, refused while anything is open or held, and with a
-- certificate that stays. Words are the last thing to worry about then: the child's key goes with them.

-- The certificates. They name nobody: a number of ours that stands nowhere else any more, and a count.
create table public.referrals_erasure (
  id uuid primary key,
  subject uuid not null,
  part text not null check (part in ('all', 'school')),
  rule text not null,
  source text not null,
  at timestamptz not null,
  ordered_by text not null check (ordered_by <> ''),
  agreed_by uuid[] not null check (cardinality(agreed_by) > 0),
  counts jsonb not null,
  hash text not null
);
create unique index erased_once on public.referrals_erasure (subject) where part = 'all';
-- When somebody looks again whether a child's record has been kept long enough: no birthday is in it.
create table public.referrals_retentionlook (
  child_id uuid primary key,
  last_on date not null,
  look_on date not null
);
do $$
declare name text;
begin
  foreach name in array array['erasure', 'retentionlook'] loop
    execute format('alter table public.referrals_%s enable row level security', name);
    execute format('alter table public.referrals_%s force row level security', name);
    execute format('create policy owner_rows on public.referrals_%s to current_user using (true)', name);
    execute format('create policy app_rows on public.referrals_%s for select to {app} using (false)', name);
  end loop;
end $$;
create policy reconciler_rows on public.referrals_erasure for select to {reconciler} using (true);

-- History is taken away by an erasure alone, which has written its certificate before.
create or replace function public.referrals_no_delete() returns trigger
  language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
begin
  if not exists (select from public.referrals_erasure e where e.subject = old.child_id and e.part = 'all') then
    raise exception 'history is append-only';
  end if;
  return old;
end $$;
create trigger no_delete before delete on public.referrals_itemevent
  for each row execute function public.referrals_no_delete();

-- Who says that something may go: whoever answers for the service that has it, of what no service has and
-- of a school's own notes whoever answers for the school. Once, and by the signed identity.
create function public.referrals_stamp_kept_long() returns trigger
  language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
declare
  who access.identity := access.who();
  today date := access.today();
begin
  if who.kind is null or new.agreed_at is not distinct from old.agreed_at then
    if who.kind is not null then new.agreed_by := old.agreed_by; end if;
    return new;
  end if;
  if old.agreed_at is not null or who.kind <> 'person' or not exists (
      select from public.access_membership m where m.person_id = who.subject
        and m.from_on <= today and (m.until_on is null or m.until_on > today)
        and case when old.part = 'all' and old.service_id is not null
          then m.organisation_id = old.service_id and m.role = 'service_manager'
          else m.organisation_id = old.school_id and m.role in ('school_lead', 'council_link', 'school_head')
        end) then
    raise exception 'not theirs to agree to' using errcode = 'SL403';
  end if;
  new.agreed_by := who.subject;
  return new;
end $$;
create trigger stamp before update on public.referrals_retentiondue
  for each row execute function public.referrals_stamp_kept_long();

create function public.referrals_stamp_hold() returns trigger language plpgsql
  set search_path = pg_catalog, pg_temp as $$
declare who access.identity := access.who();
begin
  if who.kind is null then return new; end if;
  if tg_op = 'INSERT' then
    new.set_by := who.subject; new.lifted_at := null; new.lifted_by := null; new.lifted_why := '';
  elsif old.lifted_at is not null then
    raise exception 'lifted already' using errcode = 'SL403';
  else
    new.lifted_by := case when new.lifted_at is not null then who.subject end;
  end if;
  return new;
end $$;
create trigger stamp before insert or update on public.referrals_retentionhold
  for each row execute function public.referrals_stamp_hold();

-- The last day on which anything of a child was open; null while something is.
create function public.referrals_last_contact(wanted uuid) returns date language sql stable
  set search_path = pg_catalog, pg_temp as $$
  select case when bool_and(i.closed_on is not null) then max(i.closed_on) end
  from public.referrals_item i where i.child_id = wanted $$;

-- What came by post and was put to a request is kept as long as that child's record, and goes with it.
create function public.referrals_put_to(child uuid) returns setof uuid language sql stable
  set search_path = pg_catalog, pg_temp as $$
  select p.child_id from public.referrals_item i join public.referrals_post p on p.other_id = i.id
  where i.child_id = child and p.child_id <> child $$;

-- Whose record is to be looked at on a day, by id alone, for one job each. A door.
create function access.retention_to_look(on_day date, after uuid, page integer)
  returns table (wanted uuid, child uuid) language plpgsql stable security definer
  set search_path = pg_catalog, pg_temp as $$
begin
  if not access.is_system() then return; end if;
  return query select y.id, y.id from public.referrals_youngperson y
      cross join lateral (select public.referrals_last_contact(y.id) as on_day) last
      left join public.referrals_retentionlook l on l.child_id = y.id
    where y.id > after and last.on_day is not null
      and not exists (select from public.referrals_post p join public.referrals_item r on r.id = p.other_id
        where p.child_id = y.id and r.child_id <> y.id)
      and (l.child_id is null or l.last_on <> last.on_day or l.look_on <= retention_to_look.on_day)
    order by y.id limit page;
end $$;

-- What the child's own job found: when it looks again, and what has been kept long enough by which rule. What
-- was agreed to before something new was asked counts no more. A door.
create function access.retention_found(last_day date, look_day date, parts text[], rules text[],
    due_days date[], at timestamptz) returns void
  language plpgsql volatile security definer set search_path = pg_catalog, pg_temp as $$
declare child uuid := access.job_child();
begin
  if child is null or public.referrals_last_contact(child) is distinct from last_day then
    raise exception 'not the job of this child' using errcode = '42501';
  end if;
  delete from public.referrals_retentiondue d where d.child_id = child and not exists (
    select from public.referrals_retentionlook l where l.child_id = child and l.last_on = last_day);
  insert into public.referrals_retentionlook values (child, last_day, look_day)
    on conflict (child_id) do update set last_on = excluded.last_on, look_on = excluded.look_on;
  insert into public.referrals_retentiondue (id, item_id, part, rule, due_on, found_at, risk_marked)
    select gen_random_uuid(), kept.item, found.part, found.rule, found.due_on, retention_found.at, false
    from unnest(parts, rules, due_days) as found (part, rule, due_on)
      cross join lateral (
        select distinct on (coalesce(case when found.part = 'all' then i.service_id end, i.school_id))
          i.id as item from public.referrals_item i
        where i.child_id = child and i.about_id is null
          and (found.part = 'all' or exists (select from public.referrals_schoolnote n where n.item_id = i.id)
            or exists (select from public.referrals_draft d where d.item_id = i.id))
        order by coalesce(case when found.part = 'all' then i.service_id end, i.school_id),
          i.closed_on desc, i.id desc) kept
    on conflict (item_id, part) do nothing;
end $$;

-- What has been kept long enough, for the operator's list: numbers and rules, no word and no name. A door.
create function access.retention_listed()
  returns table (child uuid, reference text, part text, rule text, due_on date, agreed boolean, held boolean,
    is_open boolean) language plpgsql stable security definer set search_path = pg_catalog, pg_temp as $$
begin
  if not access.is_system() then return; end if;
  return query select d.child_id, i.reference, d.part, d.rule, d.due_on, d.agreed_at is not null,
      exists (select from public.referrals_retentionhold h where h.lifted_at is null and (h.child_id = d.child_id
        or d.part = 'all' and h.child_id in (select public.referrals_put_to(d.child_id)))),
      public.referrals_last_contact(d.child_id) is null
    from public.referrals_retentiondue d join public.referrals_item i on i.id = d.item_id
    order by d.due_on, i.reference, d.part;
end $$;

-- Take away every row about a child, or a school's own words alone, and count them. Every table that names
-- the child or one of its items, also one that is made after this was written.
create function public.referrals_erase_rows(child uuid, part text) returns jsonb
  language plpgsql volatile set search_path = pg_catalog, pg_temp as $$
declare
  items uuid[] := array(select i.id from public.referrals_item i where i.child_id = child);
  -- A complaint's words have a key of their own.
  complaints uuid[] := array(select c.id from public.referrals_complaint c where c.child_id = child);
  counts jsonb := '{}';
  gone bigint;
  belongs record;
begin
  if part = 'all' then
    delete from public.access_session s using public.access_familycode f
      where f.child_id = child and s.family_code_id = f.id;
  end if;
  for belongs in select c.relname::text as name, bool_or(a.attname = 'item_id') as by_item
      from pg_class c join pg_attribute a on a.attrelid = c.oid and not a.attisdropped
      where c.relnamespace = 'public'::regnamespace and c.relkind = 'r'
        and a.attname in ('item_id', 'child_id') and c.relname <> 'referrals_item'
        and (part = 'all' or c.relname in ('referrals_schoolnote', 'referrals_draft',
          'referrals_retentiondue'))
      group by c.relname order by 1 loop
    if belongs.name = 'referrals_retentiondue' and part = 'school' then
      delete from public.referrals_retentiondue d where d.child_id = child and d.part = 'school';
    elsif belongs.by_item then
      execute format('delete from public.%I where item_id = any($1)', belongs.name) using items;
    else
      execute format('delete from public.%I where child_id = $1', belongs.name) using child;
    end if;
    get diagnostics gone = row_count;
    if gone > 0 then counts := counts || jsonb_build_object(belongs.name, gone); end if;
  end loop;
  if part = 'all' then
    delete from public.referrals_item i where i.child_id = child;
    get diagnostics gone = row_count;
    counts := counts || jsonb_build_object('referrals_item', gone);
    delete from public.referrals_youngperson y where y.id = child;
    get diagnostics gone = row_count;
    counts := counts || jsonb_build_object('referrals_youngperson', gone);
    delete from keys.child_key k where k.subject = child or k.subject = any(complaints);
    get diagnostics gone = row_count;
    counts := counts || jsonb_build_object('keys.child_key', gone);
  end if;
  return counts;
end $$;
revoke all on function public.referrals_erase_rows(uuid, text) from public;

-- Erase: the operator's explicit order, never a job of the night. Refused while anything of the child, or of what
-- was put to its requests, is open, held, not agreed to by everybody who keeps it, or younger than the least there
-- is. What was put to its requests goes along, with a certificate of its own. A door.
create function access.erase_child(certificate uuid, child uuid, part text, rule text, source text,
    ordered_by text, at timestamptz)
  returns table (line jsonb, files text[]) language plpgsql volatile security definer
  set search_path = pg_catalog, pg_temp as $$
declare
  who access.identity := access.who();
  children uuid[] := array[child];
  goes uuid;
  made uuid;
  agreed uuid[];
  found_files text[];
  counted jsonb;
  last_day date;
begin
  if who.kind is distinct from 'system' or who.purpose <> 'retention.apply' then
    raise exception 'nobody erases but by order' using errcode = '42501';
  end if;
  -- Whoever asks anything new for this child waits for us, and then finds no child.
  perform from public.referrals_youngperson y where y.id = child for update;
  if part = 'all' then
    children := children || array(select p from public.referrals_put_to(child) p order by p);
    perform from public.referrals_youngperson y where y.id = any(children) order by y.id for update;
  end if;
  last_day := public.referrals_last_contact(child);
  if last_day is null
      or exists (select from public.referrals_rightasked r where r.child_id = any(children) and r.done_at is null)
      or exists (select from public.referrals_complaint c
        where c.child_id = any(children) and c.answered_at is null)
      or exists (select from public.referrals_review r where r.child_id = any(children) and r.done_at is null) then
    raise exception 'something about this child is open' using errcode = 'SL440';
  end if;
  if exists (select from public.referrals_retentionhold h
      where h.child_id = any(children) and h.lifted_at is null) then
    raise exception 'somebody holds it' using errcode = 'SL441';
  end if;
  if not coalesce((select bool_and(d.agreed_at is not null and d.due_on <= access.today())
      from public.referrals_retentiondue d where d.child_id = child and d.part = erase_child.part), false) then
    raise exception 'not agreed to by everybody who keeps it' using errcode = 'SL442';
  end if;
  if part = 'all' and last_day + interval '20 years' > access.today() then
    raise exception 'not kept long enough' using errcode = 'SL443';
  end if;
  agreed := array(select distinct d.agreed_by from public.referrals_retentiondue d
    where d.child_id = child and d.part = erase_child.part order by 1);
  foreach goes in array children loop
    found_files := '{}';
    if part = 'all' then
      found_files := array(select a.file from public.referrals_attachment a where a.child_id = goes
        union all select p.file from public.referrals_postfile p where p.child_id = goes
        union all select r.file from public.referrals_rightasked r where r.child_id = goes and r.file <> '');
    end if;
    made := case when goes = child then certificate else gen_random_uuid() end;
    insert into public.referrals_erasure values (made, goes, part, rule, source, erase_child.at,
      ordered_by, agreed, '{}', '');
    counted := public.referrals_erase_rows(goes, part);
    update public.referrals_erasure e set counts = counted, hash = public.referrals_erasure_hash(e.id,
      e.subject, e.part, e.rule, e.source, e.at, e.ordered_by, e.agreed_by, counted) where e.id = made;
    return query select to_jsonb(e), found_files from public.referrals_erasure e where e.id = made;
  end loop;
end $$;

create function public.referrals_erasure_hash(id uuid, subject uuid, part text, rule text, source text,
    at timestamptz, ordered_by text, agreed_by uuid[], counts jsonb) returns text
  language sql stable set search_path = pg_catalog, pg_temp as $$
  select encode(sha256(convert_to(jsonb_build_array(id, subject, part, rule, source,
    extract(epoch from at), ordered_by, agreed_by, counts)::text, 'UTF8')), 'hex') $$;

-- The certificates there are, to be kept outside the database too. A door.
create function access.erasures() returns setof jsonb language plpgsql stable security definer
  set search_path = pg_catalog, pg_temp as $$
begin
  if not access.is_system() then return; end if;
  return query select to_jsonb(e) from public.referrals_erasure e order by e.at, e.id;
end $$;

-- After an old backup was restored: do again what its certificate says was done. For the owner alone.
create function public.referrals_replay_erasure(line jsonb) returns bigint
  language plpgsql volatile set search_path = pg_catalog, pg_temp as $$
declare
  kept public.referrals_erasure := jsonb_populate_record(null::public.referrals_erasure, line);
  counted jsonb;
begin
  if kept.hash <> public.referrals_erasure_hash(kept.id, kept.subject, kept.part, kept.rule, kept.source,
      kept.at, kept.ordered_by, kept.agreed_by, kept.counts) then
    raise exception 'this certificate is not as it was written' using errcode = 'SL444';
  end if;
  insert into public.referrals_erasure select (kept).* on conflict do nothing;
  counted := public.referrals_erase_rows(kept.subject, kept.part);
  return (select coalesce(sum(value::bigint), 0) from jsonb_each_text(counted));
end $$;
revoke all on function public.referrals_replay_erasure(jsonb) from public;

revoke all on function access.retention_to_look(date, uuid, integer),
  access.retention_found(date, date, text[], text[], date[], timestamptz), access.retention_listed(),
  access.erase_child(uuid, uuid, text, text, text, text, timestamptz), access.erasures() from public;
grant execute on function access.retention_to_look(date, uuid, integer),
  access.retention_found(date, date, text[], text[], date[], timestamptz), access.retention_listed(),
  access.erase_child(uuid, uuid, text, text, text, text, timestamptz), access.erasures() to {app};
