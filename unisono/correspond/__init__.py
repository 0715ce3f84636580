"""Which step of one sequence belongs to which step of another: strategies of alignment.

Kernels that several stages share: each strategy takes two sequences, each on its own clock
and in its own feature space, and returns a soft correspondence, a sparse matrix whose rows
sum to one. `registry` names them all.
"""
