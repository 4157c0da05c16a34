"""Reports of the same happening, found, put together and known again the next night."""
