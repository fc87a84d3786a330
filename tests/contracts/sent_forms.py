"""A page's form as a browser without script sends it: what stands in it when nobody touches anything."""

from dataclasses import dataclass, field
from html.parser import HTMLParser


def form_of(page: str, *names: str) -> dict[str, str]:
    """The values of the first form that is posted and has fields of all these names."""
    found = _Forms()
    found.feed(page)
    return next(form.values for form in found.forms if form.is_posted and form.names >= {*names})


@dataclass
class _Form:
    is_posted: bool
    names: set[str] = field(default_factory=set)
    values: dict[str, str] = field(default_factory=dict)


class _Forms(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.forms: list[_Form] = []
        self._select = self._text = ""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = {name: value or "" for name, value in attrs}
        name, value = given.get("name", ""), given.get("value", "on" if given.get("type") == "checkbox" else "")
        if tag == "form":
            self.forms.append(_Form(given.get("method") == "post"))
        elif tag == "option" and self._select:
            if "selected" in given or self._select not in self.forms[-1].values:
                self.forms[-1].values[self._select] = value
        elif name and self.forms and tag in ("input", "select", "textarea"):
            self.forms[-1].names.add(name)
            self._select, self._text = (name if tag == each else "" for each in ("select", "textarea"))
            if tag == "input" and (given.get("type") not in ("checkbox", "radio") or "checked" in given):
                self.forms[-1].values[name] = value

    def handle_endtag(self, tag: str) -> None:
        if tag in ("select", "textarea"):
            self._select = self._text = ""

    def handle_data(self, data: str) -> None:
        if self._text:
            self.forms[-1].values[self._text] = data.strip("\n")
