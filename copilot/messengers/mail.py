"""An e-mail as the standard library builds it: text and HTML, with one-click unsubscribing (RFC 8058).

Built from the older MIME classes: the newer `EmailMessage` parses every header it is given and takes ten times
as long a message, which matters for a million of them.
"""

from __future__ import annotations

import html
import re
from email.header import Header
from email.mime.multipart import MIMEMultipart
from email.mime.text import MIMEText
from email.utils import format_datetime, formataddr

from copilot.ports import Message

SPACES = re.compile(r"\s+")


def build_mail(message: Message, *, sender: tuple[str, str]) -> MIMEMultipart:
    """The e-mail for one recipient. The relay signs it: the List-Unsubscribe headers must be among the
    signed ones, or Gmail ignores them."""
    name, address = sender
    mail = MIMEMultipart("alternative", boundary=f"=_{message.key}")
    mail["From"] = formataddr((_one_line(name), _one_line(address)))
    mail["To"] = _one_line(message.address)
    mail["Subject"] = Header(_one_line(message.subject), "utf-8").encode()
    if message.sent_at is not None:
        mail["Date"] = format_datetime(message.sent_at)
    mail["Message-ID"] = f"<{message.key}@{address.partition('@')[2]}>"
    mail["List-Unsubscribe"] = (
        f"<{message.unsubscribe_url}>, <mailto:{address}?subject=unsubscribe%20{message.key}>"
    )
    mail["List-Unsubscribe-Post"] = "List-Unsubscribe=One-Click"
    mail.attach(MIMEText(message.body, "plain", "utf-8"))
    mail.attach(MIMEText(as_html(message), "html", "utf-8"))
    return mail


def as_html(message: Message) -> str:
    """The text as a plain page: paragraphs, the preheader hidden as mail programs expect, working links."""
    paragraphs = "".join(
        f"<p>{_linked(part)}</p>" for part in message.body.strip().split("\n\n") if part.strip()
    )
    preheader = html.escape(message.preheader)
    hidden = f'<div style="display:none;max-height:0;overflow:hidden">{preheader}</div>' if preheader else ""
    return (
        f'<!doctype html><html lang="{html.escape(message.language)}"><head><meta charset="utf-8">'
        f"<title>{html.escape(message.subject)}</title></head>"
        f'<body style="font-family:sans-serif;line-height:1.5;max-width:36em;margin:auto">{hidden}{paragraphs}</body></html>\n'
    )


def _one_line(text: str) -> str:
    """A header is one line: a line break in a name or subject must not begin another header."""
    return SPACES.sub(" ", text).strip()


def _linked(text: str) -> str:
    words = []
    for word in html.escape(text).replace("\n", " <br> ").split(" "):
        link = word.rstrip(".,;)")
        words.append(
            f'<a href="{link}">{link}</a>{word[len(link) :]}'
            if link.startswith(("https://", "http://"))
            else word
        )
    return " ".join(words)
