"""Makes cases, their instances and their parties out of chance."""

import random
from datetime import date

from schemas.case_number import CaseNumber
from tests.court_simulator import names
from tests.court_simulator.model import Case, Instance, Lawyer, Party, Row
from tests.court_simulator.movements import past
from tests.court_simulator.tribunals import DATAJUD, EPROC, ESAJ, PJE, PROJUDI, STF, STJ, Tribunal

ROLES = {
    ESAJ: {"active": ("Reqte", "Autor", "Exeqte"), "passive": ("Reqdo", "Réu", "Exectdo")},
    PJE: {"active": ("AUTOR", "REQUERENTE", "EXEQUENTE"), "passive": ("REU", "REQUERIDO", "EXECUTADO")},
    DATAJUD: {"active": ("",), "passive": ("",)},
    EPROC: {"active": ("AUTOR",), "passive": ("RÉU",)},
    PROJUDI: {"active": ("Polo Ativo",), "passive": ("Polo Passivo",)},
    STF: {"active": ("REQTE.(S)",), "passive": ("REQDO.(A/S)",)},
    STJ: {"active": ("IMPETRANTE",), "passive": ("IMPETRADO",)},
}
"""eproc and Projudi print one role above all parties of a side."""
_SUPERIOR_CLASSES = {STF: (241, "Petição"), STJ: (120, "Mandado de Segurança Cível")}
_CODE_LETTERS = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ"


class CaseFactory:
    """Hands out case numbers that no other case of the run has, and fills the cases."""

    def __init__(self, rng: random.Random) -> None:
        self.rng = rng
        self._sequence = 700_000

    def number(self, tribunal: Tribunal, year: int) -> CaseNumber:
        self._sequence += self.rng.randint(1, 9)
        origin = 0 if tribunal.system in _SUPERIOR_CLASSES else self.rng.randint(1, 40)
        return CaseNumber.build(sequence=self._sequence, year=year, j_tr=tribunal.j_tr, origin=origin)

    def court_code(self) -> str:
        """Return an internal code in the shape of e-SAJ's `processo.codigo`."""
        return "".join(self.rng.choice(_CODE_LETTERS) for _ in range(9)) + "0000"

    def lawyer(self, tribunal: Tribunal) -> Lawyer:
        return Lawyer(names.person(self.rng), names.oab(self.rng, tribunal.state))

    def party(self, tribunal: Tribunal, name: str, side: str) -> Party:
        """Return a party with none, one or two lawyers."""
        roles = ROLES.get(tribunal.system, ROLES[PJE])[side]
        lawyers = tuple(self.lawyer(tribunal) for _ in range(self.rng.choice((0, 1, 1, 2))))
        text = " ".join(name.split()) if tribunal.system == DATAJUD else name
        return Party(text, side, self.rng.choice(roles), self._masked_document(tribunal, name), lawyers)

    def _masked_document(self, tribunal: Tribunal, name: str) -> str:
        mark, start = tribunal.mask, self.rng.randint(100, 999)
        if any(word in name.lower() for word in ("ltda", "s/a", "s.a", "filial", "matriz", "companhia", "banco")):
            return f"CNPJ: {start // 10}.{start % 10}{mark * 2}.{mark * 3}/{mark * 4}-{mark * 2}"
        return f"CPF: {start}.{mark * 3}.{mark * 3}-{mark * 2}"

    def instance(
        self, tribunal: Tribunal, *, level: str, opened_on: date, rows: list[Row], appears: int = -1
    ) -> Instance:
        """Return an instance in the tribunal's own system."""
        code, name, _ = self.rng.choice(names.CLASSES)
        body = names.judging_body(self.rng)
        if tribunal.system in _SUPERIOR_CLASSES:
            level, (code, name), body = "SUP", _SUPERIOR_CLASSES[tribunal.system], f"{self.rng.randint(1, 5)}ª Turma"
        elif level == "G2":
            code, name, body = 198, "Apelação Cível", f"{self.rng.randint(1, 30)}ª Câmara de Direito Privado"
        return Instance(
            system=tribunal.system,
            level=level,
            code=self.court_code(),
            case_class=name,
            class_code=code,
            judging_body=body,
            judge=names.judge(self.rng),
            opened_on=opened_on,
            rows=rows,
            appears=appears,
        )

    def case(self, tribunal: Tribunal, *, filed_on: date, until: date, parties: list[Party], history: int) -> Case:
        """Return a public case with one instance of the first degree."""
        code, subject = self.rng.choice(names.SUBJECTS)
        rows = past(self.rng, filed_on, until, history)
        return Case(
            number=self.number(tribunal, filed_on.year),
            tribunal=tribunal,
            subject=subject,
            subject_code=code,
            comarca=self.rng.choice(names.COMARCAS),
            foro_code=self.rng.randint(1, 90),
            amount=f"{self.rng.randint(1, 900)}.{self.rng.randint(100, 999)},{self.rng.randint(0, 99):02d}",
            distributed_on=filed_on,
            filed_on=filed_on,
            parties=parties,
            instances=[self.instance(tribunal, level="G1", opened_on=filed_on, rows=rows)],
        )

    def strangers(self, tribunal: Tribunal) -> list[Party]:
        """Return the parties of a case that nobody monitors."""
        parties = [self.party(tribunal, names.anybody(self.rng), "active") for _ in range(self.rng.choice((1, 1, 2)))]
        return [*parties, self.party(tribunal, names.anybody(self.rng), "passive")]
