"""
The words of footers, in the languages they were met in.

Rule 1: each table is a regular expression of alternatives; case does not matter.
"""

# ruff: noqa: RUF001 - other scripts are the point of these tables.

from __future__ import annotations

# Sent from my …
DEVICE = (
    r"sent (?:from|via|with|using)|get outlook for|von meinem|gesendet (?:mit|von)"
    r"|diese nachricht wurde von meinem|envoyé (?:de|depuis|à partir)|télécharg"
    r"|enviado (?:de|desde|do|a partir)|inviato (?:da|dal|con)"
    r"|verzonden (?:met|vanaf|van)|verstuurd (?:met|vanaf)|skickat från|sendt fra"
    r"|lähetetty|wysłan[eo] z|odesláno z|отправлено (?:с|из)|надіслано з"
    r"|iphone'?umdan|trimis de pe|发自我?的?|從我的|寄自|iphoneから送信|나의 iphone|mobile?mail"
    r"|via mobile|téléphone mobile|outlook für|downloaden|sent on the|posted via"
    r"|from my (?:iphone|ipad|android|blackberry|mobile|phone|samsung|nokia|nexus|htc)"
    r"|composed on|typed on|written on my|--? ?sent (?:from|via)"
)

# How lawyers and scanners begin.
DISCLAIMER = (
    r"disclaimer\b|confidentiality notice|(?:notice|important)\s?[:-]"
    r"|(?:this|the) (?:information|e-?mail|message|communication|electronic|transmission)\b[^\n]{0,120}?\b(?:confidential|intended|privileged)"
    r"|diese e-?mail (?:enthält|kann)"
    r"|ce (?:message|courriel)[^\n]{0,80}confidentiel"
    r"|please consider the environment"
    r"|this email (?:has been|was) (?:scanned|checked)|virus-free\.|avast"
    r"|click here to unsubscribe|to unsubscribe from this"
)

# What a contact block is made of.
CONTACT = (
    r"https?://|\bwww\.|\S@\S+\.\w|(?:\+|\b00)\d[\d ()./-]{6,}"
    r"|\(?\d{3}\)?[ ./-]\d{3}[ ./-]\d{4}"
    r"|\b(?:tel|phone|fax|mobile|mob|cell|skype|telefon|tél)\b[ .:]"
)

# What stands in the footer of a mailing list.
MAILING_LIST = (
    r"mailing list|mailman|unsubscribe|listinfo|listserv|@lists?\.|groups\.google"
)
