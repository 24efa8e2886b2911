"""Who works in the demonstration centre. All names are invented.

A few agents are the voices of the recorded calls and have the habits heard there; the others get
their habits from the seed.
"""

from dataclasses import dataclass, field

from demo.world import Person, Team

HOME, ACCOUNTS, GARAGE = 1, 2, 3
LUMEN, NORTHSIDE = "Lumen Internet", "Northside Garage"

LEADS = (
    Person(1, "lead@demo.test", "Laura Finch", ("lead",)),
    Person(2, "marc.vidal@demo.test", "Marc Vidal", ("lead",), "ca"),
    Person(3, "grace.obi@demo.test", "Grace Obi", ("lead",)),
)
OFFICE = (
    Person(4, "hr@demo.test", "Hanna Reyes", ("hr",)),
    Person(5, "qa@demo.test", "Quim Serra", ("qa_lead",)),
    Person(6, "admin@demo.test", "Ada Minton", ("admin",)),
)
EVALUATORS = (
    Person(7, "evaluator@demo.test", "Elena Marsh", ("evaluator",)),
    Person(8, "victor.lund@demo.test", "Victor Lund", ("evaluator",)),
    Person(9, "ines.roca@demo.test", "Inés Roca", ("evaluator",), "es"),
    Person(10, "tomas.bell@demo.test", "Tomas Bell", ("evaluator",)),
    Person(11, "berta.casals@demo.test", "Berta Casals", ("evaluator",), "ca"),
)
SEVERITIES = (-1.0, -6.0, 0.5, 2.0, 4.5)
"""Points 0-100 that each evaluator scores above the average one; below 0 is strict."""

FIRST_AGENT_USER = 12

TEAMS = (
    Team(HOME, "Lumen, home internet", LUMEN, ("no connection", "slow wifi", "moving house"), 1),
    Team(ACCOUNTS, "Lumen, accounts", LUMEN, ("high bill", "refund", "cancellation"), 2),
    Team(GARAGE, "Northside service desk", NORTHSIDE, ("booking", "warranty", "repair status"), 3),
)


@dataclass(frozen=True)
class Role:
    """An agent's part: `habits` are points above or below the team for single attributes.

    `trend` is points a month in every attribute; `coached` is (attribute, weeks before today,
    true effect in points, state of the plan). `stage` and `aim` are positions on the path.
    """

    name: str
    team: int
    languages: tuple[str, ...] = ("en",)
    months_here: int = 18
    email: str = ""
    habits: dict[str, float] = field(default_factory=dict)
    overall: float | None = None
    trend: float = 0.0
    pace: float | None = None
    verifies: float = 0.98
    coached: tuple[str, int, float, str] | None = None
    stage: int = 0
    aim: int | None = None


AGENTS = (
    Role("Noor Haddad", HOME, ("en", "es"), 21, "agent@demo.test", {"probing": -13, "empathy": 7},
         3, coached=("probing", 13, 9.0, "follow_up"), stage=0, aim=1),
    Role("Owen Clarke", HOME, months_here=34, habits={"empathy": 8, "adaptability": 6}, overall=4,
         pace=1.05, stage=1, aim=2),
    Role("Kyle Turner", HOME, months_here=7, habits={"empathy": -10, "probing": -9}, overall=-8,
         pace=0.72, verifies=0.9, coached=("empathy", 4, 0.0, "in_progress")),
    Role("Mercè Soler", HOME, ("ca", "es", "en"), 40, habits={"probing": 9}, overall=4, stage=1),
    Role("Dario Conti", HOME, ("en", "es"), 11, overall=-4, trend=2.0),
    Role("Aisha Bello", HOME, months_here=15, habits={"product_knowledge": -12},
         coached=("product_knowledge", 17, 8.0, "closed"), aim=1),
    Role("Pau Ferrer", HOME, ("ca", "es"), 9),
    Role("Samira Khan", HOME, months_here=52, overall=6, stage=2),
    Role("Lucía Romero", ACCOUNTS, ("es", "en"), 45, habits={"empathy": 5}, overall=6, stage=2),
    Role("Ben Okafor", ACCOUNTS, months_here=13, habits={"adaptability": -12},
         coached=("adaptability", 10, 7.0, "in_progress")),
    Role("Núria Pons", ACCOUNTS, ("ca", "es"), 27, stage=1),
    Role("Greta Holm", ACCOUNTS, months_here=6, overall=-7, trend=2.4),
    Role("Iván Prieto", ACCOUNTS, ("es",), 19, habits={"probing": -11},
         coached=("probing", 19, 8.0, "closed")),
    Role("Chloe Ames", ACCOUNTS, months_here=30, pace=1.3, habits={"product_knowledge": 6},
         stage=1),
    Role("Joan Riera", ACCOUNTS, ("ca", "es", "en"), 14),
    Role("Mateo Gil", ACCOUNTS, ("es", "en"), 10, trend=-1.6),
    Role("Maya Brooks", GARAGE, months_here=38, overall=7, stage=2),
    Role("Helen Ward", GARAGE, months_here=61, habits={"empathy": -14, "product_knowledge": 10},
         coached=("empathy", 2, 0.0, "agreed"), stage=1, aim=2),
    Role("Rubén Ortega", GARAGE, ("es", "en"), 23,
         habits={"adaptability": -13, "probing": -8, "product_knowledge": 6}),
    Role("Tess Moreau", GARAGE, months_here=8, trend=1.8),
    Role("Oriol Camps", GARAGE, ("ca", "es"), 16, habits={"empathy": -10},
         coached=("empathy", 15, 9.0, "closed")),
    Role("Liam Doyle", GARAGE, months_here=12, pace=0.85),
    Role("Rosa Nieto", GARAGE, ("es",), 33, habits={"probing": 6}, stage=1),
    Role("Jonas Weber", GARAGE, months_here=5, overall=-3, verifies=0.93),
)  # fmt: skip

CUSTOMER_NAMES = {
    "en": (
        "Daniel Reed Priya Margaret Tom Alice Farid Joanna Peter Zoe Hugo Nadia Colin Ruth Sam",
        "Hill Shah Becker Ford Nolan Price Adler Quinn Marsh Stone Lowe Bishop Hart Novak Reyes",
    ),
    "es": (
        "Andrés Carmen Julia Raúl Marta Pablo Elena Diego Sofía Tomás Pilar Hugo Irene Luis",
        "Molina Vidal Cano Lozano Serrano Prieto Campos Rojas Ibáñez Marín Crespo Vega",
    ),
    "ca": (
        "Jordi Montse Arnau Laia Pere Anna Roger Clara Joan Núria Martí Aina",
        "Puig Ferrer Bosch Casas Roca Mas Vila Soler Font Serra Coll Grau",
    ),
}
