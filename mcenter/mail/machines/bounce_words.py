"""The words of mail systems that give a mail back, in many languages."""

# ruff: noqa: RUF001 - other scripts are the point of these tables.

from __future__ import annotations

from mcenter.mail.machines.plain_words import ANSWER_PREFIX, compiled

# No person writes such a subject.
_CERTAIN = (
    r"undelivered mail returned to sender|delivery status notification \("
    r"|mail delivery failed: returning|delayed mail \(|postmaster notify:"
    r"|returned mail: (?:see transcript|user unknown|host unknown|cannot send)"
    r"|warning: (?:could not send message|message [^\n]{1,60} delayed)"
)
# Few people begin a subject with these.
_STRONG = (
    r"undelivered mail returned|undeliverable mail|non-?deliverable mail"
    r"|mail delivery (?:failed|failure|status|system|problem|error)"
    r"|delivery status notification|returned mail:|postmaster notify:"
    r"|mail system error|delivery notification: delivery has"
    r"|delivery failure notification|non[- ]?delivery (?:report|notification)"
    r"|mail (?:could not be delivered|failed, returning)|mail returned to sender"
    r"|message delivery has failed|your message could not be delivered"
    r"|warning: (?:could not send message|message [^\n]{1,60} delayed)"
    r"|(?:undeliverable|undelivered) message|delayed mail \("
    r"|message status - undeliverable|bounce \S{1,80}@\S{1,80}:"
    r"|unzustellbare? (?:mail|e-mail|nachricht)|echec de la remise du (?:message|mail)"
    r"|notification d.etat de (?:la )?remise|недоставленное сообщение"
    r"|ваше сообщение не доставлено|メール(?:エラー|が配信|を送信できま)"
    r"|系统退信|退信通知|邮件(?:投递失败|退回)|(?:e-?mail )?bounce (?:notification"
    r"|notice)"
    r"|niedostarczona wiadomosc|wiadomosc niedostarczona"
    r"|zwrot niedostarczonej wiadomosci"
    r"|(?:nedorucena|nedorucitelna) (?:posta|zprava|sprava)|mensaje no entregado"
    r"|mensagem nao entregue|messaggio non (?:recapitato|consegnato|recapitabile)"
    r"|message non (?:distribu\w{1,5}|remis|delivr\w{1,3})|mesaj nelivrat"
    r"|onbestelbaar bericht|olevererat meddelande|kezbesithetetlen (?:uzenet|level)"
    r"|iletilemeyen (?:ileti|posta)|ulevert melding|ikke-leveret meddelelse"
)
# The same said to a person by a host, before the subject of the mail it gives back.
_PREFIX = (
    r"undeliverable|undelivered|not delivered|returned to sender|退信|エラー通知"
    r"|投递失败"
    r"|(?:hard|soft) bounce|bounced|rejected"
    r"|delivery (?:failure|failed|error|delayed|notification)|message (?:rejected"
    r"|failed)"
    r"|unzustellbar|nicht zugestellt|zustellung (?:fehlgeschlagen|verzogert)"
    r"|non remis|non distribu\w{1,5}|echec (?:de la )?(?:remise|distribution|livraison)"
    r"|no se (?:puede|pudo) entregar|no entregado|sin entregar|entrega fallida"
    r"|recapito non riuscito|non recapitabile|mancat[ao] (?:consegna|recapito)"
    r"|(?:avviso di )mancata consegna|nao (?:foi|e) possivel entregar|nao entregue"
    r"|onbestelbaar|niet bezorgd|niet afgeleverd|kan (?:inte|ikke) lever\w{2,4}"
    r"|(?:ej|ikke|icke) lever\w{2,4}|olever\w{2,8}|ei voi(?:tu|da)? toimittaa"
    r"|toimit\w{3,12} (?:epaonnistui|ei onnistunut)|toimittamaton|ei toimitettavissa"
    r"|niedostarcz\w{2,6}|nie mozna dostarczyc|nedorucit\w{2,6}|nedorucen\w{1,2}"
    r"|kezbesithetetlen|sikertelen kezbesites|nelivrabil|nelivrat|imposibil de livrat"
    r"|не (?:удается|удалось) доставить|недоставлен\w{1,4}|не доставлено"
    r"|не вдалося доставити|не може да бъде доставено|δεν ειναι δυνατη η παραδοση"
    r"|μη παραδοτεο|teslim edile(?:medi|mez|miyor)|iletilemedi|gonderilemedi"
    r"|neisporuciv\w|nedostavljiv\w|nepristatoma|nepiegadajams|katt?etoimetamatu"
    r"|no es pot lliurar|ezin da bidali|tidak (?:dapat )?terkirim|khong gui duoc"
    r"|không (?:thể )?gửi được|ไม่สามารถส่ง|לא ניתן למס\w{1,4}|תעذر|تعذر (?:ال)?تسليم"
    r"|غير قابل للتسليم|غیرقابل تحویل|配信不能|未配信|未送達|未送达|无法(?:送达|传递"
    r"|投递)"
    r"|無法(?:傳遞|送達|投遞)|배달되지 않음|배달할 수 없음|전송 ?실패|수신자 없음"
)
# People use these: only with a second sign.
_WEAK = (
    r"deliver|undeliver|returned|return(?:ing)? to|failure|failed|bounce|reject"
    r"|blocked|warning|could not (?:be )?sen[dt]|error sending|not a member|expired"
    r"|mail (?:system|error)|user unknown|notice|delay|on hold"
    r"|zustell|remise|remis|distribu"
    r"|entrega|entreg|consegna|recapit|levera|levere|доставл|достав|teslim|edilemedi"
    r"|dorucit|kezbesit|toimit|配信|送信|送达|送達|エラー|退信|배달"
    r"|발송 ?실패|전송|bezorg|bestel"
    r"|problem with your (?:message|mail)|non[- ]member|not authori[sz]ed|dostarcz"
    r"|invalid (?:address|recipient)|\bvirus|refus|rechaz|rejeit|abgelehnt|zuruckgew"
    r"|toimeta|pristaty|piegad|isporu"
    r"|dostav|afleveres|dikirim|испоруч|stopped|not sent|mailbox full"
    r"|livra|παραδοση|תסירה|تسليم"
)
# What a mail system says first; nobody begins a letter with it.
_OPENING = (
    r"hi[.!] this is the [^\n]{1,60} at |this is the mail system at host"
    r"|this is the \S{1,60}(?: mail)? (?:program|server|daemon|suite)"
    r"|hello, this is the mail (?:server|system)"
    r"|this message was created automatically by (?:the )?(?:mail|outgoing)"
    r"|(?:the following|your) message (?:to (?:<|\S{1,80}@)"
    r"|could not be (?:sent|deliver)"
    r"|cannot be (?:sent|deliver)|was not (?:sent|deliver)|did not reach)"
    r"|the (?:following|attached|original) (?:message|mail|file) "
    r"(?:to <|was (?:received|not)|had|has failed|could not|cannot)"
    r"|your (?:message|e-?mail|mail)\s+(?:to|subject)\s?:\s"
    r"|your (?:e-?mail|mail) (?:to (?:<|\S{1,80}@|the following)"
    r"|(?:was not|could not be|has not been) (?:sent|deliver))"
    r"|delivery (?:has failed|to the following)|delivery is delayed"
    r"|(?:i'm |i am |we are |we're )?sorry (?:to have to inform|, we were unable)"
    r"|sorry, we were unable to deliver|failed to deliver to"
    r"|(?:we )?(?:could not|couldn't|unable to|were unable to) deliver (?:your |the )?"
    r"(?:message|mail|e-?mail) to"
    r"|a message (?:that you sent|from your server|you sent)[^\n]{0,40}"
    r"(?:could not|\n|bounced)"
    r"|-{3,} ?(?:transcript of session|the following addresses had|unsent message)"
    r"|message from \S{3,80}\s+unable to deliver|unknown (?:user|recipient|host): \S"
    r"|you are not (?:authorized|allowed) to (?:send|post)|error: +the recipient"
    r"|the email security service has intercepted"
    r"|>?from \S{1,80}@\S{1,80} \w{3} \w{3} .\d [\d:]{8} \d{4}"
    r"|(?:diese nachricht wurde automatisch|dies ist das mailsystem|ihre nachricht hat)"
    r"|(?:bonjour, ici le serveur|votre message n.a pas pu)"
    r"|no se pudo entregar el mensaje|impossibile recapitare|a mensagem nao pode ser"
    r"|uw bericht heeft (?:een|niet)|это письмо (?:отправлено почтовым|создано автомат)"
    r"|抱歉[，,]?\s?您的邮件|下記の宛先に|宛先のメール|次のあて先|次の受信者"
)
# A list server that did not take our mail (Mailman, Majordomo, LISTSERV, fml).
_LIST_REFUSAL = (
    r"not (?:a )?member|non-?member (?:submission|post)|rejected posting|loop alert"
    r"|(?:post|posting|message|submission)[^\n]{0,60} (?:rejected|denied|refused)"
    r"|not authorized to (?:post|send)|request to mailing list [^\n]{1,60} rejected"
)

BOUNCE_CERTAIN = compiled(_CERTAIN)
BOUNCE = compiled(rf"\W{{0,3}}(?:{_STRONG})")
BOUNCE_PREFIX = compiled(rf"\W{{0,3}}(?:{_PREFIX})\s?:")
BOUNCE_OF_ANSWER = compiled(rf"(?:{_PREFIX})\s?: ?(?:{ANSWER_PREFIX}|fwd?\s?:)")
BOUNCE_WEAK = compiled(_WEAK)
BOUNCE_OPENING = compiled(rf"[\W_]{{0,60}}(?:{_OPENING})")
FORWARDED = compiled(rf"\W{{0,3}}(?:fwd?|wg|tr|rv|i|vb|vs)\s?:\s?(?:{_STRONG})")
PASSED_ON = compiled(rf"(?:fwd?|wg|tr|rv|i|vb|vs)\s?:|{ANSWER_PREFIX}")
FORWARD_MARK = compiled(
    r"[\W_]{0,60}(?:begin )?(?:forwarded|original|weitergeleitete|transfere)\s?"
    r"(?:message|nachricht)?[\W_]{3}"
)
# What a mail system tells and a person seldom: an address, a code.
DIAGNOSTIC = compiled(
    r"<[^\s<>]{1,64}@[^\s<>]{1,255}>|\S@[^\s:]{1,255}:|\b[45]\.\d{1,3}\.\d{1,3}\b"
    r"|\b[45]5\d[ -]|(?:^|\n)[ \t*-]{0,8}\S{1,64}@\S{1,255}[ \t]*(?:\n|$)"
)
LIST_REFUSAL = compiled(_LIST_REFUSAL)
LIST_SERVER = compiled(r"owner-|(?:listserv|majordomo|mailman|sympa|listproc)(?:$|-)")
LIST_SENDER = compiled(
    r"(?:listserv|majordomo|mdomo|mailman|sympa|ecartis|listproc|fml|ezmlm|listmaster)"
    r"|owner-|\S{1,60}-(?:owner|admin|bounces|request|help)$"
)
# Amazon SNS and the webhooks of relays, sent on by mail as they are.
SERVICE_NOTICE = compiled(
    r"\"(?:notificationtype|eventtype|event|recordtype)\"\s{0,3}:\s{0,3}"
    r"\"(bounced?|complaint|dropped|hardbounce|spamcomplaint|deliver(?:y|ydelay|ed)"
    r"|failed|rejected)\""
)
NOTICE_HEADERS = ("x-amz-sns-message-id", "x-ses-outgoing-notification")
