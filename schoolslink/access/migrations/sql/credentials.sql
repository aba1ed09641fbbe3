-- Proving who one is. The tables are closed to the application; each function is one door and
-- gives no more than one person's affair. Guessing is limited by access.rate_limit.

-- Nobody is known yet where somebody proves who they are, and so these doors cannot ask who it is.
-- They ask instead for a pass that the web process signs at each such step, as it signs identities:
-- a statement that got into any other page has none, and sets nobody's password.
create function access.at_the_door(pass text) returns void
  language plpgsql volatile security definer set search_path = pg_catalog, pg_temp as $$
declare
  before text := current_setting('schoolslink.token', true);
  who access.identity;
begin
  perform set_config('schoolslink.token', coalesce(pass, ''), true);
  who := access.who();
  perform set_config('schoolslink.token', coalesce(before, ''), true);
  if who.kind is distinct from 'door' then
    raise exception 'not at the door' using errcode = '42501';
  end if;
end $$;

-- What is needed to check a password: nothing for an unknown address or a person switched off.
create function access.credential_of(address text, pass text)
  returns table (person uuid, name text, password text)
  language plpgsql volatile security definer set search_path = pg_catalog, pg_temp as $$
begin
  perform access.at_the_door(pass);
  return query select p.id, p.name, c.password
    from public.access_person p join public.access_credential c on c.person_id = p.id
    where lower(p.email) = lower(address) and p.is_active;
end $$;

-- The sealed secret of the second step; null when none is set up.
create function access.factor_of(wanted uuid) returns bytea
  language sql stable security definer set search_path = pg_catalog, pg_temp as
  'select secret from public.access_secondfactor where person_id = wanted';

-- Use a code's time step: true once, false for the same or an earlier one.
create function access.factor_use(wanted uuid, step bigint, pass text) returns boolean
  language plpgsql volatile security definer set search_path = pg_catalog, pg_temp as $$
begin
  perform access.at_the_door(pass);
  update public.access_secondfactor set last_step = step where person_id = wanted and last_step < step;
  return found;
end $$;

create function access.recovery_use(wanted uuid, hashes bytea[], pass text) returns boolean
  language plpgsql volatile security definer set search_path = pg_catalog, pg_temp as $$
begin
  perform access.at_the_door(pass);
  update public.access_recoverycode set used_at = clock_timestamp()
    where person_id = wanted and code_hash = any(hashes) and used_at is null;
  return found;
end $$;

create function access.recovery_left(wanted uuid) returns bigint
  language sql stable security definer set search_path = pg_catalog, pg_temp as $$
  select count(*) from public.access_recoverycode
  where person_id = wanted and used_at is null and wanted = (select access.person()) $$;

-- Set up the second step: by whoever is signed in for themselves, or for a person who has none yet
-- and has just given their password.
create function access.factor_set(wanted uuid, secret bytea, step bigint, recovery bytea[], pass text)
  returns boolean language plpgsql volatile security definer
  set search_path = pg_catalog, pg_temp as $$
begin
  perform access.at_the_door(pass);
  if wanted is distinct from access.person()
     and exists (select from public.access_secondfactor where person_id = wanted) then
    return false;
  end if;
  insert into public.access_secondfactor (person_id, secret, confirmed_at, last_step)
    values (wanted, factor_set.secret, clock_timestamp(), step)
    on conflict (person_id) do update set secret = excluded.secret, last_step = excluded.last_step,
      confirmed_at = excluded.confirmed_at;
  perform access.recovery_put(wanted, recovery);
  return true;
end $$;

create function access.recovery_put(wanted uuid, recovery bytea[]) returns void
  language sql volatile security definer set search_path = pg_catalog, pg_temp as $$
  delete from public.access_recoverycode where person_id = wanted;
  insert into public.access_recoverycode (id, person_id, code_hash)
    select gen_random_uuid(), wanted, code from unnest(recovery) code $$;

create function access.recovery_set(recovery bytea[]) returns boolean
  language plpgsql volatile security definer set search_path = pg_catalog, pg_temp as $$
begin
  if access.person() is null then return false; end if;
  perform access.recovery_put(access.person(), recovery);
  return true;
end $$;

-- The present password of whoever is signed in, to be asked before it is changed.
create function access.my_password() returns text
  language sql stable security definer set search_path = pg_catalog, pg_temp as
  'select password from public.access_credential where person_id = (select access.person())';

-- Keep a new password for whoever is signed in; every other session of theirs ends.
create function access.password_set(hashed text, staying bytea) returns boolean
  language plpgsql volatile security definer set search_path = pg_catalog, pg_temp as $$
begin
  if access.person() is null then return false; end if;
  perform access.password_put(access.person(), hashed);
  delete from public.access_session where person_id = access.person() and key_hash <> staying;
  return true;
end $$;

create function access.password_put(wanted uuid, hashed text) returns void
  language sql volatile security definer set search_path = pg_catalog, pg_temp as $$
  insert into public.access_credential (person_id, password, changed_at)
    values (wanted, hashed, clock_timestamp())
    on conflict (person_id) do update set password = excluded.password,
      changed_at = excluded.changed_at $$;

-- Keep a hash made by today's method after a correct password; the password itself is the same.
create function access.password_rehash(wanted uuid, before text, hashed text, pass text) returns void
  language plpgsql volatile security definer set search_path = pg_catalog, pg_temp as $$
begin
  perform access.at_the_door(pass);
  update public.access_credential set password = hashed
    where person_id = wanted and password = before;
end $$;

-- Who somebody at an identity provider is here: the person bound to that subject, or else the one
-- active person with the address the provider has verified, who is bound from then on.
create function access.subject_person(provider text, subject text, verified_address text,
    domains text[], pass text)
  returns table (person uuid, name text)
  language plpgsql volatile security definer set search_path = pg_catalog, pg_temp as $$
#variable_conflict use_variable
declare found_id uuid;
begin
  perform access.at_the_door(pass);
  select s.person_id into found_id from public.access_providersubject s
    where s.provider = subject_person.provider and s.subject = subject_person.subject;
  if found_id is null and verified_address <> '' then
    select p.id into found_id from public.access_person p
      where lower(p.email) = lower(verified_address) and p.is_active;
    if found_id is not null and not access.subject_bind(found_id, provider, subject) then
      return;
    end if;
  end if;
  return query select p.id, p.name from public.access_person p where p.id = found_id and p.is_active
      -- Bound long ago, it may be somebody else's by now: a provider answers for its own domains.
      and substring(lower(p.email) from '[^@]*$') = any(domains);
end $$;

-- False when the person is already somebody else at this provider.
create function access.subject_bind(wanted uuid, provider text, subject text) returns boolean
  language plpgsql volatile security definer set search_path = pg_catalog, pg_temp as $$
begin
  insert into public.access_providersubject (id, person_id, provider, subject, bound_at)
    values (gen_random_uuid(), wanted, subject_bind.provider, subject_bind.subject, clock_timestamp())
    on conflict do nothing;
  return found;
end $$;

-- The invented people of a database marked synthetic; nobody anywhere else.
create function access.personas()
  returns table (id uuid, person uuid, family_code uuid, name text, about text)
  language sql stable security definer set search_path = pg_catalog, pg_temp as $$
  select a.id, a.person_id, a.family_code_id, a.name, a.about from public.access_persona a
  where exists (select from access.mark where synthetic) order by a.position, a.name $$;

-- at_the_door, recovery_put, password_put and subject_bind are steps of the doors above, not doors.
grant execute on function access.credential_of(text, text), access.factor_of(uuid),
  access.factor_use(uuid, bigint, text), access.recovery_use(uuid, bytea[], text),
  access.recovery_left(uuid), access.factor_set(uuid, bytea, bigint, bytea[], text),
  access.recovery_set(bytea[]), access.my_password(), access.password_set(text, bytea),
  access.password_rehash(uuid, text, text, text),
  access.subject_person(text, text, text, text[], text), access.personas() to {app};
