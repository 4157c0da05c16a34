"""The nightly build and the command line: the order in which `geo` is called."""
