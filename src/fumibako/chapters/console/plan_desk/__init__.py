"""Plans at the operator's desk (E1, E6): what they hold, and a contract's change of plan."""
