"""What the reader of one system's mails returns (pure)."""

from dataclasses import dataclass

from schemas.cases import Case


@dataclass(frozen=True, slots=True)
class Reading:
    """The cases of a mail.

    `unread` are labels that nobody knows, `missing` what a mail of this form always has and this one lacks; `is_ended`
    is False when nothing shows that the mail goes on to its end.
    """

    cases: tuple[Case, ...]
    unread: tuple[str, ...] = ()
    missing: tuple[str, ...] = ()
    is_ended: bool = True
