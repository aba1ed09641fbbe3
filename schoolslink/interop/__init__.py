"""Published formats and protocols; a mapping is pure, the network lives in its client."""
