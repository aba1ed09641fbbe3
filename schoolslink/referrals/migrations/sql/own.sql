-- A young person or a carer asks by themselves: no account, a code, and what they type kept step by step.

-- The draft that the code in force opens. While it is there its holder adds what the request needs; when
-- the request is sent the draft goes, and with it the right to add.
create function access.family_draft() returns uuid language plpgsql stable parallel safe
  security definer set search_path = pg_catalog, pg_temp as $$
declare code uuid := access.family_code();
begin
  if code is null then return null; end if;
  return (select d.id from public.referrals_owndraft d
    where d.family_code_id = code and d.id = access.family_code_opens(code));
end $$;
create function access.family_draft_child() returns uuid language plpgsql stable parallel safe
  security definer set search_path = pg_catalog, pg_temp as $$
declare code uuid := access.family_code();
begin
  if code is null then return null; end if;
  return (select d.child_id from public.referrals_owndraft d
    where d.family_code_id = code and d.id = access.family_code_opens(code));
end $$;

-- Begin: a code for a child and a request that nobody has heard of, at a service that families may ask.
-- The one door that needs no identity, and it opens nothing that is there already.
create function access.begin_own(code uuid, child uuid, item uuid, relationship text, code_hash bytea,
    service uuid, school uuid, at timestamptz) returns boolean
  language plpgsql volatile security definer set search_path = pg_catalog, pg_temp as $$
begin
  if relationship not in ('self', 'carer', 'gp')
      or exists (select from public.access_familycode f
        where f.id = code or f.child_id = child or f.item_id = begin_own.item)
      or exists (select from public.referrals_owndraft d where d.id = begin_own.item or d.child_id = child)
      or exists (select from public.referrals_item i where i.id = begin_own.item or i.child_id = child)
      or exists (select from public.referrals_youngperson y where y.id = child) then
    raise exception 'not a new one' using errcode = '42501';
  end if;
  if not exists (select from public.directory_healthcareservice s
      where s.organisation_id = service and (s.families_may_ask or begin_own.relationship = 'gp')
        and s.from_on <= access.today()
        and (s.until_on is null or s.until_on > access.today())) then
    return false;
  end if;
  insert into public.access_familycode (id, child_id, item_id, relationship, code_hash, made_at)
    values (code, child, begin_own.item, begin_own.relationship, begin_own.code_hash, clock_timestamp());
  insert into public.referrals_owndraft (id, child_id, family_code_id, service_id, named_school_id,
      started_at, saved_at, step, words)
    values (begin_own.item, child, code, service, school, begin_own.at, begin_own.at, '', ''::bytea);
  return true;
end $$;

-- Forget drafts: the words, the child's key and the code go together, and nothing is left that opens.
create function public.referrals_forget_drafts(wanted uuid[]) returns bigint
  language plpgsql volatile set search_path = pg_catalog, pg_temp as $$
declare gone bigint;
begin
  -- Whoever sends one holds it (`own_draft`): wait for them, and go on with what is still a draft alone.
  wanted := array(select d.id from public.referrals_owndraft d
    where d.id = any(wanted) order by d.id for update);
  delete from keys.child_key k using public.referrals_owndraft d
    where d.id = any(wanted) and k.subject = d.child_id
      and not exists (select from public.referrals_item i where i.child_id = d.child_id);
  delete from public.access_session s using public.referrals_owndraft d
    where d.id = any(wanted) and s.family_code_id = d.family_code_id;
  update public.access_familycode f set revoked_at = clock_timestamp() from public.referrals_owndraft d
    where d.id = any(wanted) and f.id = d.family_code_id and f.revoked_at is null;
  delete from public.referrals_owndraft d where d.id = any(wanted);
  get diagnostics gone = row_count;
  return gone;
end $$;

-- Whoever typed it throws it away; after four weeks the system does.
create function access.forget_own_draft() returns boolean
  language plpgsql volatile security definer set search_path = pg_catalog, pg_temp as $$
declare draft uuid := access.family_draft();
begin
  return draft is not null and public.referrals_forget_drafts(array[draft]) > 0;
end $$;
create function access.forget_old_drafts(before timestamptz) returns bigint
  language plpgsql volatile security definer set search_path = pg_catalog, pg_temp as $$
begin
  if not access.is_system() then return 0; end if;
  return public.referrals_forget_drafts(array(
    select d.id from public.referrals_owndraft d where d.started_at < before limit 1000));
end $$;

grant execute on function access.family_draft(), access.family_draft_child(),
  access.begin_own(uuid, uuid, uuid, text, bytea, uuid, uuid, timestamptz), access.forget_own_draft(),
  access.forget_old_drafts(timestamptz) to {app};

alter table public.referrals_owndraft enable row level security;
alter table public.referrals_owndraft force row level security;
create policy owner_rows on public.referrals_owndraft to current_user using (true);
create policy app_rows on public.referrals_owndraft for select to {app}
  using (id = (select access.family_draft()));
create policy app_changes on public.referrals_owndraft for update to {app}
  using (id = (select access.family_draft())) with check (id = (select access.family_draft()));
create policy app_removes on public.referrals_owndraft for delete to {app}
  using (id = (select access.family_draft()));

-- What somebody asked by themselves is a school's exactly while whoever decides lets it hear of it.
create function public.referrals_school_by_choice() returns trigger
  language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
begin
  update public.referrals_item i
    set school_id = case when public.referrals_keeps_from_school(i.id) then null else i.named_school_id end
    where i.id = new.item_id and i.asked_by <> 'school' and i.about_id is null;
  return null;
end $$;
-- Its name comes before `school_hears_beside`, which reads what it leaves.
create trigger school_by_choice after insert on public.referrals_sharingchoice
  for each row when (new.whom = 'school') execute function public.referrals_school_by_choice();

-- An item of a family's own, and who asked for it, are never another's later.
create function public.referrals_keep_asker() returns trigger language plpgsql
  set search_path = pg_catalog, pg_temp as $$
begin
  if new.asked_by <> old.asked_by then
    raise exception 'who asked stays' using errcode = 'SL403';
  end if;
  return new;
end $$;
create trigger keep_asker before update of asked_by on public.referrals_item
  for each row execute function public.referrals_keep_asker();
