"""The second spam engine (B10): which accounts it judges for, as far as the contract goes."""
