"""Renders PJe's public consultation: the form, search answers, detail pages and pages of movements.

Generated ids (`j_idNNN`) are those of a real deployment, shifted by an offset that changes with each deployment.
"""

import html

from tests.court_simulator.model import Case, Party, Row
from tests.court_simulator.names import CLASSES
from tests.court_simulator.template import Template
from tests.court_simulator.tribunals import Tribunal
from tests.court_simulator.world import World

PAGE_SIZE = 15
SESSION, VIEW_STATE, TOKEN = "@@SESSION@@", "@@VIEW_STATE@@", "@@TOKEN@@"
"""Left open in cached pages; the site fills them in for each session."""
WRONG_CAPTCHA = "A verificação de captcha não está correta."
_FORM, _RESULTS, _RESULT_ROW = (Template(f"pje_{part}.html") for part in ("form", "results", "result_row"))
_OPEN, _CLOSE = (Template(f"pje_fragment_{part}.html") for part in ("open", "close"))
_DETAIL, _POLE, _POLE_ROW = (Template(f"pje_{part}.html") for part in ("detail", "pole", "pole_row"))
_MOVEMENTS, _MOVEMENT_ROW, _SLIDER = (Template(f"pje_{part}.html") for part in ("movements", "movement_row", "slider"))
_SHORT = {name: short for _, name, short in CLASSES}
_CAPTCHA = """<div class="g-recaptcha" data-sitekey="6LdFICTITIOUS-KEY-OF-THE-SIMULATOR" data-callback="onSubmit"></div>
<script src="https://www.google.com/recaptcha/api.js" async="async" defer="defer"></script>"""


class GeneratedIds:
    """The ids of one deployment: a number of the real page to its shifted id."""

    def __init__(self, offset: int) -> None:
        self.offset = offset

    def __getitem__(self, number: int) -> str:
        return f"j_id{number + self.offset}"


def _entities(text: str) -> str:
    """Return HTML without a letter outside ASCII, as PJe's full pages mostly write names."""
    return html.escape(text, quote=False).encode("ascii", "xmlcharrefreplace").decode()


def form_page(tribunal: Tribunal, path: str, ids: GeneratedIds, *, has_captcha: bool) -> str:
    return _FORM.fill(
        ids=ids,
        path=path,
        session=SESSION,
        view_state=VIEW_STATE,
        tribunal_name=_entities(tribunal.name),
        search_script=ids[252],
        captcha_active="true" if has_captcha else "false",
        captcha=_CAPTCHA if has_captcha else "",
    )


def _fragment(path: str, body: str, update_ids: str) -> str:
    return _OPEN.fill(path=path) + body + _CLOSE.fill(update_ids=update_ids, view_state=VIEW_STATE)


def results_page(path: str, ids: GeneratedIds, rows: str, *, message: str = "") -> str:
    """Return the answer to a search; without rows it says nothing found, whatever the reason."""
    shown = (
        f'<dl id="fPP:{ids[256]}" class="rich-messages"><dt class="alert alert-danger">'
        f'<span class="rich-messages-label">{message}</span></dt></dl>'
        if message
        else f'<dl id="fPP:{ids[256]}" class="rich-messages" style="display: none;"><dt></dt></dl>'
    )
    found = "1 resultados encontrados" if rows else ("0 " if message else "") + "resultados encontrados"
    return _fragment(path, _RESULTS.fill(ids=ids, messages=shown, found=found, rows=rows), "fPP:processosGridPanel")


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
    poles = [
        _pole(case.tribunal, ids, side, title, [each for each in parties if each.side == side])
        for side, title in (("active", "Polo ativo"), ("passive", "Polo Passivo"))
    ]
    return _DETAIL.fill(
        ids=ids,
        form=form,
        path=path,
        view_state=VIEW_STATE,
        tribunal_name=_entities(case.tribunal.name),
        number=case.number.masked,
        distributed=f"{case.distributed_on:%d/%m/%Y}",
        case_class=_entities(f"{instance.case_class.upper()} ({instance.class_code})"),
        subject=_entities(f"{case.subject} ({case.subject_code})"),
        jurisdiction=_entities(f"Comarca de {case.comarca}"),
        judging_body=_entities(f"{instance.judging_body} de {case.comarca}"),
        poles="\n".join(poles),
        movements=_movements(world, case, path, ids, (number, 1)),
        row_id=int(case.number.sequence),
    )


def movements_page(world: World, case: Case, path: str, ids: GeneratedIds, which: tuple[int, int]) -> str:
    """Return the fragment with one page of movements; `which` is (day number, page)."""
    body = _movements(world, case, path, ids, which)
    return _fragment(path, body, f"{ids[150]}:processoEventoPanel")


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
            text=f"{row.day:%d/%m/%Y} {row.clock} - {_blanks(_entities(_movement_text(row)), mood)}",
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


_LISTS = {"active": "processoPartesPoloAtivoResumido", "passive": "processoPartesPoloPassivoResumido"}
_FIRST_ID = {"active": 286, "passive": 351}


def _pole(tribunal: Tribunal, ids: GeneratedIds, side: str, title: str, parties: list[Party]) -> str:
    """Return one pole: a row for each party, and below it a row for each of its lawyers."""
    start = _FIRST_ID[side]
    common = {
        "form": ids[150],
        "list": _LISTS[side],
        "binding": tribunal.binding,
        "column": ids[start + 5],
        "status": ids[start + 41],
    }
    lines: list[tuple[str, str, str]] = []
    for party in parties:
        lines.append(("text-bold", "", f"{party.name} - {party.document} ({party.role})"))
        for lawyer in party.lawyers:
            mark = tribunal.mask
            document = f"CPF: {mark * 3}.{lawyer.oab[-3:]}.{mark * 3}-{mark * 2}"
            text = f"{lawyer.name.upper()} - OAB {lawyer.oab} - {document} (ADVOGADO)"
            lines.append(("", "&#160;&#160;&#160;&#160;", text))
    rows = [
        _POLE_ROW.fill(
            **common,
            first="" if index else "rich-table-firstrow ",
            index=index,
            inner=ids[start + 15],
            status_inner=ids[start + 51],
            bold=bold,
            indent=indent,
            text=_entities(text),
        )
        for index, (bold, indent, text) in enumerate(lines)
    ]
    return _POLE.fill(**common, panel=ids[start], title=title, rows="".join(rows), count=len(lines))
