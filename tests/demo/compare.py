"""Compares the simulator's ledger with store, feed, charges and deliveries; pure. Every disagreement names its link."""

from collections import Counter
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from tests.demo.observed import Observed

_ABOUT_THE_SERVICE = ("endpoint.", "quota.", "ping")
Event = dict[str, Any]


@dataclass(frozen=True, order=True)
class Disagreement:
    """One thing that two ledgers say differently. `link` is the link of the chain that broke."""

    link: str
    company: str
    what: str

    def __str__(self) -> str:
        return f"{self.link}{f' ({self.company})' if self.company else ''}: {self.what}"


def compare(ledger: Mapping[str, Any], observed: Observed) -> list[Disagreement]:
    """Return everything on which the ledgers disagree; nothing when all is well."""
    found: list[Disagreement] = [*_compare_movements_held(ledger, observed), *_compare_distributions(ledger, observed)]
    sealed = {each["case_number"]: each for each in ledger["sealed"]}
    for slug, expected in ledger["companies"].items():
        told = [event for event in observed.feed.get(slug, []) if not event["type"].startswith(_ABOUT_THE_SERVICE)]
        spoken = [_unsealed(event, slug, observed) for event in told]
        found += _compare_told(slug, expected, spoken)
        found += _compare_matches(slug, expected, observed, spoken)
        found += _compare_charges(slug, expected, observed)
        found += _compare_feed(slug, observed)
        found += _compare_suspensions(slug, ledger["suspensions"], spoken)
        found += _compare_deliveries(slug, observed, sealed)
        found += _compare_sealed(slug, sealed, spoken, observed)
    return sorted(found + _compare_purges(sealed, observed))


def fold(text: object) -> str:
    """Return a text without differences that mean nothing: case and blanks."""
    return " ".join(str(text or "").split()).casefold()


def movement_key(system: str, movement: Mapping[str, Any], occurred: str) -> tuple[str, ...]:
    """Return what makes a movement this one; e-SAJ and the STF print complements apart."""
    complement = fold(movement["complement"]) if system in ("esaj", "stf") else ""
    return (occurred[:19], fold(movement["text"]), complement)


def _differences(
    link: str, company: str, expected: Counter[Any], seen: Counter[Any], say: Callable[[Any], str]
) -> list[Disagreement]:
    missing = [Disagreement(link, company, f"missing: {say(key)} ×{n}") for key, n in (expected - seen).items()]
    return missing + [
        Disagreement(link, company, f"not expected: {say(key)} ×{n}") for key, n in (seen - expected).items()
    ]


def _say(key: Iterable[object]) -> str:
    return ", ".join(str(part) for part in key if part not in ("", None))


def _compare_movements_held(ledger: Mapping[str, Any], observed: Observed) -> list[Disagreement]:
    """The store holds exactly the movements that the courts show at the end."""
    expected: Counter[Any] = Counter()
    watched = {each["case_number"] for each in ledger["store"]}
    for instance in ledger["store"]:
        for row in instance["movements"]:
            key = movement_key(instance["system"], row, row["occurred"])
            expected[(instance["case_number"], instance["court_level"], *key)] += 1
    seen = Counter(
        (row["case_number"], row["court_level"], *movement_key(row["system"], row, row["occurred"]))
        for row in observed.movements
        if row["case_number"] in watched
    )
    return _differences("movement in the store", "", expected, seen, _say)


def _compare_distributions(ledger: Mapping[str, Any], observed: Observed) -> list[Disagreement]:
    """Every public case that was distributed is in the store, with the names that its court prints."""
    found = []
    for each in ledger["distributions"]:
        stored = observed.cases.get(each["case_number"])
        if stored is None:
            found.append(Disagreement("distribution", "", f"missing: {each['case_number']} of {each['tribunal']}"))
        elif each["parties"] and {fold(name) for name in each["parties"]} != {fold(name) for name in stored["names"]}:
            found.append(
                Disagreement("distribution", "", f"{each['case_number']} has the parties {sorted(stored['names'])}")
            )
        elif each["parties"] and stored["distributed_on"] != each["distributed_on"]:
            found.append(Disagreement("distribution", "", f"{each['case_number']} is dated {stored['distributed_on']}"))
    return found


def _unsealed(event: Event, slug: str, observed: Observed) -> Event:
    """Return an event with the content that it had before its case was sealed, as a receiver took it."""
    if not event["data"].get("sealed"):
        return event
    taken = (each.received.get(event["id"]) for each in observed.endpoints if each.company == slug)
    return next((body for body in taken if body is not None), event)


def _compare_told(slug: str, expected: Mapping[str, Any], told: list[Event]) -> list[Disagreement]:
    """Registrations, changes and movements were told exactly once each."""
    found: list[Disagreement] = []
    for type_, rows in expected["movements"].items():
        want = Counter(
            (each["case_number"], each["court_level"], *movement_key(each["system"], each, each["occurred"]))
            for each in rows
        )
        seen = Counter(_told_movement(event) for event in told if event["type"] == f"movement.{type_}")
        found += _differences(f"movement.{type_}", slug, want, seen, _say)
    registered = Counter((each["case_number"], each["movements_total"]) for each in expected["registered"])
    seen = Counter(
        (event["data"]["case_number"], event["data"]["movements_total"])
        for event in told
        if event["type"] == "case.registered"
    )
    found += _differences("case.registered", slug, registered, seen, _say)
    updated = Counter(_expected_update(each) for each in expected["updated"])
    seen = Counter(_told_update(event) for event in told if event["type"] == "case.updated")
    found += _differences("case.updated", slug, updated, seen, _say)
    unknown = [event for event in told if event["type"] == "case.not_found"]
    found += [Disagreement("case.not_found", slug, f"not expected: {event['data']}") for event in unknown]
    return found + _compare_edits(slug, expected, told)


def _told_movement(event: Event) -> tuple[Any, ...]:
    data = event["data"]
    if "movement" not in data:
        return (event["subject"], "content purged before anybody could take it")
    movement = data["movement"]
    occurred = str(movement.get("occurred_at") or movement.get("occurred_on") or "")
    return (data["case_number"], data["court_level"], *movement_key(data["system"], movement, occurred))


def _compare_edits(slug: str, expected: Mapping[str, Any], told: list[Event]) -> list[Disagreement]:
    """Whoever says that a movement replaces another names one that was told as withdrawn."""
    withdrawn = {
        event["data"]["movement"]["id"]
        for event in told
        if event["type"] == "movement.withdrawn" and "movement" in event["data"]
    }
    replaced = [
        event["data"]["replaces"]
        for event in told
        if event["type"] == "movement.created" and event["data"].get("replaces")
    ]
    found = [
        Disagreement("movement.created", slug, f"replaces {each}, which was not withdrawn")
        for each in replaced
        if each not in withdrawn
    ]
    edits = sum(1 for each in expected["movements"]["created"] if each["replaces"])
    if edits and not replaced:
        found.append(Disagreement("movement.created", slug, f"none of {edits} edits says what it replaces"))
    return found


def _expected_update(each: Mapping[str, Any]) -> tuple[Any, ...]:
    if each["kind"] == "new_instance":
        return (each["case_number"], "new instance", each["court_level"], each["movements"])
    return (each["case_number"], "status", each["old"], each["new"])


def _told_update(event: Event) -> tuple[Any, ...]:
    data = event["data"]
    if new := data.get("new_instance"):
        return (data["case_number"], "new instance", new["court_level"], new["movements"])
    changes = data.get("changes", {})
    if set(changes) == {"status_text"}:
        return (data["case_number"], "status", *changes["status_text"])
    return (data.get("case_number", event["subject"]), "changes", *sorted(changes))


def _compare_matches(
    slug: str, expected: Mapping[str, Any], observed: Observed, told: list[Event]
) -> list[Disagreement]:
    """Exactly the expected distributions were matched and told, each for the right names."""
    wanted: dict[str, set[tuple[str, str]]] = {}
    for match in expected["matches"]:
        wanted.setdefault(match["case_number"], set()).add((match["monitored"], fold(match["printed"])))
    decided = Counter(observed.delivered.get(slug, []))
    found = _differences("match", slug, Counter(list(wanted)), decided, str)
    events = [event for event in told if event["type"] == "distribution.matched"]
    numbers = Counter(event["data"].get("case_number", event["subject"]) for event in events)
    found += _differences("distribution.matched", slug, Counter(list(wanted)), numbers, str)
    for event in events:
        if (want := wanted.get(event["data"].get("case_number"))) is None:
            continue
        seen = {(each["monitored_party_name"], fold(each["printed"])) for each in event["data"]["matches"]}
        if seen != want:
            what = f"{event['data']['case_number']} was explained by {sorted(seen)} instead of {sorted(want)}"
            found.append(Disagreement("match", slug, what))
    return found + _compare_near_misses(slug, expected, events)


def _compare_near_misses(slug: str, expected: Mapping[str, Any], events: list[Event]) -> list[Disagreement]:
    explained = {
        (event["data"].get("case_number"), each["monitored_party_name"], fold(each["printed"]))
        for event in events
        for each in event["data"].get("matches", ())
    }
    return [
        Disagreement(
            "match", slug, f"{miss['printed']!r} was taken for {miss['monitored']!r} although {miss['reason']}"
        )
        for miss in expected["near_misses"]
        if (miss["case_number"], miss["monitored"], fold(miss["printed"])) in explained
    ]


def _compare_charges(slug: str, expected: Mapping[str, Any], observed: Observed) -> list[Disagreement]:
    """One charge per company and matched case number."""
    wanted = Counter({match["case_number"] for match in expected["matches"]})
    return _differences("charge", slug, wanted, Counter(observed.charges.get(slug, [])), str)


def _compare_feed(slug: str, observed: Observed) -> list[Disagreement]:
    """The feed shows exactly the recorded events, each once."""
    shown = Counter(event["id"] for event in observed.feed.get(slug, []))
    return _differences("feed", slug, Counter(observed.recorded.get(slug, set())), shown, lambda id_: f"event {id_}")


def _compare_suspensions(slug: str, suspensions: list[Mapping[str, Any]], told: list[Event]) -> list[Disagreement]:
    """Each outage was told once when it began and once when it was over, to whoever has a case there."""
    found: list[Disagreement] = []
    concerned = [each for each in suspensions if slug in each["companies"]]
    wanted = Counter((each["tribunal"], each["outcome"]) for each in concerned)
    suspended = Counter(
        (event["data"]["tribunal"], event["data"]["outcome"]) for event in told if event["type"] == "tribunal.suspended"
    )
    found += _differences("tribunal.suspended", slug, wanted, suspended, _say)
    recovered = Counter(event["data"]["tribunal"] for event in told if event["type"] == "tribunal.recovered")
    return found + _differences(
        "tribunal.recovered", slug, Counter(each["tribunal"] for each in concerned), recovered, str
    )


def _compare_deliveries(slug: str, observed: Observed, sealed: Mapping[str, Any]) -> list[Disagreement]:
    """Every endpoint took exactly the events of the feed, with the right signature and content.

    Only what was still on its way when its case was sealed may be missing.
    """
    found: list[Disagreement] = []
    feed = {event["id"]: event for event in observed.feed.get(slug, [])}
    for endpoint in (each for each in observed.endpoints if each.company == slug):
        who = f"at {endpoint.name}"
        for id_, event in feed.items():
            is_own = event["type"].startswith(_ABOUT_THE_SERVICE)
            if id_ not in endpoint.received and not is_own and not event["data"].get("sealed"):
                found.append(Disagreement("delivery", slug, f"missing {who}: {event['type']} {event['subject']} {id_}"))
            elif id_ in endpoint.received and not event["data"].get("sealed") and endpoint.received[id_] != event:
                found.append(Disagreement("delivery", slug, f"{who} event {id_} is not what the feed shows"))
        for id_, body in endpoint.received.items():
            if id_ not in feed:
                found.append(Disagreement("delivery", slug, f"not in the feed, but {who}: {body['type']} {id_}"))
        if endpoint.badly_signed:
            found.append(Disagreement("delivery", slug, f"{endpoint.badly_signed} were badly signed {who}"))
        found += [Disagreement("delivery", slug, f"{who} {id_} changed its bytes") for id_ in endpoint.changed_bodies]
    return found


def _compare_sealed(slug: str, sealed: Mapping[str, Any], told: list[Event], observed: Observed) -> list[Disagreement]:
    """Of a sealed case nothing is told but that it was sealed; of one sealed from the start, nothing at all."""
    found: list[Disagreement] = []
    bodies = {event["id"]: event for event in told}
    for endpoint in observed.endpoints:
        bodies |= endpoint.received if endpoint.company == slug else {}
    announced: Counter[str] = Counter()
    for event in bodies.values():
        number = _case_number_of(event)
        if number not in sealed:
            continue
        case = sealed[number]
        if event["type"] == "case.sealed" and slug in case["companies"]:
            announced[number] += 1
        elif case["how"] == "distributed" or slug not in case["companies"]:
            found.append(Disagreement("sealed", slug, f"{number} is sealed from the start, yet told: {event['type']}"))
        elif event["time"][:10] >= case["sealed_on"] and not event["data"].get("sealed"):
            found.append(Disagreement("sealed", slug, f"{number} was sealed before it was told: {event['type']}"))
    wanted = Counter(number for number, case in sealed.items() if slug in case["companies"])
    return found + _differences("case.sealed", slug, wanted, announced, str)


def _case_number_of(event: Event) -> str:
    number = event["data"].get("case_number") or event.get("subject") or ""
    return "".join(filter(str.isdigit, number))


def _compare_purges(sealed: Mapping[str, Any], observed: Observed) -> list[Disagreement]:
    """Nothing of a sealed case is held anywhere.

    Where a court answers sealed like not found, its empty answers are not the case's pages.
    """
    return [
        Disagreement("sealed", "", f"{number} is sealed, but there are still {count} {what}")
        for number in sealed
        for what, count in observed.held.get(number, {}).items()
        if what != "archived pages" or sealed[number]["is_recognisable"]
    ]
