"""Renders PJe's public consultation: the form, search answers, detail pages and pages of movements.

Generated ids (`j_idNNN`) are those of a real deployment, shifted by an offset that changes with each deployment.
"""

import html
from collections.abc import Sequence

from tests.court_simulator.model import Case, Row
from tests.court_simulator.names import CLASSES
from tests.court_simulator.pje_tables import SIDES, VIEW_STATE, GeneratedIds, documents_panel, entities, pole
from tests.court_simulator.template import Template
from tests.court_simulator.tribunals import Tribunal
from tests.court_simulator.world import World

PAGE_SIZE = 15
SESSION, TOKEN = "@@SESSION@@", "@@TOKEN@@"
"""Left open in cached pages; the site fills them in for each session."""
WRONG_CAPTCHA = "A verificação de captcha não está correta."
_FORM, _RESULTS, _RESULT_ROW = (Template(f"pje_{part}.html") for part in ("form", "results", "result_row"))
_OPEN, _CLOSE = (Template(f"pje_fragment_{part}.html") for part in ("open", "close"))
_DETAIL = Template("pje_detail.html")
_MOVEMENTS, _MOVEMENT_ROW, _SLIDER = (Template(f"pje_{part}.html") for part in ("movements", "movement_row", "slider"))
_SHORT = {name: short for _, name, short in CLASSES}
_CAPTCHA = """<div class="g-recaptcha" data-sitekey="6LdFICTITIOUS-KEY-OF-THE-SIMULATOR" data-callback="onSubmit"></div>
<script src="https://www.google.com/recaptcha/api.js" async="async" defer="defer"></script>"""


def form_page(tribunal: Tribunal, path: str, ids: GeneratedIds, *, has_captcha: bool) -> str:
    return _FORM.fill(
        ids=ids,
        path=path,
        session=SESSION,
        view_state=VIEW_STATE,
        tribunal_name=entities(tribunal.name),
        search_script=ids[252],
        captcha_active="true" if has_captcha else "false",
        captcha=_CAPTCHA if has_captcha else "",
    )


def _fragment(path: str, body: str, update_ids: str) -> str:
    return _OPEN.fill(path=path) + body + _CLOSE.fill(update_ids=update_ids, view_state=VIEW_STATE)


def results_page(path: str, ids: GeneratedIds, rows: Sequence[str], *, message: str = "") -> str:
    """Return the answer to a search; without rows it says nothing found, whatever the reason."""
    shown = (
        f'<dl id="fPP:{ids[256]}" class="rich-messages"><dt class="alert alert-danger">'
        f'<span class="rich-messages-label">{message}</span></dt></dl>'
        if message
        else f'<dl id="fPP:{ids[256]}" class="rich-messages" style="display: none;"><dt></dt></dl>'
    )
    found = f"{len(rows)} resultados encontrados" if rows else ("0 " if message else "") + "resultados encontrados"
    return _fragment(
        path, _RESULTS.fill(ids=ids, messages=shown, found=found, rows="".join(rows)), "fPP:processosGridPanel"
    )


def result_row(world: World, case: Case, path: str, ids: GeneratedIds, number: int) -> str:
    """Return the row of a found case."""
    instance = case.instances[0]
    rows, parties = world.rows_on(case, instance, number), world.parties_on(case, number)
    names = {side: next(each.name for each in parties if each.side == side) for side in ("active", "passive")}
    last = f"{_movement_text(rows[0])} ({rows[0].day:%d/%m/%Y} {rows[0].clock})" if rows else ""
    return _RESULT_ROW.fill(
        ids=ids,
        row_id=int(case.number.sequence),
        path=path,
        token=TOKEN,
        number=case.number.masked,
        case_class=html.escape(instance.case_class.upper(), quote=False),
        class_short=_SHORT.get(instance.case_class, "Proc"),
        subject=html.escape(case.subject, quote=False),
        active=html.escape(names["active"], quote=False),
        passive=html.escape(names["passive"], quote=False),
        last_movement=html.escape(last, quote=False),
    )


def detail_page(world: World, case: Case, path: str, ids: GeneratedIds, number: int) -> str:
    """Return the detail page of a day with its first page of movements."""
    instance, form = case.instances[0], ids[150]
    parties = world.parties_on(case, number)
    poles = [pole(case.tribunal, path, ids, parties, (side, 1)) for side in SIDES]
    return _DETAIL.fill(
        ids=ids,
        form=form,
        path=path,
        view_state=VIEW_STATE,
        tribunal_name=entities(case.tribunal.name),
        number=case.number.masked,
        distributed=f"{case.distributed_on:%d/%m/%Y}",
        case_class=entities(f"{instance.case_class.upper()} ({instance.class_code})"),
        subject=entities(f"{case.subject} ({case.subject_code})"),
        jurisdiction=entities(f"Comarca de {case.comarca}"),
        judging_body=entities(f"{instance.judging_body} de {case.comarca}"),
        poles="\n".join(poles),
        movements=_movements(world, case, path, ids, (number, 1)),
        documents=documents_panel(world, case, path, ids, (number, 1)),
        row_id=int(case.number.sequence),
    )


def movements_page(world: World, case: Case, path: str, ids: GeneratedIds, which: tuple[int, int]) -> str:
    """Return the fragment with one page of movements; `which` is (day number, page)."""
    body = _movements(world, case, path, ids, which)
    return _fragment(path, body, f"{ids[150]}:processoEventoPanel")


def parties_page(world: World, case: Case, path: str, ids: GeneratedIds, which: tuple[int, str, int]) -> str:
    """Return the fragment with one page of a pole; `which` is (day number, side, page)."""
    number, side, page = which
    body = pole(case.tribunal, path, ids, world.parties_on(case, number), (side, page))
    return _fragment(path, body, f"{ids[150]}:{side}")


def documents_page(world: World, case: Case, path: str, ids: GeneratedIds, which: tuple[int, int]) -> str:
    """Return the fragment with one page of documents; `which` is (day number, page)."""
    body = documents_panel(world, case, path, ids, which)
    return _fragment(path, body, f"{ids[150]}:processoDocumentoGridTabPanel")


def page_count(world: World, case: Case, number: int) -> int:
    """Return over how many pages a case's movements are spread on a day."""
    return max(1, -(-sum(row.is_visible(number) for row in case.instances[0].rows) // PAGE_SIZE))


def _movements(world: World, case: Case, path: str, ids: GeneratedIds, which: tuple[int, int]) -> str:
    number, page = which
    rows, pages = world.rows_on(case, case.instances[0], number), page_count(world, case, number)
    shown = rows[(page - 1) * PAGE_SIZE : page * PAGE_SIZE]
    common, mood = {"form": ids[150]}, world.mood(case, number)
    lines = [
        _MOVEMENT_ROW.fill(
            ids=ids,
            **common,
            index=index,
            first="" if index else "rich-table-firstrow ",
            text=f"{row.day:%d/%m/%Y} {row.clock} - {_blanks(entities(_movement_text(row)), mood)}",
        )
        for index, row in enumerate(shown)
    ]
    slider = (
        _SLIDER.fill(ids=ids, **common, path=path, pages=pages, page=page, view_state=VIEW_STATE) if pages > 1 else ""
    )
    return _MOVEMENTS.fill(ids=ids, **common, rows="".join(lines), total=len(rows), slider=slider)


def _movement_text(row: Row) -> str:
    return f"{row.title}. {row.complement}" if row.complement else row.title


def _blanks(text: str, mood: float) -> str:
    return text.replace(" ", "&#160; ", 1) if mood < 0.3 else text
