"""What people decide about their own account."""

from accounts.models import User


def revise_profile(
    *, person: User, display_name: str, phone: str, language: str, panel_detail: bool
) -> User:
    """Set a person's own name, phone, language and depth of the handbook panel.

    Raises ValidationError by field.
    """
    fields = ["display_name", "phone", "language", "panel_detail"]
    person.display_name = display_name
    person.phone = phone
    person.language = language
    person.panel_detail = panel_detail
    person.clean_fields(
        exclude=[f.name for f in User._meta.fields if f.name not in fields]
    )
    person.save(update_fields=fields)
    return person
