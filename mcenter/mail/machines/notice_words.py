"""The words of read receipts, calendar answers, recalls, reactions and challenges."""

# ruff: noqa: RUF001 - other scripts are the point of these tables.

from __future__ import annotations

from mcenter.mail.machines.plain_words import compiled

CHALLENGE_HEADERS = (
    "x-boxbe-challenge",
    "x-boxbe",
    "x-tmda-fingerprint",
    "x-ask-auth",
    "x-spamarrest-speedcode",
    "x-spamarrest-noauth",
    "x-qconfirm",
)

_RECEIPT = (
    r"(?:not )?read|read receipt|return receipt|(?:un)?gelesen|ungelesen geloscht"
    r"|gelezen"
    r"|niet gelezen|(?:non )?lu|leido|(?:nao )?lid[ao]|letto|non letto|(?:o)?last|lest"
    r"|lasst|ikke last|laest|læst|ulæst|ulest|luettu|ei luettu|przeczytan[eoa]"
    r"|odczytano"
    r"|nieprzeczytane|precten[oa]|precitan[eoa]|elolvasva|olvasott|citit|necitit"
    r"|(?:не ?)?прочитан[оаи]|(?:не )?прочетено|αναγνωσθηκε|διαβαστηκε|okundu|okunmadi"
    r"|procitano|pročitano|prebrano|llegit|irakurrita|loetud|lasits|perskaityta"
    r"|開封済み|未開封|開封確認|已读|已讀|未读|未讀|읽음|읽지 않음|נקרא|تمت القراءة"
    r"|مقروءة"
    r"|อ่านแล้ว|đã đọc|dibaca|telah dibaca"
)
_RECEIPT_TEXT = (
    r"was (?:read|opened|displayed) (?:by [^\n]{1,80} )?(?:on|at) [^\n]{0,60}\d[:./-]\d"
    r"|was received by: [^\n]{1,120}\s+at:|was deleted without being read"
    r"|wurde am [^\n]{1,60} (?:gelesen|geoffnet)|ohne gelesen zu werden"
    r"|ungelesen geloscht"
    r"|a ete lu\b|fue leido|se leyo|se ha leido|foi lida|e stato letto|is gelezen"
    r"|werd gelezen|lastes|ble lest|blev (?:last|læst)|luettiin|on luettu"
    r"|zostala odczytana"
    r"|byla prectena|a fost citit|olvastak|было прочитано|сообщение прочитано|okundu"
    r"|開封されました|已被阅读|已讀取|읽었습니다"
)
_RECALL = (
    r"(?:message )?recall(?: (?:success|failure|report))?|(?:nachrichten)?ruckruf"
    r"|nachricht zuruckrufen|rappel|rappeler|recuperar|recuperacion|retirar|richiamo"
    r"|richiama|intrekken|terugroepen|aterkalla|trekk(?:e)? tilbake|tilbakekall\w{0,2}"
    r"|tilbagekald\w{0,4}|palauta|peruuta|odwolanie|odwolaj|cofniecie|odvolani|stazeni"
    r"|odvolat|visszahivas|rechemare|retragere|отзыв|отозвать|відкликання|отзоваване"
    r"|ανακληση|geri cek\w{0,3}|geri cagir\w{0,3}|opoziv|odpoklic|取り消し|取消し|撤回"
    r"|召回"
    r"|收回|回收|회수|리콜|استدعاء|ביטול|thu hồi|เรียกคืน|menarik kembali"
)
_RECALL_TEXT = (
    r"would like to recall the (?:message|e-?mail)|could not be recalled"
    r"|(?:was|were) (?:successfully )?recalled|recall (?:success|failure|report)"
    r"|mochte die (?:nachricht|e-?mail)[^\n]{0,200}(?:zuruckrufen|zuruckziehen)"
    r"|(?:souhaite|desire|voudrait) rappeler le message|desea (?:recuperar|retirar) el"
    r"|(?:gostaria de|deseja) (?:cancelar|recuperar|recolher) a mensagem"
    r"|(?:vorrebbe|desidera) richiamare il messaggio"
    r"|(?:wil|wenst|zou)[^\n]{0,20} (?:het )?(?:bericht|e-mailbericht)[^\n]{0,200}"
    r"(?:intrekken|terugroepen)|vill aterkalla meddelandet|onsker a (?:tilbakekalle"
    r"|trekke)"
    r"|vil (?:gerne )?(?:tilbagekalde|tilbakekalle)|haluaa (?:peruuttaa|palauttaa)"
    r"|chce (?:odwolac|cofnac|odvolat|stahnout)|szeretne visszahivni|vissza szeretne"
    r"|doreste sa (?:recheme|retraga)|хотел бы отозвать|хочет отозвать|бажає відкликати"
    r"|θα ηθελε να ανακαλεσει|iletisini geri (?:cek|cagir)"
    r"|取り消そうと|取り消したい|撤回|希望(?:召回|撤回)|想要收回|欲收回|회수하려"
    r"|회수하고"
)
_REACTED = (
    r"reacted (?:to your (?:message|e-?mail)|via gmail|with \S{1,12} to your)"
    r"|hat (?:auf (?:ihre|deine) (?:nachricht|e-?mail)|uber gmail) reagiert"
    r"|a reagi (?:a (?:votre|ton) (?:message|e-?mail)|via gmail|depuis gmail)"
    r"|(?:ha reaccionado|reacciono) (?:a (?:su|tu) (?:mensaje|correo)|(?:a traves de|"
    r"desde|mediante) gmail)|(?:reagiu|deu uma reacao) (?:a (?:sua|tua) mensagem|"
    r"(?:pelo|no|atraves do|via) gmail)"
    r"|ha (?:aggiunto una reazione|reagito) (?:al tuo|al suo|tramite|con|da)"
    r"(?: (?:messaggio|gmail))?"
    r"|heeft (?:gereageerd op (?:je|uw) bericht|(?:op (?:je|uw) bericht|via gmail) "
    r"gereageerd)|reagerade (?:pa ditt meddelande|via gmail)"
    r"|(?:reagerte|reagerede|har reageret) (?:pa (?:meldingen din|din (?:besked"
    r"|melding)|"
    r"meddelelsen)|via gmail)|reagoi (?:viestiisi|gmailissa)"
    r"|zareagowal\(?a?\)? (?:na (?:twoja|panstwa) wiadomosc|w gmailu|przez gmail)"
    r"|zareagoval\(?a?\)? na (?:vasi|vasu|tvoji) (?:zpravu|spravu)"
    r"|reagalt az (?:on )?uzenet\w{1,4}|a reactionat la mesajul (?:dvs|tau)\.?"
    r"|отреагировал\(?а?\)? на ваше сообщение"
    r"|(?:від)?реагува\w{1,3} на ваше повідомлення"
    r"|αντεδρασε στο μηνυμα σας|iletinize tepki verdi|mesajiniza tepki verdi"
    r"|さんがあなたのメッセージにリアクションしました"
    r"|さんがメッセージにリアクションしました"
    r"|gmail でリアクションしました|对(?:您|你)的(?:邮件|消息)(?:做出|作出)了?(?:回应"
    r"|反应)"
    r"|對(?:您|你)的(?:郵件|訊息)(?:做出|作出)了?(?:回應|反應)|메시지에 (?:반응"
    r"|공감)했습니다"
    r"|הגיב/?ה? להודעה שלך|تفاعل مع رسالتك|da phan ung voi (?:tin nhan|thu)"
)
_TAPBACK = (
    r"(?:liked|loved|disliked|laughed at|emphasi[sz]ed|questioned|reacted \S{1,12} to"
    r"|removed an? \w{2,20} from|gefallt|gefallt nicht|liebt|lacht uber|betont"
    r"|hat mit \S{1,12} (?:auf )?|a aime|a adore|aime|le gusto|le encanto|me gusta"
    r"|piace|ti piace|ha amato|curtiu|amou|vond|leuk|gillade|alskade|点赞了?|喜欢)"
)
_QUOTED = r"[\"“”„«»「『][^\n]{1,4000}[\"“”»」』]"
_CHALLENGE_SUBJECT = (
    r"confirm|verif|challenge|authenticat|action required|approve|whitelist"
    r"|boxbe|spam|подтверд|підтверд|bestatig|bevestig|potwierd|bekraft|確認|验证"
)
_CHALLENGE_TEXT = (
    r"(?:boxbe|spam ?arrest|mailblocks|choicemail|spamfence|uol anti-?spam|knowspam)"
    r"|(?:prove|confirm|verify) (?:that )?you are (?:a )?(?:human|person|not a)"
    r"|add(?:ed)? (?:yourself )?to (?:my|the|his|her|their) "
    r"(?:guest|approved|allowed|white|allowed senders) ?(?:senders? )?list"
    r"|(?:to have|before) your (?:message|e-?mail) "
    r"(?:is |be |will be |can be )?(?:delivered|released)"
    r"|(?:is|are|was|being) held because (?:the|your) address"
    r"|to release your (?:pending )?(?:message|mail|e-?mail)|was waitlisted"
    r"|(?:click|use) the link below to (?:verify|confirm) that you are"
    r"|suspect e-?mail blocking|подтвердите, что вы не робот"
    r"|чтобы письмо было доставлено"
    r"|para que a (?:sua )?mensagem seja entregue|para que su (?:mensaje|correo) sea"
    r"|damit ihre (?:nachricht|e-?mail) zugestellt|pour que votre (?:message"
    r"|e-?mail) soit"
    r"|affinche il (?:suo|tuo) messaggio (?:venga|sia)|om uw bericht af te leveren"
)

RECEIPT = compiled(rf"(?:{_RECEIPT})\s?[:：]")
RECEIPT_TEXT = compiled(_RECEIPT_TEXT)
RECALL = compiled(rf"\W{{0,3}}(?:{_RECALL})\s?[:：]")
RECALL_TEXT = compiled(_RECALL_TEXT)
# The whole of what a mail says, so that no other word of a person is in it.
_NAME = r"(?:[^\s!?;:]{1,30}\s){0,5}?[^\s!?;:]{0,30}?"
REACTION = compiled(rf"\W{{0,20}}{_NAME}(?:{_REACTED})\W{{0,40}}")
REACTION_HINTS = (
    "react",
    "reag",
    "reac",
    "tepki",
    "αντεδρ",
    "реаг",
    "リアクション",
    "回应",
    "回應",
    "反应",
    "反應",
    "반응",
    "공감",
    "הגיב",
    "تفاعل",
    "phan ung",
)
TAPBACK = compiled(
    rf"{_TAPBACK} ?(?:{_QUOTED}|an? (?:image|photo|attachment|movie|link|sticker)"
    r"|ein bild|une image|una imagen|un.immagine)[\s.]{0,10}",
)
CHALLENGE = compiled(_CHALLENGE_SUBJECT)
CHALLENGE_TEXT = compiled(_CHALLENGE_TEXT)
# How to pass: a link, an address, an answer.
CHALLENGE_WAY = compiled(r"https?://|\S@\S|\breply\b|\bclick\b|\brespond\b")
# The same in every language: an iCalendar object that answers (RFC 5546 1.4).
CALENDAR_METHOD = compiled(
    r"\nmethod\s?:\s?(reply|request|counter|declinecounter|cancel|refresh|add)\b"
)
READ_CLASSES = (b"read receipt", b".ipnrn", b".ipnnrn", b"report.ipm.note")
