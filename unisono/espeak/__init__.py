"""eSpeak NG, loaded from the wheel: phonemes and synthetic speech for about 100 languages."""
