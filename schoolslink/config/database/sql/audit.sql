-- The audit: append-only, one hash chain, written by definer functions of a role nobody belongs to.
set role {audit};

create table if not exists audit.event (
  seq bigint primary key,
  at timestamptz not null,
  kind text not null,
  subject uuid,
  request text,
  body text not null,
  prev bytea not null,
  hash bytea not null unique
);
create table if not exists audit.head (
  chain smallint primary key,
  seq bigint not null,
  hash bytea not null
) with (fillfactor = 10);  -- room for heap-only updates: this row changes with every page
insert into audit.head values (0, 0, sha256('schoolslink')) on conflict do nothing;

-- One row for each child an event speaks of, so that "who looked" is a look-up and not a search.
create table if not exists audit.child_event (
  child uuid not null,
  seq bigint not null references audit.event (seq),
  primary key (child, seq)
);

-- Append events in order and return the last one's number. The actor comes from the signed token,
-- never from the caller; the head's row lock makes the chain one line.
create or replace function audit.append(kinds text[], bodies text[]) returns bigint
  language plpgsql volatile security definer set search_path = pg_catalog, pg_temp as $$
declare
  tip audit.head;
  who access.identity := access.who();
  moment timestamptz;
  digest bytea;
begin
  select * into strict tip from audit.head where chain = 0 for update;
  for i in 1 .. cardinality(kinds) loop
    moment := clock_timestamp();
    digest := sha256(tip.hash || convert_to(jsonb_build_array(tip.seq + 1,
      extract(epoch from moment), kinds[i], who.subject, who.request, bodies[i])::text, 'UTF8'));
    insert into audit.event values (tip.seq + 1, moment, kinds[i], who.subject, who.request,
      bodies[i], tip.hash, digest);
    insert into audit.child_event select distinct value::uuid, tip.seq + 1
      from jsonb_array_elements_text(coalesce(bodies[i]::jsonb -> 'children', '[]'::jsonb));
    tip.seq := tip.seq + 1;
    tip.hash := digest;
  end loop;
  update audit.head set seq = tip.seq, hash = tip.hash where chain = 0;
  return tip.seq;
end $$;
revoke all on function audit.append(text[], text[]) from public;
grant execute on function audit.append(text[], text[]) to {app}, {reconciler};

-- Who looked at a child's record: only for those whom access.may_see_log admits.
create or replace function audit.who_looked(wanted uuid, before bigint, page integer)
  returns table (seq bigint, at timestamptz, kind text, subject uuid, body text)
  language plpgsql stable security definer set search_path = pg_catalog, pg_temp as $$
begin
  if not access.may_see_log(wanted) then return; end if;
  return query select e.seq, e.at, e.kind, e.subject, e.body
    from audit.child_event c join audit.event e using (seq)
    where c.child = wanted and e.seq < before order by e.seq desc limit page;
end $$;
revoke all on function audit.who_looked(uuid, bigint, integer) from public;
grant execute on function audit.who_looked(uuid, bigint, integer) to {app};

-- How many people have opened it and read its words: a number, and for the same few. Lists, and
-- what a family or a job does itself, are no reading.
create or replace function audit.people_who_read(wanted uuid) returns integer
  language plpgsql stable security definer set search_path = pg_catalog, pg_temp as $$
begin
  if not access.may_see_log(wanted) then return 0; end if;
  return (select count(distinct e.subject) from audit.child_event c join audit.event e using (seq)
    where c.child = wanted and e.kind = 'view' and e.body::jsonb ? 'acting'
      and exists (select from jsonb_array_elements(e.body::jsonb -> 'reads') r
        where r ->> 'record' = 'item' and strpos(r ->> 'groups', 'N') > 0
          and coalesce(r -> 'children' ? wanted::text, true))
      -- An opening in an emergency of which the young person does not read yet counts when they do.
      and not exists (select from access.opened_in_emergency(wanted) g
        where g.is_kept and g.person = e.subject and e.at between g.from_at and g.to_at));
end $$;
revoke all on function audit.people_who_read(uuid) from public;
grant execute on function audit.people_who_read(uuid) to {app};

-- On which days somebody of the staff had one request before them, as what, and what of it they
-- saw: no names and no times, for the young person's own page. E: in an emergency; X: it was found that it
-- was not right. What a safeguarding lead delays comes on its day, by itself.
create or replace function audit.days_looked(wanted uuid, item uuid, page integer)
  returns table (on_day date, membership uuid, groups text)
  language plpgsql stable security definer set search_path = pg_catalog, pg_temp as $$
begin
  if not access.may_see_log(wanted) then return; end if;
  return query with glass as materialized (
      select g.* from access.opened_in_emergency(wanted) g where g.item = days_looked.item),
    seen as (
      select e.at, e.body::jsonb as body, g.from_at is not null as in_emergency, g.was_wrong
      from audit.child_event c join audit.event e using (seq)
        left join glass g on g.person = e.subject and e.at between g.from_at and g.to_at
      where c.child = wanted and e.kind = 'view' and e.body::jsonb ? 'acting'
        and not coalesce(g.is_kept, false))
    select (s.at at time zone 'Europe/London')::date, (s.body ->> 'acting')::uuid,
      string_agg(distinct r ->> 'groups', '')
        || case when bool_or(s.in_emergency) then 'E' else '' end
        || case when bool_or(s.was_wrong) then 'X' else '' end
    from seen s cross join lateral jsonb_array_elements(s.body -> 'reads') r
    where r -> 'ids' ? item::text
    group by 1, 2 order by 1 desc, 2 limit page;
end $$;
revoke all on function audit.days_looked(uuid, uuid, integer) from public;
grant execute on function audit.days_looked(uuid, uuid, integer) to {app};

-- The head, for the witness file; it tells nothing about anybody.
create or replace function audit.head_now() returns table (seq bigint, hash bytea)
  language sql stable security definer set search_path = pg_catalog, pg_temp as
  'select seq, hash from audit.head where chain = 0';
revoke all on function audit.head_now() from public;
grant execute on function audit.head_now() to {app}, {backup};

create or replace function audit.no_change() returns trigger language plpgsql as
  $$ begin raise exception 'audit is append-only'; end $$;
create or replace trigger no_change before update or delete or truncate on audit.event
  for each statement execute function audit.no_change();
create or replace trigger no_change before update or delete or truncate on audit.child_event
  for each statement execute function audit.no_change();

grant select on audit.event, audit.child_event, audit.head to {backup};
reset role;
