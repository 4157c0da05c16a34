"""Ask services for the names that the gazetteer lacks: in a step of its own, within a budget."""
