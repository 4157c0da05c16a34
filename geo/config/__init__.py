"""The set-up of a site: `dateline.toml`, read, checked, each mistake named with its line."""
