"""What calibration tells people about."""

from flask_babel import lazy_gettext as _l

from people.notices.kinds import APP, AT_ONCE, CALIBRATION, Kind, add_kind
from people.permissions import EVALUATOR, QA_LEAD

OPENED, DUE_SOON, RESULT, DISCUSSED = (
    "calibration.opened", "calibration.due_soon", "calibration.result", "calibration.discussed",
)  # fmt: skip

add_kind(
    Kind(
        OPENED,
        CALIBRATION,
        _l("You are asked to score in a calibration session"),
        _l("Calibration “%(title)s” is open: score blind until %(deadline)s."),
        {EVALUATOR: AT_ONCE, QA_LEAD: AT_ONCE},
    )
)
add_kind(
    Kind(
        DUE_SOON,
        CALIBRATION,
        _l("A calibration session closes soon"),
        _l("Calibration “%(title)s” closes on %(deadline)s and still waits for your scores."),
        {EVALUATOR: AT_ONCE, QA_LEAD: APP},
    )
)
add_kind(
    Kind(
        RESULT,
        CALIBRATION,
        _l("The result of a calibration session is there"),
        _l("Calibration “%(title)s” is closed: see all answers side by side."),
        {EVALUATOR: AT_ONCE, QA_LEAD: AT_ONCE},
    )
)
add_kind(
    Kind(
        DISCUSSED,
        CALIBRATION,
        _l("Something was said or recorded in a calibration session"),
        _l("Calibration “%(title)s”: there is a new comment or reference answer."),
        {EVALUATOR: APP, QA_LEAD: APP},
    )
)
