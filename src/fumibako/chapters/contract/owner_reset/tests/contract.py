from tests.contracts.declared import Answer, Contract

CONTRACT = Contract(
    answers=(Answer("/mypage/reset/", {"login": "x"}, 422), Answer("/mypage/reset/", {"login": "W000000000"}, 200)),
)
