"""What the program is about. Standard library only; knows no database, no spaCy and no Qt."""
