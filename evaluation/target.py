"""The score that the centre aims at: what reviews are planned for and scorecards are read by."""

from core.db import db
from people.models import CentreSetting

KEY = "target"
DEFAULT = 75.0


def target_score() -> float:
    """The score that the centre aims at, 0-100."""
    setting = db.session.get(CentreSetting, KEY)
    return float(setting.value["score"]) if setting else DEFAULT
