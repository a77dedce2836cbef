"""One file per back end behind one small protocol, and what they share."""
