"""What is wanted of mail: one module per feature, one frozen class per wish."""
