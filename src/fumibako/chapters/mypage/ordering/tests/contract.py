from tests.contracts.declared import Answer, Contract

CONTRACT = Contract(
    answers=(
        Answer("/mypage/options/mail-accounts/", {"packs": "0"}, 422),
        Answer("/mypage/options/mail-accounts/", {"packs": "1"}, 200),
    ),
)
