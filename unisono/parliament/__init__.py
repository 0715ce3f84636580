"""The parliament stage: protocols become speeches, sentences, interjections and members.

The files are read by `unisono.protocols`; here are the options, the enrolment of protocols
into batches that never change, and the tables.
"""
