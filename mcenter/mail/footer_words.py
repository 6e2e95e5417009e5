"""
The words of footers, in the languages they were met in.

Rule 1: each table is a regular expression of alternatives; case does not matter.
"""

# ruff: noqa: RUF001 - other scripts are the point of these tables.

from __future__ import annotations

# Sent from my …
DEVICE = (
    r"(?:holen sie sich|obtenir|obtener|scarica|hämta|hent|télécharge[rz]) outlook"
    r"|via newton"
    r"|στάλθηκε από|küldve|נשלח מה|나의 iphone에서|sent (?:from|via|with|using)"
    r"|get (?:outlook|bluemail|typeapp|yahoo mail|spark) for|von meinem"
    r"|gesendet (?:mit|von)|diese nachricht wurde von meinem"
    r"|envoyé (?:de|depuis|à partir)|enviado (?:de|desde|do|a partir)"
    r"|inviato (?:da|dal|con)|verzonden (?:met|vanaf|van)|verstuurd (?:met|vanaf)"
    r"|skickat från|sendt fra|lähetetty|wysłan[eo] z|odesláno z|отправлено (?:с|из)"
    r"|надіслано з|iphone'?umdan|trimis de pe|发自我?的?|從我的|寄自|iphoneから送信"
    r"|mobile?mail|via mobile|téléphone mobile|outlook für|sent on the|posted via"
    r"|from my (?:iphone|ipad|android|blackberry|mobile|phone|samsung|nokia|nexus|htc)"
    r"|composed on|typed on|written on my|--? ?sent (?:from|via)"
)

# How lawyers and scanners begin.
DISCLAIMER = (
    r"disclaimer\b|confidentiality notice|(?:notice|important)\s?[:-]"
    r"|(?:this|the) (?:information|e-?mail|message|communication|electronic"
    r"|transmission)\b[^\n]{0,120}?\b(?:confidential|intended|privileged)"
    r"|diese e-?mail (?:enthält|kann)|ce (?:message|courriel)[^\n]{0,80}confidentiel"
    r"|please consider the environment|this email (?:has been|was) (?:scanned|checked)"
    r"|virus-free\.|avast|click here to unsubscribe|to unsubscribe from this"
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

# How people end a letter.
SIGN_OFF = (
    r"thanks|thank you|regards|best|kind regards|cheers|sincerely|yours|mvh|vh"
    r"|hälsningar|med vänlig|med venlig|hilsen|grüße|gruß|mit freundlichen|viele grüße"
    r"|lg|mfg|vg|cordialement|bien à vous|merci|salutations|saludos|gracias"
    r"|atentamente|un saludo|saluti|cordiali|grazie|distinti|groet|groeten"
    r"|met vriendelijke|mvg|atenciosamente|obrigado|obrigada|abraços|pozdrawiam"
    r"|pozdrowienia|dziękuję|s pozdravem|с уважением|спасибо|terveisin|ystävällisin"
    r"|saygılarımla|teşekkürler|üdvözlettel|cu stimă"
)

# What a mail host puts on top of mail from outside.
BANNER = (
    r"(?:\W{0,3}external\W{0,3})?(?:caution|warning|attention|security "
    r"notice)\b.{0,40}\b(?:external|outside|e-?mail)"
    r"|external (?:e-?mail|sender)\b"
    r"|this (?:e-?mail|message) (?:originated|came|was sent) from outside"
    r"|you don'?t often get e-?mail from"
    r"|(?:achtung|vorsicht|attention)\b.{0,40}\b(?:externe|extern)"
)
