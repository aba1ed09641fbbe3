"""Organisations, people, memberships, policy, sign-in, identity, audit and keys."""
