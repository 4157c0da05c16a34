"""Date expressions of English news, and which of them dates a word."""
