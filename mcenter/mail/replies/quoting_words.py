"""
The words that clients put around earlier mail, in the languages of their users.

Rule 1: a table of phrases is a regular expression of alternatives, one line a language
or a family of them; case does not matter.
Rule 2: the table of headers is no expression: its words are compared whole.
"""

# ruff: noqa: RUF001 - other scripts are the point of these tables.

from __future__ import annotations

# "wrote", or what stands in its place; each begins a word.
VERBS = (
    r"wrote|writes|quoting"
    r"|schrieb|schreibt|geschrieben|zitat von|schreef|geschreven|geskryf|skryf"
    r"|skrev|skreiv|skriver|skrifaði|ritaði|skrivaði"
    r"|a écrit|écrivait|écrit|escribió|escribe|escribiu|escreveu|citando"
    r"|va escriure|ha escrit|escrigué|ha scritto|scrisse|scrive|a scris|scris"
    r"|kirjoitti|kirjutas|rakstīja|raksta|rašė|parašė|ezt írta|írta"
    r"|napisał|pisze|napsal|píše|napísal|píše|napisal|napisao|je napisa|skribis"
    r"|написал|пишет|писал|пише|написав|написа|напиша|је написао|напісаў|піша"
    r"|έγραψε|yazdı|yazmış|yazıb|жазды|shkroi|idatzi du|idatzi zuen|hau idatzi"
    r"|ysgrifennodd|scríobh|sgrìobh|գրել է|գրեց|დაწერა|წერდა"
    r"|đã viết|viết|menulis|tulis|sumulat|aliandika"
    r"|כתב|כתבה|מאת|كتب|كتبت|تمت كتابة|نوشت|نے لکھا"
    r"|ने लिखा|ने लिहिले|লিখেছেন|எழுதியது|రాశారు"
)
# The same where words are not parted by spaces.
VERBS_WITHIN = (
    r"写道|寫道|撰写|撰寫|写了|のメール|書きました|のメッセージ|より[:：]"
    r"|작성|님이 쓴|쓴 글|썼습니다|เขียน"
)

# How an attribution begins: "On", a weekday, a place for the date.
OPENERS = (
    r"on|at|date|mon|tue|wed|thu|fri|sat|sun"
    r"|am|mo|di|mi|do|fr|sa|so|op|ma|wo|vr|za|zo"
    r"|le|lun|mar|mer|jeu|ven|sam|dim|el|la|mié|jue|vie|sáb|dom|o|no dia|às"
    r"|em|a|à|seg|ter|qua|qui|sex|il|il giorno|gio|sab"
    r"|missatge de|el dia|dl|dt|dc|dj|dv|ds|dg|în|pe|mie|joi|vin|dum"
    r"|den|på|mån|tis|ons|tors|tor|fre|lör|sön|man|tirs|lør|søn|þann|mán|þri|mið|fim|fös"
    r"|ti|ke|to|su|kuupäev|kirjutas|pirmd|otrd|trešd|ceturtd|piektd|sestd|svētd"
    r"|w dniu|dnia|wiadomość napisana|pon|wt|śr|czw|pt|sob|niedz"
    r"|dne|dňa|po|út|ut|st|čt|št|pá|pi|ne|dana|uto|sri|sre|čet|pet|ned|v"
    r"|понедельник|вторник|среда|четверг|пятница|суббота|воскресенье"
    r"|в|от|на|пн|вт|ср|чт|пт|сб|вс|нд|дана|пон|уто|сре|чет|пет|суб|нед|у"
    r"|στις|στην|tarihinde|ar|pada|pada tanggal|vào|ngày|lúc"
    r"|בתאריך|ביום|في|بتاريخ|در|در تاریخ|सोम|मंगल|बुध|गुरु|शुक्र|शनि|रवि"
    r"|ในวันที่|วันที่|เมื่อ"
)

# -----Original Message-----, without its dashes.
ORIGINAL = (
    r"original|forwarded|forward|reply message|begin forwarded"
    r"|ursprüngliche|urspr|weitergeleitete|antwort|weiterleitung"
    r"|oorspronkelijk|doorgestuurd|message d'origine|message transféré|mail original"
    r"|courriel original|message original|mensaje original|mensaje reenviado"
    r"|missatge original|missatge reenviat|mensaxe orixinal|mensagem|messaggio"
    r"|ursprungligt|vidarebefordrat|oprindelig|opprinnelig|videresend|videresendt"
    r"|upprunaleg|áframsend|alkuperäinen|välitetty|edelleen|algkiri|algne|edastatud"
    r"|sākotnēj|oriģināl|pārsūtīt|pirminis|originalus|persiųst"
    r"|oryginaln|wiadomość|przekazan|původní|přeposlan|pôvodná|preposlan"
    r"|eredeti|továbbított|mesaj|mesajul|izvorn|originaln|izvirn|proslijeđen|posredovan"
    r"|исходное|пересылаемое|пересланное|перенаправленное|пересылка|оригинал"
    r"|вихідне|оригінальне|переслане|препратено|изворна|оригинална"
    r"|αρχικό|προωθημένο|özgün|orijinal|iletilen|yönlendirilen"
    r"|הודעה מקורית|הודעה שהועברה|الرسالة الأصلية|رسالة معاد|پیام اصلی|پیام فوروارد"
    r"|मूल संदेश|अग्रेषित|ข้อความต้นฉบับ|ข้อความที่ส่งต่อ|thư gốc|tin nhắn gốc|thư đã chuyển"
    r"|pesan asli|pesan terusan|pesan diteruskan|mesej asal"
    r"|原始邮件|原始郵件|原始訊息|邮件原件|回复的原邮件|转发|轉寄|轉發"
    r"|元のメッセージ|元のメール|転送|원본|전달된"
    r"|jatorrizko|neges wreiddiol|teachtaireacht"
)

# Begin forwarded message:
BEGIN_FORWARD = (
    r"begin forwarded message|forwarded message"
    r"|anfang der weitergeleiteten|weitergeleitete nachricht|start van doorgestuurd"
    r"|begin doorgestuurd bericht|début du message|inicio del mensaje"
    r"|inici del missatge|início da mensagem|inizio messaggio inoltrato"
    r"|inizio del messaggio|începutul mesajului|vidarebefordrat brev"
    r"|start på videresendt|videresendt e-post|videresendt melding"
    r"|välitetty viesti|edelleenlähetetty viesti|początek przekazanej"
    r"|začátek přeposílané|začiatok preposlanej|továbbított levél|továbbított üzenet"
    r"|početak proslijeđene|začetek posredovanega|начало переадресованного"
    r"|початок листа|początek wiadomości|i\u0307?letilen (?:ileti|mesaj)"
    r"|αρχή προωθημένου|תחילת ההודעה|بدء الرسالة|เริ่มต้นข้อความ|bắt đầu thư"
    r"|mulai pesan|开始转发|转发的邮件|開始轉寄|轉寄的郵件|転送されたメッセージ"
    r"|전달된 메시지"
)

# The lines of a header block: from; sent; to; subject; others.
HEADERS = """
en  from; sent, date, sent at, sent on, sended; to; subject; cc, bcc, reply-to, reply to
en  ; ; ; ; importance, organization, attachments, newsgroups, priority
de  von, absender; gesendet, datum, gesendet am; an, empfänger; betreff, betr; kopie
de  ; ; ; objekt, thema; antwort an, antworten an, wichtigkeit, anlagen, priorität
nl  van, afzender; verzonden, datum, verzonden op; aan; onderwerp; kopie, urgentie
af  van; gestuur, datum; aan; onderwerp; afskrif
fr  de, expéditeur; envoyé, date, date d'envoi, envoyé le; à, a, pour, destinataire;
fr  ; ; destinataires; objet, objet du message, sujet; copie, copie à, répondre à
es  de, remitente; enviado, enviado el, fecha; para, destinatario, a; asunto;
es  ; ; ; ; responder a, copia, importancia, datos adjuntos
ca  de, des de; enviat, enviat el, data; per a, a, per; tema, assumpte; a/c
gl  de; enviado, data; para, a; asunto; copia
pt  de, remetente; enviado, enviada, enviado em, enviada em, data; para; assunto;
pt  ; ; destinatário; ; cópia, responder para, importância, anexos
it  da, mittente; inviato, data, inviato il; a, al, destinatario; oggetto, ogg; copia
ro  de la, expeditor; trimis, data, trimis la; către, la; subiect, subiectul; copie
sv  från, avsändare; skickat, datum; till, mottagare; ämne; kopia, prioritet
da  fra, afsender; sendt, dato; til; emne; kopi, prioritet
nb  fra, avsender; sendt, dato; til; emne; kopi, prioritet
is  frá, sendandi; sent, dagsetning; til, viðtakandi; efni; afrit
fi  lähettäjä, keneltä; lähetetty, päivämäärä, päiväys, pvm; vastaanottaja, kenelle;
fi  ; ; saaja; aihe, otsikko; kopio, tärkeys
et  saatja, kellelt; saadetud, saatmisaeg, kuupäev; saaja, adressaat, kellele; teema;
lv  no, sūtītājs; nosūtīts, datums, nosūtīšanas datums; kam, adresāts; tēma, temats;
lt  nuo, siuntėjas; išsiųsta, data, siųsta; kam, gavėjas, iki; tema;
pl  od, nadawca; wysłano, wysłane, data, data wysłania; do, adresat; temat; dw, udw
cs  od, odesílatel; odesláno, datum; komu, adresát; předmět; kopie, důležitost
sk  od, odosielateľ; odoslané, dátum; komu, pre, adresát; predmet; kópia
hu  feladó, küldő; elküldve, küldve, dátum; címzett, címzettek; tárgy; másolat
hr  šalje, od, pošiljatelj; poslano, datum; prima, za, kome; predmet; kopija
sr  od, šalje; poslato, datum; za, prima, kome; naslov, tema; kopija
sr  од, шаље; послато, датум; за, прима, коме; наслов, тема; копија
sl  od, pošiljatelj; poslano, datum; za, prejemnik; zadeva; kp
mk  од; испратено, датум; до; тема, наслов; копија
bg  от, подател; изпратено, изпратен, изпратено на, дата; до; относно, тема; копие
ru  от, от кого, отправитель; отправлено, дата; кому, получатель; тема; копия
uk  від, від кого; надіслано, відправлено, дата; кому, до; тема; копія
be  ад, ад каго; адпраўлена, дата; каму; тэма; копія
el  από, αποστολέας; στάλθηκε, αποστολή, ημερομηνία, εστάλη; προς; θέμα; κοιν.
tr  kimden, gönderen; gönderildi, gönderilme, gönderme tarihi, tarih; kime, alıcı;
tr  ; ; ; konu; bilgi
az  kimdən; göndərilib, tarix; kimə; mövzu;
he  מאת; נשלח, תאריך, נשלח בתאריך; אל; נושא; עותק
ar  من; تم الإرسال, أرسلت, تاريخ الإرسال, التاريخ, تاريخ; إلى, الى; الموضوع; نسخة
fa  از, فرستنده; ارسال شده, ارسال, تاریخ; به, گیرنده; موضوع; رونوشت
ur  منجانب; بھیجا گیا, تاریخ; بنام; موضوع;
hi  प्रेषक, से; भेजा गया, भेजा, दिनांक, तारीख; प्रति, को; विषय; प्रतिलिपि
th  จาก, ผู้ส่ง; ส่ง, ส่งเมื่อ, วันที่ส่ง, วันที่; ถึง; เรื่อง, หัวเรื่อง, ชื่อเรื่อง;
th  ; ; ; ; สำเนาถึง, สำเนา
vi  từ, người gửi; đã gửi, ngày gửi, ngày, gửi; đến, tới, người nhận; chủ đề, tiêu đề;
id  dari, pengirim; dikirim, terkirim, tanggal; kepada, ke, untuk; subjek, perihal, hal
ms  daripada; dihantar, tarikh; kepada; subjek; s.k.
tl  mula kay; ipinadala, petsa; para kay; paksa;
ja  差出人, 発信元, 送信者; 送信日時, 日時, 日付, 送信日; 宛先, 受信者; 件名, 標題;
ko  보낸 사람, 보낸사람, 발신, 보낸이; 보낸 날짜, 보낸날짜, 날짜, 일시; 받는 사람;
ko  ; ; 받는사람, 받는이, 수신; 제목; 참조
zh  发件人, 寄件人, 发信人; 发送时间, 发送日期, 日期, 时间; 收件人, 收信人; 主题;
zh  ; ; ; ; 抄送, 副本
zh  發件人, 寄件者, 寄件人; 發送時間, 寄件日期, 傳送日期, 日期, 時間; 收件者;
zh  ; ; ; 主題, 主旨
eu  nork, bidaltzailea; bidalia, data; nori, hartzailea; gaia; kopia
cy  oddi wrth; anfonwyd, dyddiad; at; pwnc, testun; copi
ga  ó; seolta, dáta; chuig, go; ábhar; cóip
sq  nga; dërguar, data; për; subjekti, tema; kopje
"""
_KINDS = ("from", "sent", "to", "subject", "cc")
# What each of these words names.
KINDS = {
    word.strip(): kind
    for line in HEADERS.strip().splitlines()
    for kind, words in zip(_KINDS, line[4:].split(";"), strict=False)
    for word in words.split(",")
    if word.strip()
}
