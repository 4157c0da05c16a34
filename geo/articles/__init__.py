"""Texts as they come in: read, decoded, dated, told apart, quoted."""
