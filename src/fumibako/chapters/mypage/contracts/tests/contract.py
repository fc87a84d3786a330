from tests.contracts.declared import Contract

CONTRACT = Contract()
