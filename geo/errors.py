"""Errors that a user can do something about; everything else is a bug."""


class DatelineError(Exception):
    """Root of all errors raised on purpose; the command line prints it in one line."""


class ConfigError(DatelineError, ValueError):
    """A setting is wrong: correct the variable or option that the message names."""


class InputError(DatelineError, ValueError):
    """An input cannot be used at all: check the path that the message names."""


class DataError(DatelineError, RuntimeError):
    """
    Shipped or compiled data are missing or damaged.

    Reinstall the package, or delete the file that the message names: compiled
    files are rebuilt by the next run.
    """


class BuildError(DatelineError, RuntimeError):
    """A build would publish something worse than what is there: nothing was changed."""


class StoreError(DatelineError, RuntimeError):
    """
    The store cannot be used: damaged, full, locked, or of a newer program.

    The message names it and the remedy; what was published stays as it is.
    """
