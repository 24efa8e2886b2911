"""Who: users and their roles, teams, agents, permissions and the audit trail."""
