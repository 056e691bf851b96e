"""What tests of this room share: a key of a local authority, and a disclosure."""

from datetime import UTC, datetime, timedelta

import pytest

from keys.signers import Keys, issue
from tanba.kernel import Text
from tanba.marks.disclosure import Disclosure


@pytest.fixture(scope="session")
def keys() -> Keys:
    """Return a key that may sign, and the trust of a reader who knows its authority."""
    return issue(datetime.now(UTC) - timedelta(days=1))


@pytest.fixture(scope="session")
def said() -> Disclosure:
    """Return what a mark of these tests says."""
    return Disclosure(
        id="urn:uuid:5f0c3f6e-8a47-4b8e-9d0e-0a8b6f3b7d11",
        scope="synthetic",
        made="generated",
        system="Сурет",
        version="3.1",
        maker="«Тест» ЖШС",
        law="kz/ai-law 21(2)",
        time="2026-11-23T06:00:00Z",
        notice=Text(
            kk="Жасанды интеллект көмегімен жасалған",
            ru="Создано с использованием искусственного интеллекта",
            en="Made with AI",
        ),
        page="https://tanba.example/m/5f0c",
    )
