"""A model of everything that can be asked, walked beside the product: at no step may the two differ."""
