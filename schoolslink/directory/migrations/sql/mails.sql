-- One mail a week to one address of one organisation, whoever presses the button how often, and
-- whatever was taken back or answered in between. (Three in all an asking: a check of the table.)
create function public.directory_one_mail_a_week() returns trigger
  language plpgsql set search_path = pg_catalog, pg_temp as $$
declare before integer := case when tg_op = 'UPDATE' then old.mails_sent end;
begin
  -- A new asking takes over what was sent before: only one more than ever before is a mail.
  if tg_op = 'INSERT' then
    select coalesce(max(n.mails_sent), 0) into before from public.directory_nomination n
      where n.organisation_id = new.organisation_id and lower(n.email) = lower(new.email)
        and n.last_mail_on = new.last_mail_on;
  end if;
  if new.mails_sent > before and exists (
      select from public.directory_nomination n
      where n.organisation_id = new.organisation_id and lower(n.email) = lower(new.email)
        and n.last_mail_on > new.last_mail_on - 7) then
    raise exception 'one mail a week' using errcode = 'SL429';
  end if;
  return new;
end $$;
create trigger one_mail_a_week before insert or update of mails_sent, last_mail_on
  on public.directory_nomination for each row execute function public.directory_one_mail_a_week();
