"""Forms of the desk in the dress of its style sheet."""

from typing import Any

from django import forms


class DressedForm(forms.Form):
    """A form whose fields wear the classes of the style sheet."""

    use_required_attribute = False

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for one in self.fields.values():
            one.widget.attrs.setdefault("class", css_class(one.widget))

    def full_clean(self) -> None:
        """Check what was typed, and mark the fields that are wrong."""
        super().full_clean()
        for name in self.errors:
            if name in self.fields:
                attrs = self.fields[name].widget.attrs
                attrs["class"] = f"{attrs.get('class', '')} is-invalid"
                attrs["aria-invalid"] = "true"


def css_class(widget: forms.Widget) -> str:
    """Return the class of a widget's kind."""
    if isinstance(widget, forms.CheckboxInput | forms.RadioSelect):
        return "form-check-input"
    if isinstance(widget, forms.Select):
        return "form-select"
    return "form-control"


class MomentField(forms.DateTimeField):
    """A moment, in the browser's own picker."""

    def __init__(self, **kwargs: Any) -> None:
        kwargs.setdefault(
            "widget",
            forms.DateTimeInput(
                attrs={"type": "datetime-local"}, format="%Y-%m-%dT%H:%M"
            ),
        )
        super().__init__(**kwargs)


def text_area(rows: int = 2, **attrs: str) -> forms.Textarea:
    """Return a field for several lines that grows with its text."""
    return forms.Textarea(attrs={"rows": rows, **attrs})
