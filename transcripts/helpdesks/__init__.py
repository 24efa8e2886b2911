"""Helpdesks: signed notices in, and the conversation they speak of pulled afterwards."""
