"""One night's files: written, checked, shown in one step, compared with the night before."""
