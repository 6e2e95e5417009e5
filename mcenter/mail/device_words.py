"""
The words of "Sent from my iPhone", in the languages of those who carry one.

Rule 1: a sentence of a person may begin so ("Sent from Oslo on Monday"): a device or a
program has to be named.
Rule 2: where a language puts its verb last, the line ends with it.
"""

# ruff: noqa: RUF001 - other scripts are the point of these tables.

from __future__ import annotations

_SENT = (
    r"(?:-- ?)?sent (?:from|via|with|using|on the|by|through)|posted via"
    r"|composed (?:on|with)"
    r"|typed on|written on my|from my|via newton|(?:sent )?via mobile"
    r"|(?:gesendet|verschickt) (?:mit|von|über|aus|per)"
    r"|diese (?:e-?mail|nachricht) wurde (?:mit|von|über|gesendet|verschickt)"
    r"|(?:verzonden|verstuurd) (?:vanaf|vanuit|van|met|via)|gestuur vanaf"
    r"|(?:envoyé|expédié) (?:de|du|depuis|à partir|avec|via)|provenance ?: courrier"
    r"|envia[dt][oa]? (?:desde|des|de|do|da|con|com|a partir|a través|via|pelo|amb)"
    r"|(?:inviat[oa]|spedito) (?:da|dal|dallo|con|tramite)"
    r"|trimis (?:de pe|de la|din|cu|prin)"
    r"|(?:skickat|skickats|sänt|sendt|skrevet) (?:från|fra|via|med|på)|sent (?:úr|frá)"
    r"|lähetetty(?=[^\n]{0,70}(?:st[aä]|ll[aä]|lt[aä])\b)"
    r"|saadetud(?=[^\n]{0,70}(?:st|ga)\b)"
    r"|n?o?sūtīts (?:no|ar)|(?:išsiųsta|siųsta) (?:iš|naudojant)"
    r"|wysłan[eo] (?:z|ze|przez|przy)|(?:odesláno|posláno) (?:z|ze|pomocí|přes)"
    r"|(?:odoslané|poslané) (?:z|zo|pomocou|cez)"
    r"|küldve (?:az? )?(?=[^\n]{0,70}(?:[rb][óő]l|val|vel)\b)|küldve:"
    r"|posla(?:no|to) (?:sa?|iz|z|preko|putem|pomoću)|послато (?:са?|из|преко)"
    r"|(?:отправлено|послано|написано) (?:со?|из|через|при)|адпраўлена (?:з|праз)"
    r"|(?:надіслано|відправлено) (?:з|із|зі|через)"
    r"|(?:изпратено|испратено) (?:от|със?|чрез|преку)"
    r"|(?:στάλθηκε|εστάλη|αποστολή) (?:από|με|μέσω)|נשלח (?:מ|באמצעות|דרך)"
    r"|(?:أرسلت|أُرسلت|أرسل|مرسل|مُرسل|مُرسَل|مرسلة|تم الإرسال) (?:من|بواسطة|باستخدام)"
    r"|(?:ارسال شده|فرستاده شده) (?:از|با)|ส่ง(?:มา)?จาก|(?:đã |được )?gửi (?:từ|bằng)"
    r"|(?:di|ter)kirim (?:dari|dengan|melalui)|dihantar dari|ipinadala mula|dërguar nga"
    r"|anfonwyd o|seolta ó|发自|来自|发送自|從我|从我|寄自|傳送自|來自我"
)
_SENT_LAST = (
    r"gesendet|verschickt|gönderildi|göndərilib|küldve|bidalia|bidalita|भेजा गया|पाठवले"
    r"|から送信|より送信|で送信|から送りました|에서 보냄|에서 보낸(?: 메일)?|로 보냄"
    r"|傳送|发送"
)
_GET = (
    r"get|download|holen sie sich|hol(?:e)? dir|laden sie|obtenir|obtenez"
    r"|télécharge[rz]"
    r"|obtener|obtenga|obtén|consigue|descarga|baixa|obter|obtenha|baixe|transferir"
    r"|scarica|ottieni|obțineți|descărcați|skaffa|hämta|skaff|last ned|hent|få|sæktu"
    r"|hanki|lataa|hankige|hangi|iegūstiet|gaukite|pobierz|získejte|získat|stáhnout"
    r"|získajte|získať|preuzmi(?:te)?|nabavite|prenesi(?:te)?|получить|получите|скачать"
    r"|скачайте|отримати|отримайте|завантажити|изтеглете|вземете|λήψη|αποκτήστε|קבל"
    r"|הורד|الحصول على|احصل على|ดาวน์โหลด|รับ|tải|dapatkan|unduh|获取|取得|下載|下载"
)
_GET_LAST = (
    r"beziehen|herunterladen|downloaden|beszerzése|letöltése|edinin|indirin|を入手"
    r"|を取得|をダウンロード|받기|다운로드|प्राप्त करें"
)
_SYSTEM = r"\b(?:ios|android|windows|mac|iphone|ipad|mobile|desktop)"
_PROGRAM = (
    r"outlook|bluemail|blue mail|typeapp|yahoo|gmail|spark\b|newton|polymail|superhuman"
    r"|shortwave|spike\b|mimestream|postbox|em client|kmail|mutt\b|mailfence"
    r"|hushmail|startmail|boomerang|mixmax|notion mail|horde\b|roundcube"
    r"|airmail|canary\b|mailtrack|unibox|boxer\b|wps mail"
    r"|edison mail|k-9|k9|fairemail"
    r"|proton|tutanota|tuta\b|fastmail|zoho|mailbird"
    r"|vmware boxer|mymail|aqua ?mail|mailspring|thunderbird|frontapp|missive"
    r"|missivemail|hey\.com"
    r"|gmx|web\.de|t-online|freenet|mail\.ru|yandex|rambler|seznam|wp\.pl|onet|interia"
    r"|libero|virgilio|tiscali|orange mail|sfr|la poste|terra mail|uol\b|naver|네이버"
    r"|daum|qq|网易"
    r"|126|163|outlook-mobil|mail for|mail für|mail pour|courrier|correo para|posta per"
    r"|e-?mail-app|mail ?app|mobile?mail|mobile app|webmail|workspace|\bnine<|touchdown"
)
_DEVICE = (
    r"iphon|айфон|ipad|ipod|apple watch|galaxy|samsung|android|huawei|honor|xiaomi"
    r"|redmi"
    r"|poco\b|oneplus|oppo|vivo\b|realme|pixel|nexus|nokia|blackberry|htc|sony|xperia"
    r"|\blg\b|motorola|moto\b|lumia|windows|droid|fairphone|verizon|t-mobile|at&t|ios\b"
    r"|mobile|phone|tablet|handy|smartphone|mobil|téléphone|portable|móvil|celular"
    r"|telemóvel|cellulare|telefonino|telefoon|telefon|telefón|puhelim|kännyk|komórk"
    r"|мобил|мобіл|телефон|смартфон|планшет|κινητ|τηλέφων|טלפון|נייד|هاتف|جوال|گوشی"
    r"|موبایل"
    r"|मोबाइल|फ़ोन|मोबाईल|มือถือ|โทรศัพท์|điện thoại|ponsel|携帯|スマホ|スマートフォン"
    r"|휴대폰|스마트폰|갤럭시|아이폰|手机|手機"
)
_NAMED = rf"(?=[^\n]{{0,90}}(?:{_DEVICE}|{_PROGRAM}))"
_FOR_SYSTEM = rf"(?=[^\n]{{0,60}}(?:{_PROGRAM}|mail))(?=[^\n]{{0,90}}{_SYSTEM})"

# A whole line, but for what follows its last word here.
DEVICE = (
    rf"{_NAMED}(?:(?:{_SENT})[ :]?\w{{0,12}}|[^\n]{{0,60}}(?:{_SENT_LAST}))"
    rf"|{_FOR_SYSTEM}(?:(?:{_GET})[ :]?\w{{0,12}}|[^\n]{{0,60}}(?:{_GET_LAST}))"
    r"|yahoo mail: search, organi[sz]e"
)
