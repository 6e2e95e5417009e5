"""The configuration: where it is looked for, what is refused, what it gives."""

from datetime import timedelta
from pathlib import Path

import pytest

from mcenter import config
from mcenter.errors import ConfigurationError

CANARY = "canary-4711"


@pytest.fixture
def write(tmp_path):
    """Write a file below the temporary folder, by default for its owner alone."""

    def write(content, name="config.toml", mode=0o600):
        path = tmp_path / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content if isinstance(content, bytes) else content.encode())
        path.chmod(mode)
        return path

    return write


def mistakes(path, environ=None):
    """The lines of what is refused, without the file's name."""
    with pytest.raises(ConfigurationError) as failure:
        config.load(path, environ or {})
    return str(failure.value).replace(f"{path}: ", "").splitlines()


def test_defaults(tmp_path):
    """Without a file all is as documented, and the store is the user's own."""
    loaded = config.load(None, {"HOME": str(tmp_path)})
    assert (
        Path(tmp_path / ".local/share/mcenter/mcenter.db"),
        None,
        False,
        config.Imap(),
        993,
        timedelta(minutes=5),
        25_000_000,
    ) == (
        loaded.store_path,
        loaded.path,
        loaded.database_named,
        loaded.imap,
        loaded.imap.port,
        loaded.limits.deadline,
        loaded.limits.mail_size,
    )


def test_no_home():
    """An MTA's pipe has no HOME, and so no store by default."""
    with pytest.raises(ConfigurationError, match="database: missing"):
        _ = config.load(None, {}).store_path


def test_looked_for_in_order(write, tmp_path, monkeypatch):
    """--config, MCENTER_CONFIG, XDG_CONFIG_HOME, .config: the first that is there."""
    monkeypatch.setattr(config.file, "SYSTEM_FILE", write('as = "e@x.example"', "etc"))
    write('as = "d@x.example"', "home/.config/mcenter/config.toml")
    write('as = "c@x.example"', "xdg/mcenter/config.toml")
    named = write('as = "b@x.example"', "named.toml")
    option = write('as = "a@x.example"', "option.toml")
    environ = {
        "HOME": str(tmp_path / "home"),
        "XDG_CONFIG_HOME": str(tmp_path / "xdg"),
        "MCENTER_CONFIG": str(named),
    }
    found = [config.load(option, environ).acts_as]
    for variable in ("MCENTER_CONFIG", "XDG_CONFIG_HOME", "HOME"):
        found.append(config.load(None, environ).acts_as)
        del environ[variable]
    found.append(config.load(None, environ).acts_as)
    assert [f"{letter}@x.example" for letter in "abcde"] == found


def test_working_directory_is_not_looked_into(write, monkeypatch):
    """A config can run a command, so one that merely lies about is not read."""
    path = write('as = "a@x.example"')
    write("MCENTER_AS=b@x.example", ".env")
    monkeypatch.chdir(path.parent)
    monkeypatch.setattr(config.file, "SYSTEM_FILE", path.parent / "none")
    for environ in ({}, {"XDG_CONFIG_HOME": "."}, {"HOME": "."}):
        assert config.load(None, environ).acts_as == ""


@pytest.mark.parametrize("environ", [{}, {"MCENTER_CONFIG": "/nonexistent/other"}])
def test_named_file_must_be_there(environ, tmp_path):
    """A file that somebody named is not passed over."""
    path = None if environ else tmp_path / "none.toml"
    with pytest.raises(ConfigurationError, match="there is no such file"):
        config.load(path, environ)


def test_layers(write):
    """The environment wins over .env, and .env over the file."""
    path = write('as = "file@x.example"\n[imap]\nhost = "file"\nmailbox = "File"\n')
    write(
        "# comment\nexport MCENTER_AS='env@x.example'\nMCENTER_IMAP_HOST=dotenv\n"
        "OTHER=x\nMCENTER_NOTIFY_OPERATORS=true\nMCENTER_LIMITS_DEADLINE=1m30s\n",
        ".env",
    )
    loaded = config.load(path, {"MCENTER_AS": "process@x.example"})
    assert (
        "process@x.example",
        "dotenv",
        "File",
        True,
        timedelta(seconds=90),
    ) == (
        loaded.acts_as,
        loaded.imap.host,
        loaded.imap.mailbox,
        loaded.notify.operators,
        loaded.limits.deadline,
    )


def test_dotenv_interpolates_nothing(write):
    """A dollar in a password is a dollar."""
    path = write("")
    write("HOME_SECRET=x\nMCENTER_SMTP_PASSWORD=a${HOME_SECRET}$b\n", ".env")
    assert config.load(path, {}).smtp.password == "a${HOME_SECRET}$b"


def test_password_overrides_a_weaker_command(write):
    """MCENTER_IMAP_PASSWORD stands in for password_command of the file."""
    path = write('[imap]\nusername = "bob"\npassword_command = "pass show imap"\n')
    loaded = config.load(path, {"MCENTER_IMAP_PASSWORD": CANARY}).imap
    assert (loaded.password, loaded.password_command) == (CANARY, "")


def test_every_mistake_at_once(write):
    """One look tells all that is wrong, by key, with what was expected."""
    path = write(
        'as = 3\ndatabse = "x"\nmarketplace = 1\n[imap]\nprot = 1\nport = "993"\n'
        'tls = "ssl"\n[limit]\nx = 1\n[limits]\ndeadline = "0s"\nmail_size = "2TB"\n'
        '[smtp]\nper_day = -1\nport = true\nca_file = "ca.pem"\n'
        '[notify]\nvendors = "yes"\n'
    )
    assert mistakes(path, {"MCENTER_IMAP_HOTS": "x", "MCENTER_OTHER": "x"}) == [
        "databse: there is no such key, did you mean database?",
        "marketplace: expected a section, [marketplace]",
        "imap.prot: there is no such key, did you mean imap.port?",
        "limit: there is no such section, did you mean limits?",
        (
            "environment: MCENTER_IMAP_HOTS: there is no such variable,"
            " did you mean MCENTER_IMAP_HOST?"
        ),
        "as: expected an address such as messages@market.example, got 3",
        "imap.port: expected a port, a whole number from 1 to 65535, got '993'",
        'imap.tls: expected "implicit", "starttls" or "none", got \'ssl\'',
        'limits.deadline: expected a duration such as "5m", at least "1s", got \'0s\'',
        'limits.mail_size: expected a size such as "25MB", at most "1GB", got \'2TB\'',
        (
            "smtp.per_day: expected a whole number from 0 to 1000000000, 0 for none,"
            " got -1"
        ),
        "smtp.port: expected a port, a whole number from 1 to 65535, got True",
        "smtp.ca_file: expected an absolute path, or nothing, got 'ca.pem'",
        "notify.vendors: expected true or false, got 'yes'",
    ]


REPLY = (
    "marketplace.reply_address: expected an address with {token} once before the @,"
    " such as reply+{token}@market.example, got "
)
BOUNCE = (
    "marketplace.bounce_address: expected an address with {tag} once before the @,"
    " such as bounce+{tag}@market.example, got "
)
ADDRESS = (
    "marketplace.address: expected an address such as messages@market.example, got "
)


@pytest.mark.parametrize(
    ("content", "expected"),
    [
        ('reply_address = "reply@m.example"', REPLY + "'reply@m.example'"),
        ('reply_address = "{token}{token}@x"', REPLY + "'{token}{token}@x'"),
        ('reply_address = "reply@{token}.x"', REPLY + "'reply@{token}.x'"),
        ('reply_address = "r\u00e9+{token}@x"', REPLY + "'r\u00e9+{token}@x'"),
        ('bounce_address = "b {tag}@m.example"', BOUNCE + "'b {tag}@m.example'"),
        (
            'reply_address = "{token}@m.example"\nbounce_address = "{tag}@M.example"',
            "marketplace.bounce_address: expected another than reply_address",
        ),
        ('address = "Market <m@m.example>"', ADDRESS + "'Market <m@m.example>'"),
        (
            'name = "a\\r\\nBcc: x"',
            "marketplace.name: expected one line of text, got 'a\\r\\nBcc: x'",
        ),
    ],
)
def test_marketplace_mistakes(write, content, expected):
    """The addresses must be addresses, and tell answers from bounces."""
    assert [expected] == mistakes(write(f"[marketplace]\n{content}\n"))


@pytest.mark.parametrize(
    ("marketplace", "contact", "other"),
    [
        ('reply_address = "contact+{token}@M.example"', "", "reply_address"),
        ('reply_address = "{token}@m.example"', "", "reply_address"),
        ("", 'address = "{vendor}@m.example"', "address"),
        (
            'bounce_address = "{tag}@in.example"',
            'address = "to-{vendor}@in.example"',
            "bounce_address",
        ),
    ],
)
def test_contact_address_is_no_other(write, marketplace, contact, other):
    """What begins a thread is told from all else by the address it comes to."""
    given = f'[marketplace]\naddress = "m@m.example"\n{marketplace}\n'
    given += f"[contact_by_mail]\nenabled = true\n{contact}\n"
    expected = f"expected none that marketplace.{other} may be, too"
    assert [f"contact_by_mail.address: {expected}"] == mistakes(write(given))


def test_contact_address_names_a_vendor(write):
    """It must have a place for the slug."""
    given = '[contact_by_mail]\naddress = "contact@m.example"'
    (mistake,) = mistakes(write(given))
    expected = "contact_by_mail.address: expected an address with {vendor} once before"
    assert mistake.startswith(expected)


@pytest.mark.parametrize(
    ("content", "expected"),
    [
        ("enabled = false", ""),
        ("enabled = true", "contact+{vendor}@market.example"),
        ('enabled = false\naddress = "to-{vendor}@in.example"', ""),
        ('enabled = true\naddress = "{vendor}@in.example"', "{vendor}@in.example"),
    ],
)
def test_contact_address(write, content, expected):
    """Without one of its own, it is of the marketplace's domain; off, there is none."""
    marketplace = '[marketplace]\naddress = "m@market.example"\n[contact_by_mail]\n'
    loaded = config.load(write(marketplace + content), {})
    assert expected == loaded.contact_by_mail.pattern(loaded.marketplace)


@pytest.mark.parametrize(
    ("content", "expected"),
    [
        (
            'host = "imap.example"\ntls = "none"',
            'imap.tls: expected "none" only for a loopback host',
        ),
        (
            'password = "x"\npassword_command = "y"',
            "imap.password: expected either it or imap.password_command, not both",
        ),
        (
            'held = "inbox"',
            "imap.held: expected a mailbox that nothing is fetched from",
        ),
        ('mailbox = ""', "imap.mailbox: expected a name"),
    ],
)
def test_values_that_do_not_agree(write, content, expected):
    """Each value is well, but not beside the others."""
    assert [expected] == mistakes(write(f"[imap]\n{content}\n"))


@pytest.mark.parametrize("host", ["localhost", "127.0.0.2", "::1"])
def test_tls_none_on_loopback(write, host):
    """What stays on this host may go in the clear."""
    path = write(f'[imap]\nhost = "{host}"\ntls = "none"\n')
    assert config.load(path, {}).imap.tls == "none"


@pytest.mark.parametrize(
    "url",
    [
        "postgresql://mcenter@localhost/mcenter",
        "sqlite:///mcenter.db",
        "sqlite:///:memory:",
        "sqlite:////var/lib/mcenter/",
        "sqlite:////var/lib/mcenter.db?mode=ro",
        "/var/lib/mcenter.db",
    ],
)
def test_database_mistakes(write, url):
    """The store is an SQLite file by its absolute path; the URL is not repeated."""
    assert mistakes(write(f'database = "{url}"')) == [
        (
            "database: expected sqlite:////absolute/path;"
            " this version keeps its store in SQLite"
        )
    ]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("0s", timedelta(0)),
        ("90s", timedelta(seconds=90)),
        ("1h30m", timedelta(minutes=90)),
        ("1d", timedelta(days=1)),
    ],
)
def test_durations(write, text, expected):
    """A duration is days, hours, minutes and seconds, in that order."""
    assert (
        expected == config.load(write(f'[notify]\ndelay = "{text}"'), {}).notify.delay
    )


@pytest.mark.parametrize("text", ["", "5", "m5", "5m1h", "-5m", "1.5h", "\uff15m"])
def test_no_durations(write, text):
    """Anything else is told of."""
    path = write(f'[notify]\ndelay = "{text}"')
    assert mistakes(path)[0].startswith("notify.delay: expected a duration")


@pytest.mark.parametrize(
    ("text", "expected"),
    [("25MB", 25_000_000), ("64 kb", 64_000), ("1GB", 1_000_000_000), ("9B", 9)],
)
def test_sizes(write, text, expected):
    """A size is a whole number of bytes, of thousands, of millions."""
    path = write(f'[limits]\nmail_size = "{text}"')
    assert expected == config.load(path, {}).limits.mail_size


def test_room(write):
    """What a notification carries may be nothing; a file is never that small."""
    path = write('[attachments]\nrelay_size = "0B"')
    assert 0 == config.load(path, {}).attachments.relay_size
    path = write('[attachments]\nsize = "0B"')
    assert mistakes(path)[0].startswith("attachments.size: expected a size such as")


@pytest.mark.parametrize(
    ("words", "expected"),
    [
        ('["exe", ".EXE", "Tar-x"]', ("exe", "tar-x")),
        ('["video/*", "Text/Html"]', ("video/*", "text/html")),
        ("[]", ()),
    ],
)
def test_kinds_of_files(write, words, expected):
    """Endings and media types in lower case, each once, endings without their dot."""
    path = write(f"[attachments]\nrefused = {words}")
    assert expected == config.load(path, {}).attachments.refused


def test_kinds_of_files_from_the_environment():
    """In a variable they are parted by commas or spaces."""
    environ = {"MCENTER_ATTACHMENTS_REFUSED": "exe, .jar video/*"}
    refused = config.load(None, environ).attachments.refused
    assert ("exe", "jar", "video/*") == refused


@pytest.mark.parametrize(
    "words", ['"exe"', "[1]", '["a.b"]', '["*/*"]', '[""]', '["*"]']
)
def test_no_kinds_of_files(write, words):
    """Anything else is told of: a pattern that means nothing holds nothing."""
    path = write(f"[attachments]\nrefused = {words}")
    assert mistakes(path)[0].startswith("attachments.refused: expected a list of")


def test_toml_that_is_none(write):
    """A slip in the syntax is told by line."""
    path = write('[imap]\nhost = "x\n')
    assert mistakes(path) == [
        "not TOML: Illegal character '\\n' (at line 2, column 10)."
    ]


@pytest.mark.parametrize(
    ("name", "content", "expected"),
    [
        ("config.toml", b'as = "\xff"', "expected UTF-8."),
        (".env", b"MCENTER_AS=\xff", ".env: expected UTF-8."),
        (".env", b"A=1\n'x y\n", ".env: line 2: expected NAME=VALUE."),
        (
            ".env",
            b"MCENTER_ASS=x",
            ".env: MCENTER_ASS: there is no such variable, did you mean MCENTER_AS?",
        ),
    ],
)
def test_files_that_cannot_be_read(write, name, content, expected):
    """A file that is not what its name says is refused by name."""
    path = write("")
    write(content, name)
    assert mistakes(path)[0].endswith(expected)


@pytest.mark.parametrize("name", ["config.toml", ".env"])
@pytest.mark.parametrize("mode", [0o620, 0o602, 0o666])
def test_files_that_others_can_write(write, name, mode):
    """Whoever can write it could have us run a command."""
    path = write("")
    write("", name, mode)
    assert mistakes(path)[0].endswith("others can write it: chmod go-w it.")


@pytest.mark.parametrize("mode", [0o640, 0o604, 0o644])
@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("config.toml", f'[smtp]\npassword = "{CANARY}"\n'),
        (".env", f"MCENTER_IMAP_PASSWORD={CANARY}\n"),
    ],
)
def test_passwords_that_others_can_read(write, name, content, mode):
    """A password is for its owner's eyes."""
    path = write("")
    write(content, name, mode)
    assert mistakes(path)[0].endswith(
        "holds a password and others can read it: chmod 600 it."
    )


def test_without_a_password_others_may_read(write):
    """A config that holds no secret may be read by all."""
    path = write('[smtp]\npassword = ""\npassword_command = "pass"\n', mode=0o644)
    assert config.load(path, {}).smtp.password_command == "pass"


def test_another_users_file(write, monkeypatch):
    """A file of somebody else, but for root, is not believed."""
    path = write("")
    monkeypatch.setattr(config.file.os, "geteuid", lambda: 4711)
    monkeypatch.setattr(config.file, "_SUPERUSER", 4712)
    assert mistakes(path) == ["belongs to another user: run as that user, or chown it."]


def test_secrets_are_in_no_repr_and_no_error(write):
    """Neither what is loaded nor what is refused repeats a secret."""
    content = f'[smtp]\npassword = "{CANARY}"\npassword_command = "echo {CANARY}"\n'
    refused = mistakes(write(content))
    wrong = mistakes(write(f'[smtp]\npassword = ["{CANARY}"]\n'))
    loaded = config.load(write(f'[smtp]\npassword = "{CANARY}"\n'), {})
    assert CANARY not in f"{refused} {wrong} {loaded!r}"
    assert loaded.secrets == (CANARY,)


def test_require_names_all_that_is_missing(write):
    """A command hears at once of every key that it needs."""
    path = write('[imap]\nhost = "imap.example"\nusername = "bob"\n')
    with pytest.raises(ConfigurationError) as failure:
        config.load(path, {"HOME": "/home/bob"}).require(
            "database", "marketplace", "imap", "inbound", "smtp"
        )
    assert (
        f"{path}: missing database, marketplace.name, marketplace.address,"
        " marketplace.reply_address, imap.password or imap.password_command,"
        " inbound.authentication, smtp.host."
    ) == str(failure.value)


def test_require_without_a_file(tmp_path, monkeypatch):
    """Where there is no file at all, that is what is told first."""
    monkeypatch.setattr(config.file, "SYSTEM_FILE", tmp_path / "none")
    with pytest.raises(ConfigurationError) as failure:
        config.load(None, {}).require("smtp")
    assert str(failure.value) == (
        "There is no configuration file (see --config): missing smtp.host."
    )


def test_require_what_is_there(write):
    """Nothing is missing where every required key is given."""
    path = write(
        'database = "sqlite:////var/lib/mcenter.db"\n[inbound]\nauthentication = "none"'
    )
    loaded = config.load(path, {})
    loaded.require("database", "inbound", "notify", "limits")
    assert Path("/var/lib/mcenter.db") == loaded.store_path


@pytest.mark.parametrize(
    ("given", "expected"),
    [
        ("mx.market.example:2525", ("mx.market.example", 2525)),
        ("mx.market.example", ("mx.market.example", 25)),
        ("127.0.0.1:1", ("127.0.0.1", 1)),
        ("[::1]:65535", ("::1", 65535)),
        ("[2001:db8::25]", ("2001:db8::25", 25)),
        ("", None),
    ],
)
def test_the_way_in(write, given, expected):
    """A host with the port of SMTP or another; nothing is nothing to try."""
    path = write(f'[inbound]\nmx = "{given}"\n')
    assert expected == config.load(path, {}).inbound.outside


@pytest.mark.parametrize(
    "given",
    [
        "mx.market.example:",
        "mx.market.example:0",
        "mx.market.example:65536",
        "mx.market.example:smtp",
        "::1",
        "[::1",
        "mx market",
        "smtp://mx.market.example",
        "ann@mx.market.example",
        "mx.market.example:25:25",
        "\uff11.example:\uff12\uff15",
        "x" * 254,
    ],
)
def test_no_way_in(write, given):
    """What is no host and port is a mistake, told with what was expected."""
    path = write(f'[inbound]\nmx = "{given}"\n')
    (mistake,) = mistakes(path)
    expected = 'inbound.mx: expected a host with its port, such as "mx.market.example:2'
    assert mistake.startswith(expected)


@pytest.mark.parametrize(
    ("url", "is_taken"),
    [
        ("https://market.example/leave/{tag}", True),
        ("https://market.example/leave?a=b&c={tag}", True),
        ("https://market.example/leave?u=?{tag}", False),
        ('https://market.example/"{tag}', False),
        ("http://market.example/{tag}", False),
        ("https://{tag}.market.example/", False),
        ("https://market.example/leave", False),
    ],
)
def test_unsubscribe_url(write, url, is_taken):
    """What no header can hold is found here, and not when mail is to go."""
    path = write(f"[notify]\nunsubscribe_url = '''{url}'''")
    if is_taken:
        assert url == config.load(path, {}).notify.unsubscribe_url
    else:
        assert mistakes(path)[0].startswith("notify.unsubscribe_url: expected")
