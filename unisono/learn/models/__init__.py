"""The models, one file for each kind; `unisono.learn.registry` says what they are called."""
