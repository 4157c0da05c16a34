"""Analysts' corrections: read, checked, kept, bound to tonight's reports, and applied."""
