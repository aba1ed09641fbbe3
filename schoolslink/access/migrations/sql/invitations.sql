-- Who may let whom in. Memberships are written here and nowhere else.

-- Say whether the signed-in person looks after an organisation. The part `directory` knows which
-- areas and teams belong together and replaces this body; what is said here holds without it.
create function access.may_manage(wanted uuid) returns boolean
  language sql stable security definer set search_path = pg_catalog, pg_temp as $$
  select exists (select from access.organisations_as('national_team', 'operator'))
    or wanted in (select access.organisations_as('school_lead', 'council_link', 'school_head', 'service_manager',
                                                 'area_coordinator')) $$;

-- Which roles can be given in which kind of organisation. Roles whose part is not there yet
-- (facilitator, evaluator, grant assessor) are given nowhere: they would open nothing. A test
-- keeps this list and the roles of the grants table equal.
create function access.role_fits(role text, kind text) returns boolean
  language sql immutable parallel safe set search_path = pg_catalog, pg_temp as $$
  select case kind
    when 'school' then role in ('school_lead', 'school_cover', 'school_referrer', 'school_head',
      'safeguarding_lead')
    when 'service' then role in ('camhs_contact', 'triager', 'service_manager')
    when 'team' then role in ('camhs_contact', 'triager', 'support_team_worker')
    when 'area' then role in ('area_coordinator')
    when 'commissioning_body' then role in ('area_coordinator')
    when 'trust' then role in ('trust_lead')
    when 'council' then role in ('council_link')
    when 'programme' then role in ('national_team', 'operator')
    else false end $$;

-- The roles the signed-in person may give in an organisation; the programme's own only by its own.
create function access.roles_to_give(wanted uuid) returns setof text
  language sql stable security definer set search_path = pg_catalog, pg_temp as $$
  select r from public.access_organisation o, unnest(array['school_lead', 'school_cover',
      'school_referrer', 'school_head', 'safeguarding_lead', 'camhs_contact', 'triager',
      'service_manager', 'support_team_worker', 'area_coordinator', 'trust_lead', 'council_link',
      'national_team', 'operator']) r
  where o.id = wanted and access.role_fits(r, o.kind) and access.may_manage(wanted)
    and (o.kind <> 'programme' or exists (select from access.organisations_as('operator'))
         or r <> 'operator') $$;

create function access.invite(id uuid, email text, name text, organisation uuid, role text,
    from_on date, until_on date, token_hash bytea) returns timestamptz
  language plpgsql volatile security definer set search_path = pg_catalog, pg_temp as $$
declare
  made timestamptz := clock_timestamp();
  ends timestamptz := made + interval '21 days';
begin
  if role not in (select access.roles_to_give(invite.organisation)) then
    raise exception 'may not invite' using errcode = '42501';
  end if;
  -- Nobody gives themselves a role: somebody else who looks after the organisation does.
  if exists (select from public.access_person p
             where p.id = access.person() and lower(p.email) = lower(invite.email)) then
    raise exception 'may not invite oneself' using errcode = '42501';
  end if;
  insert into public.access_invitation (id, purpose, email, name, organisation_id, role, from_on,
      until_on, token_hash, made_at, made_by_id, expires_at)
    values (invite.id, 'join', lower(invite.email), invite.name, invite.organisation, invite.role,
      invite.from_on, invite.until_on, invite.token_hash, made, access.person(), ends);
  return ends;
end $$;

create function access.invitation_withdraw(wanted uuid) returns boolean
  language plpgsql volatile security definer set search_path = pg_catalog, pg_temp as $$
begin
  update public.access_invitation i set withdrawn_at = clock_timestamp()
    where i.id = wanted and i.used_at is null and i.withdrawn_at is null
      and access.may_manage(i.organisation_id);
  return found;
end $$;

-- A link for a new password: made for an active person with this address, and for nobody else;
-- the caller is told nothing, so that an address cannot be tried out.
create function access.password_link(id uuid, address text, token_hash bytea, pass text) returns boolean
  language plpgsql volatile security definer set search_path = pg_catalog, pg_temp as $$
declare made timestamptz := clock_timestamp();
begin
  perform access.at_the_door(pass);
  insert into public.access_invitation (id, purpose, email, name, role, token_hash, made_at, expires_at)
    select password_link.id, 'password', lower(p.email), p.name, '', password_link.token_hash,
      made, made + interval '1 hour'
    from public.access_person p join public.access_credential c on c.person_id = p.id
    where lower(p.email) = lower(address) and p.is_active;
  return found;
end $$;

-- Say whether somebody can prove already who they are: by a password or by a provider.
create function access.has_a_way(wanted uuid) returns boolean
  language sql stable security definer set search_path = pg_catalog, pg_temp as $$
  select exists (select from public.access_credential where person_id = wanted)
    or exists (select from public.access_providersubject where person_id = wanted) $$;

-- What a link says while it is good: nothing once it was used, withdrawn or is too old.
create function access.invitation_of(hashed bytea)
  returns table (id uuid, purpose text, email text, name text, organisation text, role text,
    from_on date, until_on date, expires_at timestamptz, person uuid, has_a_way boolean)
  language sql stable security definer set search_path = pg_catalog, pg_temp as $$
  select i.id, i.purpose, i.email, i.name, o.name, i.role, i.from_on, i.until_on, i.expires_at, p.id,
    access.has_a_way(p.id)
  from public.access_invitation i left join public.access_organisation o on o.id = i.organisation_id
    left join public.access_person p on lower(p.email) = i.email
  where i.token_hash = hashed and i.used_at is null and i.withdrawn_at is null
    and i.expires_at > clock_timestamp() and (p.id is null or p.is_active) $$;

-- Accept a link: make the person if there is none, and start the membership. Whoever has no way to
-- prove who they are gets one: the password or the provider's subject given. Who has one keeps it,
-- and proves it first: a link alone, which anybody with the mailbox has, and the inviter too, opens
-- no account that a phone guards and joins nobody to anything. Only a link for a new password
-- changes one, and the phone is asked for all the same.
-- Null when the link is no longer good.
create function access.invitation_accept(hashed bytea, new_person uuid, new_membership uuid,
    password text, provider text, subject text, pass text) returns uuid
  language plpgsql volatile security definer set search_path = pg_catalog, pg_temp as $$
declare
  link public.access_invitation;
  who uuid;
begin
  perform access.at_the_door(pass);
  update public.access_invitation set used_at = clock_timestamp()
    where token_hash = hashed and used_at is null and withdrawn_at is null
      and expires_at > clock_timestamp()
    returning * into link;
  if not found then return null; end if;
  select p.id into who from public.access_person p where lower(p.email) = link.email;
  -- Whoever invited may have taken this address since.
  if who = link.made_by_id then
    raise exception 'may not accept what one gave' using errcode = '42501';
  end if;
  if who is null and link.purpose = 'join' then
    insert into public.access_person (id, name, email, is_active, language)
      values (new_person, link.name, link.email, true, 'en');
    who := new_person;
  end if;
  if link.purpose = 'password' then
    if password is null then
      raise exception 'a password is needed' using errcode = '42501';
    end if;
    perform access.password_put(who, password);
    delete from public.access_session where person_id = who;
    return who;
  end if;
  if provider is not null then
    if not exists (select from public.access_providersubject s where s.person_id = who
         and s.provider = invitation_accept.provider and s.subject = invitation_accept.subject)
       and (access.has_a_way(who) or not access.subject_bind(who, provider, subject)) then
      raise exception 'bound otherwise' using errcode = '42501';
    end if;
  elsif not access.has_a_way(who) then
    if password is null then
      raise exception 'no way to prove who this is' using errcode = '42501';
    end if;
    perform access.password_put(who, password);
  elsif who is distinct from access.person() then
    raise exception 'not signed in as whoever is invited' using errcode = '42501';
  end if;
  insert into public.access_membership (id, person_id, organisation_id, role, from_on, until_on)
    values (new_membership, who, link.organisation_id, link.role,
      greatest(coalesce(link.from_on, access.today()), access.today()), link.until_on)
    on conflict do nothing;
  return who;
end $$;

-- End a membership on a day (that day excluded): by whoever looks after the organisation, or by
-- the person. Returns whose it was and where; nothing when there is no such membership to end.
create function access.membership_end(wanted uuid, day date)
  returns table (person uuid, organisation uuid, role text, until_on date)
  language plpgsql volatile security definer set search_path = pg_catalog, pg_temp as $$
#variable_conflict use_column
begin
  return query update public.access_membership m set until_on = greatest(day, m.from_on)
    where m.id = wanted and (m.until_on is null or m.until_on > greatest(day, access.today()))
      and (m.person_id = access.person() or access.may_manage(m.organisation_id))
    returning m.person_id, m.organisation_id, m.role, m.until_on;
end $$;

-- Start a membership of somebody who is already known here, such as cover from the same service.
create function access.membership_start(id uuid, person uuid, organisation uuid, role text,
    from_on date, until_on date) returns boolean
  language plpgsql volatile security definer set search_path = pg_catalog, pg_temp as $$
begin
  if role not in (select access.roles_to_give(membership_start.organisation)) then
    raise exception 'may not give this role' using errcode = '42501';
  end if;
  if membership_start.person = access.person() then
    raise exception 'may not give oneself a role' using errcode = '42501';
  end if;
  insert into public.access_membership (id, person_id, organisation_id, role, from_on, until_on)
    values (membership_start.id, membership_start.person, membership_start.organisation,
      membership_start.role, membership_start.from_on, membership_start.until_on)
    on conflict do nothing;
  return found;
end $$;

-- For somebody who has lost phone and paper codes: whoever looks after an organisation of theirs
-- has seen them. The next sign-in sets the second step up anew.
create function access.factor_reset(wanted uuid) returns boolean
  language plpgsql volatile security definer set search_path = pg_catalog, pg_temp as $$
begin
  if wanted = access.person() or not exists (select from public.access_membership m
      where m.person_id = wanted and m.from_on <= access.today()
        and (m.until_on is null or m.until_on > access.today())
        and access.may_manage(m.organisation_id)) then
    return false;
  end if;
  delete from public.access_secondfactor where person_id = wanted;
  delete from public.access_recoverycode where person_id = wanted;
  delete from public.access_session where person_id = wanted;
  return true;
end $$;

grant execute on function access.may_manage(uuid), access.roles_to_give(uuid),
  access.invite(uuid, text, text, uuid, text, date, date, bytea), access.invitation_withdraw(uuid),
  access.password_link(uuid, text, bytea, text), access.invitation_of(bytea),
  access.invitation_accept(bytea, uuid, uuid, text, text, text, text),
  access.membership_end(uuid, date),
  access.membership_start(uuid, uuid, uuid, text, date, date), access.factor_reset(uuid) to {app};
