"""Campaigns 营销活动: whom to write to about what, a control group left out on purpose, and what came of it."""

from __future__ import annotations

from custseg.plan.campaign.measured import measured
from custseg.plan.campaign.members import Members, members_in
from custseg.plan.campaign.method import campaign
from custseg.plan.campaign.settings import CampaignList, CampaignSettings
from custseg.plan.campaign.settings import checked as check_campaigns

__all__ = [
    "CampaignList",
    "CampaignSettings",
    "Members",
    "campaign",
    "check_campaigns",
    "measured",
    "members_in",
]
