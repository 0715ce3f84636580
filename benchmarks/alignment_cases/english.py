"""English sentences as they might be said in a parliament. Nothing here is a quotation."""

SENTENCES = (
    "Madam Speaker, I rise to ask a very simple question about the harbour at Lowestoft.",
    "The auditors warned us in 2019 that the costs would double.",
    "We received 340 letters, and 17 of them came from nurses.",
    "The honourable member for Dundee has not answered the question.",
    "Inflation fell to 3 percent in October, yet rents rose by 12 percent.",
    "What would you say to a single mother in Albuquerque?",
    "Every party on the committee agreed, except yours.",
    "Farmers do not want charity, they want a fair price for milk.",
    "My grandfather was a miner, and he never blamed his neighbours.",
    "This bill gives 240 million dollars to companies that need none of it.",
    "Nobody voted for longer queues at the emergency room.",
    "Before we divide, allow me one personal remark.",
    "The railway between Cardiff and Swansea has waited since 1998.",
    "You may call it reform, but the families call it a cut.",
    "I yield the remainder of my time to Senator Okonkwo.",
    "Clean water should not depend on your zip code.",
    "There is a difference between a promise and a plan.",
    "The treaty was signed in Helsinki nearly 50 years ago.",
    "Our veterans deserve more than a parade once a year.",
    "Will the minister publish the advice she was given?",
    "Small businesses in Tallahassee lost 40 percent of their customers.",
    "Not one of these amendments was debated for longer than ten minutes.",
    "Freedom of the press begins where our comfort ends.",
    "The hospital will close, whatever the press release says.",
    "I thank the firefighters who worked through the night in Paradise Valley.",
    "If the gentleman had read page 47, he would know the answer.",
)

SUBJECTS = (
    "the governors", "our neighbours", "most teachers", "several judges", "the unions",
    "many small firms", "the hospitals", "young scientists", "the banks", "rural counties",
    "the taxpayers", "both committees", "independent experts", "the airlines", "these veterans",
    "our allies", "the fishermen", "public libraries", "all mayors", "the insurers",
)  # fmt: skip

VERBS = (
    "support", "delay", "question", "defend", "oppose", "approve", "review", "demand",
    "protect", "ignore", "finance", "welcome", "reject", "improve", "postpone", "abolish",
    "criticise", "celebrate", "measure", "undermine",
)  # fmt: skip

OBJECTS = (
    "the new budget", "a fair pension", "the trade agreement", "an honest inquiry",
    "the right to vote", "cheaper medicine", "the coastal railway", "a second reading",
    "the repair of old bridges", "our common defence", "the ban on plastic cups",
    "a higher minimum wage", "the opening of the archives", "better schools in the suburbs",
    "the sale of public land", "a tax on large estates", "the census", "faster internet",
)  # fmt: skip

ADVERBS = (
    "since last spring", "without any reason", "behind closed doors", "by a wide margin",
    "for the first time", "in every district", "against all advice", "before the summer",
    "under great pressure", "at enormous cost", "in the middle of a crisis", "on paper only",
    "together with Canada", "within a few days", "until the year 2030", "with great care",
)  # fmt: skip

INTROS = (
    "I firmly believe", "Nobody denies", "The report shows", "It is no surprise",
    "Everyone here knows", "We regret", "The minister claims", "I am glad",
    "It remains true", "Yesterday we learned", "I never thought", "Surveys suggest",
)  # fmt: skip

MODALS = ("must", "can", "should", "will", "may", "might", "could")

JOINS = ("and yet", "but still", "and now", "because", "so perhaps", "although", "while")

TEMPLATES = (
    "{Subject} {verb} {object} {adverb}.",
    "{Adverb}, {subject} {modal} {verb} {object}.",
    "{intro} that {subject} {verb} {object} {adverb}.",
    "{Subject} {modal} {verb} {object} {adverb}.",
    "Why {modal} {subject} {verb} {object} {adverb}?",
    "{Subject} {verb} {object}, {join} {subject2} {modal} {verb2} {object2}.",
    "If {subject} {verb} {object}, then we {modal} {verb2} {object2} {adverb}.",
    "In {year} {subject} {modal} {verb} {object}.",
    "About {number} percent of the members {verb} {object}.",
)
