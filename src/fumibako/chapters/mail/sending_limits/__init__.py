"""Sending limits (B13): to how many recipients an account may send, and whose sending is paused."""
