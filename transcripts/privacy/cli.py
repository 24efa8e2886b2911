"""Commands of privacy: redacting again, retention, erasing a customer."""

import json
from collections.abc import Callable

import click
from flask import Flask

from transcripts.privacy.conversation import RULES
from transcripts.privacy.erasing import NotErased, erase_customer
from transcripts.privacy.jobs import redact_older
from transcripts.privacy.retaining import retain as retain_now

AppFactory = Callable[[], Flask]
FAR = 2**62
WHY_NOT = {
    "not_known": "no customer has this reference",
    "held": "some of this customer's interactions are under a legal hold",
}


@click.command()
@click.option("--all", "everything", is_flag=True, help="Also what the present rules did.")
@click.pass_obj
def redact(create_app: AppFactory, everything: bool) -> None:
    """Redact again what older rules redacted. Example: rubrica redact --all

    Words change at once; sounds are silenced anew by the jobs that this queues.
    """
    app = create_app()
    with app.app_context():
        place, batches = FAR, 0
        while place := redact_older(everything_before=place if everything else None):
            batches += 1
            click.echo(f"{batches} batches", err=True)
    click.echo(f"Redacted by rules {RULES}.")


@click.command()
@click.option("--dry-run", is_flag=True, help="Only say what would be removed.")
@click.option("--json", "as_json", is_flag=True, help="Print JSON.")
@click.pass_obj
def retain(create_app: AppFactory, dry_run: bool, as_json: bool) -> None:
    """Remove what sources keep no longer. Example: rubrica retain --dry-run

    Scores stay; sound, words and all that is personal of older interactions goes. Interactions
    under a legal hold stay as they are.
    """
    app = create_app()
    with app.app_context():
        reports = retain_now(dry_run=dry_run)
    if as_json:
        rows = [report.to_json() for report in reports]
        click.echo(json.dumps({"dry_run": dry_run, "sources": rows}, ensure_ascii=False))
        return
    verb = "would be emptied" if dry_run else "emptied"
    for report in reports:
        click.echo(
            f"{report.source} ({report.days} days): {report.interactions} interactions {verb}, "
            f"{report.files} files, {report.held} held"
        )
    if not reports:
        click.echo("No source has a retention time.")


@click.command("erase-customer")
@click.argument("reference")
@click.option("--also", multiple=True, help="Another string known to be theirs; may be repeated.")
@click.option("--dry-run", is_flag=True, help="Only say what would be removed.")
@click.option("--json", "as_json", is_flag=True, help="Print JSON.")
@click.pass_obj
def erase(
    create_app: AppFactory, reference: str, also: tuple[str, ...], dry_run: bool, as_json: bool
) -> None:
    """Erase a customer and prove it. Example: rubrica erase-customer C-1042 --dry-run

    Exits 1 when the scan afterwards still finds something. Backups are not touched: they hold the
    customer until they age out.
    """
    app = create_app()
    with app.app_context():
        try:
            report = erase_customer(None, reference, also=also, dry_run=dry_run)
        except NotErased as error:
            raise click.ClickException(WHY_NOT[error.code]) from error
    if as_json:
        click.echo(json.dumps(report.to_json(), ensure_ascii=False))
    else:
        verb = "would be emptied" if dry_run else "emptied"
        click.echo(f"{report.interactions} interactions {verb}, {report.files} files.")
        click.echo(f"{sum(report.replaced.values())} other texts name this customer.")
        if not dry_run:
            click.echo(f"Found afterwards: {sum(report.remaining.values())}. Proof: {report.proof}")
    if not report.is_clean:
        raise SystemExit(1)
