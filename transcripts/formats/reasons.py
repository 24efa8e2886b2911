"""Why a file or record is refused: one sentence per code, marked for translation."""

from __future__ import annotations

from core.texts import N_

REASONS: dict[str, str] = {
    "missing_file": N_("there is no such file or folder"),
    "unreadable_file": N_("the file cannot be opened"),
    "not_a_file": N_("this is neither a file nor a folder"),
    "empty_file": N_("the file is empty"),
    "too_large": N_("the file is larger than %(limit_mb)s MB"),
    "folder_too_deep": N_("folders inside folders end here: more than %(limit)s levels"),
    "archive": N_("this is an archive; unpack it and import the folder"),
    "office_file": N_(
        "this kind of office file is not read; save a table as XLSX or CSV, a text as plain text"
    ),
    "workbook_too_large": N_("the workbook is too large to be read; save its tables as CSV"),
    "workbook_bad": N_("the workbook is damaged or locked; open it and save the table as CSV"),
    "audio_file": N_("this is sound or video, not a text; upload it as a recording"),
    "unknown_format": N_("no known format was recognised in the content"),
    "program_log": N_("this is the log of a program, not a conversation"),
    "markup": N_("this is XML or HTML, which is not read here"),
    "unknown_json": N_("the JSON holds no conversation in a known form"),
    "unknown_format_name": N_("there is no format called %(name)s"),
    "bad_json": N_("this is not valid JSON (line %(line)s)"),
    "json_too_many": N_("the JSON holds more than %(limit)s values; split it, or use JSON Lines"),
    "json_too_deep": N_("the JSON is nested deeper than %(limit)s levels"),
    "line_too_long": N_("a line is longer than %(limit)s characters"),
    "not_an_object": N_("an object was expected here"),
    "not_a_list": N_("%(field)s must be a list"),
    "too_many_turns": N_("there are more than %(limit)s turns in one conversation"),
    "no_turns": N_("nothing was said in this record"),
    "bad_turn": N_("this message is not an object with a text"),
    "bad_time": N_("%(field)s is not a date and time"),
    "csv_no_header": N_("the first line does not name the columns"),
    "csv_no_text_column": N_("no column with the text of the messages was recognised"),
    "csv_too_many_columns": N_("the table has more than %(limit)s columns"),
    "too_many_rows": N_("nothing after line %(limit)s is read; split the file"),
    "csv_bad_row": N_("the row cannot be read: %(detail)s"),
    "csv_no_id": N_("the row names no conversation"),
    "csv_empty_text": N_("the row has no text"),
    "csv_bad_mapping": N_("the column %(column)s does not exist"),
    "csv_no_contact_columns": N_(
        "no columns of contacts were recognised: their id, and their start or handle time"
    ),
    "csv_no_survey_columns": N_(
        "no columns of a survey were recognised: the answer, and the contact or the customer"
    ),
    "bad_duration": N_("%(field)s is not a length of time"),
    "survey_bad_answer": N_("the answer %(value)s is not a whole number from 1 to 5"),
    "survey_other_scale": N_(
        "more than a quarter of the answers lie outside of 1 to 5, so this is another scale"
    ),
    "survey_of_nobody": N_("the row names neither a contact nor a customer and a time"),
    "bad_agent_channel": N_("agent_channel must be 0 or 1"),
    "pattern_too_slow": N_("the source's pattern for file names takes too long for this name"),
    "is_a_link": N_("this is a link to another file, which is not followed"),
    "bad_name": N_("the file's name cannot be used"),
    "zip_bad": N_("the archive is damaged or not a plain zip file"),
    "zip_too_many": N_("the archive has more than %(limit)s files or needs the zip64 form"),
    "zip_too_large": N_("unpacked, this is larger than %(limit_mb)s MB"),
    "zip_nested": N_("this is an archive inside an archive"),
    "zip_bad_name": N_("the name leads out of the archive"),
    "zip_bad_member": N_("this part of the archive cannot be unpacked"),
    "zip_link": N_("this is a link inside an archive, which is not followed"),
    "zip_locked": N_("this part of the archive is locked with a password"),
    "vcon_encrypted": N_("the vCon is encrypted; decrypt it before the import"),
    "vcon_bad_signature_envelope": N_("the signed vCon's content cannot be decoded"),
    "vcon_unknown_critical": N_("the vCon demands extensions that are not supported: %(names)s"),
    "vcon_no_uuid": N_("the vCon has no uuid"),
    "vcon_no_parties": N_("the vCon names no parties"),
    "vcon_empty": N_("the vCon holds no conversation"),
    "vcon_bad_party": N_("a reference to party %(index)s, but there are %(count)s parties"),
    "vcon_bad_dialog_type": N_("the dialog has no type"),
    "vcon_bad_duration": N_("the duration must be a number of seconds, not negative"),
    "vcon_bad_mediatype": N_("the media type is not valid"),
    "vcon_bad_url": N_("the address of the content is not valid"),
    "vcon_bad_body": N_("the content cannot be decoded as %(encoding)s"),
    "mime_too_complex": N_("the message has too many parts or too long headers to be read safely"),
    "email_no_date": N_("the e-mail has neither a date nor a message id"),
}
