"""Sentiment 情感: how customers feel, about what, and who must not be kept waiting."""

from __future__ import annotations

from custseg.methods.sentiment.method import sentiment
from custseg.methods.sentiment.mood import sentiment_reason
from custseg.methods.sentiment.settings import SentimentSettings

__all__ = ["SentimentSettings", "sentiment", "sentiment_reason"]
