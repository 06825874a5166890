"""`python -m jacli` is `jacli`."""

from jacli.cli import main

if __name__ == "__main__":
    main()
