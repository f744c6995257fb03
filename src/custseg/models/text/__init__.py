"""Mathematics of texts: texts in, scores, phrases and agreement out; nothing of customers or tables."""
