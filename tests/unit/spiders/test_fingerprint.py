"""Fingerprints: the same for pages of one kind, another for another layout, cheap and safe for hostile pages."""

import json
import time

import pytest

from spiders.fingerprint import features, fingerprint

PAGE = """<!DOCTYPE html><html><head><title>Consulta</title></head><body class="page">
<div id="content" class="box wide"><form id="search" name="search"><label>Número do processo</label>
<input type="hidden" name="javax.faces.ViewState" value="j_id1"><input id="j_id140:number" name="number"></form>
<table id="movements"><thead><tr><th>Data</th><th>Movimento</th></tr></thead><tbody>{rows}</tbody></table>
<div id="j_id77_{generated}" class="box">{text}</div></div></body></html>"""


def page(rows: int = 1, text: str = "x", generated: int = 1, html: str = PAGE) -> bytes:
    cells = "".join(f'<tr id="row{n}" class="line{n}"><td class="d{n}">0{n}/01/2031</td></tr>' for n in range(rows))
    return html.format(rows=cells, text=text, generated=generated).encode()


def test_values_counts_and_generated_ids_change_nothing() -> None:
    assert fingerprint(page()) == fingerprint(page(rows=30, text="Outro texto", generated=981))
    assert fingerprint(page(), "text/html; charset=utf-8") == fingerprint(page().decode().encode("cp1252"))


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ('id="movements"', 'id="timeline"'),
        ("<th>Movimento</th>", "<th>Evento</th>"),
        ("<label>Número do processo</label>", "<label>Número único</label>"),
        ('class="box wide"', 'class="card wide"'),
        ('name="number"', 'name="query"'),
    ],
)
def test_a_changed_layout_changes_it(old: str, new: str) -> None:
    assert fingerprint(page()) != fingerprint(page(html=PAGE.replace(old, new)))


def test_of_json_the_paths_of_keys_count() -> None:
    one = json.dumps({"hits": [{"id": 1, "name": None}]}).encode()
    many = json.dumps({"hits": [{"id": 2, "name": "a"}, {"id": 3, "name": "b"}]}).encode()
    other = json.dumps({"hits": [{"id": 2, "title": "a"}]}).encode()
    assert fingerprint(one) == fingerprint(many) != fingerprint(other)
    assert features(one) == {".hits", ".hits[]", ".hits[].id", ".hits[].name"}


def test_of_xml_the_elements_count() -> None:
    envelope = b'<?xml version="1.0"?><s:Envelope xmlns:s="urn:x"><s:Body><a>%s</a></s:Body></s:Envelope>'
    assert fingerprint(envelope % b"1") == fingerprint(envelope % b"2")
    assert fingerprint(envelope % b"1") != fingerprint(envelope % b"<b>1</b>")


HOSTILE = {
    "empty": b"",
    "blank": b" \n ",
    "deep JSON": b"[" * 100_000,
    "cut JSON": b'{"a": [1, 2',
    "deep HTML": b"<html><body>" + b"<div>" * 50_000 + b"x",
    "nested labels": b"<html><body>" + b"<label>a" * 20_000,
    "long label": b"<html><body><th>" + b"a" * 900_000,
    "many classes": b'<html><div class="' + b"a b c " * 100_000 + b'">x</div>',
    "entities": b'<?xml version="1.0"?><!DOCTYPE x [<!ENTITY a SYSTEM "file:///etc/hostname">]><x>&a;</x>',
    "billion laughs": b'<?xml version="1.0"?><!DOCTYPE l [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;&a;">]><l>&b;</l>',
    "bytes": bytes(range(256)) * 1000,
    "nul": b"\x00" * 1000,
    "unclosed": b"<" * 200_000,
    "PDF": b"%PDF-1.7 " + b"x" * 1000,
}


@pytest.mark.parametrize("name", HOSTILE)
def test_every_body_has_one_in_little_time(name: str) -> None:
    started = time.perf_counter()
    assert len(fingerprint(HOSTILE[name])) == 16
    assert time.perf_counter() - started < 3
