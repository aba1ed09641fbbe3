-- Schemas that hold no Django model. Idempotent: runs before the migrations of every version.
revoke all on schema public from public;
grant usage, create on schema public to {owner};
grant usage on schema public to {app}, {reconciler}, {backup};
create extension if not exists pg_trgm with schema public;

create schema if not exists access authorization {owner};
create schema if not exists keys authorization {owner};
create schema if not exists audit authorization {audit};
grant usage on schema access to {app}, {audit}, {reconciler}, {backup};
grant usage on schema keys to {app}, {backup};
grant usage on schema audit to {app}, {owner}, {reconciler}, {backup};

set role {owner};
-- A function is a door: nobody enters until a line of its own file says who may.
alter default privileges for role {owner} in schema access revoke execute on functions from public;
alter default privileges for role {owner} in schema keys revoke execute on functions from public;
alter default privileges for role {owner} revoke execute on functions from public;
create table if not exists access.mark (
  synthetic boolean not null check (synthetic),
  made_at timestamptz not null default clock_timestamp()
);
-- What was made in an invented database: seed, day, size; empty until its making has come to its end.
alter table access.mark add column if not exists world jsonb;
-- The day it is there, while a simulation plays others than the real one; empty at all other times.
alter table access.mark add column if not exists pretended_on date;
grant select on access.mark to {app}, {audit}, {reconciler}, {backup};
reset role;
