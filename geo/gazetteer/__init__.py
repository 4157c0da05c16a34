"""The places that names are looked up in: shipped, dumped by GeoNames, added by the user."""
