"""`arauto webhook`: endpoints of a company and what waits for them."""

from datetime import datetime
from typing import Annotated, Literal
from uuid import UUID

import typer

from delivery.webhooks import endpoints
from monitor_config.companies import get_company
from runtime.commands.session import installation, show, show_one
from schemas.events import EventType

app = typer.Typer(add_completion=False, no_args_is_help=True, help="Webhook endpoints.")
Slug = Annotated[str, typer.Argument(help="The company's slug.")]
EndpointId = Annotated[UUID, typer.Argument(help="The endpoint's id, as `arauto webhook list` shows it.")]
Json = Annotated[bool, typer.Option("--json", help="Print JSON.")]
Moment = Annotated[datetime | None, typer.Option(formats=["%Y-%m-%d", "%Y-%m-%dT%H:%M:%S%z"], help="From this moment.")]


@app.command("add")
def add(
    slug: Slug,
    url: Annotated[str, typer.Argument(help="https address that takes the events.")],
    event: Annotated[list[EventType] | None, typer.Option("--type", help="Only these types; may be repeated.")] = None,
    as_json: Json = False,
) -> None:
    """Register an endpoint; its signing secret is shown once."""
    with installation() as opened, opened.database.transaction() as connection:
        made = endpoints.add_endpoint(
            connection,
            company_id=get_company(connection, slug).id,
            url=url,
            types=event,
            policy=opened.egress,
            box=opened.secrets,
            now=opened.clock.now(),
        )
    show_one({"id": made.id, "secret": made.secret}, as_json=as_json)


@app.command("list")
def list_all(slug: Slug, as_json: Json = False) -> None:
    """List endpoints with their state, what waits, the last error and the next attempt."""
    with installation() as opened, opened.database.transaction() as connection:
        found = endpoints.list_endpoints(connection, get_company(connection, slug).id)
    rows = [endpoint.model_dump(exclude={"company_id", "types"}) for endpoint in found]
    show(rows, as_json=as_json, empty=f"no endpoint: arauto webhook add {slug} URL")


@app.command("show")
def show_endpoint(endpoint_id: EndpointId, as_json: Json = False) -> None:
    """Count an endpoint's deliveries by state."""
    with installation() as opened, opened.database.transaction() as connection:
        counts = endpoints.count_states(connection, endpoint_id)
    show_one(counts or {"deliveries": 0}, as_json=as_json)


@app.command("rotate")
def rotate(endpoint_id: EndpointId, as_json: Json = False) -> None:
    """Make a new secret; the old one goes on signing beside it for 24 hours."""
    with installation() as opened, opened.database.transaction() as connection:
        secret = endpoints.rotate_secret(connection, endpoint_id, opened.secrets, opened.clock.now())
    show_one({"id": endpoint_id, "secret": secret}, as_json=as_json)


@app.command("disable")
def disable(endpoint_id: EndpointId) -> None:
    """Stop sending; events go on being held for 90 days."""
    with installation() as opened, opened.database.transaction() as connection:
        endpoints.disable_endpoint(connection, endpoint_id, opened.clock.now())
    typer.echo(f"disabled {endpoint_id}; its events are held")


@app.command("enable")
def enable(
    endpoint_id: EndpointId,
    resume: Annotated[
        str, typer.Option(help="What was held: all, none, or a date (YYYY-MM-DD) from which on.")
    ] = "all",
) -> None:
    """Send again, and choose what of the held events."""
    chosen: Literal["all", "none"] | datetime
    if resume in {"all", "none"}:
        chosen = "all" if resume == "all" else "none"
    else:
        try:
            chosen = datetime.fromisoformat(resume).astimezone()
        except ValueError as error:
            raise typer.BadParameter("--resume takes all, none, or a date such as 2026-11-03") from error
    with installation() as opened, opened.database.transaction() as connection:
        skipped = endpoints.enable_endpoint(connection, endpoint_id, opened.clock.now(), chosen)
    typer.echo(f"enabled {endpoint_id}; {skipped} held events were left out")


@app.command("ping")
def ping(endpoint_id: EndpointId) -> None:
    """Send a ping event to one endpoint."""
    with installation() as opened, opened.database.transaction() as connection:
        ping_id = endpoints.send_ping(connection, endpoint_id, opened.clock.now())
    typer.echo(f"ping {ping_id} was recorded and goes out with the next round")


@app.command("replay")
def replay(
    endpoint_id: EndpointId,
    since: Moment = None,
    event: Annotated[list[UUID] | None, typer.Option("--event", help="This event; may be repeated.")] = None,
) -> None:
    """Send events again, with the ids that they always had."""
    with installation() as opened, opened.database.transaction() as connection:
        count = endpoints.replay(
            connection,
            endpoint_id,
            opened.clock.now(),
            from_moment=since.astimezone() if since else None,
            event_ids=event,
        )
    typer.echo(f"{count} events go out again")
