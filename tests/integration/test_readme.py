"""What the README shows of commands that need mail servers is what comes out."""

from tests.support import clients, readme

BOB, EVE = "bob@acme.example", "eve@customer.example"


def test_commands_with_mail(market, tmp_path):
    """Bob's answer, and another's, between the first command and the second."""
    market.ok(*"vendor staff acme --remove carol@acme.example".split())
    market.contact("The brakes squeal. Is that normal?")
    steps = readme.steps(2)
    assert 8 == len(steps)
    for number, (command, expected) in enumerate(steps):
        shown = readme.on_terminal(command, tmp_path, MCENTER_CONFIG=str(market.config))
        assert readme.steady(expected) == readme.steady(shown), command
        if number == 0:
            (told,) = market.dovecot.wait_for(BOB, 1)
            good = clients.gmail(
                told, "No. Please send a photo.", sender=BOB, sender_name="Bob"
            )
            bad = clients.gmail(told, "Pay me!", sender=EVE, sender_name="Bob")
            market.answer(good, BOB)
            market.answer(bad, EVE)
            (tmp_path / "answer.eml").write_bytes(bad)
