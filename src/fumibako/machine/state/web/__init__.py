"""What is wanted of web sites: one module per feature, one frozen class per wish."""
