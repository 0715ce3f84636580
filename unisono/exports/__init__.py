"""Write a recording's alignment for other programs, and read it back.

`unisono.exports.batch` writes the files of a batch; `unisono.exports.reading` makes an
`unisono.exports.alignment.Alignment` from the tables; each format is one module with a pure
function to write it and one to read it: `textgrid` (Praat), `eaf` (ELAN), `webvtt`, `srt`,
`ctm` (NIST) and `json_file`.
"""
