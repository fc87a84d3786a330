from tests.contracts.declared import Contract

CONTRACT = Contract(looks=("/user/history/?by=others",))
