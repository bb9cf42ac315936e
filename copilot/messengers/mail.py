"""An e-mail as the standard library builds it: text and HTML, with one-click unsubscribing (RFC 8058)."""

from __future__ import annotations

import html
from email.message import EmailMessage
from email.utils import formataddr

from copilot.ports import Message


def build_mail(message: Message, *, sender: tuple[str, str]) -> EmailMessage:
    """The e-mail for one recipient. The relay signs it: the List-Unsubscribe headers must be among the
    signed ones, or Gmail ignores them."""
    name, address = sender
    mail = EmailMessage()
    mail["From"] = formataddr((name, address))
    mail["To"] = message.address
    mail["Subject"] = message.subject
    mail["Message-ID"] = f"<{message.key}@{address.partition('@')[2]}>"
    mail["List-Unsubscribe"] = (
        f"<{message.unsubscribe_url}>, <mailto:{address}?subject=unsubscribe%20{message.key}>"
    )
    mail["List-Unsubscribe-Post"] = "List-Unsubscribe=One-Click"
    mail.set_content(message.body)
    mail.add_alternative(as_html(message), subtype="html")
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
