"""From a parsed and geoparsed article to the events that it reports."""
