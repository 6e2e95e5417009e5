"""
The words that clients put around earlier mail, in the languages they were met in.

Rule 1: each table is a regular expression of alternatives; case does not matter.
"""

# ruff: noqa: RUF001 - other scripts are the point of these tables.

from __future__ import annotations

# "wrote", or what stands in its place.
VERBS = (
    r"quoting|zitat von|citando|va escriure|ha escrit|kirjutas|rakstīja|rašė"
    r"|је написао|написа|เขียนว่า|نوشت|ने लिखा|idatzi du|wrote|writes|schrieb|schreibt"
    r"|geschrieben|a écrit|écrivait|escribió|escribe|ha scritto|scrisse|escreveu"
    r"|schreef|skrev|skrifaði|kirjoitti|napisał|napisal|napisała|napísal|napsal"
    r"|napsala|написал|написала|пише|пишет|написав|écrit|írta|a scris|yazdı|yazmış"
    r"|έγραψε|raksta|pisze|je napisal|je napisao|napisao|viết|menulis|写道|寫道"
    r"|のメール|書きました|のメッセージ|작성|님이 쓴|כתב|كتب"
)

# How an attribution begins: "On", a weekday, a place for the date.
OPENERS = (
    r"понедельник|вторник|среда|четверг|пятница|суббота|воскресенье|pe|la|בתאריך|on|am"
    r"|le|el|il|op|em|den|dne|w dniu|dnia|at|в|от|date|a|à|på|tarihinde|vào|pada|în"
    r"|ons|man|tis|tors|fre|lör|sön|mon|tue|wed|thu|fri|sat|sun|lun|mar|mer|jeu|ven"
    r"|sam|dim|mo|di|mi|do|fr|sa|so|пн|вт|ср|чт|пт|сб|вс"
)

# -----Original Message-----, without its dashes.
ORIGINAL = (
    r"original|forwarded|ursprüngliche|urspr|weitergeleitete|message d'origine"
    r"|message transféré|message original|mensaje original|mensaje reenviado|mensagem"
    r"|messaggio|oorspronkelijk|doorgestuurd|ursprungligt|vidarebefordrat|oprindelig"
    r"|opprinnelig|videresendt|videresend|oryginaln|wiadomość|původní|přeposlan"
    r"|исходное|пересылаемое|пересланное|пересылка|alkuperäinen|välitetty|özgün"
    r"|orijinal|iletilen|原始邮件|原始郵件|转发|轉寄|元のメッセージ|original-nachricht"
    r"|reply message|forward|eredeti|továbbított|mesaj|antwort|αρχικό"
)

# Begin forwarded message:
BEGIN_FORWARD = (
    r"begin forwarded message|anfang der weitergeleiteten|début du message"
    r"|inizio messaggio inoltrato|inicio del mensaje reenviado|forwarded message"
    r"|start van doorgestuurd|начало переадресованного|weitergeleitete nachricht"
    r"|início da mensagem|vidarebefordrat brev|开始转发|转发的邮件"
)

# The lines of a header block.
FROM = (
    r"від|odesílatel|発信元|nadawca|from|von|de|da|van|från|fra|od|от|от кого"
    r"|lähettäjä|kimden|expéditeur|remitente|mittente|gönderen|发件人|發件人|寄件者"
    r"|差出人|보낸 사람|από|feladó|de la|מאת|من"
)
SENT = (
    r"надіслано|sent|date|gesendet|datum|envoyé|enviado|enviada|inviato|data|fecha"
    r"|verzonden|skickat|sendt|dato|wysłano|odesláno|отправлено|дата|lähetetty"
    r"|päivämäärä|päiväys|gönderildi|tarih|发送时间|發送時間|日期|寄件日期|送信日時"
    r"|日付|보낸 날짜|날짜|στάλθηκε|elküldve|trimis|gesendet am|date d'envoi|sent at"
    r"|נשלח|sended|sent on"
)
TO = (
    r"to|an|à|para|a|aan|till|til|do|komu|кому|vastaanottaja|kime|alıcı|收件人|收件者"
    r"|宛先|받는 사람|προς|címzett|către|destinataire|destinatario|al|pour|אל"
)
SUBJECT = (
    r"objekt|subject|betreff|objet|asunto|assunto|oggetto|onderwerp|ämne|emne|temat"
    r"|předmět|тема|aihe|konu|主题|主題|主旨|件名|제목|θέμα|tárgy|subiect|predmet|betr"
    r"|objet du message|נושא"
)
CC = (
    r"cc|kopie|copie|kopi|dw|копия|kopia|bilgi|抄送|副本|참조|reply-to|reply to"
    r"|responder a|antwort an|importance|organization|attachments|newsgroups"
)
LABELS = {"from": FROM, "sent": SENT, "to": TO, "subject": SUBJECT, "cc": CC}
