from tests.contracts.declared import Contract

CONTRACT = Contract(looks=("/admin/web/logs/?log=error&day=2026-11-28&search=php",))
