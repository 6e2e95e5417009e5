"""
Where earlier mail begins in a text: attributions, header blocks, separators.

Rule 1: structure first (a date, an address, a colon, then '>'), words second: clients
write in the language of their user.
Rule 2: a line is looked at only in its first 400 characters, a run only over four lines.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence

LONGEST = 400
_MOST_LINES = 4
_BLOCK_LINES = 8

_LONGEST_END = 120
_DIGIT = re.compile(r"\d")
_WHEN = re.compile(
    r"\d{1,2}[:.hH]\d{2}|\b(?:19|20)\d\d\b|\b\d{1,4}[./-]\d{1,2}[./-]\d{1,4}\b|年"
)
_WHO = re.compile(r"\S@\S|<[^<>]{0,100}>|\[mailto:")
# The verb for "wrote", or what a client puts in its place, near the end of the line.
_VERBS = (
    "wrote|writes|schrieb|schreibt|geschrieben|a écrit|écrivait|escribió|escribe|ha scritto"
    "|scrisse|escreveu|schreef|skrev|skrifaði|kirjoitti|napisał|napisal|napisała|napísal"
    "|napsal|napsala|написал|написала|пише|пишет|написав|écrit|írta|a scris|yazdı|yazmış"
    "|έγραψε|kirjoitti|rašė|raksta|pisze|je napisal|je napisao|napisao|viết|menulis"
    "|写道|寫道|のメール|書きました|のメッセージ|작성|כתב|كتب"
)
_VERB_AT_END = re.compile(
    rf"(?:{_VERBS}|said)[^\n]{{0,60}}[:：]?[ \t*_-]*$", re.IGNORECASE
)
_ENDINGS = (":", "：", "---", "wrote", "wrote.")
_OPENER = re.compile(
    r"^[ \t*_>-]{0,8}(?:on|am|le|el|il|op|em|den|dne|w dniu|dnia|at|в|от|date|a|à|på|tarihinde"
    r"|vào|pada|în|ons|man|tis|tors|fre|lör|sön|mon|tue|wed|thu|fri|sat|sun|lun|mar|mer|jeu|ven"
    r"|sam|dim|mo|di|mi|do|fr|sa|so|пн|вт|ср|чт|пт|сб|вс)\b[ ,.]|^[ \t*_>-]{0,8}[\d在於于\"'<]",
    re.IGNORECASE,
)
_SHARED = re.compile(
    r"\s((?:-{2,4} )?(?:On|Am|Le|El) \w{2,10}\.?,? (?=[^\n]{0,30}\d)[^\n]{8,160}"
    rf"(?:{_VERBS})[ \t]?:)[ \t]*$"
)

_LABELS = {
    "from": "from|von|de|da|van|från|fra|od|от|от кого|von|lähettäjä|kimden|expéditeur"
    "|remitente|mittente|gönderen|发件人|發件人|寄件者|差出人|보낸 사람|από|feladó|de la|מאת|من",
    "sent": "sent|date|gesendet|datum|envoyé|enviado|enviada|inviato|data|fecha|verzonden"
    "|skickat|sendt|dato|wysłano|odesláno|отправлено|дата|lähetetty|päivämäärä|päiväys|gönderildi"
    "|tarih|发送时间|發送時間|日期|寄件日期|送信日時|日付|보낸 날짜|날짜|στάλθηκε|elküldve|trimis"
    "|gesendet am|date d'envoi|sent at|נשלח|sended|sent on",
    "to": "to|an|à|para|a|aan|till|til|do|komu|кому|vastaanottaja|kime|alıcı|收件人|收件者|宛先"
    "|받는 사람|προς|címzett|către|destinataire|destinatario|al|pour|אל",
    "subject": "subject|betreff|objet|asunto|assunto|oggetto|onderwerp|ämne|emne|temat|předmět"
    "|тема|aihe|konu|主题|主題|主旨|件名|제목|θέμα|tárgy|subiect|predmet|betr|objet du message|נושא",
    "cc": "cc|kopie|copie|kopi|dw|копия|kopia|bilgi|抄送|副本|참조|reply-to|reply to|responder a"
    "|antwort an|importance|organization|attachments|newsgroups",
}
_KIND_OF = {word: kind for kind, words in _LABELS.items() for word in words.split("|")}
_LABEL = re.compile(
    r"^[ \t>*_|]{0,8}([^\W\d][^\n:：*]{0,22}?)[ \t]?[*_]?[ \t]?[:：][*_ \t]?"
)

_ORIGINAL = re.compile(
    r"^[ \t>]{0,6}[-_=*]{2,40}[ \t]*(?:original|forwarded|ursprüngliche|urspr|weitergeleitete"
    r"|message d'origine|message transféré|message original|mensaje original|mensaje reenviado"
    r"|mensagem|messaggio|oorspronkelijk|doorgestuurd|ursprungligt|vidarebefordrat|oprindelig"
    r"|opprinnelig|videresendt|videresend|oryginaln|wiadomość|původní|přeposlan|исходное"
    r"|пересылаемое|пересланное|пересылка|alkuperäinen|välitetty|özgün|orijinal|iletilen"
    r"|原始邮件|原始郵件|转发|轉寄|元のメッセージ|original-nachricht|reply message|forward"
    r"|eredeti|továbbított|mesaj|antwort|αρχικό)[^\n]{0,60}[-_=*]{2,40}[ \t]*$",
    re.IGNORECASE,
)
_BEGIN_FORWARD = re.compile(
    r"^[ \t>]{0,6}(?:begin forwarded message|anfang der weitergeleiteten|début du message"
    r"|inizio messaggio inoltrato|inicio del mensaje reenviado|forwarded message"
    r"|start van doorgestuurd|начало переадресованного|weitergeleitete nachricht"
    r"|início da mensagem|vidarebefordrat brev|开始转发|转发的邮件)[^\n]{0,30}[:：][ \t]*$",
    re.IGNORECASE,
)
_RULER = re.compile(r"^[ \t>*]{0,6}(?:[-_=*] ?){5,}[ \t]*$")


def is_quoted(line: str) -> bool:
    """A line of earlier mail, marked by '>'."""
    return line.startswith(">") or line[:4].lstrip(" \t\xa0").startswith(">")


def attribution(lines: Sequence[str], at: int) -> int | None:
    """
    Where the attribution begins that ends with line `at`; None if none ends there.

    "On Monday …, Ann <a@b> wrote:" over at most four lines; the shortest run holds.
    """
    line = lines[at].rstrip(" \t*_")
    if not line.endswith(_ENDINGS) or len(line) > LONGEST:
        return None
    run, dated = "", False
    for start in range(at, max(at - _MOST_LINES, -1), -1):
        line = lines[start].strip()
        if not line or len(line) > LONGEST or (start < at and is_quoted(line)):
            return None
        run = f"{line} {run}" if run else line
        dated = dated or bool(_DIGIT.search(line))
        if dated and _attributes(run[-2 * LONGEST :], first=line):
            return start
    return None


def _attributes(run: str, *, first: str) -> bool:
    if not _WHEN.search(run):
        return False
    if _VERB_AT_END.search(run[-_LONGEST_END:]):
        return bool(_OPENER.match(first) or _WHO.search(run) or run.startswith("-"))
    return bool(_OPENER.match(first) and _WHO.search(run) and run.endswith((":", "：")))


def named(line: str) -> bool:
    """ "Ann Abbot wrote:", which counts only right above '>' lines."""
    line = line[:LONGEST].strip()
    return bool(
        line.endswith((":", "：")) and _VERB_AT_END.search(line[-_LONGEST_END:])
    )


def shared(line: str) -> int:
    """Where an attribution begins at the end of a line of answer; -1 if none does."""
    if len(line) > LONGEST or not line.rstrip().endswith(":"):
        return -1
    if not _DIGIT.search(line):
        return -1
    match = _SHARED.search(line)
    return match.start(1) if match else -1


def label(line: str) -> str | None:
    """Which of from, sent, to, subject or cc a line of a header block names."""
    match = _LABEL.match(line[:LONGEST])
    return _KIND_OF.get(match[1].strip().lower()) if match else None


def header_block(lines: Sequence[str], at: int) -> int:
    """Where the header block that begins at line `at` ends (exclusive); `at` if none."""
    if label(lines[at]) is None:
        return at
    kinds: set[str] = set()
    end = at
    blanks = 0
    for index in range(at, min(at + _BLOCK_LINES, len(lines))):
        kind = label(lines[index])
        if kind:
            kinds.add(kind)
            end, blanks = index + 1, 0
        elif not lines[index].strip():
            blanks += 1
            if blanks > 1:
                break
    enough = len(kinds) >= 3 or ("from" in kinds and kinds & {"sent", "subject"})  # noqa: PLR2004 - two of four may be typed
    return end if enough else at


def separator(line: str) -> bool:
    """ "-----Original Message-----" and its like in other languages."""
    line = line[:LONGEST]
    return bool(_ORIGINAL.match(line) or _BEGIN_FORWARD.match(line))


def ruler(line: str) -> bool:
    """A line of nothing but dashes, underscores or stars."""
    return len(line) <= LONGEST and bool(_RULER.match(line))
