"""Schools, services, areas, named contacts, links, and the register they come from."""
