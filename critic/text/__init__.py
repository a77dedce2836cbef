"""How people write: words and sentences, dates, money and numbers, and the differences that a reader overlooks.

The ground that evidence, scores and mistakes stand on. Knows no fields, no records and no network.
"""
