"""The record of who did what: one event an act, written with the act, each chained to the one before."""
