-- When a family or a school last heard anything about a request, or was asked after: not when it only
-- changed hands, or when something was written down for the team alone. As whoever asks may see.
create function public.referrals_last_word(request uuid) returns timestamptz
  language sql stable set search_path = pg_catalog, pg_temp as $$
  select max(e.at) from public.referrals_itemevent e
  where e.item_id = request and e.side in ('service', 'school') and e.move in ('accept', 'record_told',
    'ask_more', 'give_more', 'look_again', 'record_first_contact', 'record_second_contact',
    'record_assessment', 'record_plan', 'start_help', 'say_worse')
    or e.item_id in (select i.id from public.referrals_item i where i.about_id = request)
      and e.move in ('found_better', 'found_same', 'found_worse', 'record_reached') $$;
revoke all on function public.referrals_last_word(uuid) from public;
grant execute on function public.referrals_last_word(uuid) to {app};
