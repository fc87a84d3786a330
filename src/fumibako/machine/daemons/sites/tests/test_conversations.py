"""Conversations about a site's files (D1): one customer does not take the agent's threads."""

import pytest

from fumibako.machine.daemons.sites import tree, verbs
from fumibako.machine.daemons.sites.tree import LiveSite
from fumibako.machine.provision.verb import Context, Refused

pytestmark = pytest.mark.feature("D1")


def test_a_site_has_so_many_conversations_at_a_time(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(tree, "live_site", lambda config, domain: LiveSite(231_001, is_suspended=False))
    context = Context(None, None, None)  # type: ignore[arg-type]
    with verbs._place("ours.example") as first, verbs._place("ours.example"), verbs._place("ours.example") as third:
        assert first and third
        with pytest.raises(Refused, match="busy"):
            verbs.site_files(context, {"domain": "ours.example"})
        with verbs._place("ours.example") as fourth:
            assert not fourth
        assert verbs.site_files(context, {"domain": "theirs.example"}) == {}
    assert verbs.site_files(context, {"domain": "ours.example"}) == {}
