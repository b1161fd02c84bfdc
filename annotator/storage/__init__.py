"""The database: SQLAlchemy tables, migrations, and stores that speak the domain's language (services.ports)."""

from annotator.storage.database import SqlDatabase, open_database

__all__ = ["SqlDatabase", "open_database"]
