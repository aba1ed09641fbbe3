"""Proofs that the house holds: access, routes, audit, policy."""
