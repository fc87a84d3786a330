from fumibako.chapters.hosting.wordpress import services
from fumibako.chapters.hosting.wordpress.jobs import install_wordpress
from tests.contracts.declared import CANARY, PERSON, Answer, Contract

CONTRACT = Contract(
    uses={
        services.start_install: lambda o: services.start_install(
            actor=PERSON,
            site=o.made.domain.site,
            folder="blog",
            title="わたしのブログ",
            login="sato",
            email="sato@out.example",
            password=CANARY,
            owner="",
            kind=install_wordpress,
        ),
    },
    answers=(Answer("/admin/web/wordpress/install/", {"title": "", "name": "a b"}, 422),),
)
