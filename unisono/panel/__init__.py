"""One row for each sentence that is linked: its pitch, whom it addresses, and the controls.

`unisono.panel.build` writes the table ``panel`` from the tables of protocols and
recordings; `unisono.panel.pitch` has the arithmetic on contours.
"""
