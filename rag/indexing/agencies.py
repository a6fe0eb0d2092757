"""News agencies and outlets: which names are theirs, and where an article shows that it took one's story."""

from __future__ import annotations

import re

# News agencies that stand in datelines and at the end of stories. A list, because "Moscow, Interfax -"
# and "Erbil, Kurdistan Region -" look alike; one that is missing here leaves the publisher unknown.
AGENCIES = (
    "AAP|AFP|AGERPRES|AKI|AKIpress|ANI|ANP|ANSA|AP|APA|APP|ATA|AZERTAC|Adnkronos|Agence France-Presse|Agenzia Nova|"
    "Anadolu|Anadolu Agency|Andina|Antara|Armenpress|Associated Press|BBC|BNA|BNS|BTA|Belga|BelTA|Bernama|Bloomberg|"
    "CNA|CP|CTK|Canadian Press|Cihan|DHA|DPA|EFE|Europa Press|FARS|Fars News Agency|GNA|HINA|IANS|IHA|INA|IPS|IRNA|"
    "ISNA|ITAR-TASS|Interfax|JTA|Jiji|KCNA|KUNA|KUNA News|Kazinform|Kyodo|Kyodo News|LUSA|MAP|MENA|MINA|MNA|MTI|"
    "Mehr|NAN|NNA|NTB|Notimex|Novosti|ONA|PA|PA Media|PAP|PNA|PTI|Petra|Prensa Latina|Press Association|"
    "Press Trust of India|QNA|RIA|RIA Novosti|Reuter|Reuters|Ritzau|SABA|SANA|SAPA|SITA|SPA|SPK|STA|STT|Sputnik|"
    "Syrian Arab News Agency|TANJUG|TASS|TT|Tasnim|Tasnim News Agency|Telam|The Associated Press|UNB|UNI|UPI|"
    "Ukrinform|VNA|WAFA|WAM|Xinhua|Yonhap|ZUMA"
)
AGENCY = re.compile(f"(?:{AGENCIES})", re.IGNORECASE)
# Capitals after a place that are places themselves, or no name of anyone.
NOT_AGENCIES = frozenset(
    re.findall(
        r"[A-Z]+",
        """
    USA UAE DRC DPRK PRC KSA USSR CAR NWFP FATA KPK FYROM BVI UK US EU UN DC NY LA CA TX FL IL ILL MASS CALIF
    FLA TEX PENN ONT BREAKING UPDATE UPDATED LIVE VIDEO EXCLUSIVE OPINION ANALYSIS NEWS SPORTS FILE PHOTO
""",
    )
)
OUTLET_WORDS = re.compile(
    r"\b(?:news|press|agency|times|post|daily|weekly|herald|tribune|gazette|guardian|observer|journal|chronicle|"
    r"telegraph|mail|star|sun|wire|radio|tv|television|broadcasting|magazine|review|standard|express|today|"
    r"network|media|newspaper)\b|\w\.(?:com|org|net|info|news|tv|co\.\w\w|[a-z]{2})$",
    re.IGNORECASE,
)
