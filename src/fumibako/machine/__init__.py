"""The machine room: how what is wanted becomes configuration of real daemons. No Django here."""
