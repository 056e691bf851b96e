"""A log whose key never leaves its token, as whoever keeps it meets it."""

from datetime import UTC, datetime, timedelta

import pytest

from faces.tanba_run import Person
from keys.signers import issue
from keys.tokens import MISSING, MODULE, put_on_token

YESTERDAY = timedelta(days=1)

pytestmark = pytest.mark.skipif(bool(MISSING), reason=f"{MISSING}: logs signed on tokens go untested")


def test_a_log_is_signed_by_a_key_that_stays_on_its_token(tmp_path):
    keys = issue(datetime.now(UTC) - YESTERDAY, algorithm="ed25519")
    (tmp_path / "chain.pem").write_text(keys.key.chain)
    token = put_on_token(tmp_path, keys.key.private)
    keeper, log = Person(tmp_path / "keys"), tmp_path / "log"

    def tanba(*words, **settings):
        code, out, err = keeper.tanba(*words, **settings)
        assert code == 0, err
        return out

    tanba(
        "keys", "import", "--name", "hsm", "--token", MODULE, "t", "k", "--pin-from", "TOKEN_PIN",
        "--chain", tmp_path / "chain.pem", **token,
    )  # fmt: skip
    tanba("log", "init", "--origin", "example.kz/log", "--key", "hsm", "--log", log, **token)
    tanba("log", "append", "decision", "--field", "why=себебі", "--log", log, **token)
    tanba("log", "stamp", "--log", log, **token)
    tanba("log", "audit", "--log", log)  # nobody needs the token to check
    assert not any(b"PRIVATE KEY" in path.read_bytes() for path in keeper.keys.rglob("*.pem"))
    code, _, err = keeper.tanba("log", "append", "decision", "--field", "why=x", "--log", log)
    assert (code, "KY2" in err) == (2, True)
