-- What a service answers belongs to whoever decides about the request: the school that asked reads it
-- when they said so, and until then that there is an answer. Each row of an answer says whether it is
-- kept from the school, so that a policy compares the row's own column and looks nowhere else.
create function public.referrals_keeps_from_school(wanted uuid) returns boolean
  language plpgsql stable set search_path = pg_catalog, pg_temp as $$
begin
  -- A question is the school's own, about nobody by name.
  return (select i.kind <> 'advice' from public.referrals_item i where i.id = wanted)
    and not coalesce((select c.may_be_told from public.referrals_sharingchoice c
      where c.item_id = (select coalesce(i.about_id, i.id) from public.referrals_item i where i.id = wanted)
        and c.whom = 'school' order by c.at desc, c.id desc limit 1), false);
end $$;

create function public.referrals_keep_decision() returns trigger
  language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
begin
  new.kept_from_school := public.referrals_keeps_from_school(new.item_id);
  return new;
end $$;
create trigger keep_answer before insert or update on public.referrals_decision
  for each row execute function public.referrals_keep_decision();
create trigger keep_answer before insert or update on public.referrals_decisionwords
  for each row execute function public.referrals_keep_decision();

-- A school reads what it wrote itself, and what it is asked for: that it has to do.
create function public.referrals_keep_message() returns trigger
  language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
declare
  told public.referrals_itemevent;
begin
  select * into told from public.referrals_itemevent e where e.id = new.event_id;
  new.kept_from_school := coalesce(told.side, new.side) <> 'school'
    and told.move is distinct from 'ask_more'
    and public.referrals_keeps_from_school(new.item_id);
  return new;
end $$;
create trigger keep_answer before insert or update on public.referrals_threadmessage
  for each row execute function public.referrals_keep_message();

-- Once something is chosen, every row says anew what it is: the triggers above set the value.
create function public.referrals_school_chosen() returns trigger
  language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
begin
  update public.referrals_decision set kept_from_school = true where item_id = new.item_id;
  update public.referrals_decisionwords set kept_from_school = true where item_id = new.item_id;
  update public.referrals_threadmessage set kept_from_school = true where item_id = new.item_id
    or item_id in (select i.id from public.referrals_item i where i.about_id = new.item_id);
  return null;
end $$;
create trigger school_chosen after insert on public.referrals_sharingchoice
  for each row when (new.whom = 'school') execute function public.referrals_school_chosen();
