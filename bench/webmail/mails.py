"""The mails of the folder: Japanese business mail, newsletters in HTML among them, the same in every run."""

import email.header
import email.utils
import os
import random
from pathlib import Path

WORDS = (
    "見積書",
    "打ち合わせ",
    "請求書",
    "ご確認ください",
    "納品書",
    "契約更新",
    "order",
    "meeting",
    "schedule",
    "invoice",
)
PEOPLE = ("山田 太郎", "佐藤 花子", "鈴木 一郎", "高橋 健", "Alice Martin", "株式会社青葉商事")
STARTED = 1_600_000_000
APART = 900  # seconds between two mails
HTML_EVERY = 25
HTML_ROWS = 250  # about 50 KB


def subject_of(number: int) -> str:
    return f"{WORDS[number % len(WORDS)]} {number:06}"


def mail(number: int) -> bytes:
    chance = random.Random(number)
    name = email.header.Header(PEOPLE[number % len(PEOPLE)], "utf-8").encode()
    subject = email.header.Header(subject_of(number), "utf-8").encode()
    date = email.utils.formatdate(STARTED + APART * number)
    head = (
        f"Return-Path: <a{number % 997}@out.example>\r\nReceived: by mail.example; {date}\r\n"
        f"From: {name} <a{number % 997}@out.example>\r\nTo: office@example.jp\r\nSubject: {subject}\r\n"
        f"Date: {date}\r\nMessage-ID: <{number}@out.example>\r\nMIME-Version: 1.0\r\n"
    )
    lines = [" ".join(chance.choices(WORDS, k=8)) for _ in range(chance.randint(8, 40))]
    if number % HTML_EVERY:
        text = "\r\n".join((f"お世話になっております。文書番号 {number:06} の件です。", *lines))
        return f"{head}Content-Type: text/plain; charset=utf-8\r\n\r\n{text}\r\n".encode()
    cells = [f'<tr><td style="color:#334">{line}</td><td>{chance.random():.6f}</td></tr>' for line in lines]
    rows = "\r\n".join((cells * HTML_ROWS)[:HTML_ROWS])
    html = f"<html><body><h1>文書番号 {number:06}</h1><table>{rows}</table></body></html>"
    return f"{head}Content-Type: text/html; charset=utf-8\r\n\r\n{html}\r\n".encode()


def write_maildir(source: Path, number: int) -> Path:
    for name in ("cur", "new", "tmp"):
        (source / name).mkdir(parents=True)
    for each in range(number):
        octets = mail(each)
        at = STARTED + APART * each
        path = source / "cur" / f"{at}.M{each}.bench,S={len(octets)}:2,S"
        path.write_bytes(octets)
        os.utime(path, (at, at))
    return source
