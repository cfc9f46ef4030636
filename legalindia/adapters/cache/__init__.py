"""What is remembered for a while because finding it out again takes longer: in this process, or in Redis for all."""
