"""Settings, addresses, subscriptions, schedule, and the database's launcher and roles."""
