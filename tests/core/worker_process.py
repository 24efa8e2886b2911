"""A worker in a process of its own, for tests that kill it: claims one job and dies on command.

Called as ``worker_process.py DATABASE_URL MOMENT``; prints the moment that it reached
and then waits to be killed.
"""

import os
import sys
import time

from flask import Flask

from core.db import db, init_app
from core.jobs import queue
from core.jobs.context import JobContext
from core.jobs.registry import job
from core.jobs.runner import work_claim
from people.models import Team


def reached(moment: str) -> None:
    """Say which moment this is; wait for the end if it is the chosen one."""
    if moment == sys.argv[2]:
        os.write(1, f"{moment}\n".encode())
        time.sleep(60)


@job("test.team")
def make_team(context: JobContext, name: str) -> None:
    reached("claimed")
    context.progress(0.5)
    reached("half way")
    db.session.add(Team(name=name))
    db.session.flush()
    reached("effect written")
    context.finish()
    reached("finished, not committed")
    db.session.commit()
    reached("committed")


def main() -> None:
    app = Flask("worker")  # the whole house is not needed to work one job
    app.config["SQLALCHEMY_DATABASE_URI"] = sys.argv[1]
    init_app(app)
    with app.app_context():
        claim = queue.claim(db.session, lease_seconds=1)
        db.session.remove()
    assert claim is not None
    work_claim(app, claim, lease_seconds=1)


if __name__ == "__main__":
    main()
