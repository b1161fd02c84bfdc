"""What comes over the window for a moment: the palette, the pick list, the note, export, keys, about."""
