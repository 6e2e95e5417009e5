"""
The whole loop on one machine: a mail server of its own, people, their mail clients.

Rule 1: nothing of the user is read or changed: no configuration, no store, no address.
Rule 2: what is shown is what happened: commands run, and mails go over SMTP and IMAP.
Rule 3: however a demo ends, its server ends with it.
"""
