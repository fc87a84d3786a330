"""Every address of the portal, by face. An explicit list: no discovery."""

urlpatterns: list[object] = []
