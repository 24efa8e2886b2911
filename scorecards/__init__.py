"""The result: estimates with intervals, agent and team scorecards."""
