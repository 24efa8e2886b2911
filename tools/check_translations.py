"""Check that the interface is complete in every language.

English is the source. For Spanish and Catalan each message found in the code and the templates
must be translated, none may be fuzzy, and a translation must use exactly its source's placeholders.

    python tools/check_translations.py            # check
    python tools/check_translations.py --update   # bring new messages into the catalogues
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Iterator
from os import PathLike
from pathlib import Path

from babel.messages.catalog import Catalog, Message
from babel.messages.extract import DEFAULT_KEYWORDS, extract_from_dir
from babel.messages.frontend import parse_mapping_cfg
from babel.messages.pofile import read_po, write_po

from placeholders import placeholders_of

ROOT = Path(__file__).resolve().parent.parent
LANGUAGES = ("es", "ca")
FOLDERS = (
    "core", "people", "transcripts", "evaluation", "scorecards", "coaching", "demo", "templates",
)  # fmt: skip
KEYWORDS = {**DEFAULT_KEYWORDS, "_l": None, "lazy_gettext": None, "lazy_ngettext": (1, 2)}


def extracted() -> Catalog:
    """Every marked message of the code and the templates, with where it stands."""
    with (ROOT / "babel.cfg").open(encoding="utf-8") as mapping:
        methods, options = parse_mapping_cfg(mapping)
    found = extract_from_dir(
        ROOT,
        method_map=methods,
        options_map=options,
        keywords=KEYWORDS,
        directory_filter=holds_messages,
    )
    catalogue = Catalog(project="Rubrica", charset="utf-8")
    for filename, line, message, comments, context in found:
        catalogue.add(
            message, locations=[(filename, line)], auto_comments=comments, context=context
        )
    return catalogue


def holds_messages(folder: str | PathLike[str]) -> bool:
    """True for the root of the checkout and everything within the folders named above."""
    parts = Path(folder).relative_to(ROOT).parts
    return not parts or parts[0] in FOLDERS


def catalogue_path(language: str) -> Path:
    """Where the language's catalogue is kept."""
    return ROOT / "translations" / language / "LC_MESSAGES" / "messages.po"


def catalogue_of(language: str) -> Catalog:
    """The language's catalogue as committed, or an empty one."""
    path = catalogue_path(language)
    if not path.is_file():
        return Catalog(locale=language, project="Rubrica", charset="utf-8")
    with path.open("rb") as catalogue_file:
        return read_po(catalogue_file, locale=language)


def complaints_about(source: Catalog, translated: Catalog) -> Iterator[str]:
    """What is missing, fuzzy or out of step with its source in one language."""
    for message in source:
        if not message.id:
            continue
        counterpart = translated.get(message.id, message.context)
        place = ":".join(map(str, message.locations[0])) if message.locations else "?"
        problem = problem_of(message, counterpart)
        if problem:
            yield f"{translated.locale}: {place}: {problem}: {singular(message)!r}"


def problem_of(message: Message, counterpart: Message | None) -> str | None:
    """In two or three words, what is wrong with a message's translation, if anything."""
    if counterpart is None:
        return "not in the catalogue"
    if counterpart.fuzzy:
        return "fuzzy"
    strings = counterpart.string if isinstance(counterpart.string, tuple) else (counterpart.string,)
    if not all(strings):
        return "not translated"
    sources = message.id if isinstance(message.id, tuple) else (message.id,)
    allowed = [placeholders_of(text) for text in sources]
    if any(placeholders_of(text) not in allowed for text in strings):
        return "other placeholders than its source"
    return None


def singular(message: Message) -> str:
    """The message's source text, in the singular where it has two forms."""
    return str(message.id[0] if isinstance(message.id, tuple | list) else message.id)


def update(source: Catalog, language: str) -> None:
    """Add new messages to a language's catalogue and drop those nothing uses any more."""
    catalogue = catalogue_of(language)
    catalogue.update(source, no_fuzzy_matching=True)
    catalogue.obsolete.clear()
    catalogue.fuzzy = False
    catalogue.header_comment = f"# Rubrica in {catalogue.locale.english_name}."
    path = catalogue_path(language)
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("wb") as catalogue_file:
        write_po(catalogue_file, catalogue, width=100, include_lineno=False, sort_output=True)


def main() -> int:
    """Check, or with `--update` write, the catalogues."""
    parser = argparse.ArgumentParser(description="Check or update the interface's translations.")
    parser.add_argument("--update", action="store_true", help="bring new messages in")
    updating = parser.parse_args().update
    source = extracted()
    complaints: list[str] = []
    for language in LANGUAGES:
        if updating:
            update(source, language)
        complaints += complaints_about(source, catalogue_of(language))
    print("\n".join(complaints))
    print(f"{len(source)} messages in {' and '.join(LANGUAGES)}: {len(complaints)} complaints.")
    return 1 if complaints and not updating else 0


if __name__ == "__main__":
    sys.exit(main())
