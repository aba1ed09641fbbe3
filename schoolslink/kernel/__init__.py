"""Clock, outbox, ids, money, working days, school terms: what every part needs and none owns."""
