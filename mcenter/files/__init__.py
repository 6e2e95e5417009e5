"""
Files that people send: kept, held against limits, looked at, scanned, sent on or not.

Rule 1: a file is bytes under their hash; its name is a value, never a path.
"""
