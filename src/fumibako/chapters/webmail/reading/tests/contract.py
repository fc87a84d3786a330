from tests.contracts.declared import Contract

CONTRACT = Contract(posted_only=("webmail:upload", "webmail:filter_sender", "webmail:undo", "webmail:reading_habits"))
