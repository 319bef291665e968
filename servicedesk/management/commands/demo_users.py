"""Makes the people and teams of the demo, each with a random password."""

import os
import secrets
from typing import Any, NamedTuple

from django.conf import settings
from django.core.management import BaseCommand, CommandError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import override

from accounts.actions.accept_staff_invitation import accept_staff_invitation
from accounts.actions.create_administrator import create_administrator
from accounts.actions.create_team import create_team
from accounts.actions.grant_roles import grant_roles
from accounts.actions.invite_staff import invite_staff
from accounts.choices import Language, Role
from accounts.models import Team, User
from servicedesk.settings.env import VAR_DIR

SIGN_INS = VAR_DIR / "demo-sign-ins.txt"
LETTERS = "abcdefghjkmnpqrstuvwxyz23456789"  # no look-alikes


class Person(NamedTuple):
    """Somebody of the demo's staff: teams by code, roles, language of the screen."""

    username: str
    name: str
    roles: tuple[str, ...]
    teams: tuple[str, ...]
    language: str = Language.CHINESE


ADMINISTRATOR = Person(
    "admin", "周正", (Role.ADMINISTRATOR, Role.HANDBOOK_EDITOR), ("general",)
)
STAFF = (
    Person("supervisor", "陈敏", (Role.SUPERVISOR, Role.HANDBOOK_EDITOR), ("general",)),
    Person("lead", "李伟", (Role.TEAM_LEAD, Role.AGENT), ("technical",)),
    Person("agent", "王芳", (Role.AGENT, Role.RECEPTIONIST), ("general",)),
    Person("agent2", "赵磊", (Role.AGENT,), ("technical",)),
    Person("engineer", "孙强", (Role.FIELD_ENGINEER, Role.AGENT), ("technical",)),
    Person("caller", "刘洋", (Role.REVISIT_CALLER, Role.INSPECTOR), ("care",)),
    Person("emma", "Emma Clarke", (Role.AGENT,), ("general",), Language.ENGLISH),
)
TEAMS = (
    ("general", "综合服务组", "General service"),
    ("technical", "技术支持组", "Technical support"),
    ("care", "客户关怀组", "Customer care"),
)


class Command(BaseCommand):
    help = "Make the demo's people and teams; keep their passwords in var/."

    def handle(self, *args: Any, **options: Any) -> None:
        if not settings.DEBUG:
            raise CommandError(
                "Demo people are made only with DEBUG on. On a real desk, make the"
                " first administrator with: manage.py createadmin"
            )
        kept = read_passwords()
        with transaction.atomic():
            passwords = make_people(kept)
        write_sign_ins(passwords)
        if options["verbosity"] > 0:
            self.stdout.write(SIGN_INS.read_text())


def make_people(kept: dict[str, str]) -> dict[str, str]:
    """Make who is missing and return everybody's password.

    Whoever exists keeps the password of last time; without a record of it (the
    file was deleted) they get a new one.
    """
    passwords: dict[str, str] = {}
    for person in (ADMINISTRATOR, *STAFF):
        user = User.objects.filter(username=person.username).first()
        known = kept.get(person.username)
        password = known or new_password()
        passwords[person.username] = password
        if user is None:
            make_person(person, password)
        elif known is None:
            user.set_password(password)
            user.save(update_fields=["password"])
    lead_teams()
    return passwords


def make_person(person: Person, password: str) -> None:
    """Make one account the way the desk makes any: by invitation, then acceptance."""
    now = timezone.now()
    if person is ADMINISTRATOR:
        user = create_administrator(
            username=person.username,
            email=address(person),
            display_name=person.name,
            password=password,
            now=now,
        )
        grant_roles(person=user, roles=person.roles)
        for code, name_zh, name_en in TEAMS:
            if not Team.objects.filter(code=code).exists():
                create_team(
                    actor=user,
                    code=code,
                    name_zh=name_zh,
                    name_en=name_en,
                    is_general=code == "general",
                )
        user.teams.add(*Team.objects.filter(code__in=person.teams))
        return
    invited = invite_staff(
        actor=User.objects.get(username=ADMINISTRATOR.username),
        email=address(person),
        display_name=person.name,
        roles=person.roles,
        teams=list(Team.objects.filter(code__in=person.teams)),
        now=now,
    )
    accept_staff_invitation(
        secret=invited.secret,
        username=person.username,
        password=password,
        language=person.language,
        now=now,
    )


def lead_teams() -> None:
    """Name lead and supervisor of the demo teams that have none yet."""
    teams = Team.objects.filter(code__in=[code for code, *_names in TEAMS])
    supervisor = User.objects.get(username="supervisor")
    teams.filter(supervisor=None).update(supervisor=supervisor)
    lead = User.objects.get(username="lead")
    teams.filter(code__in=["technical", "general"], lead=None).update(lead=lead)


def address(person: Person) -> str:
    """Return an e-mail address that can never be delivered to."""
    return f"{person.username}@demo.invalid"


def new_password() -> str:
    """Return a random password that can be typed off a screen (about 59 bits)."""
    return "-".join("".join(secrets.choice(LETTERS) for _ in range(4)) for _ in "123")


def read_passwords() -> dict[str, str]:
    """Return the passwords of last time by user name; none if there is no file."""
    if not SIGN_INS.exists():
        return {}
    rows = (line.split() for line in SIGN_INS.read_text().splitlines())
    return {row[0]: row[1] for row in rows if len(row) >= 2}


def write_sign_ins(passwords: dict[str, str]) -> None:
    """Keep user names and passwords in a file that only its owner can read."""
    lines = []
    for person in (ADMINISTRATOR, *STAFF):
        with override(Language.ENGLISH):
            roles = ", ".join(str(Role(role).label).lower() for role in person.roles)
        password = passwords[person.username]
        lines.append(f"{person.username:<11} {password:<15} {person.name} ({roles})\n")
    SIGN_INS.parent.mkdir(exist_ok=True)
    # Written aside and renamed, so that a full disk cannot leave half a file.
    aside = SIGN_INS.with_suffix(".new")
    aside.unlink(missing_ok=True)
    handle = os.open(aside, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(handle, "w") as file:
        file.writelines(lines)
    aside.replace(SIGN_INS)
