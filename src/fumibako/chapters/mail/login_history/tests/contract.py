from tests.contracts.declared import Contract

CONTRACT = Contract(
    looks=(
        *("/user/logins/?result=refused", "/admin/logins/?way=imap", "/admin/usage/?sort=-bytes"),
        "/console/logins/?result=refused",
    ),
    posted_only=("adminmenu:unlock_account", "console:unlock_customer_login"),
    values=lambda office: {"login_name": office.user.mailbox.address},
    nobodys={"login_name": "nobody@nowhere.example"},
)
