"""What is new in a text stays, what is old goes to `quoted`."""

# ruff: noqa: RUF001 - other scripts are the point of these cases.

import pytest

from benchmarks import mail_corpus
from benchmarks.timing import ROOT
from mcenter.mail import parsing, reply_text
from mcenter.mail.replies import header_blocks, quoting, whereabouts
from mcenter.mail.replies.marker import MARKER
from tests.support import cpu
from tests.support.eml import eml, multipart, part

NEW = "Yes, Tuesday is fine."


@pytest.mark.parametrize(
    "tail",
    [
        "On Mon, Jan 2, 2023 at 10:00 AM Ann Abbot <a@b.example> wrote:\n\n> Old.\n",
        "On Mon, Jan 2, 2023 at 10:00 AM Ann Abbot\n<a@b.example> wrote:\n> Old.\n",
        "On 2 Jan 2023, at 10:00, Ann Abbot wrote:\n\n> Old.\n>\n> Older.\n",
        "On Mon, Jan 2, 2023 at 10:00\u202fAM Ann <a@b.example> wrote:\n\nOld.\n",
        "Am 02.01.2023 um 10:00 schrieb Ann Abbot:\n> Old.\n",
        "Le lun. 2 janv. 2023 à 10:00, Ann Abbot <a@b.example> a écrit :\n> Old.\n",
        "El lun, 2 ene 2023 a las 10:00, Ann (<a@b.example>) escribió:\n> Old.\n",
        "Il giorno lun 2 gen 2023 alle 10:00 Ann <a@b.example> ha scritto:\n> Old\n",
        "Op ma 2 jan. 2023 om 10:00 schreef Ann <a@b.example>:\n> Old.\n",
        "Em seg., 2 de jan. de 2023 às 10:00, Ann <a@b.example> escreveu:\n> Old.\n",
        "Den mån 2 jan. 2023 kl 10:00 skrev Ann <a@b.example>:\n> Old.\n",
        "W dniu 2.01.2023 o 10:00, Ann Abbot napisał(a):\n> Old.\n",
        "02.01.2023, 10:00, «Ann Abbot» <a@b.example>:\n> Old.\n",
        "пн, 2 янв. 2023 г. в 10:00, Ann <a@b.example>:\n> Old.\n",
        "2023年1月2日(月) 10:00 Ann <a@b.example>:\n> Old.\n",
        "2023-01-02 10:00 GMT+01:00 Ann <a@b.example>:\n> Old.\n",
        "---- On Mon, 02 Jan 2023 10:00:00 +0100 Ann <a@b.example> wrote ----\nOld.\n",
        "Ann Abbot wrote:\n> Old.\n",
        "---- Ann Abbot wrote ----\n\n> Old.\n",
        "2023/1/2 Ann Abbot <a@b.example>\n\n> Old.\n",
        "Date: Mon, 02 Jan 2023 10:00:00 +0100\nTo: bob@shop.example\n\nOld.\n",
        "> Old (see https://shop.example/a\n_long_link)\n> and older.\n",
        "-----Original Message-----\nFrom: Ann\nSent: Monday\nTo: Bob\n\nOld.\n",
        "-----Ursprüngliche Nachricht-----\nVon: Ann\nGesendet: Montag\n\nOld.\n",
        (
            "________________________________\nFrom: Ann <a@b.example>\n"
            "Sent: Monday, January 2, 2023 10:00\nTo: Bob\nSubject: Old\n\nOld.\n"
        ),
        "*From:* Ann <a@b.example>\n*Sent:* Monday\n*Subject:* Old\n\nOld.\n",
        "Von: Ann\nGesendet: Montag, 2. Januar 2023\nAn: Bob\nBetreff: Alt\n\nAlt.\n",
        "De : Ann\nEnvoyé : lundi 2 janvier 2023\nÀ : Bob\nObjet : Vieux\n\nVieux.\n",
        "发件人: A\n发送时间: 2023年1月2日\n收件人: Bob\n主题: Old\n\nOld.\n",
        "От: Ann\nОтправлено: 2 января 2023\nКому: Bob\nТема: Old\n\nOld.\n",
        "---------- Forwarded message ---------\nFrom: Ann\nDate: Mon\n\nOld.\n",
        "Begin forwarded message:\n\nFrom: Ann\nDate: Monday\n\nOld.\n",
        f"> {MARKER}\n> Old.\n",
        f"{MARKER}\n\nOld.\n",
        "-- \nBob Brown\nShop Ltd\n",
        "--\nBob Brown\nTel. +44 20 7946 0000\n",
        "Sent from my iPhone",
        "Sent from my iPhone\n\nOn 2 Jan 2023, at 10:00, Ann wrote:\n> Old.\n",
        "Von meinem iPhone gesendet",
        "Envoyé de mon iPhone",
        "Get Outlook for iOS",
        "--------------------\nBob Brown\n\nt. 555-931-0702\n\nwww.shop.example\n",
        "Bob Brown\nShop Ltd\nPhone: +44 20 7946 0000\nwww.shop.example\n",
        (
            "________________________________________\nshop mailing list\n"
            "https://lists.shop.example/mailman/listinfo/shop\n"
        ),
        "This email and any attachments are confidential and intended only for you.\n",
        (
            "*************************\nCONFIDENTIALITY NOTICE: only the addressee is\n"
            "to read this.\n*************************\n"
        ),
        "P Please consider the environment before printing this e-mail.\n",
        "##########\n\nTo unsubscribe from the SHOP list: https://lists.shop.example/1\n",
        "Si no desea recibir más correos, pulse aquí: https://shop.example/baja\n",
        "=-=-= Bitte antworten Sie oberhalb dieser Linie =-=-=\n\nAlt.\n",
        "__\nBob Brown\nTel. +44 20 7946 0000\n",
        "Bob Brown | Shop Ltd | +44 20 7946 0000\n",
        "=====\nBob Brown\nT 020 7946 0000\nbob@shop.example\n=====\n",
        "Sent from my phone with Mail. Please excuse\nmy brevity.\n",
        "Sent with Mail for Android\nhttps://mail.example/app\n",
        "On Monday, the 2nd of January\n2023 at 10:00\n<a@b.example> wrote:\n> Old.\n",
        "* Ann Abbot <a@b.example> [2023-01-02 10:00]:\n> Old.\n",
        "Ann wrote:\n| Old?\n|\n| Older.\n",
        "In article <1@b.example>, Ann <a@b.example> wrote:\n: Old.\n",
        '>>>>> "Ann" == Ann Abbot <a@b.example> writes:\n\n    Ann> Old.\n',
        "On Mon, 2 Jan 2023 10:00:00 +0000, you wrote:\n\nAA> Old.\nAA> Older.\n",
        (
            "> The old mail had lines that were longer than what it allows\nand\n"
            "> so it wrapped them, as many of them do, without a mark for the\nrest\n"
            "> of each line.\n"
        ),
    ],
)
def test_tail_is_cut(tail):
    """Whatever a client puts below an answer is cut, and nothing of it is lost."""
    cut = reply_text.cut(f"{NEW}\n\n{tail}")
    assert NEW == cut.reply
    assert "".join(tail.split()) == "".join(cut.quoted.split())


@pytest.mark.parametrize(
    "text",
    [
        "On the other hand, 10:30 is fine: let us meet at 11.",
        "And here is a fix -- this is no signature.\n\nBye",
        "Sent from my desk, it is much easier than from the phone.",
        "- one\n- two\n--- three ---",
        "From: my point of view\nit is fine",
        "To: do\nSubject: to change",
        "Thanks,\nAlex",
        "Some code:\n----\na > b\n----\nand more of it below\nthat line",
        "Please call me:\n\n+44 20 7946 0000",
        "On Monday 2 Jan we got 3 of 5 cartons:\n\nthree were wet\ntwo were fine",
        "1. first\n2. second:\nthird",
        "He wrote: no.",
        "small: 4.00\n> 20 kg: 9.00\nTell me which.",
        ">>> lamp.on(3)\nValueError\n>>> lamp.on(2)\n\nIs level 3 missing?",
        "How deep is it?\n>> Two metres.\nHow wide?\n>> Four.",
        "She wrote:\nmysql> quit\nand that was it.",
        "The list, as my wife wrote:\n| a | b |\n| 1 | 2 |",
        "Hi,\n\nOn 2 Jan 2023 at 10:00 your driver wrote:\n\nI am here.\n\nHe was not.",
        "10:11:07 pump: on\n2023-01-02 10:11:09 pump: low <sensor 4>:\n10:11 pump: off",
        "It must read\n\n[mail]\nFrom: a@b.example\nTo: c\nSubject: x\n\nWell?",
        "There it is:\n\nReceived: from b\nFrom: a@b.example\nTo: c\nDate: x\n\nWell?",
        "Pass this on:\n\nTo: the driver\nFrom: us\nSubject: the gate\n\nIt is shut.",
        "Title of it\n===========\n\nhttps://a.example and https://b.example",
        "Do this.\n\nImportant: the dog bites.",
        "So it is.\n\nThis message was intended for Bob. Please delete and notify him.",
        "Hi Ann,\n\nTo unsubscribe, write to eva@list.example or see https://list.example",
        "Every mail says\n\nSent from my iPhone\n\nand I cannot turn it off.",
        "Fine.\n\nThanks,\nBob\n020 7946 0000\n\nP.S. The key is under the mat.",
        "There is a good man in the next town\n\nRay\n020 7946 0000\nray@b.example",
        "Send it here:\n\nAnn Abbot\n4 Brook Lane\n020 7946 0000\na@b.example",
        "All you need.\n\nOpen 10 to 17\nTickets: https://m.example\nMap: m@m.example",
        "Choose.\n\nLuna\nhttps://a.example/1\nSol\nhttps://a.example/2",
        "First.\n\n--\n\nSecond, which matters more to me. I want it back, please.",
        "At 10:30\n\n--\n\nsorry, I meant 11:30",
        "Done.\n\nBest,\nBob\n\nOrder 1: www.a.example/1\nOrder 2: www.a.example/2",
        "Thanks\nBob\nOrder 1001\nTracking 00 123 456 7890",
        "As asked.\n\nBlue door\n100 200 3000\nRed door\n100 200 3001",
        "As agreed.\n\nMr Smith\ntel. 020 7946 0000\nMrs Jones\ntel. 020 7946 0001",
    ],
)
def test_typed_text_stays(text):
    """What only looks like a quote or a footer is the person's."""
    assert (text, "") == (reply_text.cut(text).reply, reply_text.cut(text).quoted)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("> One?\n\nYes.\n\n> Two?\n\nNo.\n", "Yes.\n\nNo."),
        (
            (
                "On 2 Jan 2023, Ann <a@b.example> wrote:\n> One?\nYes.\n> Two?\nNo.\n"
                "--\nBob\n"
            ),
            "Yes.\nNo.",
        ),
        (f"> {MARKER}\n> One?\nYes.\n", "Yes."),
        ("Hi,\nOn 2 Jan 2023, Ann <a@b.example> wrote:\n> Old.\n\nYes.", "Hi,\n\nYes."),
    ],
)
def test_interleaved_answers_stay(text, expected):
    """Answers between and below quotes are kept, the quotes are not."""
    assert expected == reply_text.cut(text).reply


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("", ""),
        ("> Old.\n> Older.\n", ""),
        ("On 2 Jan 2023, Ann <a@b.example> wrote:\n\n> Old.\n", ""),
        (f"{MARKER}\nOld.\n", f"{MARKER}\nOld."),
        ("Begin forwarded message:\n\nFrom: Ann\nDate: Mon\n\nOld.", None),
        ("-- \nHi there", "--\nHi there"),
    ],
)
def test_nothing_above(text, expected):
    """A quote alone is empty; what a person sent on, or typed oddly, stays."""
    assert (text if expected is None else expected) == reply_text.cut(text).reply


def test_phone_below_a_sign_off_is_cut():
    """A lone number is a signature only below a name and a greeting."""
    cut = reply_text.cut(f"{NEW}\n\nMvh,\nBo Berg\n070-1234567")
    assert (f"{NEW}\n\nMvh,\nBo Berg", "070-1234567") == (cut.reply, cut.quoted)
    typed = f"{NEW}\nMy number is\n070-1234567"
    assert typed == reply_text.cut(typed).reply


@pytest.mark.parametrize("sign_off", ["Best regards,", "Viele Grüße", "Thanks!"])
@pytest.mark.parametrize("gap", ["", "\n"])
@pytest.mark.parametrize(
    "block",
    [
        "Locksmith, phone 020 7946 0000\n",
        (
            "Sales | South\nShop Ltd\n[cid:image001.png@01DB8F3A.5C2E7F10]\n"
            "T: +1 202 555 0143\nW: www.shop.example<https://www.shop.example/>\n"
        ),
        "Shop Ltd\n4 Brook Lane\nbob@shop.example\n\nManaging director: B. Brown\n",
    ],
)
def test_block_below_a_name_is_cut(sign_off, gap, block):
    """Title, firm and contacts go; the sign-off and the name stay."""
    typed = f"{NEW}\n\n{sign_off}\n{gap}Bob Brown"
    cut = reply_text.cut(f"{typed}\n{block}")
    assert (typed, "".join(block.split())) == (cut.reply, "".join(cut.quoted.split()))


def test_block_stays_where_the_text_gives_it():
    """Who says that the address is below has not signed with it alone."""
    text = "My new address is below.\n\nThanks\nBob Brown\nLane 4\n020 7946 0000"
    assert text == reply_text.cut(text).reply


def test_device_line_amid_a_text_is_cut():
    """A postscript below a client's line stays."""
    cut = reply_text.cut(f"{NEW}\n\nSent from my iPad\n\nP.S. And eggs!")
    assert (f"{NEW}\n\nP.S. And eggs!", "Sent from my iPad") == (cut.reply, cut.quoted)


def test_escaped_line_stays():
    """An mbox file puts '>' before a line that begins with "From "."""
    assert "Three.\n>From now on two." == (
        reply_text.cut("Three.\n>From now on two.").reply
    )


def test_answers_within_an_unmarked_history_stay():
    """Nothing but its words tells where such an answer stands, so all of it stays."""
    text = (
        f"{NEW} My other answers are in red.\n\nFrom: Ann <a@b.example>\n"
        "Sent: Monday, 2 January 2023\nTo: Bob\nSubject: Old\n\nOld?\nYes, new.\n"
    )
    assert text.strip() == reply_text.cut(text).reply


def test_lone_marked_line_above_an_attribution_stays():
    """'>' before the only typed line is the person's own."""
    text = "> 5 would do.\n\nOn 2 Jan 2023, Ann <a@b.example> wrote:\n> How many?\n"
    assert "> 5 would do." == reply_text.cut(text).reply


def test_banner_is_cut():
    """A mail host's warning on top is not the person's."""
    banner = (
        "CAUTION: This email originated from outside of Shop Ltd.\nOpen no links.\n\n"
    )
    assert NEW == reply_text.cut(banner + NEW).reply
    assert NEW == reply_text.cut(banner.rstrip() + "\n" + NEW).reply


def test_answer_that_shares_its_line_with_an_attribution():
    """Some clients add the attribution to the last typed line."""
    text = f"{NEW}--- On Mon, Jan 2, 2023 at 10:00, a@b.example wrote:\n> Old."
    assert NEW == reply_text.cut(text).reply


def test_quotes_only_is_empty():
    """Bad input 63: no new word makes a mail of kind empty."""
    received = parsing.read(eml("On 2 Jan 2023, Ann <a@b.example> wrote:\n> Old.\n"))
    assert ("empty", "") == (received.kind, received.reply)


def test_attachment_alone_is_not_empty():
    """A picture without a word is a person's mail."""
    raw = multipart(part("> Old.\n"), part("x", "image/png"))
    assert "person" == parsing.read(raw).kind


HOSTILE = {
    "long prose": "\n".join(["On Monday at noon we met and " * 20] * 300),
    "near misses": "On Mon, 2 Jan 2023 at 10:00, Ann <a@b.example> wrot\n" * 2000,
    "dashes": "-_" * 20_000,
    "spaces": "On" + " " * 30_000,
    "newlines": "\n" * 60_000,
    "quote marks": ">" * 50_000,
    "one line": "word " * 200_000,
    "levels": "\n".join(">" * level + " Old." for level in range(200)),
    "alternating": "> Old.\nNew.\n" * 10_000,
    "signatures": "-- \n" * 60_000,
    "labels": "From: a\n" * 60_000,
    "colons": "1: :\n" * 60_000,
    "markers": "## Please reply\n" * 60_000,
    "devices": "Sent from my iPhone\n\n" * 20_000,
    "sign-offs": "Thanks,\n" * 60_000,
    "names": "Ann wrote:\nAnn> Old.\n" * 20_000,
    "titles": "Title\n=====\n" * 30_000,
    "sections": "[mail]\nFrom: a@b.example\nTo: c\nSubject: x\n" * 15_000,
    "prompts": ">>> x\n" * 50_000,
}


@pytest.mark.parametrize("name", HOSTILE)
@pytest.mark.parametrize("content_type", ["text/plain", "text/html"])
def test_hostile_bodies(name, content_type):
    """Each of these once hung a library for 20 s; here it ends within one."""
    text = HOSTILE[name]
    if content_type == "text/html":
        text = "<p>" + text.replace(">", "&gt;").replace("\n", "<br>")
    raw = eml(text, Content_Type=content_type)
    with cpu.within(1):
        received = parsing.read(raw)
    assert received.reply or received.kind in {"empty", "unreadable"}


@pytest.mark.parametrize("ruler", ["", "________________________________\n"])
@pytest.mark.parametrize(
    "typed",
    [
        "Yes, please.\nTo: 12 Mill Road, Leeds\nThanks, Bob",
        "Yes, please.\nTo: 12 Mill Road, Leeds",
        "Yes.\nSubject: blades\nWe have them.\nBob",
        "From: Leeds\nTo: York\nTwo boxes.\nBob",
        "Date: Friday\nIt goes by ship.",
    ],
)
def test_a_label_typed_above_a_header_block_stays(typed, ruler):
    """The block is Outlook's, and begins at its own first line."""
    block = (
        "From: Ann via Example Market <messages@market.example>\n"
        "Sent: Wednesday, March 4, 2026 5:06 AM\n"
        "To: Bob <bob@acme.example>\n"
        "Subject: Blades\n"
    )
    assert typed == reply_text.cut(f"{typed}\n\n{ruler}{block}\nHello").reply


def test_no_line_that_leads_in_earlier_mail_is_passed_over():
    """Lines of all mail that we have, by each rule that looks at a line alone."""
    mails = mail_corpus.mails(ROOT / "tests" / "corpus").values()
    texts = (parsing.read(raw).text.split("\n") for raw in mails)
    lines = {line for text in texts for line in text if line.strip()}
    rare = {"below)so", "Ann wrote", f"-----Original Message-----{' ' * 400}x"}
    leading = {line for line in lines | rare if _leads_in(line)}

    assert len(leading) > 100
    assert rare < leading
    assert [] == [line for line in leading if not reply_text._may_lead_in(line)]
    assert any(not reply_text._may_lead_in(line) for line in lines)


def _leads_in(line):
    return (
        header_blocks.label(line) is not None
        or quoting.separator(line)
        or whereabouts.replies_above(line)
        or quoting.attribution(["On 5 Jan 2026 at 9:00", line], 1) is not None
        or quoting.named(line)
        or quoting.dated(line)
        or quoting.tells_who(line)
        or quoting.orphan("> (see", line)
    )
