"""What is measured: pure functions, each with its formula and where it comes from.

None means unscored: the metric does not apply, and the case is left out of it. It is never 0 or 1.
"""
