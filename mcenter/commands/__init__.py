"""
The commands: one module each, that parses, makes one call and prints.

Rule 1: `mcenter.cli` names every module here and imports one when it is called.
Rule 2: each has the click command or group in the attribute `command`.
Rule 3: a command returns None, or an exit status of `mcenter.errors`.
"""
