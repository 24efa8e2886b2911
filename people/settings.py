"""What the centre has decided, or learned from its own data, kept by a key."""

from collections.abc import Mapping
from typing import Any

from core.db import db
from people.models import CentreSetting


def keep_setting(key: str, value: Mapping[str, Any]) -> CentreSetting:
    """Keep a value under its key, whether or not there was one before. Flushes."""
    setting = db.session.get(CentreSetting, key)
    if setting is None:
        setting = CentreSetting(key=key)
        db.session.add(setting)
    setting.value = dict(value)
    db.session.flush()
    return setting
