"""From bytes to pages: each file is read in a child process that cannot hurt the office."""
