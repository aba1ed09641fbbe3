-- Where a file's rows stand while they are compared with the register: emptied at every import,
-- not logged, holding no truth. The import is one transaction, so a killed one leaves nothing.
create extension if not exists pg_trgm;

create unlogged table directory_stage_school (
    id uuid not null,
    urn integer primary key,
    name text not null,
    status text, phase text, kind text, gender text, la_code text, la_name text,
    establishment_number text, street text, town text, postcode text, phone text, website text,
    trust_code text, trust_name text, opened_on date, closed_on date,
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

-- Misspelt names are found by three-letter pieces; the same index serves the middle of a word.
create index school_search on directory_school using gin ((' ' || search_text) gin_trgm_ops);
