"""What the operator does to questions (A1)."""

from django.db import transaction

from fumibako.chapters.member.categories import check_category
from fumibako.chapters.member.faq import rules
from fumibako.chapters.member.faq.models import Question
from fumibako.chapters.member.texts import check_text, check_title
from fumibako.groundwork.audit.actor import Actor
from fumibako.groundwork.audit.services import record


def add_question(
    *,
    actor: Actor,
    category: str,
    question: str,
    answer: str,
    question_en: str = "",
    answer_en: str = "",
    position: int = 50,
) -> Question:
    """Raises BadCategory, BadTitle, BadText, BadPosition."""
    row = Question(category=category, question=question, answer=answer, position=position)
    row.question_en, row.answer_en = question_en, answer_en
    return _save(actor, "faq.add", row)


def change_question(
    *,
    actor: Actor,
    row: Question,
    category: str,
    question: str,
    answer: str,
    question_en: str = "",
    answer_en: str = "",
    position: int = 50,
) -> Question:
    """Raises BadCategory, BadTitle, BadText, BadPosition."""
    row.category, row.question, row.answer, row.position = category, question, answer, position
    row.question_en, row.answer_en = question_en, answer_en
    return _save(actor, "faq.change", row)


def delete_question(*, actor: Actor, row: Question) -> None:
    with transaction.atomic():
        record(actor, "faq.delete", row.question)
        row.delete()


def _save(actor: Actor, action: str, row: Question) -> Question:
    check_category(row.category)
    row.question, row.answer = check_title("question", row.question), check_text("answer", row.answer)
    row.question_en = check_title("question_en", row.question_en, is_needed=False)
    row.answer_en = check_text("answer_en", row.answer_en, is_needed=False)
    rules.check_position(row.position)
    with transaction.atomic():
        row.save()
        record(actor, action, row.question)
    return row
