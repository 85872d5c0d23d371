"""`python -m local` runs the stack; `python -m local build` only brings the local build up to date."""

import sys

from local.stopping import StopRequested, stop_signals


def main(arguments: list[str]) -> int:
    """The exit status: 0 when done or stopped, 1 after a failure, 130 for a build that was stopped."""
    with stop_signals():
        try:
            # Imported here because it takes half a second, in which a Ctrl-C should be as quiet as later.
            from local import dev  # noqa: PLC0415

            return dev.build_only() if arguments == ["build"] else dev.main()
        except StopRequested:
            sys.stdout.write("Stopped.\n")
            return 130 if arguments == ["build"] else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
