"""Mailboxes to which courts send push mails: reads them, judges the senders, and turns what they say into hints."""
