"""The office held a second time: one archive of database and originals, and whether what is held is whole."""
