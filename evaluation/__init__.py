"""The judgement: rubrics, sampling, flags, assignments and evaluations."""
