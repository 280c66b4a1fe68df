"""A release → the members' hands, each of them exactly once.

    members + release → plan → ledger → message → outbox (.eml) or mail server → ledger → report

The plan is made again at each run; the ledger alone knows what was done, and nothing is done
before it stands there. The clock comes in from outside, and a server is spoken to in one module.
"""
