"""Sentences over invented news, by hand: each altered in one point, and each faithful in other words."""

from __future__ import annotations

from typing import NamedTuple

FERRY = "The ferry Halcyon sank off Port Selby on 3 May 2016 with 212 passengers aboard, and 18 of them drowned."
MAYOR = "Mayor Ana Lobo told reporters on Tuesday that the city would not sell the harbour to Norbank."
LOAN = "Norbank lent the port 4.2 million euros in March at an interest rate of 3.5 percent."
SURVEY = "A survey of 1,250 households found that 41 percent had no running water last winter."
STRIKE = (
    "Dockers in Varnholm ended their nine-day strike on Friday after the company agreed to raise wages by 6 percent."
)
COURT = "The court in Tessaly acquitted former minister Piotr Wend of bribery, but found him guilty of perjury."
QUOTE = "“We have paid for this bridge twice,” said Elin Brask, who heads the taxpayers' union."
DENIAL = "General Oduya denied that his soldiers had entered the village of Kessin on the night of the attack."
ELECTION = "The Green Alliance won 34 of the 120 seats in Saturday's election, two more than in 2012."
FIRE = "Firefighters needed six hours to put out the blaze at the Dalmore refinery; nobody was hurt."
TALKS = "Foreign Minister Ines Carvalho and her Norwegian counterpart met in Lisbon to discuss fishing quotas."
DAM = (
    "Engineers warned in 1998 that the Ravna dam could not withstand a flood of more than 2,000 cubic metres a second."
)
BANK = "The central bank left its key rate unchanged at 2 percent, rejecting calls for a cut."
SCHOOL = "The Brightwater school will close in June because only 40 pupils are enrolled."
MUSEUM = "The museum bought the painting from a private collector for 900,000 dollars in 2009."
STORM = "Storm Ida cut power to thousands of homes along the western coast early on Monday."
PILOT = "The pilot, Samuel Okoro, 54, had reported engine trouble twenty minutes before the crash."
VACCINE = "The health ministry said it had received half a million doses of the vaccine from India."
UNION = "The International Labour Organization (ILO) criticised the mine for employing children."
TRAIN = "The night train from Vienna to Split will not run until December, the railway said."


class Altered(NamedTuple):
    """A sentence its evidence does not support, and one kind of problem that must be among those named."""

    sentence: str
    evidence: str
    kind: str


class Faithful(NamedTuple):
    """A sentence that says what its evidence says, in other words."""

    sentence: str
    evidence: str


class Gap(NamedTuple):
    """A case that verification gets wrong as yet, and why."""

    case: Altered | Faithful
    reason: str


ALTERED = (
    Altered(
        "Ana Lobo told reporters that the city would not sell the harbour and that the city closely audited Norbank.",
        MAYOR,
        "not_said",
    ),
    Altered("Samuel Okoro reported engine trouble twenty minutes after the crash.", PILOT, "comparison"),
    Altered("The Ravna dam could not withstand a flood of less than 2,000 cubic metres a second.", DAM, "comparison"),
    Altered("Norbank said on Tuesday that the city would not sell the harbour.", MAYOR, "speaker"),
    Altered("Firefighters at the Dalmore refinery lacked masks and training.", FIRE, "not_said"),
    Altered("The central bank raised its key rate to 2 percent.", BANK, "not_said"),
    Altered("The court in Tessaly convicted former minister Piotr Wend of bribery.", COURT, "not_said"),
    Altered("Storm Ida cut power to thousands of homes along the eastern coast.", STORM, "not_said"),
    Altered("The bridge is safe.", "It is not true that the bridge is safe.", "negation"),
    Altered("The bridge was safe.", "Nobody believed that the bridge was safe.", "negation"),
    Altered("The ferry Halcyon sank with 221 passengers aboard.", FERRY, "number"),
    Altered("The ferry sank with 212 passengers aboard, and 80 of them drowned.", FERRY, "number"),
    Altered("Norbank lent the port 42 million euros.", LOAN, "number"),
    Altered("Norbank lent the port 4.2 billion euros.", LOAN, "number"),
    Altered("Dockers in Varnholm ended their twelve-day strike on Friday.", STRIKE, "number"),
    Altered("The Green Alliance won 34 of the 130 seats.", ELECTION, "number"),
    Altered("The alliance won three more seats than in 2012.", ELECTION, "number"),
    Altered("The Green Alliance won two more seats than in 2013.", ELECTION, "number"),
    Altered("Storm Ida cut power to millions of homes along the western coast.", STORM, "number"),
    Altered("The pilot had reported engine trouble thirty minutes before the crash.", PILOT, "number"),
    Altered("Samuel Okoro, 45, was the pilot.", PILOT, "number"),
    Altered("The museum bought the painting for 90,000 dollars.", MUSEUM, "number"),
    Altered("A survey of 1,250 households found that 14 percent had no running water.", SURVEY, "number"),
    Altered("The health ministry received two million doses of the vaccine from India.", VACCINE, "number"),
    Altered("A survey found that 41 households had no running water last winter.", SURVEY, "unit"),
    Altered("The key rate was left unchanged at 2.", BANK, "unit"),
    Altered("The school has 40 percent of its pupils enrolled and will close in June.", SCHOOL, "unit"),
    Altered("The ferry Halcyon sank off Port Selby on 3 June 2016.", FERRY, "date"),
    Altered("The ferry Halcyon sank off Port Selby on 5 May 2016.", FERRY, "date"),
    Altered("Mayor Ana Lobo spoke to reporters on Thursday about the harbour.", MAYOR, "date"),
    Altered("Norbank lent the port 4.2 million euros in April.", LOAN, "date"),
    Altered("In the survey, 41 percent had no running water last summer.", SURVEY, "date"),
    Altered("The Brightwater school will close in July.", SCHOOL, "date"),
    Altered("The night train from Vienna to Split will not run until November.", TRAIN, "date"),
    Altered("Mayor Eva Lobo said the city would not sell the harbour.", MAYOR, "name"),
    Altered("Mayor Ana Lobo said the city would not sell the harbour to Sudbank.", MAYOR, "name"),
    Altered("The ferry Meridian sank off Port Selby.", FERRY, "name"),
    Altered("The court in Tessaly acquitted former minister Marek Wend of bribery.", COURT, "name"),
    Altered("Dockers in Kessin ended their nine-day strike.", STRIKE, "name"),
    Altered("Ines Carvalho and her Swedish counterpart met in Lisbon.", TALKS, "name"),
    Altered("Ines Carvalho met her Norwegian counterpart in Madrid.", TALKS, "name"),
    Altered("The vaccine was received from Indonesia, the health ministry said.", VACCINE, "name"),
    Altered("The World Bank criticised the mine for employing children.", UNION, "name"),
    Altered("“We have paid for this tunnel twice,” said Elin Brask.", QUOTE, "quoted_words"),
    Altered("Elin Brask said they had “paid for this bridge three times”.", QUOTE, "quoted_words"),
    Altered("Mayor Ana Lobo told reporters that the harbour was “not for sale”.", MAYOR, "quoted_words"),
    Altered(
        'The general called the report "a lie" and denied that his soldiers had entered Kessin.', DENIAL, "quoted_words"
    ),
    Altered("Mayor Ana Lobo told reporters that the city would sell the harbour to Norbank.", MAYOR, "negation"),
    Altered("The night train from Vienna to Split will run until December.", TRAIN, "negation"),
    Altered(
        "General Oduya said that his soldiers had entered the village of Kessin on the night of the attack.",
        DENIAL,
        "negation",
    ),
    Altered("Norbank did not lend the port 4.2 million euros in March.", LOAN, "negation"),
    Altered("The Ravna dam could withstand a flood of more than 2,000 cubic metres a second.", DAM, "negation"),
    Altered("In the survey, 41 percent of the households had running water last winter.", SURVEY, "negation"),
    Altered("The court in Tessaly did not acquit Piotr Wend of bribery.", COURT, "negation"),
    Altered("The Brightwater school will not close in June.", SCHOOL, "negation"),
    Altered("Somebody was hurt in the blaze at the Dalmore refinery.", FIRE, "negation"),
    Altered("The central bank did not leave its key rate unchanged.", BANK, "negation"),
    Altered("The museum never bought the painting.", MUSEUM, "negation"),
    Altered("The city plans to build a new airport beside the harbour next to the old market.", MAYOR, "not_said"),
    Altered("The crew was praised for its courage by the families of the survivors.", FERRY, "not_said"),
    Altered("Bananas are rich in potassium.", LOAN, "not_said"),
    Altered("The museum displays the painting beside ancient weapons and coins.", MUSEUM, "not_said"),
    Altered("The Brightwater school teaches violin and chess.", SCHOOL, "not_said"),
    Altered("The Halcyon sank off Port Selby, because drunken officers ignored fog warnings.", FERRY, "not_said"),
    Altered("Lobo said that the city would not sell the harbour, which pirates had plundered.", MAYOR, "not_said"),
    Altered("Norbank lent the port 4.2 million dollars in March.", LOAN, "unit"),
    Altered("The museum bought the painting for 900,000 pounds.", MUSEUM, "unit"),
    Altered("Firefighters needed six days to put out the blaze at the Dalmore refinery.", FIRE, "unit"),
    Altered("The dam could not withstand a flood of more than 2,000 litres a second.", DAM, "unit"),
    Altered("His soldiers had entered the village of Kessin on the night of the attack.", DENIAL, "negation"),
    Altered("Norbank lent the port 4.", LOAN, "number"),
    Altered("The ferry Halcyon sank off Port Selby on 3 May 2016 with 21.", FERRY, "number"),
    Altered("Mayor Adam Lund told reporters on Tuesday that the city would not sell the harbour.", MAYOR, "name"),
    Altered("Peter Wend was found guilty of perjury.", COURT, "name"),
    Altered("Storm Ira cut power to thousands of homes along the western coast.", STORM, "name"),
    Altered("Elsa Brandt said they had paid for this bridge twice.", QUOTE, "name"),
    Altered("U.S. troops left the base.", "UK troops left the base.", "name"),
    Altered(
        "The strike in Varnholm ended at 5 pm on Friday.", "The strike in Varnholm ended at 5 am on Friday.", "date"
    ),
    Altered("The ferry sank with 18 passengers aboard, and 212 of them drowned.", FERRY, "number"),
    Altered("“We have paid for this bridge twice,” said Ana Lobo.", f"{MAYOR} {QUOTE}", "speaker"),
    Altered("One passenger drowned when the ferry Halcyon sank off Port Selby.", FERRY, "number"),
    Altered("The health ministry said it had sent half a million doses of the vaccine to India.", VACCINE, "not_said"),
    Altered("Piotr Wend is in prison.", COURT, "not_said"),
    Altered("The ferry Halcyon sank off Port Selby and all 212 passengers drowned.", FERRY, "number"),
    Altered("The port lent Norbank 4.2 million euros in March.", LOAN, "not_said"),
    Altered("The court found Piotr Wend guilty of bribery, but acquitted him of perjury.", COURT, "not_said"),
    Altered("The Green Alliance won two seats fewer than in 2012.", ELECTION, "comparison"),
    Altered("The Brightwater school flooded.", SCHOOL, "not_said"),
    Altered("The mine criticised the International Labour Organization for employing children.", UNION, "not_said"),
    Altered("The private collector bought the painting from the museum.", MUSEUM, "not_said"),
    Altered(
        "The bank said the fall was “due to imports”.",
        "The bank said the fall was “partly due to imports”.",
        "quoted_words",
    ),
)

FAITHFUL = (
    Faithful("Neither side signed the treaty.", "The two sides did not sign the treaty."),
    Faithful("Eighteen passengers drowned when the Halcyon sank.", FERRY),
    Faithful("Twenty-one people died in the fire.", "21 people were killed in the fire."),
    Faithful("The Halcyon, a ferry, went down off Port Selby on 3 May 2016.", FERRY),
    Faithful("On May 3, 2016, a ferry with 212 people aboard sank off Port Selby.", FERRY),
    Faithful("Lobo said on Tuesday that the city would not sell its harbour.", MAYOR),
    Faithful("The mayor told journalists the harbour would not be sold to Norbank.", MAYOR),
    Faithful("Norbank gave the port a loan of 4.2 million euros.", LOAN),
    Faithful("The interest on the loan that Norbank gave the port is 3.5%.", LOAN),
    Faithful("In March the port borrowed €4.2 million from Norbank.", LOAN),
    Faithful("41% of the 1250 households surveyed had no running water last winter.", SURVEY),
    Faithful("Of the households in the survey, 41 per cent lacked running water last winter.", SURVEY),
    Faithful("The dockers' strike in Varnholm lasted nine days and ended on Friday.", STRIKE),
    Faithful("Wages of Varnholm's dockers are to rise by 6 percent.", STRIKE),
    Faithful("The dockers stopped their strike after 9 days.", STRIKE),
    Faithful("Piotr Wend was found guilty of perjury.", COURT),
    Faithful("Former minister Piotr Wend was acquitted of bribery by the court in Tessaly.", COURT),
    Faithful("Wend was acquitted of bribery but was found guilty of perjury.", COURT),
    Faithful("Elin Brask said: “We have paid for this bridge twice.”", QUOTE),
    Faithful('Brask, the head of the taxpayers\' union, said they had "paid for this bridge twice".', QUOTE),
    Faithful("General Oduya denied that his soldiers had been in Kessin on the night of the attack.", DENIAL),
    Faithful("According to General Oduya, his soldiers did not enter the village of Kessin.", DENIAL),
    Faithful("The Green Alliance took 34 of 120 seats on Saturday.", ELECTION),
    Faithful("In 2012 the Green Alliance had won two seats fewer.", ELECTION),
    Faithful("It took six hours to put out the fire at the Dalmore refinery.", FIRE),
    Faithful("No one was hurt in the Dalmore refinery blaze.", FIRE),
    Faithful("Carvalho met Norway's foreign minister in Lisbon to talk about fishing quotas.", TALKS),
    Faithful("Engineers had warned in 1998 that the dam could not resist more than 2,000 cubic metres a second.", DAM),
    Faithful("The Ravna dam can't withstand a flood of over 2000 cubic metres a second, engineers warned.", DAM),
    Faithful("The central bank kept its key rate at 2%.", BANK),
    Faithful("With only 40 pupils enrolled, the Brightwater school is to close in June.", SCHOOL),
    Faithful("The museum paid $900,000 for the painting in 2009.", MUSEUM),
    Faithful("Thousands of homes on the west coast lost power early on Monday because of Storm Ida.", STORM),
    Faithful("Okoro had reported trouble with an engine 20 minutes before the plane crashed.", PILOT),
    Faithful("The pilot who reported engine trouble was the 54-year-old Samuel Okoro.", PILOT),
    Faithful("India sent half a million doses of the vaccine, the health ministry said.", VACCINE),
    Faithful("The ILO criticised the mine because it employs children.", UNION),
    Faithful("The railway said that the night train between Vienna and Split would not run before December.", TRAIN),
    Faithful("The health ministry received 500,000 doses of an Indian vaccine.", VACCINE),
    Faithful("The company agreed to raise wages by six percent.", STRIKE),
    Faithful("A dozen people fled the village of Kessin.", "Twelve people fled the village of Kessin."),
    Faithful("Calls for a cut were rejected by the central bank, which left its rate unchanged.", BANK),
    Faithful("There will be no night train from Vienna to Split until December.", TRAIN),
    Faithful("The two ministers met in Lisbon and talked about fishing quotas.", TALKS),
    Faithful("The war ended in 1865.", "The war of 1861–65 ended with a treaty."),
    Faithful("Two bridges fell.", "Both bridges fell."),
    Faithful("The dam was built in the 18th century.", "The dam was built in the eighteenth century."),
    Faithful("Kharrazi spoke in Lisbon.", "Kamal Kharazi spoke in Lisbon."),
)

ROLES = "every word is in the evidence, but not who did what to whom"
CAUSES = "every word is in the evidence, but cause and effect have changed places"
WRONGLY_SUPPORTED = (
    Gap(Altered("The court in Tessaly was bribed by former minister Piotr Wend.", COURT, "not_said"), ROLES),
    Gap(Altered("The city's reporters would not sell the harbour to Norbank.", MAYOR, "not_said"), ROLES),
    Gap(Altered("The bridge has paid for Elin Brask twice.", QUOTE, "not_said"), ROLES),
    Gap(Altered("Children employed by the ILO criticised the mine.", UNION, "not_said"), ROLES),
    Gap(Altered("Engineers could not withstand the dam in 1998.", DAM, "not_said"), ROLES),
    Gap(Altered("The strike in Varnholm ended the nine-day talks with dockers.", STRIKE, "not_said"), ROLES),
    Gap(
        Altered(
            "An air strike by Norway prompted the rebels to begin an offensive.",
            "Rebels began an offensive, prompting Norway to launch an air strike.",
            "not_said",
        ),
        CAUSES,
    ),
    Gap(
        Altered(
            "In 1986 the port had a loss of 900 mln crowns.",
            "In 1986 the port had its first profit, 4.5 billion crowns, against a 1985 loss of 900 mln crowns.",
            "number",
        ),
        "the year and the sum are both in the evidence, but not of one another",
    ),
    Gap(
        Altered(
            "The committee recommended that the government should investigate the banks.",
            "The committee recommended that, if no action is taken, the government should investigate the banks.",
            "negation",
        ),
        "a condition left out beside a “should” that stays",
    ),
)

SHARED = "a faithful sentence in wholly other words is met too seldom"
WRONGLY_REFUSED = (Gap(Faithful("Nothing but a trickle came out of the taps of two homes in five.", SURVEY), SHARED),)
