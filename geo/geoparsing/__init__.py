"""From the names in a text to entries of the gazetteer: recognized, then resolved together."""
