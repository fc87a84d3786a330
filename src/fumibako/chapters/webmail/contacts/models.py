"""Contacts (C12)."""

import uuid

from django.db import models

from fumibako.chapters.mail.accounts.models import Mailbox
from fumibako.groundwork.tenancy.models import Customer
from fumibako.machine.formats.vcard import Card


def new_uid() -> str:
    return uuid.uuid4().hex


class _Written(models.Model):
    """What is written about somebody. addresses, phones: one a line."""

    name = models.CharField(max_length=100, blank=True)
    reading = models.CharField(max_length=100, blank=True)
    company = models.CharField(max_length=100, blank=True)
    department = models.CharField(max_length=100, blank=True)
    title = models.CharField(max_length=100, blank=True)
    addresses = models.TextField(blank=True)
    phones = models.TextField(blank=True)
    group = models.CharField(max_length=50, blank=True)
    note = models.TextField(blank=True)
    uid = models.CharField(max_length=64, default=new_uid)
    changed_at = models.DateTimeField(auto_now=True)

    class Meta:
        abstract = True

    def __str__(self) -> str:
        return self.name or self.addresses

    def card(self) -> Card:
        return Card(
            name=self.name,
            reading=self.reading,
            company=self.company,
            department=self.department,
            title=self.title,
            addresses=tuple(self.addresses.split()),
            phones=tuple(filter(None, self.phones.split("\n"))),
            group=self.group,
            note=self.note,
            uid=self.uid,
        )


class Contact(_Written):
    """Of one person's own address book. written: as a telephone wrote it, with what only telephones know; "" where none
    did."""

    written = models.TextField(blank=True)
    mailbox = models.ForeignKey(Mailbox, on_delete=models.CASCADE, related_name="contacts")


class CompanyContact(_Written):
    """An outside address in the company's address book."""

    customer = models.ForeignKey(Customer, on_delete=models.CASCADE, related_name="company_contacts")


class Told(models.Model):
    """What a telephone was told of a book: its cards, each with the beginning of its ETag. tag: the whole book's."""

    mailbox = models.ForeignKey(Mailbox, on_delete=models.CASCADE, related_name="+")
    book = models.CharField(max_length=20)
    tag = models.CharField(max_length=32)
    cards = models.JSONField()
    at = models.DateTimeField()

    class Meta:
        constraints = (models.UniqueConstraint(fields=("mailbox", "book", "tag"), name="told_once"),)

    def __str__(self) -> str:
        return self.tag


class Colleague(models.Model):
    """What the company's address book says about an account besides its name and address. One without this stands
    there, too."""

    mailbox = models.OneToOneField(Mailbox, on_delete=models.CASCADE, related_name="colleague")
    reading = models.CharField(max_length=100, blank=True)
    department = models.CharField(max_length=100, blank=True)
    title = models.CharField(max_length=100, blank=True)
    phones = models.TextField(blank=True)
    is_hidden = models.BooleanField(default=False)

    def __str__(self) -> str:
        return str(self.mailbox)


class Correspondent(models.Model):
    """Somebody to whom a person has written in the webmail: for the completion of addresses."""

    mailbox = models.ForeignKey(Mailbox, on_delete=models.CASCADE, related_name="correspondents")
    address = models.CharField(max_length=320)
    name = models.CharField(max_length=200, blank=True)
    times = models.PositiveIntegerField(default=1)
    used_at = models.DateTimeField()

    class Meta:
        constraints = (models.UniqueConstraint(fields=("mailbox", "address"), name="correspondent_once"),)

    def __str__(self) -> str:
        return self.address
