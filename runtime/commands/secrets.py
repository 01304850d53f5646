"""`arauto secrets`: the key that encrypts secrets at rest."""

import typer
from psycopg import Connection

from capture.credentials import rotate_credentials
from capture.mail.mailboxes import rotate_passwords
from delivery.webhooks.vault import rotate_encryption
from runtime.commands.session import installation
from runtime.postgres.pool import Row
from runtime.secrets import SecretBox

app = typer.Typer(add_completion=False, no_args_is_help=True, help="The key of secrets at rest.")


@app.command("rotate")
def rotate() -> None:
    """Make a new key and encrypt every stored secret with it; older keys stay, because cursors are sealed with them."""
    with installation() as opened:
        opened.secrets.add_key()
        with opened.database.transaction() as connection:
            count = _rotate_all(connection, opened.secrets)
    typer.echo(f"{count} secrets are encrypted with a new key; restart the API, then forget the old ones in time")


@app.command("forget-old")
def forget_old() -> None:
    """Keep the newest key only; feed cursors sealed before the rotation are refused from the API's next start."""
    with installation() as opened:
        with opened.database.transaction() as connection:
            _rotate_all(connection, opened.secrets)
        opened.secrets.drop_old_keys()
    typer.echo("only the newest key is left")


def _rotate_all(connection: Connection[Row], box: SecretBox) -> int:
    """Encrypt anew whatever an area keeps encrypted; one left out would be lost with the old keys."""
    areas = (rotate_encryption, rotate_passwords, rotate_credentials)
    return sum(rotate(connection, box) for rotate in areas)
