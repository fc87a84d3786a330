from fumibako.chapters.hosting.error_pages import services
from tests.contracts.declared import PERSON, Answer, Contract

CONTRACT = Contract(
    uses={
        services.set_error_pages: lambda o: services.set_error_pages(
            actor=PERSON, site=o.made.domain.site, pages={404: "/errors/not-found.html"}
        ),
    },
    answers=(
        Answer("/admin/web/error-pages/", {"others": "200 /x.html"}, 422),
        Answer("/admin/web/error-pages/", {"others": "410 /errors/gone.html"}, 200),
        Answer("/admin/web/error-pages/", {"page_404": "http://elsewhere.example/"}, 422),
    ),
)
