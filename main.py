"""Opens the window, or hands over to the command line when the first argument is a command."""

import sys

from annotator import app

if __name__ == "__main__":
    sys.exit(app.main(sys.argv[1:]))
