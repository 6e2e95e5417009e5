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
    r"|nota di riservatezza|avviso di|informativa|clause de|mentions? légale"
    r"|vertraulichkeit|rechtliche[rs]? hinweis|informacja poufna|klauzula|juridisch"
    r"|tato zpráva|esta (?:comunicación|comunicação)|informácie"
    r"|aquest (?:missatge|correu)|acest (?:mesaj|e-?mail)|informațiile conținute"
    r"|ez az (?:e-?mail|üzenet)|jelen (?:e-?mail|üzenet)|wiadomość (?:ta|niniejsza)"
    r"|táto (?:správa|e-?mail)|tento e-?mail|obsah (?:této|tejto)|ova (?:poruka|e-)"
    r"|to (?:sporočilo|e-)|ово? (?:порука|е-)|това (?:съобщение|писмо)|тази (?:е-|поща)"
    r"|це (?:повідомлення)|цей лист|αυτό το (?:μήνυμα|e-?mail)|το παρόν"
    r"|bu (?:mesaj|ileti)"
    r"|הודעה זו|דואר זה|هذه الرسالة|هذا البريد|این (?:پیام|ایمیل)|यह (?:ईमेल|संदेश)"
    r"|อีเมล(?:นี้|ฉบับนี้)|email này|thư này|(?:e-?mail|pesan|surel) ini"
    r"|see (?:e-?kiri|kiri)"
    r"|šis (?:e-|pranešimas|ziņojums|laišk)|þessi tölvupóst|この(?:e|電子)?メール"
    r"|本メール"
    r"|本邮件|此邮件|本郵件|此郵件|本電子郵件|본 (?:메일|이메일)|이 (?:메일|이메일)"
)

# What lawyers go on with; two of these make a disclaimer.
LEGAL = (
    r"confiden\w{2}|recipient|addressee|privileg|prohibit|unauthori|disclos|disseminat"
    r"|notify|delete|destroy|liabil|virus|intended|sole use|legally|vertraulich|befugt"
    r"|empfänger|adressat|geschützt|vernicht|lösch|irrtümlich|untersagt|destinata"
    r"|erreur|interdit|détrui|supprim|prohibid|privilegiad|proibid|errore|riservat"
    r"|vietat|elimina|vertrouwelijk|geadresseerde|bestemd|verwijder|konfidenti"
    r"|mottagare"
    r"|fortrolig|modtager|mottaker|luottamuksel|vastaanottaj|poufn|zabronion|odbiorc"
    r"|конфиденц|получател|уничтож|gizli|alıcı|důvěrn|příjemc|error|notifi"
    r"|destinat[aá]ri|prohibi|confidențial|destinatar|interzis|bizalmas|címzett|tilos"
    r"|törö?l"
    r"|dôvern|adresát|príjemc|zmaž|povjerljiv|primatelj|zaupn|prejemnik|поверителн"
    r"|конфіденц|одержувач|отримувач|εμπιστευτικ|παραλήπτ|απαγορ|yasak|siliniz|חסוי"
    r"|סודי|נמען"
    r"|سري|المرسل إليه|محرمانه|गोपनीय|ความลับ|ผู้รับ|bảo mật|người nhận|rahasia|penerima"
    r"|konfidents|saaja|konfiden|saņēmēj|gavėj|trúnað|viðtakand|機密|秘密|受信者|破棄"
    r"|削除|保密|机密|收件人|删除|機密|刪除|기밀|수신인|삭제"
)

# Of these, what people use as well.
LEGAL_IN_USE = frozenset(["notify", "delete", "destroy", "virus", "error", "lösch"])

# What is a notice by its first words alone.
NOTICE = (
    r"(?:please )?(?:consider|think of|think about) (?:the|our) environment"
    r"|before printing this|bitte (?:denken|prüfen) sie[^\n]{0,40}(?:umwelt|druck)"
    r"|(?:denken sie )?an die umwelt|pensez à l'environnement|avant d'imprimer"
    r"|n'imprimez|antes de imprimir|prima di stampare|pensa all'ambiente"
    r"|denk aan het milieu|tänk på miljön|tenk på miljøet|przed wydrukowaniem"
    r"|(?:this|the) (?:e-?mail|message) (?:has been|was) (?:scanned|checked)"
    r"|virus-free\.|avast|garanti sans virus|click here to unsubscribe"
    r"|https?://(?:www\.)?(?:avast|avg)\.|virenfrei|garanti\s?sans virus|libre de virus"
    r"|senza virus|privo di virus|virusvrij|virusfri|wolny od wirusów|bez virů"
    r"|bez vírusov"
    r"|vírusmentes|fără viruși|livre de vírus|sem vírus|не содержит вирусов|без вирусов"
    r"|не містить вірусів|virüssüz|不含病毒|没有病毒|無病毒|ウイルスフリー"
    r"|바이러스 없음"
    r"|diese (?:e-?mail|nachricht) wurde (?:von|mit|auf) [^\n]{0,60}(?:virus|viren)"
    r"|l'absence de virus|cet? (?:e-?mail|courriel) a été (?:vérifié|analysé)"
    r"|este (?:correo|mensaje|e-?mail)[^\n]{0,30} (?:ha sido|foi)"
    r" (?:analiz|comprob|verific)"
    r"|quest[ao] (?:e-?mail|messaggio) è stat[ao] (?:controll|verific)"
    r"|deze e-?mail is gecontroleerd|ta wiadomość została sprawdzona"
    r"|tato zpráva byla zkontrolována|táto správa bola skontrolovaná"
    r"|ta e-pošta je bila preverjena|это (?:сообщение|письмо) проверено"
    r"|bu e-?posta[^\n]{0,40}virüs|tulosta tämä|gondolj(?:on)? a környezet"
    r"|před vytištěním"
    r"|pred tlačou|înainte de a (?:tipări|printa)|перед печатью|lütfen (?:bu )?çevre"
    r"|antes de imprimir|pensi all'ambiente|mielőtt kinyomtat"
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

# "Phone" above all, where a number follows.
CALL = (
    r"\b(?:gsm|handy|mobil|mobiel|móvil|movil|teléfono|telefone|celular|telemóvel|cellulare"
    r"|telefono|téléphone|portable|puhelin|sími|telefonas|tālr|kom|komórka|telefonszám"
    r"|cep"
    r"|тел|телефон|моб|мобильный|факс|τηλ|κιν|טל|טלפון|נייד|هاتف|جوال|تلفن|موبایل|फ़ोन"
    r"|मोबाइल"
    r"|โทร|đt|điện thoại|hp|wa|whatsapp|電話|携帯|电话|手机|手機|전화|휴대폰|핸드폰"
    r"|[tmf])"
    r"[.:：]{0,2} ?[+(]?(?:\d[ ()./-]{0,2}){7}"
)

# What a contact block is made of.
CONTACT = (
    r"https?://|\bwww\.|\S@\S+\.\w|(?:(?<!\w)\+|\b00)\d[\d ()./-]{6,}"
    r"|\(?\d{3}\)?[ ./-]\d{3}[ ./-]\d{4}"
    r"|\b(?:tel|phone|fax|mobile|mob|cell|skype|telefon|tél)\b[ .:]"
    rf"|{CALL}"
)

# A phone number, or the word for one.
PHONE = (
    r"(?:(?<!\w)\+|\b00)\d[\d ()./-]{6,}|\(?\d{3}\)?[ ./-]\d{3}[ ./-]\d{4}"
    r"|\b0\d{2,4}\)?[ /-]\d[\d /-]{4,}|\b0\d(?:[ .]\d\d){4}"
    r"|\b(?:tel|phone|fax|mobile|mob|cell|skype|telefon|tél|tlf|puh)\b[ .:]"
    rf"|{CALL}"
)

# Words of a sentence to or from a person.
PERSONAL = (
    r"\b(?:i|i'm|i'll|me|my|you|your|please|ich|mir|mich|mein\w{0,2}|bitte|je|j'ai|moi"
    r"|mon|veuillez|yo|mi|mí|favor|io|mio|jag|mig|jeg|meg|ik|mij|graag|eu|ja|proszę|minä"
    r"|minun|prosím|mně|mi|kérem|vă rog|я|мне|мой|моя|пожалуйста|мені|мій|моля|bana"
    r"|lütfen|εγώ|μου|παρακαλώ|אני|שלי|בבקשה|أنا|من فضلك|लिए|मैं|saya|tolong|tôi"
    r"|vui lòng)\b|私|僕|ください|我|请|請|您|제가|저는|주세요|ผม|ฉัน|ครับ|ค่ะ"
)

# Words of a sentence that tells something, as no line of a signature does.
TELLS = (
    r"\b(?:is|are|was|were|has|had|will|called|came|comes|goes|ist|sind|war|hat|wird"
    r"|wurde|kommt|heißt|sont|était|c'est|s'appelle|está|llama|stanno|heet|heter"
    r"|kommer)\b"
)

# What people write numbers and links of, and no signature has.
THINGS = (
    r"\b(?:order|tracking|invoice|parcel|serial|iban|reference|item|bestell|sendung"
    r"|rechnung|auftrag|paket|artikel|commande|colis|facture|pedido|factura|ordine"
    r"|fattura|zamówieni|przesyłk|faktur|beställning|ordre|заказ|посылк)"
)

# What a line of a signature may begin with, above all before a colon.
CONTACT_LABELS = (
    r"tel|phone|ph|fax|mob|cell|e-?mail|mail|web|www|url|internet|homepage|site|blog"
    r"|skype"
    r"|linkedin|twitter|facebook|instagram|youtube|xing|whatsapp|telegram|signal|follow"
    r"|direct|office|main|home|work|switchboard|toll|free|hotline|durchwahl|zentrale"
    r"|büro"
    r"|handy|funk|adresse?|address|tél|portable|fixe|móvil|celular|tlf|tfn|puh|gsm|sede"
    r"|geschäftsführ|sitz|amtsgericht|hrb|ust|vat|registered|company|siret|p\.? ?iva"
    r"|cif|nif|тел|моб|факс|сайт|почта|эл|τηλ|電話|携帯|电话|手机|邮箱|전화|휴대|이메일"
    r"|.$"
)

# A text that gives an address or a number tells so.
GIVES = (
    r"\b(?:my|our|the new|meine?|mein|unsere?|notre|mon|ma|mi|mio|mijn|min|mitt)\s"
    r"(?:new\s|neue\s|nouvelle\s)?(?:address|number|phone|mobile|details|contact|adresse"
    r"|anschrift|nummer|telefon|numéro|dirección|número|indirizzo|numero|adres|adress)"
    r"|\bbelow\b|\bunten\b|ci-dessous|\babajo\b|\bhieronder\b|\bnedan\b"
    r"|\b(?:moj|mój|můj|môj|minun|ma|meu|minha|meva|мой|моя|мій|моят)\s(?:nov\w\s)?"
    r"(?:adres\w?|adresa|číslo|numer|telefon|osoite|numero|endereço|número|telefone|адрес"
    r"|адреса|номер|телефон)|\bposo?itteeni|\bcímem\b|\bszámom\b|\btelefonszámom\b"
    r"|\b(?:poniżej|níže|nižšie|alább|mai jos|abaixo|qui sotto|niżej|ниже|нижче)\b"
    r"|παρακάτω|aşağıda|adresim|numaram|להלן|כתובתי|أدناه|عنواني|नीचे|ด้านล่าง|dưới đây"
    r"|di bawah|alamat saya|nomor saya|以下|下記|下面|如下|我的(?:地址|电话|電話|手机)"
    r"|아래"
)

# What stands in the footer of a mailing list.
MAILING_LIST = (
    r"mailing list|mailman|unsubscribe|listinfo|listserv|@lists?\.|groups\.google"
)

# How people end a letter.
SIGN_OFF = (
    r"thanks|thank you|regards|best|kind regards|cheers|sincerely|yours|br|rgds|warmly"
    r"|with kind|warm regards|many thanks|all the best|take care"
    r"|grüße|gruß|grüsse|mit freundlichen|freundliche|viele grüße|liebe grüße"
    r"|beste grüße|schöne grüße|herzliche|danke|vielen dank|besten dank|lg|mfg|vg|gruss"
    r"|hochachtungsvoll"
    r"|groet|groeten|groetjes|met vriendelijke|vriendelijke|hartelijke|bedankt|alvast"
    r"|mvg|cordialement|bien cordialement|bien à vous|merci|salutations|cdlt|cdt"
    r"|bonne journée"
    r"|bonne soirée|amicalement|sincères|respectueusement|je vous prie|veuillez agréer"
    r"|saludos|un saludo|gracias|atentamente|cordialmente|un cordial|muchas gracias"
    r"|atte|un abrazo|salutacions|gràcies|atentament|cordialment|saúdos|grazas"
    r"|atenciosamente|obrigado|obrigada|abraços|abraço|abs|att|cumprimentos|grato|grata"
    r"|melhores cumprimentos|com os melhores|beijos|saluti|cordiali|grazie|distinti"
    r"|un saluto|cordialmente|a presto|cu stimă|cu respect|mulțumesc|multumesc|cu bine"
    r"|toate cele bune"
    r"|mvh|vh|hälsningar|med vänlig|vänliga|vänligen|tack|med venlig|venlig|hilsen"
    r"|hilsner|kh|vennlig|med vennlig|beste hilsen|takk|bestu kveðjur|kveðja"
    r"|með kveðju|takk fyrir"
    r"|terveisin|terveisiä|ystävällisin|parhain|kiitos|kiittäen|yt|lugupidamisega"
    r"|tervitades"
    r"|parimat|aitäh|tänan|ar cieņu|paldies|ar sveicieniem|pagarbiai|su pagarba|ačiū"
    r"|dėkoju"
    r"|pozdrawiam|pozdrowienia|dziękuję|z poważaniem|z wyrazami|serdecznie|pzdr|dzięki"
    r"|s pozdravem|s úctou|s přáním|děkuji|díky|s pozdravom|ďakujem"
    r"|üdvözlettel|tisztelettel|üdv|köszönöm|köszönettel"
    r"|lijep pozdrav|srdačan|s poštovanjem|hvala|lp|lep pozdrav|s spoštovanjem"
    r"|с поштовањем|хвала|срдачан|со почит|с уважение|поздрави|благодаря"
    r"|с уважением|спасибо|с наилучшими|всего доброго|благодарю|з повагою|дякую"
    r"|з найкращими|з павагай|με εκτίμηση|ευχαριστώ|φιλικά|με φιλικούς|χαιρετισμούς"
    r"|saygılarımla|saygılar|teşekkürler|iyi çalışmalar|sevgiler|hörmətlə"
    r"|בברכה|תודה|בכבוד רב|مع التحية|تحياتي|شكرا|شكراً|وتفضلوا|با احترام|با تشکر|ممنون"
    r"|धन्यवाद|सादर|शुभकामनाओं|ขอบคุณ|ด้วยความเคารพ|ขอแสดงความนับถือ"
    r"|trân trọng|cảm ơn|thân mến|thân ái|kính thư|terima kasih|hormat saya"
    r"|salam hormat"
    r"|lubos na|salamat|よろしく\w*|宜しく\w*|敬具|ありがとう\w*|감사합니다"
    r"|고맙습니다|드림"
    r"|此致|祝好|谢谢|謝謝|顺祝\w*|敬上|順頌\w*|ondo izan|agur|eskerrik asko"
    r"|adeitasunez|cofion|diolch|yn gywir|slán|le meas|go raibh|is mise"
)

# How the lines go on that a mail host puts on top of mail from outside.
BANNER_GOES_ON = (
    r"click|\blinks?\b|attachment|sender|organi[sz]ation|external|outside|unless"
    r"|recogni[sz]e|\bsafe\b|trust|verify|caution|suspicious|phish|report|bannerend"
    r"|learn why|enlace|adjunt|remitente|anhäng|anlagen|absender|pièces|liens"
    r"|expéditeur|allegat|mittente|collegament|bijlage|afzender|bilag|avsändare"
    r"|załącznik|nadawc|вложен|отправител|remetente|anexo"
)

# What a mail host puts on top of mail from outside.
BANNER = (
    r"precauci[óo]n\b|(?:advertencia|atención|attenzione|let op|varning|avertissement"
    r"|mise en garde|atenção|uwaga|внимание)\b.{0,80}(?:extern|estern|extér|fuera|fora"
    r"|zewn|внешн)"
    r"|this (?:e-?mail|message) is from (?:an external|outside)|external\]|zjqcmqryf|"
    r"(?:\W{0,3}external\W{0,3})?(?:caution|warning|attention|security "
    r"notice)\b.{0,40}\b(?:external|outside|e-?mail)|external (?:e-?mail|sender)\b"
    r"|this (?:e-?mail|message) (?:originated|came|was sent) from outside"
    r"|you don'?t often get e-?mail from"
    r"|(?:achtung|vorsicht|attention)\b.{0,40}\b(?:externe|extern)"
)
