"""Input of the sampling pages."""

from flask_babel import lazy_gettext as _l
from flask_wtf import FlaskForm
from wtforms import IntegerField
from wtforms.validators import NumberRange, Optional

from evaluation.sampling.design import MAX_SEED


class DrawForm(FlaskForm):
    """Draw now, with a seed if one was seen in the preview."""

    seed = IntegerField(_l("Seed"), validators=[Optional(), NumberRange(0, MAX_SEED)])
