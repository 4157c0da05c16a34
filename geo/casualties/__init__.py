"""People hit by an event, as the text counts them."""
