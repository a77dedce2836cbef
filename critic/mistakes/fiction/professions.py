"""What people of some professions are called, know, did and learned: the words that fictional resumes are made of.

Slots in braces are filled by the writer: ``tool`` is one that the candidate knows, ``client``, ``rival`` and ``school``
are names that are no employer and no school attended, ``n`` and ``share`` are numbers.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

__all__ = ["ANYONE", "LEVELS", "PROFESSIONS", "Profession"]


@dataclass(frozen=True, slots=True)
class Profession:
    """One line of work: job titles, tools, duties and degrees."""

    titles: tuple[str, ...]
    tools: tuple[str, ...]
    duties: tuple[str, ...]
    degrees: tuple[str, ...]


LEVELS: Final = ("Senior", "Lead", "Junior", "Assistant", "Principal", "Deputy", "Associate", "Trainee", "Chief")

ANYONE: Final = (
    "Project of {n} weeks for a customer, {client}",
    "Member of the team that prepared the merger with {rival}",
    "Won the account of {client} against {rival}",
    "Gave a guest lecture at {school}",
    "Supervised interns from {school}",
    "Reported to the board and kept a budget of {n},000 euros a year",
    "Saved {share} % of the yearly costs without a single dismissal",
    "Trained {n} new colleagues in their first months",
    "Kept the records with {tool} and answered the auditors",
    "Moved the department's files to {tool}",
    "Stood in for the head of the department",
    "Visited {rival} and two other plants to compare how things are done there",
    "Responsible for the daily contact with {client}",
    "Introduced {tool}, which halved the time spent on reports",
    "Took the minutes, among other things",
)

PROFESSIONS: Final = (
    Profession(
        (
            "Software Engineer", "Backend Developer", "Web Developer", "Database Administrator", "Systems Analyst",
            "DevOps Engineer", "Mobile App Developer", "Software Tester", "Release Manager", "Full Stack Developer",
        ),
        (
            "Python", "Java", "C++", "JavaScript", "TypeScript", "Spring Boot", "Django", "Flask", "PostgreSQL",
            "MySQL", "Docker", "Kubernetes", "Jenkins", "Git", "Linux", "Redis", "Apache Kafka", "AWS", "React",
            "Node.js", "Oracle 10g", "C#", "Hibernate", "Terraform", "Eclipse", "JIRA", "Selenium",
        ),
        (
            "Built the booking service in {tool} and {tool2}",
            "Replaced {tool} by {tool2} in {n} weeks",
            "Developed interfaces between the shop and the warehouse using {tool}",
            "Wrote the tests for the payment module; defects fell by {share} %",
            "On call one week in {n}",
            "Environment: {tool}, {tool2}",
            "Migrated {n} services of {client} to {tool}",
        ),
        (
            "Bachelor of Science in Computer Science", "MSc in Software Engineering", "B.Tech in Informatics",
            "Diploma in Informatics", "Master of Computer Applications", "B.E. Computer Science",
        ),
    ),
    Profession(
        (
            "Data Analyst", "Data Scientist", "Business Intelligence Developer", "Statistician", "Risk Analyst",
            "Actuary", "Market Researcher", "Research Associate", "Quantitative Analyst",
        ),
        (
            "R", "Python", "SAS", "SPSS", "Tableau", "Power BI", "Stata", "Microsoft Excel", "SQL Server", "MATLAB",
            "Hadoop", "Snowflake", "dbt", "Looker", "pandas", "scikit-learn", "Alteryx", "Apache Spark",
        ),
        (
            "Forecast the demand of {n} branches with {tool}",
            "Built dashboards in {tool} for {client}",
            "Cleaned survey data of {n},000 households in {tool2}",
            "Rewrote the monthly report, until then kept in {tool}, in {tool2}",
            "Estimated the effect of prices on sales within {share} %",
        ),
        (
            "MSc in Statistics", "BSc in Mathematics", "PhD in Economics", "Bachelor of Economics",
            "Master of Science in Business Analytics", "Diploma in Applied Statistics",
        ),
    ),
    Profession(
        (
            "Registered Nurse", "Ward Sister", "Staff Nurse", "Midwife", "Nurse Practitioner", "Paramedic",
            "Radiographer", "Physiotherapist", "Medical Secretary", "Infection Control Nurse",
        ),
        (
            "Epic", "Cerner Millennium", "Microsoft Word", "Meditech", "Omnicell", "RosterPro", "Alaris infusion pump",
            "EMIS Web", "SystmOne", "Microsoft Excel",
        ),
        (
            "Cared for up to {n} patients a shift",
            "Charted in {tool}; superuser for the ward when {tool2} came",
            "Lowered the rate of falls by {share} % in one year",
            "Planned the rota of {n} nurses with {tool}",
            "Nurse in charge at weekends",
            "Accompanied patients who were moved to {rival}",
        ),
        (
            "Bachelor of Science in Nursing", "Associate Degree in Nursing", "Diploma in Midwifery", "BSc Nursing",
            "Master of Public Health", "Diploma of Higher Education in Paramedic Practice",
        ),
    ),
    Profession(
        (
            "Mechanical Engineer", "Project Engineer", "Maintenance Technician", "Design Engineer", "Plant Manager",
            "Quality Inspector", "Process Engineer", "CNC Machinist", "Welding Supervisor", "Commissioning Engineer",
        ),
        (
            "SolidWorks", "AutoCAD", "ANSYS", "MATLAB", "CATIA V5", "Primavera P6", "SAP PM", "Siemens S7",
            "Autodesk Inventor", "Mazak lathe", "Minitab", "Creo", "LabVIEW", "Microsoft Project",
        ),
        (
            "Designed pressure vessels for {client} in {tool}",
            "Cut the down time of line {n} by {share} %",
            "Drew up the plans in {tool}, later in {tool2}",
            "Commissioned {n} compressors at the site of {client}",
            "Led the audit of a supplier, {rival}",
            "Programmed the control of the press with {tool}",
        ),
        (
            "MEng Mechanical Engineering", "Dipl.-Ing. in Process Engineering", "BEng in Manufacturing",
            "Higher National Certificate in Engineering", "B.Tech in Mechanics", "M.S. in Materials Science",
        ),
    ),
    Profession(
        (
            "Marketing Manager", "Brand Manager", "Account Executive", "Copywriter", "Social Media Manager",
            "Sales Representative", "Key Account Manager", "Event Coordinator", "Public Relations Officer",
        ),
        (
            "HubSpot", "Google Analytics", "Salesforce", "Adobe InDesign", "Mailchimp", "Adobe Photoshop", "WordPress",
            "Canva", "Hootsuite", "Microsoft PowerPoint", "Google Ads", "Marketo",
        ),
        (
            "Launched {n} products in two years",
            "Ran the newsletter in {tool}, read by {n},000 customers",
            "Raised the share of returning visitors by {share} %, measured with {tool}",
            "Designed the catalogue in {tool2}",
            "Managed the campaign of {client} from the brief to the invoice",
            "Negotiated with {rival} for shelf space",
        ),
        (
            "Bachelor of Business Administration in Marketing", "BA in Communication Studies", "MBA",
            "Diploma in Advertising", "MA in Media Studies", "Bachelor of Arts in English",
        ),
    ),
    Profession(
        (
            "Accountant", "Financial Controller", "Payroll Clerk", "Internal Auditor", "Tax Adviser", "Bookkeeper",
            "Treasury Analyst", "Credit Manager", "Chief Financial Officer", "Purchasing Manager",
        ),
        (
            "SAP FI", "QuickBooks", "Sage 50", "Microsoft Excel", "Oracle Financials", "Xero", "DATEV", "Hyperion",
            "Tally ERP 9", "Microsoft Dynamics NAV", "Bloomberg Terminal",
        ),
        (
            "Closed the books of {n} subsidiaries within {n} days",
            "Moved the ledger from {tool} to {tool2}",
            "Audited {client} and {rival} as part of a team",
            "Reconciled {n},000 entries a month in {tool}",
            "Brought overdue receivables down by {share} %",
        ),
        (
            "Bachelor of Commerce", "BSc in Accounting and Finance", "Master of Accountancy", "Chartered Accountant",
            "MBA in Finance", "Diploma in Business Administration",
        ),
    ),
    Profession(
        (
            "Teacher", "Lecturer", "Special Education Teacher", "Headteacher", "Librarian", "Language Instructor",
            "Curriculum Developer", "School Counsellor", "Teaching Assistant", "Head of Mathematics",
        ),
        (
            "Moodle", "Microsoft Teams", "SMART Board", "GeoGebra", "Blackboard", "Kahoot", "Google Classroom",
            "Koha", "Scratch", "Microsoft PowerPoint",
        ),
        (
            "Taught classes of up to {n} pupils",
            "Set up {tool} for the whole school",
            "Prepared {n} pupils a year for the final examination",
            "Organised an exchange with {school}",
            "Wrote exercises in {tool}; {share} % of the pupils used them at home",
            "Ran the chess club",
        ),
        (
            "Bachelor of Education", "Master of Arts in Teaching", "Postgraduate Certificate in Education",
            "BA in History", "MEd in Special Education", "Master of Library Science",
        ),
    ),
    Profession(
        (
            "Warehouse Supervisor", "Logistics Coordinator", "Fleet Manager", "Dispatcher", "Supply Chain Analyst",
            "Customs Clerk", "Forklift Operator", "Transport Planner", "Import Manager", "Depot Manager",
        ),
        (
            "SAP EWM", "Oracle WMS", "Microsoft Excel", "Zebra scanner", "Manhattan SCALE", "TomTom WEBFLEET",
            "Körber WMS", "Microsoft Access", "Infor M3", "Linde reach truck",
        ),
        (
            "Led {n} pickers over two shifts",
            "Planned the tours of {n} lorries with {tool}",
            "Stock losses fell by {share} % once every pallet was booked in {tool}",
            "Cleared the imports of {client} through customs",
            "Tendered the freight; {rival} lost it",
            "Introduced {tool} beside {tool2}",
        ),
        (
            "Bachelor of Logistics", "Diploma in Supply Chain Management", "BSc in Transport Planning",
            "Associate of Applied Science in Logistics", "MSc in Operations Management", "Certificate in Export Trade",
        ),
    ),
    Profession(
        (
            "Laboratory Technician", "Research Scientist", "Biochemist", "Quality Control Chemist", "Microbiologist",
            "Laboratory Manager", "Food Technologist", "Pharmacist", "Clinical Research Associate",
        ),
        (
            "HPLC", "LabWare LIMS", "GraphPad Prism", "Agilent ChemStation", "Empower 3", "ImageJ", "PyMOL",
            "Microsoft Excel", "JMP", "Bruker NMR spectrometer", "BLAST", "Geneious",
        ),
        (
            "Validated {n} methods on {tool}",
            "Released batches made for {client}",
            "Analysed water samples with {tool} and kept the results in {tool2}",
            "Published with colleagues from {school}",
            "Shortened the release of a batch by {share} %",
        ),
        (
            "PhD in Biochemistry", "BSc in Chemistry", "Master of Science in Microbiology", "Bachelor of Pharmacy",
            "Diploma in Laboratory Technology", "MSc Food Science",
        ),
    ),
)  # fmt: skip
