"""From the pieces of a question to what is asked: of whom, which number, which years, what to do with them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from reports.catalogue import FIELDS
from reports.identity import regions
from reports.model import Applicant
from reports.questions import question_words
from search.answers import years
from search.answers.model import Ask, Choice, Directory, InterpretedQuestion, Token, Trouble

MOST_CHOICES = 10
COMMON = ("requests.received", "disclosure.total", "review.total", "litigation.total")
"""Offered where a question names an agency and no number."""
_UNITS: Mapping[str, frozenset[str]] = {"people": frozenset({"人", "人次"}), "money": frozenset({"元", "万元"})}
_GOVERNING = "管理委员会"


@dataclass(frozen=True, slots=True)
class Chosen:
    """What somebody picked from the choices of an earlier answer; it stands for what the question says of it."""

    agency: tuple[str, ...] = ()
    field: str | None = None
    year: int | None = None
    region: str | None = None


def understand(q: str, pieces: Sequence[Token], directory: Directory, chosen: Chosen) -> InterpretedQuestion:
    """Read a question. Raises Trouble where it cannot be read, or in several ways."""
    question = InterpretedQuestion(q, left=tuple(piece.text for piece in pieces if piece.kind == "unknown"))
    question = _operation(question, pieces)
    question = _years(question, pieces, chosen)
    question = replace(question, applicant=_applicant(question, pieces))
    if question.left:
        raise Trouble("not_understood", question)
    question = _whom(question, pieces, directory, chosen)
    return _fields(question, pieces, chosen)


def _of(pieces: Sequence[Token], kind: str) -> list[Token]:
    return [piece for piece in pieces if piece.kind == kind]


def _operation(question: InterpretedQuestion, pieces: Sequence[Token]) -> InterpretedQuestion:
    said = {piece.value for piece in _of(pieces, "operation")}
    agencies = len(_of(pieces, "agency")) + len(_of(pieces, "place"))
    ask: Ask = "value"
    if "change" in said:
        ask = "change"
    elif said & {"most", "least", "rank"} or _of(pieces, "number"):
        ask = "ranking"
    elif said & {"which", "who"} and not (agencies > 1 and "more" in said):
        ask = "which"
    elif _of(pieces, "everybody"):
        ask = "ranking"
    left = list(question.left)
    if "more" in said and ask != "change" and agencies < 2:
        left += [piece.text for piece in pieces if piece.value == "more"]
    if "sum" in said and (ask != "value" or agencies > 1):
        left += [piece.text for piece in pieces if piece.value == "sum"]
    return replace(question, ask=ask, descending="least" not in said, top=_top(pieces, said), left=tuple(left))


def _top(pieces: Sequence[Token], said: set[str]) -> int:
    numbers = [years.number(piece.value) for piece in _of(pieces, "number")]
    if numbers:
        return numbers[0] or 10
    listed = "rank" in said or not said & {"most", "least"}
    return 10 if listed else 1


def _years(question: InterpretedQuestion, pieces: Sequence[Token], chosen: Chosen) -> InterpretedQuestion:
    """Take the years; after 比, 较 and 与 a word like 去年 means the year before the one that is named."""
    if chosen.year is not None:
        return replace(question, years=(chosen.year,), every_year=False)
    named: list[int] = []
    against = False
    for before, piece in zip((None, *pieces), pieces, strict=False):
        if piece.kind != "year":
            continue
        set_against = before is not None and (before.value == "change" or before.text in "与和跟及")
        if question.ask == "change" and set_against and years.sets_against(piece):
            against = True
        else:
            named += piece.years
    found = sorted(set(named))
    if question.ask == "change" and len(found) == 1:
        found = [found[0] - 1, found[0]]
    elif against and not found:
        return replace(question, every_year=False)
    return replace(question, years=tuple(found), every_year=any(piece.every_year for piece in pieces))


def _applicant(question: InterpretedQuestion, pieces: Sequence[Token]) -> str:
    said = list(dict.fromkeys(piece.value for piece in _of(pieces, "applicant")))
    if len(said) > 1:
        raise Trouble("not_understood", replace(question, left=tuple(piece.text for piece in _of(pieces, "applicant"))))
    return said[0] if said else Applicant.TOTAL.value


def _whom(
    question: InterpretedQuestion, pieces: Sequence[Token], directory: Directory, chosen: Chosen
) -> InterpretedQuestion:
    if chosen.agency:
        return replace(question, agencies=chosen.agency)
    if chosen.region is not None:
        compared: Ask = "ranking" if question.ask == "value" else question.ask
        return replace(question, ask=compared, regions=regions.chain(chosen.region)[-1:])
    offices = _of(pieces, "office")
    if offices:
        raise Trouble("several_agencies", question, _containing([one.text for one in offices], directory))
    places = [one for one in _of(pieces, "place") if not _leads(one, pieces)]
    agencies = [_one(piece, question, directory) for piece in _of(pieces, "agency")]
    if question.ask in ("ranking", "which") and not agencies:
        return replace(question, regions=tuple(region for place in places for region in place.regions))
    agencies += [_government(place, question, directory) for place in places]
    return replace(question, agencies=tuple(dict.fromkeys(agencies)))


def _leads(place: Token, pieces: Sequence[Token]) -> bool:
    """Say whether a place only says where the agency after it lies (浙江省 杭州市科技局)."""
    after = next((piece for piece in pieces if piece.start == place.end), None)
    return after is not None and after.kind == "agency"


def _one(piece: Token, question: InterpretedQuestion, directory: Directory) -> str:
    if not piece.agencies:
        raise Trouble("unknown_agency", question, names=piece.names)
    if len(piece.agencies) > 1:
        raise Trouble("several_agencies", question, _choices(piece.agencies, directory))
    return piece.agencies[0]


def _government(place: Token, question: InterpretedQuestion, directory: Directory) -> str:
    """Return the agency that speaks for a place. Raises Trouble where none is held or several may."""
    rivals = _zones(place, directory)
    held = tuple(dict.fromkeys((*place.agencies, *rivals)))
    if len(held) > 1 or (held and len(place.regions) > 1):
        raise Trouble("several_agencies", question, _choices(held, directory))
    if not held:
        scope = tuple(Choice("region", one.code, one.name) for one in place.regions)
        raise Trouble("unknown_agency", question, scope, place.names)
    return held[0]


def _zones(place: Token, directory: Directory) -> tuple[str, ...]:
    """Return the zones that a bare name of a county may mean as well (平潭: the county, the 综合实验区)."""
    if not any(one.level == "county" and regions.bare(one.name) == place.text for one in place.regions):
        return ()
    alike = directory.agencies(place.text, MOST_CHOICES).items
    return tuple(one.id for one in alike if one.name.startswith(place.text) and one.name.endswith(_GOVERNING))


def _containing(offices: Sequence[str], directory: Directory) -> tuple[Choice, ...]:
    found = [one for office in offices for one in directory.agencies(office, MOST_CHOICES).items]
    return tuple(Choice("agency", one.id, one.name) for one in found[:MOST_CHOICES])


def _choices(ids: tuple[str, ...], directory: Directory) -> tuple[Choice, ...]:
    labels = directory.agency_names(ids)
    return tuple(Choice("agency", id_, labels.get(id_, id_)) for id_ in ids[:MOST_CHOICES])


def _fields(question: InterpretedQuestion, pieces: Sequence[Token], chosen: Chosen) -> InterpretedQuestion:
    """Find the fields that the concepts ask for, all of them and nothing else. Raises Trouble for none."""
    if chosen.field is not None:
        return replace(question, fields=(chosen.field,))
    concepts = frozenset(piece.value for piece in _of(pieces, "concept"))
    wordings = question_words().wordings
    fitting = tuple(dict.fromkeys(one.field for one in wordings if one.fits(concepts)))
    measures = {piece.value for piece in _of(pieces, "measure")}
    counted = tuple(id_ for id_ in fitting if _counts(FIELDS[id_].unit, measures))
    if fitting and not counted:
        raise Trouble("wrong_unit", question)
    if question.applicant != Applicant.TOTAL.value:
        counted = tuple(id_ for id_ in counted if FIELDS[id_].applicants)
    if counted:
        return replace(question, fields=counted)
    if concepts <= question_words().broad:
        near = COMMON if question.agencies else ()
        raise Trouble("nothing_asked", question, _field_choices(near))
    wider = dict.fromkeys(one.field for one in wordings if concepts < one.needs | one.may and concepts & one.needs)
    raise Trouble("unknown_field" if not wider or fitting else "several_fields", question, _field_choices(tuple(wider)))


def _counts(unit: str, measures: set[str]) -> bool:
    """Say whether a number of this unit answers to how it was asked for (几人, 多少钱, 多少件)."""
    if "count" in measures and unit in _UNITS["money"]:
        return False
    return all(unit in _UNITS[measure] for measure in measures if measure in _UNITS)


def _field_choices(ids: Sequence[str]) -> tuple[Choice, ...]:
    return tuple(Choice("field", id_, FIELDS[id_].label) for id_ in ids[:MOST_CHOICES])
