"""Tags that speak of the product as a whole."""
