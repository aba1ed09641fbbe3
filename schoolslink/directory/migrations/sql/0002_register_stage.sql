-- Where a file's rows stand while they are compared with the register: emptied at every import,
-- not logged, holding no truth. The import is one transaction, so a killed one leaves nothing.
create extension if not exists pg_trgm;

create unlogged table directory_stage_school (
    id uuid not null,
    urn integer primary key,
    name text not null,
    status text, phase text, kind text, gender text, la_code text, la_name text,
    establishment_number text, street text, town text, postcode text, phone text, website text,
    trust_code text, trust_name text, federation_code text, opened_on date, closed_on date,
    age_low smallint, age_high smallint, pupils integer, fsm_percent double precision,
    easting integer, northing integer, lat double precision, lon double precision,
    lad_code text, lsoa_code text, sub_icb_code text, icb_code text,
    imd_decile smallint, rural_urban text
);

-- Names as they are searched and sorted, points as degrees: worked out by rules in Python.
create unlogged table directory_stage_words (
    urn integer primary key, search_text text not null, sort_key text not null
);
create unlogged table directory_stage_point (
    urn integer primary key, lat double precision not null, lon double precision not null
);
create unlogged table directory_stage_pair (
    urn integer primary key, successor integer not null
);
create unlogged table directory_stage_link (
    id uuid not null, urn integer not null, other_urn integer not null, kind text not null,
    linked_on date
);
create unlogged table directory_stage_postcode (
    id uuid not null, postcode text not null, easting integer not null, northing integer not null,
    lad_code text not null, lsoa_code text not null
);
create unlogged table directory_stage_neighbourhood (
    id uuid not null, lsoa_code text not null, name text, sub_icb_code text, icb_code text,
    imd_decile smallint, rural_urban text
);
create unlogged table directory_stage_body (
    id uuid not null, code text not null, ons_code text not null, kind text not null,
    name text not null, parent_code text not null
);
create unlogged table directory_stage_boundary (
    id uuid not null, layer text not null, code text not null, name text not null,
    geometry text not null
);

create unlogged table directory_stage_group (
    id uuid not null, code text primary key, name text not null, kind text not null,
    is_closed boolean not null, opened_on date, closed_on date
);

create unlogged table directory_stage_practice (
    id uuid not null, ods_code text primary key, name text not null, address text not null,
    postcode text not null, phone text not null, is_closed boolean not null, closed_on date,
    search_text text not null, sort_key text not null
);

-- A practice is found as a school is.
create index practice_search on directory_gppractice
  using gin (array_to_tsvector(array_remove(string_to_array(search_text, ' '), '')))
  with (fastupdate = off);

-- A word is found by its beginning, wherever in the name it stands.
create index school_search on directory_school
  using gin (array_to_tsvector(array_remove(string_to_array(search_text, ' '), '')))
  with (fastupdate = on);

-- Every word that schools are found by. A misspelt one is first set right here, among some thousand
-- words, and then looked for: "primery" compared with every school took half a second.
create table directory_school_word (word text primary key);
create index school_word_like on directory_school_word using gin (word gin_trgm_ops)
  with (fastupdate = on);
-- In both of these indexes what is new waits in a list. An import puts it in order at its end, at
-- once: row by row that took two seconds, and a long list makes the planner fear the index.
create function directory_put_in_order() returns bigint language sql security definer
  set search_path = pg_catalog, pg_temp as $$
  select gin_clean_pending_list('public.school_search')
       + gin_clean_pending_list('public.school_word_like')
$$;
revoke all on function directory_put_in_order() from public;
grant execute on function directory_put_in_order() to {app};
create function directory_learn_words() returns trigger
  language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
begin
  insert into public.directory_school_word
    select distinct w from fresh, unnest(string_to_array(fresh.search_text, ' ')) w
    where length(w) >= 3 on conflict do nothing;
  return null;
end $$;
create function directory_learn_new_words() returns trigger
  language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
begin
  insert into public.directory_school_word
    select distinct w from unnest(string_to_array(new.search_text, ' ')) w
    where length(w) >= 3 on conflict do nothing;
  return null;
end $$;
-- One statement for the whole first import; a row at a time for the few that are renamed later.
create trigger learn_words after insert on directory_school
  referencing new table as fresh for each statement execute function directory_learn_words();
create trigger learn_new_words after update of search_text on directory_school
  for each row when (new.search_text <> old.search_text)
  execute function directory_learn_new_words();

-- An import compares what it has just written, and within its own transaction nobody counts that for
-- the planner. Only an owner may, so the owner lends this: it reads a sample and tells nothing.
create function directory_weigh(written regclass, columns text[]) returns void language plpgsql
  security definer set search_path = pg_catalog, pg_temp as $$
begin
  execute format('analyze %s (%s)', written,
                 (select string_agg(quote_ident(one), ', ') from unnest(columns) one));
end $$;
revoke all on function directory_weigh(regclass, text[]) from public;
grant execute on function directory_weigh(regclass, text[]) to {app};
