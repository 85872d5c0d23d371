"""The whole stack of template.yaml on this machine: no account, no Docker.

`python -m local` builds the template, deploys it to ministack (an AWS emulator in pure Python) and keeps it running.
The tests use the same parts: `local.emulator.Emulator` (the engine alone) and `local.stack.deploy` (everything).
"""
