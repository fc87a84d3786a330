"""The logins of My Page (E2): made with the contract, set up by their owner, given another password."""

from dataclasses import dataclass

from django.db import transaction
from django.http import HttpRequest

from fumibako.chapters.contract.owners import errors, rules
from fumibako.chapters.contract.owners.models import Owner
from fumibako.chapters.contract.owners.queries import owner_of_customer
from fumibako.chapters.identity.logins import initial_passwords
from fumibako.chapters.identity.logins import services as logins
from fumibako.chapters.identity.logins.errors import BadPassword
from fumibako.chapters.identity.logins.models import Login
from fumibako.chapters.identity.logins.password_policy import mark_of
from fumibako.groundwork.audit.actor import Actor
from fumibako.groundwork.audit.services import record
from fumibako.groundwork.tenancy.models import Customer
from fumibako.machine.formats.passwords import is_right


@dataclass(frozen=True)
class NewOwner:
    """password: what was given or generated."""

    owner: Owner
    password: str


def issue_password(
    *, actor: Actor, customer: Customer, password: str | logins.NewPassword | None = None, before: str = ""
) -> NewOwner:
    """A My Page password from the provider, with the login itself where there is none yet. Its owner sets it up anew,
    with a contact address: whoever has the old one could have a link mailed. Sessions end. before: as
    logins.set_password. Raises BadPassword, ChangedMeanwhile."""
    name = customer.number.lower()
    new = password if isinstance(password, logins.NewPassword) else logins.new_password(name, password)
    with transaction.atomic():
        Customer.objects.select_for_update().get(pk=customer.pk)
        owner = owner_of_customer(customer)
        if owner is None:
            login = Login.objects.create(
                kind=Login.Kind.CONTRACT, name=name, password_hash=new.hashed, customer=customer
            )
            owner = Owner.objects.create(login=login)
        elif not logins.set_password(login=owner.login, new=new, before=before):
            return NewOwner(owner, new.text)
        owner.is_set_up, owner.contact = False, ""
        owner.save(update_fields=["is_set_up", "contact"])
        initial_passwords.keep(owner.login, new.text)
        record(actor, "owner.issue_password", customer.number, customer_number=customer.number)
    return NewOwner(owner, new.text)


def set_up(*, actor: Actor, owner: Owner, password: str, contact: str) -> None:
    """The first login: a password of one's own, and where mails about the contract go. Raises BadPassword, BadContact,
    AlreadySetUp."""
    contact = rules.check_contact(contact)
    if is_right(password, owner.login.password_hash):
        raise BadPassword("same")
    new = logins.new_password(owner.login.name, password)
    with transaction.atomic():
        now = Owner.objects.select_for_update().get(pk=owner.pk)
        if now.is_set_up:
            raise errors.AlreadySetUp
        logins.set_password(login=owner.login, new=new)
        owner.is_set_up, owner.contact = True, contact
        owner.save(update_fields=["is_set_up", "contact"])
        _record(actor, "owner.set_up", owner)


def change_owner_password(request: HttpRequest, *, actor: Actor, owner: Owner, old: str, new: str) -> None:
    """This browser goes on, with a new session; all others end. Raises WrongPassword, LoginLater, BadPassword,
    ChangedMeanwhile."""
    login = owner.login
    logins.prove_own_password(request, login=login, password=old)
    if new == old:
        raise BadPassword("same")
    made, before = logins.new_password(login.name, new), mark_of(login.password_hash)
    with transaction.atomic():
        login.refresh_from_db(from_queryset=Login.objects.select_for_update())
        if logins.set_password(login=login, new=made, before=before):
            _record(actor, "owner.change_password", owner)
    logins.go_on(request, login)


def change_contact(request: HttpRequest, *, actor: Actor, owner: Owner, old: str, contact: str) -> None:
    """Asks for the password, as a lost one is set anew from that address. Raises BadContact, WrongPassword,
    LoginLater."""
    contact = rules.check_contact(contact)
    logins.prove_own_password(request, login=owner.login, password=old)
    owner.contact = contact
    with transaction.atomic():
        owner.save(update_fields=["contact"])
        _record(actor, "owner.change_contact", owner)


def _record(actor: Actor, action: str, owner: Owner) -> None:
    record(actor, action, owner.login.name.upper(), customer_number=logins.number_of(owner.login))
