-- Who is asking. The web process signs it, the database checks it: a plain setting can be forged
-- by anybody who can run SQL as the application, a signature cannot.
set role {owner};

create table if not exists access.token_key (
  kid text primary key,
  inner_pad bytea not null check (length(inner_pad) = 64),
  outer_pad bytea not null check (length(outer_pad) = 64),
  valid_until timestamptz
);

do $$ begin
  create type access.identity as (
    version text, kid text, kind text, subject uuid, membership uuid, child uuid,
    purpose text, request text, expires bigint);
exception when duplicate_object then null;
end $$;

-- The identity in force; null without a token or after its expiry; an error when it was forged.
-- HMAC-SHA-256 is composed from two stored padded keys and the core function sha256 (RFC 2104).
create or replace function access.who() returns access.identity
  language plpgsql stable parallel safe security definer set search_path = pg_catalog, pg_temp as $$
declare
  token text := nullif(current_setting('schoolslink.token', true), '');
  payload text;
  field text[];
  key access.token_key;
begin
  if token is null then return null; end if;
  payload := left(token, -65);
  field := string_to_array(payload, '|');
  if cardinality(field) <> 9 or field[1] <> '1' then
    raise exception 'forged identity' using errcode = '28000';
  end if;
  select * into key from access.token_key
    where kid = field[2] and (valid_until is null or valid_until > clock_timestamp());
  if not found or right(token, 64) <> encode(sha256(key.outer_pad ||
       sha256(key.inner_pad || convert_to(payload, 'UTF8'))), 'hex') then
    raise exception 'forged identity' using errcode = '28000';
  end if;
  if field[9]::bigint < extract(epoch from clock_timestamp()) then return null; end if;
  return row(field[1], field[2], field[3], nullif(field[4], '')::uuid, nullif(field[5], '')::uuid,
    nullif(field[6], '')::uuid, field[7], field[8], field[9]::bigint)::access.identity;
end $$;
grant execute on function access.who() to {app}, {audit}, {reconciler};
reset role;
