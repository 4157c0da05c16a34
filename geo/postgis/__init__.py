"""A published build in PostGIS."""
