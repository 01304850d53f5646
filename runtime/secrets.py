"""Encrypts the secrets that must be read back (webhook secrets, passwords) with keys kept outside the data directory.

The key file has one Fernet key per line, the newest first: the first encrypts, all decrypt. Rotation is: `add_key`,
`rotate` every stored secret, then `drop_old_keys`.
"""

import hmac
import os
import stat
import uuid
from pathlib import Path

from cryptography.fernet import Fernet, InvalidToken, MultiFernet

from runtime.errors import BadKeyFile, SecretUnreadable


def default_key_file(data_dir: Path) -> Path:
    """Name the key file beside the data directory, so that a copy of the data is useless without it."""
    folder = data_dir.absolute()
    return folder.with_name(f"{folder.name}.key")


class SecretBox:
    """Encrypts and decrypts short texts.

    Args:
        key_file: where the keys are; created on first use with mode 0600. Raises BadKeyFile when others may read it.
        data_dir: the data directory, in which the key file must not lie.
    """

    def __init__(self, key_file: Path, *, data_dir: Path | None = None) -> None:
        self._key_file = key_file
        if data_dir is not None and key_file.resolve().is_relative_to(data_dir.resolve()):
            raise BadKeyFile(f"the key file {key_file} lies inside the data directory {data_dir}: keep it elsewhere")
        self._keys = _read_or_create(key_file)

    def encrypt(self, text: str) -> str:
        """Return the text encrypted and authenticated with the newest key."""
        return self._keys.encrypt(text.encode()).decode("ascii")

    def decrypt(self, token: str) -> str:
        """Return the text; keys that were added to the file since it was read are found. Raises SecretUnreadable."""
        try:
            return self._keys.decrypt(token.encode()).decode()
        except InvalidToken:
            self._keys = _read(self._key_file)
        try:
            return self._keys.decrypt(token.encode()).decode()
        except InvalidToken as error:
            raise self._unreadable() from error

    def rotate(self, token: str) -> str:
        """Return the secret encrypted anew with the newest key. Raises SecretUnreadable."""
        try:
            return self._keys.rotate(token.encode()).decode("ascii")
        except InvalidToken as error:
            raise self._unreadable() from error

    def derive_keys(self, purpose: str) -> tuple[bytes, ...]:
        """Return keys for another purpose (such as sealing cursors), one per key of the file, the newest first."""
        return tuple(hmac.digest(line, purpose.encode(), "sha256") for line in _read_lines(self._key_file))

    def add_key(self) -> None:
        """Put a new key in front: from now on it encrypts here, and elsewhere after the next start."""
        _replace(self._key_file, [Fernet.generate_key(), *_read_lines(self._key_file)])
        self._keys = _read(self._key_file)

    def drop_old_keys(self) -> None:
        """Keep the newest key only; what was not rotated is lost."""
        _replace(self._key_file, _read_lines(self._key_file)[:1])
        self._keys = _read(self._key_file)

    def _unreadable(self) -> SecretUnreadable:
        return SecretUnreadable(
            f"a stored secret does not open with the keys in {self._key_file}: was the file replaced, or the data "
            "restored from another installation?",
            key_file=str(self._key_file),
        )


def _read_or_create(path: Path) -> MultiFernet:
    if not path.exists():
        path.parent.mkdir(parents=True, exist_ok=True)
        temporary = _write_temporary(path, [Fernet.generate_key()])
        try:
            # A link fails when another process was first, whose key then counts.
            os.link(temporary, path)
        except FileExistsError:
            pass
        except OSError as error:
            raise BadKeyFile(f"the key file {path} cannot be created: {error}", key_file=str(path)) from error
        finally:
            temporary.unlink()
    return _read(path)


def _read(path: Path) -> MultiFernet:
    lines = _read_lines(path)
    try:
        return MultiFernet([Fernet(line) for line in lines])
    except ValueError as error:
        raise BadKeyFile(f"{path} is no key file: one Fernet key per line is expected", key_file=str(path)) from error


def _read_lines(path: Path) -> list[bytes]:
    """Read from one open file what was checked on it, so that it cannot be exchanged in between."""
    try:
        with path.open("rb") as file:
            mode = stat.S_IMODE(os.fstat(file.fileno()).st_mode)
            if mode & 0o077:
                raise BadKeyFile(
                    f"{path} has mode {mode:04o}, so others may read it: run `chmod 600 {path}`, and rotate the keys "
                    "if they may have been read",
                    key_file=str(path),
                    mode=mode,
                )
            return file.read().split()
    except OSError as error:
        raise BadKeyFile(f"the key file {path} cannot be read: {error}", key_file=str(path)) from error


def _replace(path: Path, keys: list[bytes]) -> None:
    _write_temporary(path, keys).replace(path)


def _write_temporary(path: Path, keys: list[bytes]) -> Path:
    temporary = path.with_name(f".{path.name}.{uuid.uuid4().hex}")
    try:
        descriptor = os.open(temporary, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with os.fdopen(descriptor, "wb") as file:
            file.write(b"\n".join([*keys, b""]))
            file.flush()
            os.fsync(descriptor)
    except OSError as error:
        raise BadKeyFile(f"the key file {path} cannot be written: {error}", key_file=str(path)) from error
    return temporary
