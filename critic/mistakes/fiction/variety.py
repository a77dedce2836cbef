"""Values as other documents than the annotated ones write them: names of other languages, short forms, marks, titles.

The annotated resumes have names that a program drew from an American list, few schools without "University" in their
name and few titles with a number behind; the annotated contracts have parties that are companies. What a reader learns
from them alone it knows in their forms only. Real names of schools, firms, tools and places are common knowledge, and
nothing that is put into a document says anything of them.
"""

from __future__ import annotations

import random
from collections.abc import Callable, Mapping
from typing import Final

from critic.mistakes.fiction.names import Names, length
from critic.mistakes.fiction.professions import PROFESSIONS

__all__ = ["MAKERS", "Maker"]

Maker = Callable[[random.Random], str]
"""Draws a value."""

_FAMILY: Final = (
    "Chen", "Zhang", "Huang", "Lin", "Zhou", "Xu", "Sun", "Ma", "Guo", "Kim", "Park", "Choi", "Tran", "Pham", "Vu",
    "Tanaka", "Sato", "Ito", "Patel", "Iyer", "Reddy", "Banerjee", "Khan", "Hussain", "Al-Sayed", "Haddad", "Mansour",
    "Okafor", "Mensah", "Abubakar", "Mwangi", "Dlamini", "Kowalczyk", "Novák", "Horváth", "Popescu", "Ivanova",
    "Petrov", "Yılmaz", "Papadopoulos", "Ødegård", "Lindström", "O'Sullivan", "MacLeod", "da Silva", "de la Cruz",
    "van den Berg", "von Arnim", "Di Marco", "Gutiérrez", "García Lorca", "Nakamura-Hill", "Ben-David", "St. Clair",
)  # fmt: skip
_GIVEN: Final = (
    "Wen", "Yi", "Jun", "Mei", "Xiao", "Ling", "Hao", "Min-jun", "Ji-woo", "Thanh", "Quang", "Haruto", "Yuki", "Arjun",
    "Lakshmi", "Sanjay", "Ayesha", "Omar", "Fatima", "Khalid", "Chidi", "Ngozi", "Kwame", "Amara", "Thabo", "Zofia",
    "Jiří", "Zsófia", "Andrei", "Olga", "Dmitri", "Emre", "Eleni", "Bjørn", "Åsa", "Aoife", "Seán", "Hamish", "João",
    "María José", "Anne-Sophie", "Jean-Baptiste", "Giulia", "Noor", "Lars", "Ali", "Bo", "Al", "Jo", "Ty", "DeShawn",
)  # fmt: skip
_LETTERS: Final = "ABCDEFGHJKLMNPRSTVWY"

_BRANDS: Final = (
    "Apple", "Amazon", "Meta", "Netflix", "IBM", "SAP", "Siemens AG", "BMW", "H&M", "AT&T", "Ernst & Young", "PwC",
    "KPMG", "McKinsey & Company", "Bain & Co.", "JPMorgan Chase", "Goldman Sachs", "HSBC", "ING", "UBS", "Barclays",
    "Walmart", "Target", "Tesco", "IKEA", "Lidl", "Starbucks", "McDonald's", "Subway", "Uber", "Lyft", "Airbnb",
    "Spotify", "Stripe", "Shopify", "Zalando", "Infosys", "Wipro", "HCL", "Cognizant", "Accenture", "Capgemini",
    "Airbus", "Boeing", "NASA", "CERN", "WHO", "UNICEF", "Médecins Sans Frontières", "U.S. Navy", "U.S. Air Force",
    "Royal Air Force", "British Council", "NHS England", "State of Ohio", "City of Leeds", "Mayo Clinic", "3i Group",
    "3Com", "7Signal", "23andMe", "37signals", "1-800-Flowers", "4Less Tyres", "Yum! Brands", 'Toys"R"Us', "E.ON",
    "J.C. Penney", "J.B. Hunt", "P&O Ferries", "L'Oréal", "Nestlé", "Crédit Agricole", "Telefónica", "Itaú", "Škoda",
    "Self Employed", "self employed", "Self-Employed (Freelance)", "Freelancer", "Independent Contractor",
    "Family business", "Various clients", "Independent consultant",
)  # fmt: skip
_BODIES: Final = (
    "University of {}", "{} University", "The University of {}", "{} State University", "{} Unified School District",
    "{} General Hospital", "St. {}'s Hospital", "{} Medical Center", "{} Clinic", "City of {}", "County of {}",
    "{} City Council", "Ministry of Finance of {}", "Department of Transport of {}", "{} Police Department",
    "{} Public Schools", "{} High School", "{} Red Cross", "{} Trust", "The {} Foundation", "{} Housing Association",
    "Bank of {}", "{} Savings Bank", "{} Studios", "{} Bistro", "Café {}", "Hotel {}", "{}'s Diner", "{} & Daughters",
)  # fmt: skip
_COINED: Final = (
    "{}ly", "{}ify", "{}.io", "{}.ai", "{}Works", "{}Soft", "{}Tech", "{}hub", "Data{}", "Open{}", "i{}", "e{}", "{}X",
    "{}!", "{} 24/7", "{}One", "{} Labs", "{} AI", "go{}",
)  # fmt: skip
_PARTIES: Final = (
    "The Regents of the University of {}", "The Board of Trustees of {} University", "University of {}",
    "{} University", "The President and Fellows of {} College", "City of {}", "The City of {}", "County of {}",
    "Ministry of Defence of {}", "Department of Energy of {}", "The {} Foundation", "{} Family Trust",
    "{} Capital Partners IV, L.P.", "{} Bank, N.A.", "{} Bank plc", "Bank of {}", "{} Hospital Authority",
    "{} Port Authority", "{} Society for the Blind", "{} Research Institute", "{} 2019 Trust", "{} AS", "{} ASA",
    "{} Oy", "{} AB", "{} A/S", "{} S.A.", "{} SE", "{} KK", "{} Co., Ltd.", "{} Sdn. Bhd.", "{} Pte. Ltd.",
    "{} Pty Limited", "{} Ltd", "{} & Co.", "{} Group", "{} Holdings", "{} Technologies", "360{} Inc.", "{} 24 Ltd.",
    "4{}, Inc.", "{}.com, Inc.", "{}! Inc.", "{} (Europe) B.V.", "{} (UK) Limited", "{} International",
)  # fmt: skip

_SCHOOLS: Final = (
    "UCLA", "USC", "NYU", "CMU", "Caltech", "Georgia Tech", "Virginia Tech", "UT Austin", "UNC Chapel Hill", "LSU",
    "Harvard", "Yale", "Princeton", "Cornell", "Duke", "Oxford", "Cambridge", "LSE", "UCL", "King's College London",
    "Imperial College London", "London School of Economics", "Penn State", "Michigan State", "Arizona State",
    "University of California, Davis", "University of California, San Diego", "University of Illinois at Chicago",
    "University of Michigan, Ann Arbor", "University of Wisconsin-Madison", "The Ohio State University",
    "Indian Institute of Technology Madras", "IIT Delhi", "NIT Trichy", "BITS Pilani", "IIM Ahmedabad",
    "Anna University", "EPFL", "TU Delft", "TU Berlin", "RWTH Aachen", "KU Leuven", "École Polytechnique", "HEC Paris",
    "INSEAD", "Universität Heidelberg", "Technische Universität Dresden", "Ludwig-Maximilians-Universität München",
    "Universidad de Chile", "Universidade de São Paulo", "Politecnico di Milano", "Uniwersytet Warszawski",
    "Tsinghua University", "Peking University", "National University of Singapore", "NUS", "University of Tokyo",
    "University of Cape Town", "University of Lagos", "Makerere University", "Trinity College, Cambridge",
    "Westfield High School", "St. Mary's Secondary School", "Eton College", "Lycée Louis-le-Grand",
    "Gymnasium Steglitz", "Santa Monica College", "Miami Dade College", "DeVry", "Udacity", "edX", "Khan Academy",
    "Flatiron School", "App Academy", "Open University", "Le Cordon Bleu", "Berklee College of Music", "Juilliard",
    "West Point",
)  # fmt: skip
_ACADEMIES: Final = (
    "University of {}", "University of {}, {} Campus", "{} University", "{} State", "{} State University", "{} Tech",
    "University College {}", "Technische Universität {}", "Hochschule {}", "Université de {}", "Universidad de {}",
    "Università di {}", "{} Institute of Management", "{} Conservatory", "{} High School", "{} Secondary School",
    "{} Grammar School", "{} Academy", "{} School of Nursing", "{} Law School", "{} Community College", "{} Bootcamp",
    "{} College of Art", "{} Polytechnic Institute", "St. {}'s College", "Indian Institute of Technology {}",
)  # fmt: skip
_DEGREES: Final = (
    "BS", "B.S.", "BSc", "B.A.", "MA", "M.A.", "MS", "M.S.", "MSc", "PhD", "Ph.D.", "MBA", "EMBA", "JD", "J.D.", "LLB",
    "LL.M.", "MD", "M.D.", "DDS", "MPhil", "DPhil", "BEng", "B.Eng.", "MEng", "BBA", "BCom", "B.Com (Hons)", "BCA",
    "MCA", "B.E.", "M.E.", "BFA", "MFA", "B.Ed.", "M.Ed.", "MPH", "MSW", "AA", "A.S.", "AAS", "BTEC", "HND", "HNC",
    "GCSEs", "A Levels", "Abitur", "Baccalauréat", "International Baccalaureate", "High school diploma",
    "High-School Graduate", "Secondary School Certificate", "GED Certificate", "General Education Diploma", "SSC",
    "Higher Secondary (12th)", "Diplom-Informatiker", "Magister", "Dipl.-Kfm.", "Staatsexamen", "Licenciatura",
    "Ingénieur", "Master's", "Bachelor's", "Doctorate", "Postdoc", "Associate degree", "Associate's Degree",
)  # fmt: skip
_RANKS: Final = (
    "Bachelor of Science", "Bachelor of Arts", "Master of Science", "Master of Arts", "BSc (Hons)", "BA (Hons)",
    "M.Sc.", "B.Sc.", "Ph.D.", "PhD", "Bachelor's Degree", "Master's Degree", "Associate of Science", "MEng", "B.Tech",
    "M.Tech", "Diploma", "Advanced Diploma", "Certificate", "Graduate Certificate", "Higher National Diploma",
    "Associate of Applied Science", "BS", "MS", "B.A.", "BA", "MA", "Minor", "Doctor of Philosophy", "Licence",
)  # fmt: skip
_SUBJECTS: Final = (
    "Physics", "History", "English", "English Literature", "Economics", "Nursing", "Computer Science", "Law", "Biology",
    "Mechanical Engineering", "Electrical Engineering", "Political Science", "Psychology", "Culinary Arts", "Welding",
    "Fine Arts", "Philosophy", "Data Science", "Accounting", "Marketing", "Hospitality", "Social Work", "Dance",
    "Applied Mathematics", "Theology", "Journalism", "Public Health", "Early Childhood Education", "Carpentry",
)  # fmt: skip
_JOINED: Final = ("{} in {}", "{} in {}", "{} of {}", "{}, {}", "{} {}", "{} ({})", "{} - {}", "{}: {}")

_JOBS: Final = (
    "Cashier", "Waitress", "Waiter", "Bartender", "Cook", "Sous Chef", "Baker", "Dishwasher", "Nanny", "Babysitter",
    "Janitor", "Plumber", "Carpenter", "Welder", "Forklift Operator", "Bus Driver", "Courier", "Postman", "Mechanic",
    "Security Guard", "Lifeguard", "Personal Trainer", "Hairdresser", "Florist", "Farmer", "Gardener", "Tutor",
    "Teaching Assistant", "Teacher", "Lecturer", "Assistant Professor", "Professor of History", "Postdoctoral Fellow",
    "PhD Student", "Research Assistant", "Graduate Student Researcher", "Visiting Scholar", "Dean", "Librarian",
    "Journalist", "Editor-in-Chief", "Copywriter", "Translator", "Photographer", "Actor", "Musician", "Designer",
    "UX Designer", "Product Designer", "Product Manager", "Product Owner", "Scrum Master", "Growth Marketer",
    "Data Engineer", "ML Engineer", "AI Researcher", "Site Reliability Engineer", "SRE", "SDE II", "SDET", "QA",
    "Member of Technical Staff", "Staff Engineer", "Tech Lead", "Engineering Manager", "CTO", "CFO", "COO", "CIO",
    "Founder", "Co-Founder", "Founder & CEO", "Owner", "Partner", "Managing Director", "Board Member", "Chairwoman",
    "Chief of Staff", "Consultant", "Freelancer", "Contractor", "Trainee", "Apprentice", "Summer Intern", "Co-op",
    "Working Student", "Praktikant", "Stagiaire", "Volunteer Coordinator", "Camp Counselor", "Team Member", "Associate",
    "Analyst", "Paralegal", "Attorney", "Barrister", "Solicitor", "Judge's Clerk", "Notary", "Auditor", "Actuary",
    "Bookkeeper", "Underwriter", "Trader", "Teller", "Realtor", "Surveyor", "Architect", "Civil Engineer", "Pilot",
    "Flight Attendant", "Sergeant", "Captain", "Petty Officer", "Nurse", "RN", "LPN", "CNA", "Physician", "Dentist",
    "Pharmacist", "Caregiver", "Social Worker", "Priest", "Electrician's Mate", "Field Technician", "Line Manager",
)  # fmt: skip
_LEVELS: Final = (
    "Senior {}", "Sr. {}", "Junior {}", "Jr {}", "Lead {}", "Principal {}", "Head {}", "Assistant {}", "{} II",
    "{} III", "{} 2", "Senior {} III", "{} (Contract)", "{} (part-time)", "{}, EMEA", "{}, Payments",
    "{} - Night Shift", "{} & Trainer", "{}/Team Lead", "Interim {}", "Deputy {}", "{} Intern", "Chief {}", "Global {}",
    "{} of the Year",
)  # fmt: skip
_OVER: Final = (
    "Head of {}", "VP of {}", "VP, {}", "Vice President, {}", "Director of {}", "Director, {}", "{} Manager",
    "{} Specialist", "{} Lead", "SVP {}", "Manager of {}", "{} Coordinator", "{} Associate", "Professor of {}",
)  # fmt: skip
_REALMS: Final = (
    "Sales", "Marketing", "Growth", "Finance", "Operations", "People", "HR", "Engineering", "Product",
    "Customer Success", "Supply Chain", "Compliance", "Research", "Data", "Security", "Communications", "Procurement",
    "Chemistry", "Music",
)  # fmt: skip

_TOOLS: Final = (
    "Rust", "Go", "Golang", "Kotlin", "Swift", "Scala", "Elixir", "Haskell", "Julia", "Perl", "PHP", "Ruby", "Dart",
    "TypeScript", "Next.js", "Vue.js", "Svelte", "Angular", "Tailwind CSS", "GraphQL", "gRPC", "FastAPI", "Flask",
    "Rails", "Laravel", ".NET Core", "ASP.NET", "Unity", "Unreal Engine", "Blender", "Figma", "Sketch", "Canva",
    "TensorFlow", "Keras", "JAX", "scikit-learn", "Hugging Face", "LangGraph", "OpenAI API", "Claude", "Copilot",
    "GPT-4", "spaCy", "OpenCV", "CUDA", "Spark", "PySpark", "Flink", "Airflow", "Databricks", "BigQuery", "Redshift",
    "ClickHouse", "DuckDB", "MongoDB", "Cassandra", "DynamoDB", "Neo4j", "Elasticsearch", "Kafka", "RabbitMQ", "Redis",
    "Docker", "Podman", "Helm", "OpenShift", "Ansible", "Pulumi", "CircleCI", "GitHub Actions", "GitLab CI", "Argo CD",
    "Prometheus", "Grafana", "Datadog", "Splunk", "Nginx", "AWS", "EC2", "S3", "Lambda", "GCP", "Azure", "Azure DevOps",
    "Bash", "PowerShell", "zsh", "Vim", "VS Code", "IntelliJ", "Jupyter", "pandas", "NumPy", "ggplot2", "Stata", "SPSS",
    "Power BI", "Tableau", "Looker Studio", "Google Sheets", "MS Office", "PowerPoint", "Outlook", "SharePoint",
    "Notion", "Slack", "Trello", "Asana", "Salesforce", "HubSpot", "Zendesk", "ServiceNow", "Workday", "NetSuite",
    "QuickBooks", "Xero", "Sage 50", "SAP S/4HANA", "SAP MM", "Oracle EBS", "Shopify", "WordPress", "Mailchimp",
    "Google Analytics 4", "SEMrush", "Photoshop", "Lightroom", "Premiere Pro", "After Effects", "Final Cut Pro",
    "Ableton Live", "AutoCAD", "Revit", "Rhino", "CATIA", "Ansys", "Simulink", "LabVIEW", "Arduino", "Raspberry Pi",
    "Toast POS", "Square", "Epic", "Cerner", "Bloomberg Terminal", "LexisNexis", "Zoom", "Linux", "Ubuntu", "macOS",
    "Red Hat Enterprise Linux", "Windows Server 2019", "VMware ESXi", "Oracle Database 19c", "Microsoft Excel",
    "Microsoft Dynamics 365", "Apache Kafka", "Apache NiFi", "Amazon Web Services", "Google Cloud Platform",
    "Adobe Illustrator", "Autodesk Inventor", "IBM SPSS Statistics", "Cisco IOS", "SQL Server Management Studio",
    "Azure Data Factory", "Adobe Creative Suite", "Sage Intacct", "Siemens NX", "Visual Studio 2022",
)  # fmt: skip

_LAWS: Final = (
    "Alaska", "Idaho", "Iowa", "Kansas", "Maine", "Montana", "Nebraska", "New Hampshire", "New Mexico", "Rhode Island",
    "South Carolina", "Vermont", "West Virginia", "Wyoming", "Puerto Rico", "Hawaii", "North Dakota", "Mississippi",
)  # fmt: skip
_FOREIGN_LAWS: Final = (
    "England and Wales", "England & Wales", "Northern Ireland", "France", "Germany", "Italy", "Spain", "Portugal",
    "Belgium", "Austria", "Sweden", "Norway", "Finland", "Poland", "Hungary", "Greece", "Turkey", "Russia", "Ukraine",
    "Luxembourg", "Liechtenstein", "Malta", "Cyprus", "Jersey", "the Isle of Man", "Bermuda", "the Cayman Islands",
    "the British Virgin Islands", "Mexico", "Brazil", "Argentina", "Chile", "Colombia", "Peru", "Canada", "Alberta",
    "Manitoba", "Quebec", "Australia", "Queensland", "Victoria", "New Zealand", "South Korea", "Taiwan", "Thailand",
    "Vietnam", "Indonesia", "Malaysia", "the Philippines", "Pakistan", "Bangladesh", "Sri Lanka", "Egypt", "Kenya",
    "Ghana", "Nigeria", "South Africa", "Morocco", "Saudi Arabia", "the United Arab Emirates", "Qatar", "Iceland",
)  # fmt: skip
_LENGTHS: Final = (
    ("year", (1, 2, 3, 4, 5, 6, 7, 8, 10, 12, 15, 20, 25, 30, 99)),
    ("month", (1, 2, 3, 6, 9, 12, 15, 18, 24, 30, 36, 48, 60)),
    ("day", (30, 45, 60, 75, 90, 120, 180, 365)),
    ("week", (2, 4, 6, 8, 12, 26, 52)),
    ("calendar month", (3, 6, 12)),
)


def _person(rng: random.Random) -> str:
    """Return the name of a person in one of many forms."""
    if rng.random() < 0.4:  # noqa: PLR2004
        given, _, family = Names(rng).person().partition(" ")
    else:
        given, family = rng.choice(_GIVEN), rng.choice(_FAMILY)
    first, second = rng.sample(_LETTERS, 2)
    shapes = (
        *(f"{given} {family}",) * 4, *(f"{given} {family}".upper(),) * 2, f"{given} {family}".lower(),
        f"{family}, {given}", f"{family.upper()}, {given}", f"{family} {given}", f"{first}. {second}. {family}",
        f"{first}. {family}", f"{first}.{second}. {family}", f"{given} {first}. {family}",
        f"{given} {rng.choice(_GIVEN)} {family}", f"{given} {family} {rng.choice(_FAMILY)}", f"{given} {family} Jr.",
        f"{given} {rng.choice(('bin', 'van der', 'de', 'el', 'von'))} {family}", f"Dr. {given} {family}",
    )  # fmt: skip
    return rng.choice(shapes)


def _place(rng: random.Random) -> str:
    return Names(rng).town()


def _coined(rng: random.Random) -> str:
    stem = rng.choice(_FAMILY + _GIVEN).split()[-1]
    return rng.choice(_COINED).format(stem)


def _letters(rng: random.Random) -> str:
    return "".join(rng.sample(_LETTERS, rng.choice((2, 3, 3, 4))))


def _employer(rng: random.Random) -> str:
    shape = rng.random()
    if shape < 0.3:  # noqa: PLR2004
        return rng.choice(_BRANDS)
    if shape < 0.5:  # noqa: PLR2004
        return rng.choice(_BODIES).format(_place(rng))
    if shape < 0.65:  # noqa: PLR2004
        return _coined(rng)
    return _letters(rng) if shape < 0.7 else _cased(Names(rng).firm(), rng)  # noqa: PLR2004


def _party(rng: random.Random) -> str:
    shape = rng.random()
    if shape < 0.2:  # noqa: PLR2004
        return _person(rng)
    if shape < 0.65:  # noqa: PLR2004
        name = rng.choice((_place, _place, _coined, _letters))(rng)
        return _cased(rng.choice(_PARTIES).format(name), rng)
    return _cased(Names(rng).firm(legal=True), rng)


def _school(rng: random.Random) -> str:
    if rng.random() < 0.5:  # noqa: PLR2004
        return _cased(rng.choice(_SCHOOLS), rng, often=0.05)
    return _cased(rng.choice(_ACADEMIES).format(_place(rng), _place(rng)), rng)


def _degree(rng: random.Random) -> str:
    if rng.random() < 0.4:  # noqa: PLR2004
        return rng.choice(_DEGREES)
    return _cased(rng.choice(_JOINED).format(rng.choice(_RANKS), rng.choice(_SUBJECTS)), rng)


def _title(rng: random.Random) -> str:
    shape = rng.random()
    if shape < 0.2:  # noqa: PLR2004
        return _cased(rng.choice(_OVER).format(rng.choice(_REALMS)), rng)
    known = rng.choice(_JOBS) if rng.random() < 0.6 else rng.choice(rng.choice(PROFESSIONS).titles)  # noqa: PLR2004
    return _cased(known if shape < 0.6 else rng.choice(_LEVELS).format(known), rng)  # noqa: PLR2004


def _tool(rng: random.Random) -> str:
    return rng.choice(_TOOLS)


def _law(rng: random.Random) -> str:
    return rng.choice(_LAWS if rng.random() < 0.3 else _FOREIGN_LAWS).removeprefix("the ")  # noqa: PLR2004


def _length(rng: random.Random) -> str:
    unit, numbers = rng.choice(_LENGTHS)
    return length(rng, rng.choice(numbers), unit)


def _cased(value: str, rng: random.Random, often: float = 0.15) -> str:
    """Return a value in capitals, now and then."""
    return value.upper() if rng.random() < often else value


MAKERS: Final[Mapping[str, Maker]] = {
    "name": _person,
    "company": _employer,
    "designation": _title,
    "college": _school,
    "degree": _degree,
    "tech_tools": _tool,
    "parties": _party,
    "governing_law": _law,
    "initial_term": _length,
    "renewal_term": _length,
    "notice_period_to_terminate_renewal": _length,
}
"""Who draws the values of a field, by its name in the schemas of contracts and resumes."""
