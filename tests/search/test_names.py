from collections.abc import Mapping, Sequence

from search.names import AgencyNames


class Directory:
    def __init__(self) -> None:
        self.asked: list[list[str]] = []

    def __call__(self, ids: Sequence[str]) -> Mapping[str, str]:
        self.asked.append(list(ids))
        return {one: f"name of {one}" for one in ids if one != "gone"}


def test_a_name_is_asked_for_once_in_a_generation() -> None:
    names, directory = AgencyNames(), Directory()
    assert names.of(["a"], "1", directory)["a"] == "name of a"
    assert {"a", "b"} <= names.of(["a", "b"], "1", directory).keys()
    assert directory.asked == [["a"], ["b"]]


def test_a_new_generation_asks_again() -> None:
    names, directory = AgencyNames(), Directory()
    names.of(["a"], "1", directory)
    assert set(names.of(["a"], "2", directory)) == {"a"}
    assert directory.asked == [["a"], ["a"]]


def test_an_agency_that_is_gone_has_no_name() -> None:
    assert AgencyNames().of(["gone"], "1", Directory()) == {}
