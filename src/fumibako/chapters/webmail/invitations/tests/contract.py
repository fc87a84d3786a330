from tests.contracts.declared import Contract

CONTRACT = Contract(posted_only=("webmail:answer_invitation",))
