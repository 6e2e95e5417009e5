"""Whoever is told something by mail is told it in their language."""

# ruff: noqa: RUF001 - other scripts are the point of these tests.

import re
from email import message_from_bytes, policy

import pytest

from mcenter import outbox, people
from mcenter.config import Config, Marketplace
from mcenter.gateway import aliases, brakes, contacts
from mcenter.languages import language
from mcenter.letters import Letters
from mcenter.mail.replies import assents
from mcenter.notices import Notices, guesses, held_notices, unreached
from mcenter.notices.alerts import Alerts
from tests.support.domain import ANN, BOB, CAROL, MARKETPLACE, NOW, config

OLIVE = "olive@market.example"
SUBJECTS = {
    "en": "A mail for thread 1 was not posted",
    "de-CH": "Eine E-Mail für Unterhaltung 1 wurde nicht veröffentlicht",
    "fr": "Un e-mail pour la conversation 1 n’a pas été publié",
    "es_MX": "No se ha publicado un correo para la conversación 1",
    "ru": "Письмо для переписки 1 не опубликовано",
    "zh-TW": "一封发往对话 1 的邮件没有发布",
    "tlh": "A mail for thread 1 was not posted",
}
YES = {"en": "yes", "de": "Ja", "fr": "oui", "es": "sí", "ru": "да", "zh": "是"}
NAMES = {"en": "Customer 3", "de": "Kunde 3", "ru": "Покупатель 3", "zh": "客户 3"}


@pytest.fixture
def notices(market):
    """Who writes them."""
    return Notices(config())


def read(mail):
    """Give the subject and the text of a mail, each on one line."""
    sent = message_from_bytes(outbox.content(mail), policy=policy.default)
    return sent["Subject"], " ".join(sent.get_body(["plain"]).get_content().split())


def speaks(address, tag):
    """Let somebody read a language."""
    person = people.find(address)
    person.locale = tag
    person.save()
    return person


@pytest.mark.parametrize("tag", SUBJECTS)
def test_held_notice(market, notices, tag):
    """By the person's own choice, however they spell it."""
    thread = market.contact().thread
    speaks(BOB, tag)
    part = market.part(BOB, thread)
    held_notices.owe(notices, part, "mail_size", now=NOW)
    assert SUBJECTS[tag] == read(market.mails()[0])[0]


def test_each_by_their_own_choice(market, notices):
    """One who chose none reads the marketplace's language."""
    thread = market.contact().thread
    marketplace = Marketplace(**{**vars(MARKETPLACE), "locale": "de"})
    german = Notices(Config(marketplace=marketplace))
    speaks(CAROL, "ru")
    for address in (BOB, CAROL):
        part = market.part(address, thread)
        held_notices.owe(german, part, "mail_size", now=NOW)
    assert [SUBJECTS["de-CH"], SUBJECTS["ru"]] == [
        read(mail)[0] for mail in market.mails()
    ]


@pytest.mark.parametrize("rule", [*held_notices.REASONS, "unreadable"])
def test_reason(market, notices, rule):
    """It is said in the language of the sentence that it stands in."""
    thread = market.contact().thread
    speaks(BOB, "de")
    part = market.part(BOB, thread)
    held_notices.owe(notices, part, rule, now=NOW)
    _, text = read(market.mails()[0])
    english = held_notices.REASONS.get(rule, held_notices.OTHERWISE)
    assert "Der Grund: " in text
    assert english not in text


def test_question(market, notices):
    """The address that is asked about stays as it is."""
    speaks(BOB, "fr")
    holder = market.part(BOB, market.contact().thread)
    aliases.ask(notices, holder, "bob@home.example", now=NOW)
    subject, text = read(market.mails()[0])
    assert "Cette adresse est-elle la vôtre ?" == subject
    assert "comme la vôtre : bob@home.example Si c’est la vôtre" in text


@pytest.mark.parametrize("tag", YES)
def test_question_asks_for_a_word_that_is_a_yes(tag):
    """As whoever reads it will write it."""
    asked = [language(tag).say(each) for each in aliases.QUESTION]
    assert re.search(rf"\b{YES[tag]}\b", asked[2])
    assert assents.assents(YES[tag])


def test_contact(market, notices):
    """So do the names of vendors and of the marketplace."""
    first = market.contact()
    first.author = speaks(ANN, "es")
    contacts.tell(notices, first, "<a@b.example>", now=NOW)
    subject, text = read(market.mails()[0])
    assert "Su mensaje a Acme Tools es la conversación 1" == subject
    assert "es la conversación 1 de Example Market." in text


def test_alerts(market, monkeypatch):
    """An operator hears of brakes, guesses and vendors in theirs."""
    people.add(OLIVE, name=None, locale="zh", operator=True, actor=None, now=NOW)
    alerts = Alerts(config())
    brakes.tell(alerts, "person 1", "brake", now=NOW)
    monkeypatch.setattr(guesses, "MANY", 0)
    guesses.tell(alerts, now=NOW)
    for address in (BOB, CAROL):
        people.suppress(people.find(address), address, now=NOW)
    unreached.tell(alerts, "at-once", now=NOW)
    assert [
        "Example Market：有邮件被暂扣，规则 brake（人员 1）",
        "Example Market：大量邮件发往从未分配的地址",
        "Example Market：邮件无法送达 Acme Tools",
    ] == [read(mail)[0] for mail in market.mails()]


@pytest.mark.parametrize("tag", NAMES)
def test_who_has_no_name(market, tag):
    """Their number is told in the language of whoever reads of them."""
    first = market.contact()
    first.author.name = None
    first.author.save()
    speaks(BOB, tag)
    part = market.part(BOB, first.thread)
    letter = Letters(config()).notification(part, [first], to=BOB, now=NOW)
    told = (letter.from_name, letter.posts[0].author, letter.waiting.name)
    assert (NAMES[tag],) * 3 == told
