"""Alembic's scripts. They are self-contained: they never import the tables of today."""
