"""The doors of the people room."""

from flask import Blueprint

from people import account_pages, job_pages, token_pages, user_pages
from people.notices.views import add_doors

blueprint = Blueprint("people", __name__)

blueprint.add_url_rule("/", "home", account_pages.home)
blueprint.add_url_rule("/account", "account", account_pages.account, methods=["GET", "POST"])
blueprint.add_url_rule("/account/tokens", "tokens", token_pages.own_tokens, methods=["GET", "POST"])
blueprint.add_url_rule("/language", "set_language", account_pages.set_language, methods=["POST"])
blueprint.add_url_rule(
    "/account/tokens/<int:token_id>/revoke",
    "revoke_token",
    token_pages.revoke_own,
    methods=["POST"],
)
blueprint.add_url_rule("/tokens", "all_tokens", token_pages.everybodys)
blueprint.add_url_rule(
    "/tokens/<int:token_id>/revoke", "revoke_any_token", token_pages.revoke_any, methods=["POST"]
)

blueprint.add_url_rule("/people", "users", user_pages.users)
blueprint.add_url_rule("/people/new", "new_user", user_pages.new_user, methods=["GET", "POST"])
blueprint.add_url_rule(
    "/people/<int:user_id>", "user", user_pages.edit_user, methods=["GET", "POST"]
)
blueprint.add_url_rule(
    "/people/teams/new", "new_team", user_pages.new_team, methods=["GET", "POST"]
)
blueprint.add_url_rule(
    "/people/agents/new", "new_agent", user_pages.new_agent, methods=["GET", "POST"]
)

blueprint.add_url_rule("/audit", "audit", job_pages.audit)
blueprint.add_url_rule("/jobs", "jobs", job_pages.jobs)
blueprint.add_url_rule(
    "/jobs/<int:job_id>/retry", "retry_job", job_pages.retry_job, methods=["POST"]
)
blueprint.add_url_rule(
    "/jobs/<int:job_id>/cancel", "cancel_job", job_pages.cancel_job, methods=["POST"]
)

add_doors(blueprint)
