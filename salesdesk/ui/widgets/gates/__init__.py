"""What asks before an opportunity moves, is signed, lost or made: shared by every page that does so."""
