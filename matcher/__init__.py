"""Decides by name: which monitored parties are parties of a distributed case, and why."""
