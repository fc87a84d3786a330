from tests.contracts.conftest import ours, quick_hashes, theirs

__all__ = ["ours", "quick_hashes", "theirs"]
