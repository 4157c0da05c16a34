"""What a parsed sentence says, whatever it is about: clauses, numbers, misread words."""
