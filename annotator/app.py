"""The front door with a window: sets Qt up, opens the database, shows the window and ends tidily."""
