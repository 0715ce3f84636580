"""What is said for what is written: numbers, signs, abbreviations, names of kings.

Each token of a text is read by the rules of its language, in the light of its neighbours,
and may have several readings. Nothing is said for annotations and markup.
"""
