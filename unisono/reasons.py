"""Why an item of the corpus is missing or incomplete: one code for each reason.

A code stands in the ``code`` column of ``accounting`` and is set in one place of
the library; the ``reason`` column holds the sentence for the person.
"""

from enum import StrEnum


class Reason(StrEnum):
    """Codes of the ``accounting`` table."""

    # enrolment
    REMOVED = "removed"  # the row is no longer in the manifest
    SUPERSEDED = "superseded"  # the file or its row changed and was enrolled again
    # media
    NOT_FOUND = "not_found"
    UNREADABLE = "unreadable"  # no permission, a folder, an I/O error
    EMPTY_FILE = "empty_file"
    NOT_MEDIA = "not_media"  # no demuxer recognises it
    NO_STREAMS = "no_streams"  # neither audio nor video inside
    NO_DURATION = "no_duration"  # streams, but not one decodable frame or sample
    TRUNCATED = "truncated"  # decodes up to a point
    DAMAGED = "damaged"  # parts in between, or a whole stream, cannot be decoded
    GAPS = "gaps"  # the timestamps jump; silence was filled in or sound left out
    TOO_LARGE = "too_large"  # beyond the limits on size, length or picture
    SEVERAL_STREAMS = "several_streams"  # a remark: which one was used
    CLIPPED = "clipped"  # a remark: samples at full scale, where waves lose their tops
    NO_AUDIO = "no_audio"
    NO_VIDEO = "no_video"
    # transcribe
    TRANSCRIPT_NOT_FOUND = "transcript_not_found"
    TRANSCRIPT_UNREADABLE = "transcript_unreadable"
    TRANSCRIPT_EMPTY = "transcript_empty"
    TRANSCRIPT_MENDED = "transcript_mended"  # read, with something put right or left out
    NO_TRANSCRIPT = "no_transcript"
    SPEAKERS_UNKNOWN = "speakers_unknown"  # a remark: who says something could not be told
    LANGUAGE_NOT_SUPPORTED = "language_not_supported"
    SILENCE = "silence"
    TOO_QUIET = "too_quiet"
    # align
    MISMATCH = "mismatch"  # the text is not what is said
    EDITED = "edited"  # some segments say other words than their text
    WORDS_UNALIGNED = "words_unaligned"
    NO_PATH = "no_path"  # no alignment exists, e.g. more words than the audio can hold
    # vision, embed
    PICTURE_BROKEN = "picture_broken"  # a stored frame that cannot be decoded
    # learn
    NO_LABEL = "no_label"  # the manifest leaves the label of the study empty
    # link
    PROTOCOL_NOT_NAMED = "protocol_not_named"  # the manifest names no sitting
    NO_PROTOCOL = "no_protocol"  # none of the sitting was read
    NO_SUCH_SPEECH = "no_such_speech"  # the manifest names one that the protocol lacks
    NOT_IN_PROTOCOL = "not_in_protocol"  # what is heard is not what the protocol has
    SHORTER = "shorter"  # the recording holds a part of its speech
    SENTENCES_MISSING = "sentences_missing"  # some speeches are not found whole
    # protocols
    NOT_PROTOCOL = "not_protocol"  # a file of another kind
    NO_SPEECHES = "no_speeches"  # a protocol without any, or an empty file
    PROTOCOL_MENDED = "protocol_mended"  # read, with something put right or left out
    PARTY_UNKNOWN = "party_unknown"  # a remark: config parliament.parties does not have it
    # any stage
    UPSTREAM = "upstream"  # an earlier stage has nothing for this item
    TIMEOUT = "timeout"
    UNEXPECTED = "unexpected"  # not foreseen; the log has the traceback
