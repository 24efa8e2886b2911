"""The fields of tables and the titles that exports give them, in three languages."""

from __future__ import annotations

FIELDS: dict[str, str] = {
    "external_id": "external_id conversation_id chat_id interaction_id dialogue_id dialog_id "
    "session_id conversation call_id contact_id id_conversacion id_conversa id_chat id_llamada "
    "id_trucada id_interaccion id_interaccio id_contacto id_contacte conversacion conversa "
    "convo_id identificador id",
    "text": "text message body content utterance transcript texto mensaje text_missatge missatge "
    "contenido contingut transcripcion transcripcio message_text",
    "speaker": "speaker role author_role sender_role sender_type author_type participant_role "
    "sender author from participant hablante emisor remitente emissor remitent rol autor parlant "
    "quien qui",
    "at": "at time timestamp sent_at message_time message_date fecha_hora hora data_hora "
    "fecha_mensaje datetime date_time",
    "start": "start start_seconds offset start_offset inicio_s in",
    "end": "end end_seconds end_offset fin_s out",
    "started_at": "started_at start_time started opened_at conversation_start fecha_inicio inicio "
    "fecha_hora_inicio data_hora_inici data_inici inici start_date call_start call_start_time "
    "call_date call_timestamp fecha_llamada data_trucada created_at date fecha data",
    "ended_at": "ended_at end_time ended closed_at fecha_fin fecha_hora_fin fin data_hora_fi "
    "data_fi fi end_date call_end call_end_time",
    "agent_ref": "agent_id agent_ref agent_code agent_email id_agente codigo_agente id_agent",
    "agent_name": "agent_name agent agente nombre_agente nom_agent assignee operator operador",
    "customer_ref": "customer_id customer_ref customer client_id user_id id_cliente cliente "
    "id_client client contact user usuario telefono telefon phone ani caller_id",
    "case_ref": "case_id case_ref case ticket ticket_id caso id_caso cas expediente expedient",
    "reason": "reason contact_reason topic category intent motivo motiu categoria tema issue",
    "language": "language lang idioma llengua locale",
    "subject": "subject title asunto assumpte titulo titol",
    "outcome": "outcome status resolution disposition resultado resultat estado estat resolucion",
    "channel": "channel canal medium via",
    "handle_seconds": "handle_seconds handle_time aht tiempo_gestion tiempo_operativo tmo "
    "temps_gestio",
}
_OF_WORDS = ("text", "speaker", "at", "start", "end")
CONTACT_FIELDS = {name: titles for name, titles in FIELDS.items() if name not in _OF_WORDS} | {
    "handle_seconds": FIELDS["handle_seconds"]
    + " handle handling_time duracion_llamada durada_trucada talk_time "
    "talk_duration avg_talk_duration avgtalkduration call_duration duration duration_seconds "
    "duracion duracion_s durada durada_s"
}
SURVEY_FIELDS = {
    "csat": "csat csat_score satisfaction satisfaction_score score rating stars satisfaccion "
    "satisfaccio puntuacion puntuacio valoracion valoracio nota estrellas respuesta answer",
    "external_id": FIELDS["external_id"],
    "customer_ref": FIELDS["customer_ref"],
    "answered_at": "answered_at answered responded_at response_date submitted_at survey_date date "
    "timestamp created_at fecha_respuesta data_resposta fecha fecha_hora data data_hora time",
}
KINDS: dict[str, dict[str, str]] = {
    "chat_csv": FIELDS,
    "contacts_csv": CONTACT_FIELDS,
    "survey_csv": SURVEY_FIELDS,
}
KNOWN_TITLES = frozenset(
    title for fields in KINDS.values() for titles in fields.values() for title in titles.split()
)
