"""
The sections of the configuration, each key once, with its default.

Rule 1: a section is a frozen value and a field is a key, told by its docstring;
config.example.toml shows the same keys, held to it by a test.
Rule 2: a secret is in no repr.
"""

from datetime import time, timedelta
from typing import ClassVar

from mcenter.config import values
from mcenter.config.frozen import Frozen


class Marketplace(Frozen):
    """[marketplace]: who the notifications come from."""

    section: ClassVar[str] = "marketplace"
    required: ClassVar[tuple[str, ...]] = ("name", "address", "reply_address")

    name: values.Line = ""
    """The marketplace's name, as people know it."""
    address: values.Address = ""
    """From of every notification."""
    reply_address: values.ReplyAddress = ""
    """Reply-To of a notification; {token} tells who answers what."""
    bounce_address: values.BounceAddress = ""
    """Envelope sender; {tag} tells which mail bounced. Without it, address."""
    locale: values.Locale = "en"
    """The language for those who chose none."""


class Login(Frozen):
    """What [imap] and [smtp] have in common: a server, and how to get in."""

    section: ClassVar[str]
    required: ClassVar[tuple[str, ...]] = ("host",)
    unshown = frozenset({"password", "password_command"})

    host: values.Host = ""
    """The server."""
    ca_file: values.AbsolutePath = ""
    """Certificates to trust instead of the system's."""
    username: values.Line = ""
    """Who logs in; without it, nobody does."""
    password: values.Password = ""
    """The password; better in the environment or from password_command."""
    password_command: values.Command = ""
    """Prints the password or token; run without a shell for each login."""
    auth: values.Auth = "login"
    """login, or xoauth2 or oauthbearer with the token from password_command."""

    @property
    def lacks_secret(self) -> bool:
        """Whether somebody logs in without a password."""
        return bool(self.username and not (self.password or self.password_command))


class Imap(Login):
    """[imap]: the mailbox that answers are fetched from (RFC 9051)."""

    section: ClassVar[str] = "imap"

    port: values.Port = 993
    """The server's port."""
    tls: values.Tls = "implicit"
    """How the connection is encrypted; "none" only for a loopback host."""
    mailbox: values.Line = "INBOX"
    """The mailbox that answers arrive in."""
    junk: values.Line = ""
    """Also looked through for our addresses; what is found is held."""
    accepted: values.Line = "mcenter/Accepted"
    """Where accepted mail is moved; "/" stands for the server's separator."""
    held: values.Line = "mcenter/Held"
    """Where held mail is moved."""
    discarded: values.Line = "mcenter/Discarded"
    """Where discarded mail is moved."""


class Inbound(Frozen):
    """[inbound]: what is believed of mail that comes in."""

    section: ClassVar[str] = "inbound"
    required: ClassVar[tuple[str, ...]] = ("authentication",)

    authentication: values.AuthservId = ""
    """Whose Authentication-Results to believe (RFC 8601 section 2.5)."""
    mx: values.Server = ""
    """Where the world's mail comes in; doctor sends forged results that way."""

    @property
    def outside(self) -> tuple[str, int] | None:
        """The host and the port of `mx`; None where nothing is tried."""
        host, _, port = self.mx.rpartition(":")
        return (host.strip("[]"), int(port)) if self.mx else None


class Smtp(Login):
    """[smtp]: where notifications are submitted (RFC 6409)."""

    section: ClassVar[str] = "smtp"

    port: values.Port = 587
    """The server's port."""
    tls: values.Tls = "starttls"
    """How the connection is encrypted; "none" only for a loopback host."""
    per_minute: values.Count = 0
    """Mails a minute at most; 0 is no pace."""
    per_day: values.Count = 0
    """Mails a day at most; 0 is no pace."""


class Notify(Frozen):
    """[notify]: who gets mail at all, when, and how much; people may choose theirs."""

    section: ClassVar[str] = "notify"
    required: ClassVar[tuple[str, ...]] = ()

    customers: values.Switch = True
    """Whether customers get mail."""
    vendors: values.Switch = True
    """Whether vendors' staff get mail."""
    operators: values.Switch = False
    """Whether operators get mail."""
    delay: values.Delay = timedelta(0)
    """Wait this long, and skip what was read meanwhile."""
    bundle: values.Switch = True
    """One mail per thread and person a run."""
    frequency: values.Frequency = "at-once"
    """at-once, bundled in a window, daily, or never; for those who chose none."""
    window: values.Delay = timedelta(hours=1)
    """What comes so long after the first message goes with it, for bundled."""
    digest_at: values.TimeOfDay = time(8)
    """When the daily digest is due, in its reader's time zone."""
    body: values.Body = "full"
    """full, excerpt, or only a hint that there is a message."""
    quiet_hours: values.QuietHours = ""
    """No mail within them, in its reader's time zone."""
    timezone: values.Timezone = "UTC"
    """The time zone of those who chose none."""
    templates: values.AbsolutePath = ""
    """A folder of templates that stand for the built-in ones of the same names."""
    unsubscribe_url: values.UnsubscribeUrl = ""
    """Where the site takes one-click requests to leave; {tag} tells whose."""


class Reminders(Frozen):
    """[reminders]: threads that wait on a vendor; 0 is no reminder."""

    section: ClassVar[str] = "reminders"
    required: ClassVar[tuple[str, ...]] = ()

    vendor_after: values.Delay = timedelta(hours=48)
    """When the vendor's staff is reminded, once."""
    operators_after: values.Delay = timedelta(hours=96)
    """When the operators are told."""


class Limits(Frozen):
    """[limits]: brakes against floods and loops; a brake of 0 is none."""

    section: ClassVar[str] = "limits"
    required: ClassVar[tuple[str, ...]] = ()

    mail_size: values.Size = 25_000_000
    """Bytes of a mail at most; of a larger one only the header is kept."""
    mails_per_person_hour: values.Count = 60
    """Mails for or from one person an hour."""
    mails_per_thread_hour: values.Count = 30
    """Mails for or from one thread an hour."""
    deadline: values.Deadline = timedelta(minutes=5)
    """How long one run of poll or notify may take."""


# What Windows, macOS or a browser runs at a double click.
_EXECUTABLES = (
    "appx apk bat chm cmd com cpl dll exe hta iso img jar js jse lnk msi msix msp"
    " pif ps1 psm1 reg scf scr sct settingcontent-ms sys url vb vbe vbs vhd vhdx wsf"
    " wsh application/x-msdownload application/x-msdos-program"
)


class Attachments(Frozen):
    """[attachments]: which files are taken, and which are sent on."""

    section: ClassVar[str] = "attachments"
    required: ClassVar[tuple[str, ...]] = ()

    refused: values.KindsOfFiles = tuple(_EXECUTABLES.split())
    """Endings of names and media types that hold a mail."""
    size: values.Size = 10_000_000
    """Bytes of a file at most."""
    count: values.Count = 20
    """Files of a message at most; 0 is no limit."""
    relay_size: values.Room = 10_000_000
    """Bytes of all files that one notification carries; others are only named."""
    scan_command: values.Command = ""
    """Gets each file on stdin, without a shell; only a status of 0 lets it through."""


class ContactByMail(Frozen):
    """[contact_by_mail]: threads that customers begin by mail."""

    section: ClassVar[str] = "contact_by_mail"
    required: ClassVar[tuple[str, ...]] = ()

    enabled: values.Switch = False
    """Whether mail to a vendor's contact address begins a thread."""
    address: values.ContactAddress = ""
    """Where it is sent; {vendor} is the slug. Without it, contact+{vendor}."""
    new_people_hour: values.Count = 60
    """People who may become known by it an hour, all together; 0 is no brake."""

    def pattern(self, marketplace: Marketplace) -> str:
        """Give the address with {vendor} in it; empty where mail begins nothing."""
        domain = marketplace.address.rpartition("@")[2]
        if not (self.enabled and domain):
            return ""
        return self.address or f"contact+{{vendor}}@{domain}"


Section = (
    Marketplace
    | Imap
    | Inbound
    | Smtp
    | Notify
    | Reminders
    | Limits
    | Attachments
    | ContactByMail
)

SECTIONS: dict[str, type[Section]] = {
    section.section: section
    for section in (
        Marketplace,
        Imap,
        Inbound,
        Smtp,
        Notify,
        Reminders,
        Limits,
        Attachments,
        ContactByMail,
    )
}
