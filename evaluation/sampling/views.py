"""The addresses of the sampling pages."""

from flask import Blueprint

from evaluation.sampling import (
    edit_page,
    jobs,  # noqa: F401  (registers its job)
    plan_page,
    work_page,
)

blueprint = Blueprint("sampling", __name__)

get, post, both = ["GET"], ["POST"], ["GET", "POST"]
PLAN = "/sampling/<int:plan_id>"

for rule, view, methods in (
    ("/sampling", plan_page.plans, get),
    (PLAN, plan_page.plan, get),
    (f"{PLAN}/draw", plan_page.draw, post),
    ("/sampling/new", edit_page.new, both),
    (f"{PLAN}/edit", edit_page.edit, both),
    (f"{PLAN}/download", edit_page.download, get),
    ("/sampling/count", edit_page.count, get),
    ("/sampling/import", edit_page.import_plan, post),
    ("/sampling/work", work_page.work, get),
    ("/sampling/work/<int:assignment_id>", work_page.reassign, post),
    ("/sampling/staff", work_page.staff, get),
    ("/sampling/staff/<int:user_id>", work_page.set_limit, post),
    ("/sampling/absences", work_page.add_absence, post),
    ("/sampling/absences/<int:absence_id>/remove", work_page.remove_absence, post),
    ("/queue/left", work_page.left, get),
    ("/queue/left/<int:assignment_id>", work_page.take_over, post),
):
    blueprint.add_url_rule(rule, view_func=view, methods=methods)
