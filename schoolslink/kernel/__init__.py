"""Clock, outbox, ids, money, working days and school terms: what every part needs and no part owns."""
