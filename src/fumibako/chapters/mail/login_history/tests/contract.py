from tests.contracts.declared import Contract

CONTRACT = Contract(
    looks=(
        *("/user/logins/?result=refused", "/admin/logins/?way=imap", "/admin/usage/?sort=-bytes"),
        "/console/logins/?result=refused",
    ),
)
