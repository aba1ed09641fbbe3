-- A school says that a child has left it for none (docs/adr/0144): by that one move what it asked goes to a council
-- that stands in for schools, and to nobody else.
create function public.referrals_judge_leaving() returns trigger
  language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
begin
  -- Without an identity only the arranger of invented worlds and the owner come so far.
  if (access.who()).kind is null then return null; end if;
  if new.reason not in ('home_education', 'permanently_excluded', 'missing_education')
      or new.happened_on is null
      -- What a family asked by itself is told to a council with their agreement alone.
      or not exists (select from public.referrals_item i where i.id = new.item_id and i.kind = 'referral'
        and i.asked_by = 'school' and i.about_id is null)
      or not exists (select from public.directory_localauthority l
        join public.directory_school c on c.organisation_id = l.organisation_id and c.status = 'open'
        join public.directory_areamembership m on m.school_id = c.organisation_id and m.until_on is null
        where l.organisation_id = new.to_school_id) then
    raise exception 'no council takes it' using errcode = 'SL403';
  end if;
  return null;
end $$;
create trigger judge_leaving after insert on public.referrals_itemevent
  for each row when (new.move = 'leave_school') execute function public.referrals_judge_leaving();
