"""A program that talks with the API in somebody's name."""

from typing import Any

from flask import Flask

from core.db import db
from people.models import User
from people.tokens import create_token


class Program:
    """Sends requests with a token of its owner."""

    def __init__(self, app: Flask, owner: User) -> None:
        self.app = app
        _token, secret = create_token(owner, "test", None)
        self.headers = {"Authorization": f"Bearer {secret}"}
        db.session.commit()

    def get(self, path: str) -> Any:
        return self.send("GET", path)

    def post(self, path: str, record: Any = None, *, headers: Any = None, **more: Any) -> Any:
        if record is not None:
            more["json"] = record
        return self.send("POST", path, headers=headers, **more)

    def send(self, method: str, path: str, *, headers: Any = None, **more: Any) -> Any:
        db.session.commit()
        answer = self.app.test_client().open(
            f"/api/v1{path}", method=method, headers=self.headers | (headers or {}), **more
        )
        db.session.commit()
        return answer
