from tests.contracts.declared import Contract

CONTRACT = Contract(
    looks=(
        "/admin/web/statistics/year/?year=2026",
        "/admin/web/statistics/?month=2026-10",
        "/admin/web/statistics/?day=2026-10-03",
    )
)
