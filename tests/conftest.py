"""What all tests share: a cache of their own, so that no test reads what a person's runs left."""

import os
import tempfile
from pathlib import Path

os.environ["XDG_CACHE_HOME"] = str(Path(tempfile.gettempdir()) / f"tanba-tests-{os.getuid()}")
os.environ.pop("TANBA_LANG", None)
