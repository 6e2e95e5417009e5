"""
The words of footers, in the languages they were met in.

Rule 1: each table is a regular expression of alternatives; case does not matter.
"""

# ruff: noqa: RUF001 - other scripts are the point of these tables.

from __future__ import annotations

# The same where it may stand amid a text.
DEVICE_ALONE = (
    r"sent from my (?:iphone|ipad|galaxy)"
    r"|sent from my (?:samsung|android|blackberry|windows)[\w ]{0,20}"
    r"|sent from (?:outlook|yahoo mail|mail) for [\w ]{2,20}|von meinem i(?:phone|pad)"
    r" gesendet|envoyé de mon i(?:phone|pad)|enviado desde mi i(?:phone|pad)"
    r"|inviato da i(?:phone|pad)|verstuurd vanaf mijn i(?:phone|pad)"
    r"|skickat från min i(?:phone|pad)|sendt fra min i(?:phone|pad)"
)

# What some devices ask to be excused for.
BREVITY = (
    r"please (?:excuse|forgive|pardon)|excuse (?:my|the|any)|apologies for"
    r"|veuillez excuser|bitte entschuldigen|entschuldigen sie|disculp[ae]n?"
    r"|scusate|excuseer|ursäkta|undskyld"
)

# How lawyers and scanners begin.
DISCLAIMER = (
    r"disclaimer\b|confidential|(?:notice|important)\s?[:-]|legal notice|privileged"
    r"|(?:this|the|any) (?:information|e-?mail|message|communication|electronic"
    r"|transmission|contents?)\b|if you (?:are not|have received)"
    r"|(?:diese|der inhalt dieser) (?:e-?mail|nachricht)|vertraulich|haftungsausschluss"
    r"|ce (?:message|courriel|mail)|les informations|avis de confidentialité"
    r"|este (?:mensaje|correo)|la información|aviso (?:legal|de)|esta mensagem"
    r"|este e-?mail|questo messaggio|le informazioni|dit (?:bericht|e-?mail)"
    r"|deze e-?mail|de informatie|detta (?:meddelande|e-?post)"
    r"|denne (?:e-?mail|e-?post)"
    r"|denne meddelelse|tämä (?:viesti|sähköposti)|niniejsz[ay]|ta wiadomość"
    r"|данное (?:сообщение|письмо)|настоящее (?:сообщение|письмо)|bu e-?posta"
    r"|tato zpráva|esta (?:comunicación|comunicação)|informácie"
)

# What lawyers go on with; two of these make a disclaimer.
LEGAL = (
    r"confiden\w{2}|recipient|addressee|privileg|prohibit|unauthori|disclos|disseminat"
    r"|notify|delete|destroy|liabil|virus|intended|sole use|legally|vertraulich|befugt"
    r"|empfänger|adressat|geschützt|vernicht|lösch|irrtümlich|untersagt|destinata"
    r"|erreur|interdit|détrui|supprim|prohibid|privilegiad|proibid|errore|riservat"
    r"|vietat|elimina|vertrouwelijk|geadresseerde|bestemd|verwijder|konfidenti|mottagare"
    r"|fortrolig|modtager|mottaker|luottamuksel|vastaanottaj|poufn|zabronion|odbiorc"
    r"|конфиденц|получател|уничтож|gizli|alıcı|důvěrn|příjemc|error|notifi"
)

# What is a notice by its first words alone.
NOTICE = (
    r"(?:please )?(?:consider|think of|think about) (?:the|our) environment"
    r"|before printing this|bitte (?:denken|prüfen) sie[^\n]{0,40}(?:umwelt|druck)"
    r"|(?:denken sie )?an die umwelt|pensez à l'environnement|avant d'imprimer"
    r"|n'imprimez|antes de imprimir|prima di stampare|pensa all'ambiente"
    r"|denk aan het milieu|tänk på miljön|tenk på miljøet|przed wydrukowaniem"
    r"|(?:this|the) (?:e-?mail|message) (?:has been|was) (?:scanned|checked)"
    r"|virus-free\.|avast|garanti sans virus|click here to unsubscribe"
    r"|to unsubscribe from th"
)

# How one is told to hear no more; counts beside a link.
LEAVING = (
    r"(?:to |click (?:here )?(?:to )?)?unsubscribe\b(?! me\b)"
    r"|if you (?:no longer wish|do not want|don't want|would prefer not)"
    r"|to (?:stop receiving|opt out)|you (?:are receiving|received) this"
    r"|(?:si no desea|para (?:no recibir|darse de baja|cancelar))"
    r"|(?:wenn sie keine|um sich abzumelden|abmelden)|pour (?:ne plus|se dés|vous dés)"
    r"|se désabonner|se désinscrire|per (?:non ricevere|cancellar)"
    r"|afmelden|uitschrijven"
    r"|caso não|para cancelar|avregistrera|aby zrezygnować|чтобы отписаться"
)

# What a contact block is made of.
CONTACT = (
    r"https?://|\bwww\.|\S@\S+\.\w|(?:\+|\b00)\d[\d ()./-]{6,}"
    r"|\(?\d{3}\)?[ ./-]\d{3}[ ./-]\d{4}"
    r"|\b(?:tel|phone|fax|mobile|mob|cell|skype|telefon|tél)\b[ .:]"
)

# A phone number, or the word for one.
PHONE = (
    r"(?:\+|\b00)\d[\d ()./-]{6,}|\(?\d{3}\)?[ ./-]\d{3}[ ./-]\d{4}"
    r"|\b0\d{2,4}\)?[ /-]\d[\d /-]{4,}|\b0\d(?:[ .]\d\d){4}"
    r"|\b(?:tel|phone|fax|mobile|mob|cell|skype|telefon|tél|tlf|puh)\b[ .:]"
)

# Words of a sentence to or from a person.
PERSONAL = (
    r"\b(?:i|i'm|i'll|me|my|you|your|please|ich|mir|mich|mein\w{0,2}|bitte|je|j'ai|moi"
    r"|mon|veuillez|yo|favor|io|mio|jag|mig|jeg|meg|ik|mij|graag|eu|ja|proszę|я|мне)\b"
)

# A text that gives an address or a number tells so.
GIVES = (
    r"\b(?:my|our|the new|meine?|mein|unsere?|notre|mon|ma|mi|mio|mijn|min|mitt)\s"
    r"(?:new\s|neue\s|nouvelle\s)?(?:address|number|phone|mobile|details|contact|adresse"
    r"|anschrift|nummer|telefon|numéro|dirección|número|indirizzo|numero|adres|adress)"
    r"|\bbelow\b|\bunten\b|ci-dessous|\babajo\b|\bhieronder\b|\bnedan\b"
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
