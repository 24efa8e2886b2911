"""What is wrong in a document, in the reader's language and with its place."""

from flask_babel import gettext

from core.i18n import number
from evaluation.rubrics.mistakes import mistakes_in
from evaluation.rubrics.reading import Mistake


def mistake_words(mistake: ValueError) -> str:
    """A mistake as "rubric.sections[0]: key is missing"; any other error in its own words."""
    if isinstance(mistake, Mistake):
        values = {
            name: number(value) if isinstance(value, float) else value
            for name, value in mistake.values.items()
        }
        return f"{mistake.path}: {gettext(mistake.words, **values)}"
    return str(mistake)


def words_of_mistakes(document: object) -> list[str]:
    """All mistakes of a rubric document in words."""
    return [mistake_words(mistake) for mistake in mistakes_in(document)]
