"""The decision: curves with named axes, what may be in them besides the rate, and the verdict."""
