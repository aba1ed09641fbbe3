-- Moves, applied by the database alone. The application inserts an event; this file checks it
-- against the moves table and the version seen, and makes item and holding repeat it.
create table public.referrals_allowed_move (
  kind text not null, from_state text not null, move text not null, to_state text not null,
  ends boolean not null, primary key (kind, from_state, move)
);

create function public.referrals_apply_move() returns trigger
  language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
declare
  item public.referrals_item;
  allowed public.referrals_allowed_move;
  who access.identity := access.who();
  reroutes boolean;
begin
  select * into item from public.referrals_item where id = new.item_id for update;
  if not found then raise exception 'no such item' using errcode = 'SL404'; end if;
  -- Without an identity only the arranger of invented worlds and the owner pass the row's policy.
  if who.kind is not null then
    reroutes := public.referrals_right_to_move(who, item, new.move, new.side);
    -- A family sends a request to a service where none has it yet, and takes it from nobody.
    if reroutes is null or ((not reroutes or (new.side = 'family' and item.team_id is not null))
        and (new.to_team_id is not null or new.to_service_id is not null
          or new.to_area_id is not null or new.to_school_id is not null)) then
      raise exception 'not theirs to move' using errcode = 'SL403';
    end if;
  end if;
  -- Invented worlds live their years in minutes; where real people are, nothing is of tomorrow, and
  -- nothing before what it follows.
  if not exists (select from access.mark where synthetic) then
    if new.at > clock_timestamp() + interval '5 minutes' then
      raise exception 'dated in the future' using errcode = 'SL425';
    end if;
    new.at := greatest(new.at, item.entered_at);
  end if;
  if item.version <> new.version_seen then
    raise exception 'changed meanwhile' using errcode = 'SL409';
  end if;
  select * into allowed from public.referrals_allowed_move a
    where a.kind = item.kind and a.from_state = item.state and a.move = new.move;
  if not found then raise exception 'move not allowed' using errcode = 'SL422'; end if;
  if allowed.ends <> (new.holder_pool_id is null) then
    raise exception 'an open item needs a holder and a date, an ended one has none'
      using errcode = 'SL423';
  end if;
  if who.kind is not null then
    new.actor_kind := (who).kind;
    new.actor_id := (who).subject;
  end if;
  -- Only who is asked whether a child has arrived is another school, and nobody else's moves name one.
  -- But that by which a request goes along with a child, which `next_school.sql` judges, and by which a school lets a child go (`leaving_school.sql`).
  if (new.to_school_id is not null) <> (new.move in ('ask_school', 'change_school', 'leave_school')) then
    raise exception 'no other school' using errcode = 'SL403';
  end if;
  new.from_state := item.state;
  new.to_state := allowed.to_state;

  update public.referrals_item i set
      state = allowed.to_state,
      version = i.version + 1,
      entered_at = case when allowed.to_state <> i.state then new.at else i.entered_at end,
      asked_at = case when i.asked_at is null and allowed.to_state in ('asked', 'submitted', 'to_sort')
                      then new.at else i.asked_at end,
      -- What has ended and stays so ended when it did.
      closed_at = case when allowed.ends then coalesce(i.closed_at, new.at) end,
      closed_on = case when allowed.ends
        then coalesce(i.closed_on, (new.at at time zone 'Europe/London')::date) end,
      rounds = i.rounds + (new.move = 'ask_more')::int,
      urgent = coalesce(new.set_urgent, i.urgent),
      risk_marked = coalesce(new.set_risk, i.risk_marked) and new.move <> 'ask_school',
      language = coalesce(new.set_language, i.language),
      interpreter = coalesce(new.set_interpreter, i.interpreter),
      teller = coalesce(new.set_teller, i.teller),
      team_id = case when new.move <> 'ask_school' then coalesce(new.to_team_id, i.team_id) end,
      service_id = case when new.move <> 'ask_school' then coalesce(new.to_service_id, i.service_id) end,
      area_id = case when new.move <> 'ask_school' then coalesce(new.to_area_id, (select m.area_id
          from public.directory_areamembership m
          where m.school_id = new.to_school_id and m.until_on is null), i.area_id)
        else (select m.area_id from public.directory_areamembership m
          where m.school_id = new.to_school_id and m.until_on is null) end,
      school_id = coalesce(new.to_school_id, i.school_id),
      -- Who asked is at the school before: nothing that is asked of the next one is theirs.
      opened_by_id = case when new.to_school_id is null then i.opened_by_id end
    where i.id = new.item_id returning i.* into item;

  -- What was sent is at a service, from the first moment.
  if who.kind is not null and item.state = 'submitted' and item.team_id is null then
    raise exception 'sent to nobody' using errcode = 'SL426';
  end if;

  -- Whoever holds a thing can open it: the pool is the item's own school, or the team that has it now.
  if who.kind is not null and new.holder_pool_id is not null and (case new.holder_side
      when 'school' then new.holder_pool_id = item.school_id
      when 'service' then new.holder_pool_id in (item.team_id, item.service_id) end) is not true then
    raise exception 'not a pool of theirs' using errcode = 'SL403';
  end if;

  -- Nobody holds what is closed to them; without a name it is the pool's.
  if item.child_id in (select access.closed_to(new.holder_person_id)) then
    new.holder_person_id := null;
  end if;

  new.child_id := item.child_id; new.school_id := item.school_id; new.team_id := item.team_id;
  new.service_id := item.service_id; new.area_id := item.area_id;
  new.opened_by_id := item.opened_by_id; new.risk_marked := item.risk_marked;
  new.closed_on := item.closed_on;

  update public.referrals_holding h set ended_at = new.at
    where h.item_id = item.id and h.ended_at is null;
  if new.holder_pool_id is not null then
    insert into public.referrals_holding (id, item_id, event_id, person_id, pool_id, side, duty,
        due_on, beside_on, began_at, kind, state, reference, asked_at, language, interpreter, urgent, calm,
        child_id, school_id, team_id, service_id, area_id, opened_by_id, risk_marked, closed_on)
      values (new.id, item.id, new.id, new.holder_person_id, new.holder_pool_id, new.holder_side,
        new.duty, new.due_on, new.beside_on, new.at, item.kind, item.state, item.reference, item.asked_at,
        item.language, item.interpreter, item.urgent, not item.risk_marked, item.child_id,
        item.school_id, item.team_id, item.service_id, item.area_id, item.opened_by_id,
        item.risk_marked, item.closed_on);
  end if;
  return new;
end $$;
create trigger apply_move before insert on public.referrals_itemevent
  for each row execute function public.referrals_apply_move();

-- An item begins as new, whatever the application says; only its first event opens it. The
-- arranger of invented worlds writes finished items, as nobody else may.
create function public.referrals_begin_item() returns trigger language plpgsql
  set search_path = pg_catalog, pg_temp as $$
begin
  if current_user <> '{seed}' then
    new.state := 'new'; new.version := 0; new.entered_at := null; new.asked_at := null;
    new.closed_at := null; new.closed_on := null; new.rounds := 0;
  end if;
  return new;
end $$;
create trigger begin_item before insert on public.referrals_item
  for each row execute function public.referrals_begin_item();

-- Who would close the door behind an open item with nobody inside? Checked before the commit.
create function public.referrals_check_held() returns trigger
  language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
declare
  wanted uuid := case tg_table_name when 'referrals_item' then new.id
                                    else (to_jsonb(new) ->> 'item_id')::uuid end;
  item public.referrals_item;
  held bigint;
begin
  select * into item from public.referrals_item where id = wanted;
  select count(*) into held from public.referrals_holding
    where item_id = wanted and ended_at is null;
  if item.version = 0 or held <> (item.closed_at is null)::int then
    raise exception 'item % is open without a holder, or ended with one', item.reference
      using errcode = 'SL424';
  end if;
  return null;
end $$;
create constraint trigger held after insert or update on public.referrals_item
  deferrable initially deferred for each row execute function public.referrals_check_held();
create constraint trigger held after insert or update on public.referrals_holding
  deferrable initially deferred for each row execute function public.referrals_check_held();

-- Events are history.
create function public.referrals_no_change() returns trigger language plpgsql as
  $$ begin raise exception 'history is append-only'; end $$;
create trigger no_change before truncate on public.referrals_itemevent
  for each statement execute function public.referrals_no_change();
-- (Nor is it deleted, but with a child's whole record: retention.sql.)
