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

-- The wrapped keys of those children whose words whoever asks may open, and of nobody else's.
-- Which these are the part that owns the children says: see access.children_open.
create or replace function keys.get(subjects uuid[])
  returns table (subject uuid, wrapped bytea, master_kid text)
  language plpgsql stable security definer set search_path = pg_catalog, pg_temp
  set plan_cache_mode = force_generic_plan rows 25 as $$
begin
  return query select k.subject, k.wrapped, k.master_kid
    from access.children_open(subjects) as opened(child)
      join keys.child_key k on k.subject = opened.child;
end $$;

grant execute on function keys.put(uuid, bytea, text), keys.get(uuid[]) to {app};
reset role;
