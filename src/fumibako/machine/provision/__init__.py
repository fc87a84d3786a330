"""The engine: state → files → check → swap → reload → health, and a way back."""
