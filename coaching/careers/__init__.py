"""Career paths: stages, requirements and readiness."""
