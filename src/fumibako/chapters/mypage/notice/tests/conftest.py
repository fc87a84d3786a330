from tests.contracts.conftest import ours, theirs

__all__ = ["ours", "theirs"]
