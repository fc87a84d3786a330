"""Settings for mail software (C11)."""
