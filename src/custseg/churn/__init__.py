"""Churn risk: who will buy nothing (or lose the assets) in the time to come, tested on later data.

What methods share without knowing each other: facts as of a cut go in, the chance of leaving comes out,
with the test beside the single facts that anybody could rank by.
"""

from __future__ import annotations

from custseg.churn.attributes import Attributes, attributes_of, customer_list
from custseg.churn.labelled import is_labelled, labelled_risk
from custseg.churn.observed import BUYING
from custseg.churn.risk import Asked, ask
from custseg.churn.said import risk_alone, risk_reason, two_measures
from custseg.churn.settings import ChurnSettings
from custseg.churn.signs import Sign

__all__ = [
    "BUYING",
    "Asked",
    "Attributes",
    "ChurnSettings",
    "Sign",
    "ask",
    "attributes_of",
    "customer_list",
    "is_labelled",
    "labelled_risk",
    "risk_alone",
    "risk_reason",
    "two_measures",
]
