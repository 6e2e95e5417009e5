"""What programs say of themselves, in many languages."""

from __future__ import annotations

from mcenter.mail.machines.plain_words import compiled

# A whole sentence of a machine; two of them, or one and another sign.
_SELF = (
    r"this (?:is|was) an? (?:auto(?:mated|matic|-?generated|matically generated)"
    r"|system[- ]generated) (?:e-?mail |system )?"
    r"(?:response|reply|message|e-?mail|mail|notification|acknowledg\w{4,6}|answer)"
    r"|this (?:e-?mail|message|mail|response|reply|notification) "
    r"(?:was|is|has been) (?:being )?(?:sent |created |generated |auto)[^\n.?]{0,20}"
    r"(?:automat|generated)"
    r"|(?:please )?(?:do not|don.t) (?:reply|respond|answer)"
    r"(?: directly)? to this (?:e-?mail|message|mail|address|notification)"
    r"|this (?:mailbox|address|e-?mail address|inbox|account|e-?mail account) "
    r"(?:is|was) (?:not (?:being )?(?:monitored|read|attended|checked)|unattended"
    r"|unmonitored)"
    r"|(?:messages|mails?|e-?mails|replies) (?:sent )?to this (?:address|mailbox"
    r"|e-?mail)"
    r" (?:are|is|will) not (?:be )?(?:read|answered|monitored|delivered)"
    r"|i will be out of the office starting [^\n]{1,40} and will not return"
    r"|(?:dies ist|es handelt sich um) eine automatis\w{2,8} "
    r"|diese (?:e-?mail|nachricht) wurde automatisch"
    r"|bitte antworten sie nicht auf diese"
    r"|ceci est un(?:e)? (?:message|reponse|courriel) automatique"
    r"|ce (?:message|courriel) (?:est|a ete) (?:envoye|genere)[^\n.?]{0,20}automatique"
    r"|merci de ne pas repondre a ce|(?:veuillez|priere de) ne pas repondre a ce"
    r"|este (?:es|e) um?n? (?:mensaje|correo|e-?mail|mensagem) automatic"
    r"|esta (?:es|e) uma?n?a? (?:respuesta|mensagem|resposta) automatica"
    r"|(?:por favor,? )?(?:no responda|nao responda) a este"
    r"|questo (?:e un|messaggio e|e-?mail e)[^\n.?]{0,30}automatic"
    r"|(?:si prega di )?non rispondere a questo|dit is een automatisch"
    r"|gelieve niet te antwoorden op|detta (?:ar ett automat|mail"
    r"|meddelande)[^\n.?]{0,30}"
    r"automat|это автоматическое|это письмо (?:создано|сформировано"
    r"|отправлено) автоматич"
    r"|ta wiadomosc (?:zostala|jest) [^\n.?]{0,20}automat"
    r"|此邮件(?:由系统|为系统)?自动|请勿(?:直接)?回复|このメールは自動|本メールは自動"
    r"|自動送信|返信(?:は)?できません|このメールに返信|이 메일은 자동|발신 ?전용"
)

SELF = compiled(
    r"(?:^|[.!;。>\n*#-]|,(?= (?:please|por favor|merci|bitte|veuillez)))"
    rf"\s{{0,3}}(?:{_SELF})"
)
# One of these is in every sentence of SELF: cheap to look for.
SELF_HINTS = (
    "automat",
    "auto-",
    "system generated",
    "system-generated",
    "t reply",
    "t respond",
    "t answer",
    "monitor",
    "attended",
    "not read",
    "not be",
    "not checked",
    "not return",
    "antworten sie nicht",
    "te antwoorden",
    "pas repondre",
    "responda",
    "rispondere",
    "автомат",
    "自",
    "勿",
)
TICKET = compiled(
    r"\W{0,3}(?:(?:ticket|case|request|anfrage)?[ #:]{0,3}[\w-]{0,20}[\])]\s{0,2})?"
    r"(?:ticket (?:received|created|opened)|request received|acknowledg"
    r"|we (?:have )?received your (?:request|message|e-?mail|mail|inquiry|enquiry)"
    r"|your (?:request|message|e-?mail|inquiry|enquiry) (?:has been|was) received"
    r"|(?:eingangs|empfangs)bestatigung|accuse de reception|acuse de recibo"
    r"|conferma di ricezione|confirmacao de recebimento|ontvangstbevestiging"
    r"|mottagningsbekraftelse|potwierdzenie otrzymania|potvrzeni o prijeti"
    r"|thank you for (?:contacting|your (?:e-?mail|message|inquiry)))"
)
ROBOT_MAILER = compiled(r"vacation|auto[- ]?(?:respon|repl)")
