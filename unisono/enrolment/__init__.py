"""From a manifest that grows to batches that never change."""
