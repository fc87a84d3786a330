from tests.contracts.declared import Contract

CONTRACT = Contract(
    looks=tuple(f"{face}audit/?actor=nobody@nobodys.example&group=access" for face in ("/admin/", "/console/")),
)
