"""Privacy: what is taken out of words and sound, who may see the rest, how long anything stays."""
