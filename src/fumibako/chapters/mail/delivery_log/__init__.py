"""Delivery log (B13): what became of a mail, in words, each for those who may see it."""
