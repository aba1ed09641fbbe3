-- Each child's own key, wrapped by a master key that the database never sees. Destroying a row here
-- blanks everything that was ever sealed for this child, in every copy and backup of the rest.
set role {owner};

create table if not exists keys.child_key (
  subject uuid primary key,
  wrapped bytea not null,
  master_kid text not null,
  made_at timestamptz not null default clock_timestamp()
);
grant select on keys.child_key to {backup};

create or replace function keys.put(subject uuid, wrapped bytea, master_kid text) returns void
  language plpgsql volatile security definer set search_path = pg_catalog, pg_temp as $$
begin
  if (access.who()).kind is null then raise exception 'no identity' using errcode = '28000'; end if;
  insert into keys.child_key values (subject, wrapped, master_kid);
end $$;

create or replace function keys.get(subjects uuid[])
  returns table (subject uuid, wrapped bytea, master_kid text)
  language sql stable security definer set search_path = pg_catalog, pg_temp rows 25 as $$
  select k.subject, k.wrapped, k.master_kid from keys.child_key k
  where k.subject = any(subjects) and (select (access.who()).kind) is not null $$;

grant execute on function keys.put(uuid, bytea, text), keys.get(uuid[]) to {app};
reset role;
