"""The permission table: what each role may do. Which rows they see is said in people.scope."""

EVALUATOR, LEAD, AGENT, HR, QA_LEAD, ADMIN = "evaluator", "lead", "agent", "hr", "qa_lead", "admin"
ROLES = (EVALUATOR, LEAD, AGENT, HR, QA_LEAD, ADMIN)

PERMISSIONS: dict[str, frozenset[str]] = {
    # the evidence
    "interaction.read": frozenset({EVALUATOR, LEAD, AGENT, QA_LEAD, ADMIN}),
    "interaction.upload": frozenset({EVALUATOR, LEAD, QA_LEAD, ADMIN}),
    "source.edit": frozenset({QA_LEAD, ADMIN}),
    "interaction.correct": frozenset({EVALUATOR, QA_LEAD, ADMIN}),
    "interaction.original": frozenset({QA_LEAD, ADMIN}),
    "search.share": frozenset({QA_LEAD}),
    "journey.read": frozenset({EVALUATOR, LEAD, AGENT, QA_LEAD, ADMIN}),
    "journey.edit": frozenset({EVALUATOR, QA_LEAD, ADMIN}),
    "journey.set": frozenset({QA_LEAD, ADMIN}),
    "interaction.hold": frozenset({QA_LEAD, ADMIN}),
    "customer.erase": frozenset({ADMIN}),
    # the judgement
    "queue.work": frozenset({EVALUATOR, QA_LEAD}),
    "evaluation.read": frozenset({EVALUATOR, LEAD, AGENT, QA_LEAD, ADMIN}),
    "evaluation.answer": frozenset({AGENT}),
    "evaluation.approve": frozenset({LEAD, QA_LEAD}),
    "evaluation.decide": frozenset({EVALUATOR, LEAD, QA_LEAD}),
    "dispute.read": frozenset({EVALUATOR, LEAD, QA_LEAD, ADMIN}),
    "dispute.oversee": frozenset({QA_LEAD, ADMIN}),
    "rubric.read": frozenset({EVALUATOR, LEAD, AGENT, HR, QA_LEAD, ADMIN}),
    "rubric.edit": frozenset({QA_LEAD, ADMIN}),
    "sampling.read": frozenset({LEAD, QA_LEAD, ADMIN}),
    "sampling.edit": frozenset({QA_LEAD, ADMIN}),
    "calibration.read": frozenset({EVALUATOR, QA_LEAD}),
    "calibration.edit": frozenset({QA_LEAD}),
    # the result
    "scorecard.read": frozenset({EVALUATOR, LEAD, AGENT, HR, QA_LEAD, ADMIN}),
    "team.read": frozenset({LEAD, HR, QA_LEAD, ADMIN}),
    # the response
    "plan.read": frozenset({LEAD, AGENT, HR, QA_LEAD, ADMIN}),
    "plan.edit": frozenset({LEAD, QA_LEAD}),
    "plan.acknowledge": frozenset({AGENT}),
    "note.private": frozenset({LEAD}),
    "path.read": frozenset({LEAD, AGENT, HR, QA_LEAD, ADMIN}),
    "path.edit": frozenset({HR, ADMIN}),
    "path.aim": frozenset({AGENT}),
    # the house
    "people.read": frozenset({HR, QA_LEAD, ADMIN}),
    "people.edit": frozenset({ADMIN}),
    "connection.edit": frozenset({ADMIN}),
    "audit.read": frozenset({ADMIN}),
    "jobs.read": frozenset({QA_LEAD, ADMIN}),
    "jobs.edit": frozenset({QA_LEAD, ADMIN}),
    "metrics.read": frozenset({ADMIN}),
}


def permits(roles: frozenset[str] | set[str], permission: str) -> bool:
    """Say whether any of ``roles`` holds ``permission``; KeyError for a permission nobody wrote."""
    return bool(PERMISSIONS[permission] & roles)
