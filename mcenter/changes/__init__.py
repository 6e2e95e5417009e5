"""
What follows when somebody leaves, dies as an address, becomes another, or chooses anew.

Rule 1: the right, what rests on it and what is owed by it change in one transaction.
"""
