"""Notices: what somebody should know, in the application and by e-mail."""
