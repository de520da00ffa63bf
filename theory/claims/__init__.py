"""Claims: what they say, whom they cite, how their experiments are measured and where they are found."""
