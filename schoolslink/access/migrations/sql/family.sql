-- Codes by which families open their own pages. The table is closed to the application.

-- Say whether the identity in force may make or take back codes for this child. The part
-- `referrals` knows who that is and replaces this body; without it, only a job about the child may.
create function access.may_make_code(child uuid, item uuid) returns boolean
  language sql stable security definer set search_path = pg_catalog, pg_temp as
  'select coalesce(child = access.job_child(), false)';

-- The request that a code opens now; null for one that was taken back. The part `referrals`, which
-- knows who may no longer be told, replaces this body.
create function access.family_code_opens(code uuid) returns uuid
  language sql stable security definer set search_path = pg_catalog, pg_temp as
  'select f.item_id from public.access_familycode f where f.id = code and f.revoked_at is null';

create function access.family_code_make(id uuid, child uuid, item uuid, relationship text,
    code_hash bytea) returns void
  language plpgsql volatile security definer set search_path = pg_catalog, pg_temp as $$
begin
  if not access.may_make_code(child, item) then
    raise exception 'may not make a code' using errcode = '42501',
      hint = 'referrals says who may, by replacing access.may_make_code';
  end if;
  insert into public.access_familycode (id, child_id, item_id, relationship, code_hash, made_at,
      made_by_id)
    values (family_code_make.id, child, item, family_code_make.relationship,
      family_code_make.code_hash, clock_timestamp(), (access.who()).subject);
end $$;

-- The code ends at once, and with it every page it has open.
create function access.family_code_revoke(wanted uuid) returns boolean
  language plpgsql volatile security definer set search_path = pg_catalog, pg_temp as $$
begin
  update public.access_familycode f set revoked_at = clock_timestamp()
    where f.id = wanted and f.revoked_at is null and access.may_make_code(f.child_id, f.item_id);
  if not found then return false; end if;
  delete from public.access_session where family_code_id = wanted;
  return true;
end $$;

-- The codes of one request: for whom, since when, and whether they were used; never the codes.
create function access.family_codes_of(item uuid)
  returns table (id uuid, relationship text, made_at timestamptz, first_used_at timestamptz,
    revoked_at timestamptz)
  language sql stable security definer set search_path = pg_catalog, pg_temp as $$
  select f.id, f.relationship, f.made_at, f.first_used_at, f.revoked_at
  from public.access_familycode f
  where f.item_id = item and access.may_make_code(f.child_id, f.item_id) order by f.made_at $$;

-- Open a code: its hash under each pepper of the ring. Nothing tells an unknown from a revoked one.
create function access.family_enter(hashes bytea[]) returns uuid
  language sql volatile security definer set search_path = pg_catalog, pg_temp as $$
  update public.access_familycode set first_used_at = coalesce(first_used_at, clock_timestamp())
    where code_hash = any(hashes) and revoked_at is null returning id $$;

grant execute on function access.family_code_make(uuid, uuid, uuid, text, bytea),
  access.family_code_revoke(uuid), access.family_codes_of(uuid), access.family_enter(bytea[]) to {app};
