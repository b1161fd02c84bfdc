"""Lists as Qt's views read them, made of domain values."""
