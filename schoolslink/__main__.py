"""The schoolslink command; ./link starts it."""

import sys

from schoolslink.cli.main import main

sys.exit(main(sys.argv[1:]))
