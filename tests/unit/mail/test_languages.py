"""Attributions, header blocks and device footers in the languages of clients."""

# ruff: noqa: RUF001 - other scripts are the point of these cases.

import textwrap

import pytest

from mcenter.mail import reply_text

NEW = "Ja, si, да, 好: 12."
A = "Ann Abbot <a@b.example>"

# As clients write them; `A` is a name with an address.
ATTRIBUTIONS = [
    f"Am Mo., 3. März 2025 um 10:12 Uhr schrieb {A}:",
    f"Am 03.03.2025 um 10:12 schrieb {A}:",
    f"Am Montag, 3. März 2025 um 10:12:33 MEZ hat {A} Folgendes geschrieben:",
    f"{A} schrieb am Mo., 3. März 2025, 10:12:",
    f"Am 03.03.25, 10:12 schrieb {A}:",
    f"Le lun. 3 mars 2025 à 10:12, {A} a écrit :",
    f"Le lundi 3 mars 2025 à 10:12:33 UTC+1, {A} a écrit :",
    "El lun, 3 mar 2025 a las 10:12, Ann Abbot (<a@b.example>) escribió:",
    f"El lunes, 3 de marzo de 2025, 10:12:33 CET, {A} escribió:",
    f"El 3 mar 2025, a las 10:12, {A} escribió:",
    f"Il giorno lun 3 mar 2025 alle ore 10:12 {A} ha scritto:",
    f"Il lunedì 3 marzo 2025 alle ore 10:12:33 CET, {A} ha scritto:",
    f"Il 03/03/2025 10:12 CET {A} ha scritto:",
    f"Em seg., 3 de mar. de 2025 às 10:12, {A} escreveu:",
    f"{A} escreveu (segunda, 3/03/2025 à(s) 10:12):",
    f"No dia 03/03/2025, às 10:12, {A} escreveu:",
    f"Em segunda-feira, 3 de março de 2025 10:12:33 BRT, {A} escreveu:",
    f"Op ma 3 mrt 2025 om 10:12 schreef {A}:",
    f"Op 3 mrt 2025, om 10:12 heeft {A} het volgende geschreven:",
    f"Den mån 3 mars 2025 kl 10:12 skrev {A}:",
    f"3 mars 2025 kl. 10:12 skrev {A}:",
    f"Den man. 3. mar. 2025 kl. 10.12 skrev {A}:",
    f"man. 3. mars 2025 kl. 10:12 skrev {A}:",
    f"Þann mán., 3. mar. 2025 kl. 10:12 skrifaði {A}:",
    "ma 3. maalisk. 2025 klo 10.12 Ann Abbot (a@b.example) kirjoitti:",
    f"{A} kirjoitti 3.3.2025 kello 10.12:",
    f"Kuupäev E, 3. märts 2025 kell 10:12 kirjutas {A}:",
    f"Kirjutas {A} kuupäeval 03.03.2025 10:12:",
    "pirmd., 2025. g. 3. marts, plkst. 10:12 — lietotājs Ann (<a@b.example>) rakstīja:",
    f"2025-03-03, pr, 10:12 {A} rašė:",
    f"pon., 3 mar 2025 o 10:12 {A} napisał(a):",
    f"Wiadomość napisana przez {A} w dniu 3 mar 2025, o godz. 10:12:",
    f"W dniu pon., 3.03.2025 o 10:12 {A} napisał(a):",
    f"W dniu 2025-03-03 10:12:33 użytkownik {A} napisał:",
    f"Dnia 3 marca 2025 10:12 {A} napisał(a):",
    f"po 3. 3. 2025 v 10:12 odesílatel {A} napsal:",
    f"3. 3. 2025 v 10:12, {A}:",
    f"Dne pondělí 3. března 2025 v 10:12 {A} napsal(a):",
    f"po 3. 3. 2025 o 10:12 {A} napísal(a):",
    f"Dňa 3. 3. 2025 o 10:12 používateľ {A} napísal:",
    f"{A} ezt írta (időpont: 2025. márc. 3., H, 10:12):",
    f"2025. 03. 03. dátummal, 10:12 időpontban {A} írta:",
    f"În lun., 3 mar. 2025 la 10:12, {A} a scris:",
    f"Pe 3 mar. 2025, la 10:12, {A} a scris:",
    f"La 03.03.2025 10:12, {A} a scris:",
    f"На пн, 3.03.2025 г. в 10:12 {A} написа:",
    f"pon, 3. ožu 2025. u 10:12 {A} napisao je:",
    f"Dana 3.3.2025. u 10:12, {A} je napisao/la:",
    f"пон, 3. мар 2025. у 10:12 {A} је написао/ла:",
    f"V V pon., 3. mar. 2025 ob 10:12 je oseba {A} napisala:",
    f"пн, 3 бер. 2025 р. о 10:12 {A} пише:",
    f"3 бер. 2025 р. о 10:12 {A} написав(-ла):",
    f"пн, 3 мар. 2025 г. в 10:12, {A}:",
    f"3 марта 2025 г., в 10:12, {A} написал(а):",
    f"Понедельник, 3 марта 2025, 10:12 +03:00 от {A}:",
    '03.03.2025, 10:12, "Ann Abbot" <a@b.example>:',
    f"пн, 3 сак 2025 г. у 10:12 {A} піша:",
    f"Στις Δευ 3 Μαρ 2025 στις 10:12 π.μ., ο/η {A} έγραψε:",
    f"{A}, 3 Mar 2025 Pzt, 10:12 tarihinde şunu yazdı:",
    f"{A} şunları yazdı (3 Mar 2025 10:12):",
    f"בתאריך יום ב׳, 3 במרץ 2025 ב-10:12 מאת {A}:",
    f"ב-3 במרץ 2025, בשעה 10:12, {A} כתב/ה:",
    f"في الاثنين، 3 مارس 2025 في 10:12 ص تمت كتابة ما يلي بواسطة {A}:",
    f"في ٣ مارس ٢٠٢٥، الساعة ١٠:١٢ ص، كتب/كتبت {A}:",
    f"در تاریخ دوشنبه ۳ مارس ۲۰۲۵،\u200f ۱۰:۱۲ {A} نوشت:",
    f"सोम, 3 मार्च 2025 को 10:12 am बजे को {A} ने लिखा:",
    f"ในวันที่ จ. 3 มี.ค. 2025 เวลา 10:12 {A} เขียนว่า:",
    f"วันที่ 3 มี.ค. 2568 เวลา 10:12 {A} เขียนว่า:",
    f"Vào Th 2, 3 thg 3, 2025 vào lúc 10:12 {A} đã viết:",
    f"Vào 10:12, 3 thg 3, 2025, {A} đã viết:",
    f"Pada tanggal Sen, 3 Mar 2025 pukul 10.12 {A} menulis:",
    f"Pada 3 Mar 2025, pukul 10.12, {A} menulis:",
    f"2025年3月3日(月) 10:12 {A}:",
    f"2025/03/03 10:12、{A}のメール:",
    f"2025年3月3日(月) 10:12 {A} さんは書きました:",
    f"2025년 3월 3일 (월) 오전 10:12, {A}님이 작성:",
    f"2025. 3. 3. 오전 10:12, {A} 작성:",
    f"{A} 于2025年3月3日周一 10:12写道：",
    f"2025年3月3日 10:12，{A} 写道：",
    '在 2025-03-03 10:12:33，"Ann Abbot" <a@b.example> 写道：',
    f"{A} 於 2025年3月3日 週一 上午10:12寫道：",
    f"Missatge de {A} del dia dl., 3 de març 2025 a les 10:12:",
    f"O luns, 3 de mar. de 2025 ás 10:12, {A} escribiu:",
    "Ann (<a@b.example>) erabiltzaileak hau idatzi du (2025 mar. 3, al. (10:12)):",
    f"Ar 3 Márta 2025, ag 10:12, scríobh {A}:",
    f"Ar Llun, 3 Maw 2025 am 10:12 ysgrifennodd {A}:",
    f"Op Ma., 3 Mrt. 2025 om 10:12 het {A} geskryf:",
    f"Më hën, 3 mar 2025 në 10:12 {A} shkroi:",
    f"{A} 3 Mar 2025, B.e. 10:12 tarixində yazdı:",
    f"Noong Lun, Mar 3, 2025 nang 10:12 AM sumulat si {A}:",
]

# Thunderbird names no address, but marks each line of the quote.
NAMED = [
    "Am 03.03.25 um 10:12 schrieb Ann Abbot:",
    "Le 03/03/2025 à 10:12, Ann Abbot a écrit :",
    "El 3/3/25 a las 10:12, Ann Abbot escribió:",
    "Il 03/03/2025 10:12, Ann Abbot ha scritto:",
    "Em 03/03/2025 10:12, Ann Abbot escreveu:",
    "Às 10:12 de 03/03/2025, Ann Abbot escreveu:",
    "Op 03-03-2025 om 10:12 schreef Ann Abbot:",
    "Den 2025-03-03 kl. 10:12, skrev Ann Abbot:",
    "Den 03.03.2025 10.12, skrev Ann Abbot:",
    "Þann 3.3.2025 10:12, skrifaði Ann Abbot:",
    "Ann Abbot kirjoitti 3.3.2025 klo 10.12:",
    "Kirjutas Ann Abbot, 03.03.2025 10:12:",
    "2025-03-03 10:12, Ann Abbot rašė:",
    "W dniu 03.03.2025 o 10:12, Ann Abbot pisze:",
    "Dne 03. 03. 25 v 10:12 Ann Abbot napsal(a):",
    "Dňa 3. 3. 2025 o 10:12 Ann Abbot napísal(a):",
    "2025. 03. 03. 10:12 keltezéssel, Ann Abbot írta:",
    "La 03.03.2025 10:12, Ann Abbot a scris:",
    "На 3.03.25 г. в 10:12, Ann Abbot написа:",
    "Dana 3.3.2025. u 10:12, Ann Abbot je napisao/la:",
    "Дана 3.3.2025. у 10:12, Ann Abbot је написао/ла:",
    "Dne 03. 03. 25 ob 10:12 je Ann Abbot napisal(a):",
    "03.03.25 10:12, Ann Abbot пише:",
    "03.03.2025 10:12, Ann Abbot пишет:",
    "Στις 3/3/25 10:12, ο/η Ann Abbot έγραψε:",
    "3.03.2025 10:12 tarihinde Ann Abbot yazdı:",
    "ב־03/03/2025 בשעה 10:12, Ann Abbot כתב:",
    "On 2025/03/03 10:12, Ann Abbot wrote:",
    "2025/03/03 10:12 に Ann Abbot さんは書きました:",
    "25. 3. 3. 10:12에 Ann Abbot 이(가) 쓴 글:",
    "在 2025/3/3 10:12, Ann Abbot 写道:",
    "Ann Abbot 於 2025/3/3 上午10:12 寫道：",
    "El 3/3/25 a les 10:12, Ann Abbot ha escrit:",
    "Ann Abbot igorleak hau idatzi zuen (2025/3/3 10:12):",
    "Ar 03/03/2025 10:12, ysgrifennodd Ann Abbot:",
    "Ar 03/03/2025 10:12, scríobh Ann Abbot:",
    "Vào 03/03/2025 10:12, Ann Abbot đã viết:",
    "Pada 03/03/2025 10:12, Ann Abbot menulis:",
]

# Names of headers as Outlook and webmail write them; the second line is the date.
BLOCKS = [
    "Von Gesendet An Betreff", "Von Datum An Betreff", "De Envoyé À Objet",
    "De Date À Objet", "De Enviado Para Asunto", "De Fecha Para Asunto",
    "Da Inviato A Oggetto", "Da Data A Oggetto", "De Enviada_em Para Assunto",
    "De Data Para Assunto", "Van Verzonden Aan Onderwerp", "Från Skickat Till Ämne",
    "Fra Sendt Til Emne", "Fra Dato Til Emne", "Frá Sent Til Efni",
    "Lähettäjä Lähetetty Vastaanottaja Aihe", "Saatja Saadetud Adressaat Teema",
    "No Nosūtīts Kam Tēma", "Nuo Išsiųsta Kam Tema", "Od Wysłano Do Temat",
    "Od Data Do Temat", "Od Odesláno Komu Předmět", "Od Odoslané Komu Predmet",
    "Feladó Elküldve Címzett Tárgy", "De_la Trimis Către Subiect",
    "От Изпратено До Относно", "Šalje Poslano Prima Predmet",
    "Od Poslato Za Naslov", "Од Послато За Наслов", "Od Poslano Za Zadeva",
    "Від Надіслано Кому Тема", "От Отправлено Кому Тема", "От_кого Дата Кому Тема",
    "Από Στάλθηκε Προς Θέμα", "Kimden Gönderildi Kime Konu",
    "Kimden Tarih Kime Konu", "מאת נשלח אל נושא", "من تم_الإرسال إلى الموضوع",
    "از ارسال_شده به موضوع", "प्रेषक भेजा_गया प्रति विषय", "จาก ส่ง ถึง เรื่อง",
    "Từ Đã_gửi Đến Chủ_đề", "Dari Dikirim Kepada Subjek",
    "Daripada Dihantar Kepada Subjek", "差出人 送信日時 宛先 件名",
    "보낸_사람 보낸_날짜 받는_사람 제목", "发件人 发送时间 收件人 主题",
    "寄件者 寄件日期 收件者 主旨", "De Enviat_el Per_a Tema", "Nork Bidalia Nori Gaia",
    "Oddi_wrth Anfonwyd At Pwnc", "Ó Seolta Chuig Ábhar",
]  # fmt: skip

DEVICES = [
    "Von meinem iPhone gesendet", "Gesendet von Outlook für Android",
    "Von meinem/meiner Galaxy gesendet", "Outlook für iOS beziehen",
    "Envoyé de mon iPhone", "Envoyé depuis mon appareil Galaxy",
    "Obtenir Outlook pour Android", "Enviado desde mi iPhone",
    "Enviado desde mi Galaxy", "Obtener Outlook para iOS", "Inviato da iPhone",
    "Inviato dal mio dispositivo Galaxy", "Scarica Outlook per Android",
    "Enviado do meu iPhone", "Enviado a partir do meu smartphone Samsung Galaxy.",
    "Obter o Outlook para iOS", "Verstuurd vanaf mijn iPhone",
    "Verzonden vanaf mijn Galaxy", "Outlook voor Android downloaden",
    "Skickat från min iPhone", "Skaffa Outlook för iOS", "Sendt fra min iPhone",
    "Sendt fra min Galaxy", "Hent Outlook til Android", "Skaff deg Outlook for iOS",
    "Lähetetty iPhonesta", "Hanki Outlook for Android", "Saadetud minu iPhone'ist",
    "Nosūtīts no mana iPhone", "Išsiųsta iš mano iPhone", "Wysłane z iPhone'a",
    "Wysłane z mojego urządzenia Galaxy", "Pobierz aplikację Outlook dla systemu iOS",
    "Odesláno z iPhonu", "Získejte Outlook pro Android", "Odoslané z iPhonu",
    "Az iPhone-omról küldve", "Az Outlook beszerzése iOS-re",
    "Trimis de pe iPhone-ul meu", "Poslano s mog iPhonea", "Poslano iz mojega iPhona",
    "Изпратено от моя iPhone", "Послато са мог iPhone-а", "Надіслано з iPhone",
    "Отправлено с iPhone", "Отправлено с моего устройства Galaxy",
    "Скачать Outlook для Android", "Στάλθηκε από το iPhone μου",
    "iPhone'umdan gönderildi", "iOS için Outlook'u edinin", "נשלח מה-iPhone שלי",
    "أُرسلت من الـ iPhone", "ارسال شده از iPhone من", "मेरे iPhone से भेजा गया",
    "ส่งจาก iPhone ของฉัน", "Đã gửi từ iPhone của tôi", "Tải Outlook cho iOS",
    "Dikirim dari iPhone saya", "Dapatkan Outlook untuk Android", "iPhoneから送信",
    "Outlook for iOS を入手", "나의 iPhone에서 보냄", "Android용 Outlook 받기",
    "发自我的iPhone", "发自我的 iPhone", "获取 Outlook for iOS", "從我的 iPhone 傳送",
    "Von Yahoo Mail auf Android gesendet", "Gesendet mit der GMX iPhone App",
    "Provenance : Courrier pour Windows", "Inviato da Posta per Windows",
    "Skickat från E-post för Windows", "Wysłane z Poczty dla systemu Windows",
    "Отправлено из мобильной Почты Mail.ru", "Samsung cihazımdan gönderildi",
    "Windows-posta segítségével küldve", "Windows 版のメールから送信",
    "Enviat des del meu iPhone", "Nire iPhonetik bidalia", "Anfonwyd o fy iPhone",
]  # fmt: skip


@pytest.mark.parametrize("line", ATTRIBUTIONS)
@pytest.mark.parametrize("width", [200, 72, 40])
@pytest.mark.parametrize("mark", ["> ", ""])
def test_attribution(line, width, mark):
    """An attribution with an address is cut, wrapped or not, with marks or without."""
    wrapped = textwrap.fill(line, width, break_on_hyphens=False)
    cut = reply_text.cut(f"{NEW}\n\n{wrapped}\n\n{mark}Old.\n")
    assert NEW == cut.reply


@pytest.mark.parametrize("line", NAMED)
def test_attribution_without_address(line):
    """A name and a date suffice above a line that is marked."""
    assert NEW == reply_text.cut(f"{NEW}\n\n{line}\n> Old.\n").reply


@pytest.mark.parametrize("words", BLOCKS)
def test_header_block(words):
    """The headers of earlier mail, without a mark, end the new text."""
    values = [A, "03.03.2025 10:12", "b@c.example", "Old"]
    block = "".join(
        f"{word.replace('_', ' ')}: {value}\n"
        for word, value in zip(words.split(), values, strict=True)
    )
    assert NEW == reply_text.cut(f"{NEW}\n\n{block}\nOld.\n").reply


@pytest.mark.parametrize("line", DEVICES)
def test_device_footer(line):
    """What a phone adds is not the person's."""
    assert NEW == reply_text.cut(f"{NEW}\n\n{line}\n").reply


@pytest.mark.parametrize(
    "text",
    [
        "Am 24. Februar um 9:30 Uhr schrieb mir das Lager:\nEs geht heute raus.",
        "El 28 de febrero a las 18:00 el repartidor escribió:\nAusente. No es verdad.",
        "1 марта в 14:30 курьер мне написал:\nБуду через час. Не приехал.",
        "Le 3 mars 2025 à 10:00, votre collègue a écrit :\nC'est annulé.",
        "From: Rome\nTo: Oslo\nDate: 3 May 2025",
        "Von: Hamburg\nAn: Kiel\nDatum: 3. Mai",
        "No: it is broken\nDate: I do not know",
        "De: mi casa\nPara: la oficina\nHay diez minutos.",
        "Gesendet mit DHL am Montag",
        "Enviado desde Madrid ayer por la tarde",
        "Sent from Munich last week",
        "Wysłano telefon wczoraj",
        "Lähetetty puhelin eilen",
        "Отправлено вчера, телефон в коробке",
        "I sell:\n\niPhone 12",
        "Ja.\n\nHabe das iPhone heute gesendet",
        "Ok.\n\nVerschickt mit Handyhülle, wie bestellt",
        "Ok.\n\nSent with DHL, the phone is in the box",
        "Tamam.\n\nTelefon depodan gönderildi",
        "Ok.\n\nGet the Outlook licence for Windows from Jim",
        "네.\n\n휴대폰을 택배로 보냄",
        "No: 4711\nDate: 3/3 10:00\nTo: ann@b.example\nMissing.",
        "Name: Ann\nDatum: 3. März\nBetreff: Lampe\nAn: Sie\nVon: mir\n\nDefekt.",
        "Bonjour\n\nDate : 3 mars\nObjet : vase bleu\nPour : ma mère\n\nMerci",
        "日期: 3月3日\n地点: 北京\n主题: 见面\n\n可以吗？",
        "收货地址：\n\n王小明\n人民路88号\n电话：010-00000142\nwang@b.example",
        "Envíelo a:\n\nAna Paz\nCalle Mayor 3\nTel. 900 000 142\nana@b.example",
        "Proszę wysłać na adres:\n\nAnna\nul. Długa 5\ntel. 000 000 142\na@b.example",
        "Größen:\nS: 34 - 36\nM: 38 - 40\nL: 42 - 44",
        "Disclaimer: ich habe keine Ahnung von Technik. Bitte um Hilfe.",
        "Gesendet von meinem Bruder mit der Post",
    ],
)
def test_typed_text_stays(text):
    """What only looks like a client's words in some language is the person's."""
    assert text == reply_text.cut(f"{text}\n\n> Old.\n").reply
    assert text == reply_text.cut(text).reply
