"""
The folder in which keys live, each under its passphrase.

    store = KeyStore(default_folder(os.environ))
    store.new("newsroom", "Qala News", "correct horse battery", on=date(2026, 3, 1))
    key = store.open(None, "correct horse battery", on=date(2026, 3, 1))
    store.trust()                                # whom a reader of this folder trusts

Each key is a drawer of its own; `default` names one of them, `anchors` holds lists of roots.
"""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import replace as changed
from datetime import date, timedelta
from pathlib import Path
from typing import Final

from tanba.kernel import Faults, Refused
from tanba.keys import folder as disk
from tanba.keys import trust
from tanba.keys.card import StoredKey, card, check_name
from tanba.keys.drawer import RECORD, Drawer
from tanba.keys.key import Algorithm, SigningKey, Token, Trust
from tanba.keys.record import Record
from tanba.keys.trust import Anchors

_DEFAULT: Final = "default"


class KeyStore:
    """
    Keys in a folder. Whatever goes wrong is raised as Faults: a place, a KY code, a hint.

    What is secret is written under the passphrase only, mode 0600, and shown by nothing here.
    """

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def new(
        self,
        name: str,
        organisation: str,
        passphrase: str,
        algorithm: Algorithm = "es256",
        *,
        on: date,
        time_authority: str = "",
    ) -> StoredKey:
        """Make a key with a local authority of its own; the first key becomes the default."""
        from tanba.keys.authority import leaf, root
        from tanba.keys.imports import written_pem
        from tanba.keys.seal import sealed

        with self._drawer(name) as (name, drawer):
            record = Record(algorithm=algorithm, generation=1, root=1, made=on.isoformat(),
                            organisation=organisation, time_authority=time_authority)  # fmt: skip
            drawer.check_free()
            signer, authority = root(name, on)
            key, certificate = leaf(signer, authority, name, organisation, algorithm, on)
            files = {
                "rootkey": sealed(signer, passphrase),
                "root": written_pem((authority,)),
                "key": sealed(key, passphrase),
                "chain": written_pem((certificate,)),
            }
            return self._put(name, drawer, record, files, replace=False)

    def import_key(
        self,
        name: str,
        file: Path,
        passphrase: str,
        *,
        on: date,
        chain: Path | None = None,
        file_passphrase: str = "",
        algorithm: Algorithm | None = None,
        time_authority: str = "",
        replace: bool = False,
    ) -> StoredKey:
        """
        Bring in a key for which a real authority vouches: PKCS#12 or PEM.

        The certificates stand in `chain`, or with the key. `file_passphrase` opens the file,
        `passphrase` keeps the key from now on. With `replace`, a key of this name is retired: its
        certificates stay, its secret goes.
        """
        from tanba.keys.imports import read_certificates, read_key, written_pem
        from tanba.keys.profile import signing_chain
        from tanba.keys.seal import sealed

        with disk.at(file):
            found = read_key(disk.bounded(file), file_passphrase)
        with disk.at(chain or file):
            certificates = read_certificates(disk.bounded(chain)) if chain else found.certificates
            ordered, fits = signing_chain(certificates, found.key.public_key(), algorithm, on)
        with self._drawer(name) as (name, drawer):
            record = Record(
                algorithm=fits, generation=1, root=0, made=on.isoformat(), time_authority=time_authority
            )
            files = {"key": sealed(found.key, passphrase), "chain": written_pem(ordered)}
            return self._put(name, drawer, record, files, replace)

    def locked(self, file: Path) -> bool:
        """Say whether a key file asks for a passphrase of its own."""
        from tanba.keys.imports import locked

        with disk.at(file):
            return locked(disk.bounded(file))

    def use_token(
        self,
        name: str,
        token: Token,
        chain: Path,
        *,
        on: date,
        algorithm: Algorithm | None = None,
        time_authority: str = "",
        replace: bool = False,
    ) -> StoredKey:
        """Remember a key that stays on its token; it signs once, to show that its certificate fits."""
        from tanba.keys.imports import read_certificates, written_pem
        from tanba.keys.profile import is_authority, public_key, signing_chain
        from tanba.keys.token import check_pair

        with disk.at(chain):
            certificates = read_certificates(disk.bounded(chain))
            leaf = next((one for one in certificates if not is_authority(one)), certificates[0])
            public = public_key(leaf)
            ordered, fits = signing_chain(certificates, public, algorithm, on)
        with self._drawer(name) as (name, drawer):
            check_pair(token, fits, public)
            record = Record(algorithm=fits, generation=1, root=0, made=on.isoformat(),
                            time_authority=time_authority, token=token)  # fmt: skip
            return self._put(name, drawer, record, {"chain": written_pem(ordered)}, replace)

    def rotate(
        self,
        name: str,
        passphrase: str,
        *,
        on: date,
        algorithm: Algorithm | None = None,
        time_authority: str = "",
    ) -> StoredKey:
        """
        Give a local key a new pair and a new certificate under the same authority.

        The old certificate stays, so that old marks are read as before; the old secret is removed. An
        authority that would end before the new certificate is renewed too; the old one stays trusted.
        """
        from tanba.keys.authority import LEAF_DAYS, Signer, leaf, root
        from tanba.keys.imports import read_certificates, written_pem
        from tanba.keys.seal import sealed, unsealed

        with self._drawer(name) as (name, drawer), drawer.alone() as old:
            if not old.local:
                hint = "import the new one: `tanba keys import --replace`"
                raise Refused("KY17", "not a key of the local authority", hint)
            signer = unsealed(drawer.read("rootkey", old.root), passphrase)
            authority = read_certificates(drawer.read("root", old.root))[0]
            if not isinstance(signer, Signer):
                raise Refused("KY19", "the local authority is not one that Tanba made")
            files: dict[str, bytes] = {}
            if authority.not_valid_after_utc.date() < on + timedelta(days=LEAF_DAYS):
                signer, authority = root(name, on)
                files = {"rootkey": sealed(signer, passphrase), "root": written_pem((authority,))}
            fits = algorithm or old.algorithm
            key, certificate = leaf(signer, authority, name, old.organisation, fits, on)
            files |= {"key": sealed(key, passphrase), "chain": written_pem((certificate,))}
            stamped = time_authority or old.time_authority
            new = changed(old, algorithm=fits, made=on.isoformat(), time_authority=stamped)
            drawer.refill(new, files)
            return self._card(name)

    def open(self, name: str | None, passphrase: str, *, on: date) -> SigningKey:
        """
        Return a key that can sign on a day; of no name, the default one.

        A key on a token needs no passphrase here: its PIN is asked for when it signs.
        """
        from tanba.keys.imports import read_certificates
        from tanba.keys.profile import public_key, signing_chain
        from tanba.keys.seal import opened, unsealed

        with self._drawer(self._chosen(name)) as (name, drawer):
            record, chain, sealed_key = drawer.standing()
            certificates = read_certificates(chain)
            key = unsealed(sealed_key, passphrase) if sealed_key is not None else None
            public = key.public_key() if key else public_key(certificates[0])
            signing_chain(certificates, public, record.algorithm, on)
            return SigningKey(
                name=name,
                algorithm=record.algorithm,
                chain=chain.decode("ascii"),
                private=opened(key) if key else b"",
                token=record.token,
                local=record.local,
                time_authority=record.time_authority,
            )

    def show(self) -> tuple[StoredKey, ...]:
        """Return what may be seen of every key, by name; none where there is no store yet."""
        with disk.at(self.folder):
            names = sorted(path.parent.name for path in self.folder.glob(f"*/{RECORD}"))
        return tuple(self._card(name) for name in names if not name.startswith("."))

    def find(self, name: str | None) -> StoredKey:
        """Return what may be seen of one key; of no name, of the default one."""
        with self._drawer(self._chosen(name)) as (name, drawer):
            drawer.record()
            return self._card(name)

    def choose(self, name: str) -> StoredKey:
        """Make a key the one that is taken when nobody names one."""
        with self._drawer(name) as (name, drawer):
            drawer.record()
            self._write_default(name)
            return self._card(name)

    def trust(self) -> Trust:
        """Return whom a reader trusts: local authorities, those of retired keys too, and anchors."""
        return trust.gathered(self.folder)

    def authorities(self) -> tuple[str, ...]:
        """Return the local authorities, those of retired keys too, as people read their names."""
        return trust.own(self.folder)

    def anchors(self) -> tuple[Anchors, ...]:
        """Return the lists of anchors that were brought, by name."""
        return trust.listed(self.folder)

    def bring_anchors(self, file: Path, name: str = "") -> Anchors:
        """Trust the authorities of a PEM file from now on, in place of a list of the same name."""
        return trust.brought(self.folder, file, name)

    def dismiss_anchors(self, name: str) -> None:
        """Trust a list of anchors no more."""
        trust.dismissed(self.folder, name)

    # --- one key -------------------------------------------------------------------------------------

    @contextmanager
    def _drawer(self, name: str) -> Iterator[tuple[str, Drawer]]:
        """Give the name of a key as it is kept, and its drawer; faults are said of its folder."""
        with disk.at(self.folder):
            kept = check_name(name)
        with disk.at(self.folder / kept):
            yield kept, Drawer(self.folder / kept)

    def _card(self, name: str) -> StoredKey:
        from tanba.keys.imports import read_certificates

        default = name == self._default()
        try:
            with disk.at(self.folder / name):
                drawer = Drawer(self.folder / name)
                record, chain, _ = drawer.standing()
                retired = tuple(read_certificates(one)[0] for one in drawer.retired(record))
                return card(name, record, read_certificates(chain)[0], retired, default)
        except Faults as faults:
            return StoredKey(name=name, default=default, flaw=faults.faults[0].what)

    def _put(
        self, name: str, drawer: Drawer, record: Record, files: Mapping[str, bytes], replace: bool
    ) -> StoredKey:
        """Keep a key, new or in the place of another, and return it; the first one is the default."""
        if replace:
            with drawer.alone():
                drawer.refill(record, files)
        else:
            drawer.fill(record, files)
        if not self._default():
            self._write_default(name)
        return self._card(name)

    def _chosen(self, name: str | None) -> str:
        if name is None and not (name := self._default()):
            with disk.at(self.folder):
                raise Refused("KY01", "no key yet", "make one: `tanba keys new`")
        return name

    def _default(self) -> str:
        """Return the name that is taken when nobody gives one, or nothing."""
        path = self.folder / _DEFAULT
        with disk.at(path):
            return disk.bounded(path).decode("utf-8", "replace").strip() if path.exists() else ""

    def _write_default(self, name: str) -> None:
        disk.written(self.folder / _DEFAULT, name.encode() + b"\n")
