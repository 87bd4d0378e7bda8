"""`python -m cchc_kpi`: the command line where no script is on the path."""

from cchc_kpi.cli import main

if __name__ == "__main__":
    main()
