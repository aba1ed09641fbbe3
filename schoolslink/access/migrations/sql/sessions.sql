-- Sessions are opened before anybody is known, so their functions ask for no identity: whoever
-- holds the key's pre-image holds the session. 30 minutes idle, and the end set when it began.
create function access.session_open(wanted bytea) returns table (
    data text, person uuid, family_code uuid, started_at timestamptz, ends_at timestamptz, mac bytea,
    name text, language text, memberships jsonb, child uuid, relationship text, item uuid,
    closed uuid[], glass uuid[], answers uuid[])
  language plpgsql volatile security definer set search_path = pg_catalog, pg_temp as $$
#variable_conflict use_column
begin
  -- Two pages of one browser at once must not wait for each other: one of them marks the visit.
  perform from public.access_session s
    where s.key_hash = wanted and s.seen_at < clock_timestamp() - interval '1 minute'
      and s.seen_at > clock_timestamp() - interval '30 minutes'
    for update skip locked;
  if found then
    update public.access_session s set seen_at = clock_timestamp() where s.key_hash = wanted;
  end if;
  return query select s.data, s.person_id, s.family_code_id, s.started_at, s.ends_at, s.mac,
      p.name, p.language,
      (select coalesce(jsonb_agg(jsonb_build_array(m.id, m.organisation_id, o.kind, o.name, m.role)
                                 order by m.from_on, m.id), '[]'::jsonb)
         from public.access_membership m join public.access_organisation o on o.id = m.organisation_id
         where m.person_id = s.person_id and m.from_on <= access.today()
           and (m.until_on is null or m.until_on > access.today())),
      f.child_id, f.relationship,
      case when f.id is not null then access.family_code_opens(f.id) end,
      array(select access.closed_to(s.person_id)), array(select access.glass_of(s.person_id)),
      array(select access.answers_of(s.person_id))
    from public.access_session s left join public.access_person p on p.id = s.person_id
      left join public.access_familycode f on f.id = s.family_code_id and f.revoked_at is null
    where s.key_hash = wanted and s.ends_at > clock_timestamp()
      and s.seen_at > clock_timestamp() - interval '30 minutes'
      and (s.person_id is null or p.is_active)
      and (s.family_code_id is null or f.id is not null);
end $$;

create function access.session_save(wanted bytea, fresh boolean, data text, person uuid,
    family_code uuid, started_at timestamptz, ends_at timestamptz, mac bytea) returns boolean
  language plpgsql volatile security definer set search_path = pg_catalog, pg_temp as $$
begin
  if fresh then
    insert into public.access_session (key_hash, person_id, family_code_id, data, started_at, seen_at,
        ends_at, mac)
      values (wanted, person, session_save.family_code, session_save.data,
        session_save.started_at, clock_timestamp(), session_save.ends_at, session_save.mac)
      on conflict do nothing;
  else
    -- The end never moves: a session lives at most as long as it was given when it began.
    update public.access_session s set data = session_save.data, person_id = session_save.person,
        family_code_id = session_save.family_code, mac = session_save.mac
      where s.key_hash = wanted and s.ends_at = session_save.ends_at;
  end if;
  return found;
end $$;

create function access.session_end(wanted bytea) returns void
  language sql volatile security definer set search_path = pg_catalog, pg_temp as
  'delete from public.access_session where key_hash = wanted';

create function access.sessions_sweep() returns bigint
  language sql volatile security definer set search_path = pg_catalog, pg_temp as $$
  with gone as (delete from public.access_session where ends_at < clock_timestamp()
      or seen_at < clock_timestamp() - interval '1 day' returning 1) select count(*) from gone $$;

grant execute on function access.session_open(bytea), access.session_end(bytea),
  access.session_save(bytea, boolean, text, uuid, uuid, timestamptz, timestamptz, bytea),
  access.sessions_sweep() to {app};
