"""Campaigns 营销活动: whom to write to about what, whom to leave alone, and a control group that is left out on purpose."""

from __future__ import annotations

from custseg.plan.campaign.method import campaign
from custseg.plan.campaign.settings import CampaignList, CampaignSettings

__all__ = ["CampaignList", "CampaignSettings", "campaign"]
