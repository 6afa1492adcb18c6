"""What are the people called, and where do they live? Names as they are heard at a counter in Britain today.

    someone(rng)            # Name("Ngozi Okafor", "en")
    address(rng, quarter)   # "14 Larch Court, Thornfield, TF3 9QZ"

All of them are invented. Telephone numbers are from the ranges that are kept free for stories, addresses end
in codes that no post office knows, and e-mail goes to domains that can belong to nobody.
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from random import Random

MAIL = "kept.example"


@dataclass(frozen=True, slots=True)
class Name:
    """What somebody is called, and the code of the language that they would rather speak."""

    full: str
    language: str = "en"


# (weight, language that some of them prefer, share of them who do, given names, family names)
_GROUPS: tuple[tuple[int, str, float, str, str], ...] = (
    (
        46,
        "en",
        1.0,
        "Margaret Jean Susan Karen Tracey Donna Emma Kayleigh Chloe Jade Megan Rebecca Sharon Pauline Brenda "
        "Doreen Sheila Linda Joanne Lauren Gemma Stacey Leanne "
        "Holly Freya David Alan Keith Barry Stephen Paul "
        "Wayne Darren Lee Craig Ryan Kieran Connor Liam "
        "Jordan Callum Jack Graham Derek Roy Trevor Norman Colin "
        "Martin Shaun Dean",
        "Hartley Birtwell Ashworth Pickering Naylor Thackray "
        "Dodds Fairclough Gledhill Oldroyd Sykes Whiteley "
        "Braithwaite Cropper Entwistle Hallam Kershaw Lumb Mallinson Nuttall Ormerod Pogson Ramsden Stead "
        "Tattersall Uttley Varley Wigglesworth Yeadon "
        "Barraclough Crabtree Duckworth Eastwood Firth Greenhalgh "
        "Hepworth Illingworth Jagger Knowles Longbottom",
    ),
    (
        7,
        "en",
        1.0,
        "Morag Eilidh Catriona Isla Fiona Shona Kirsty Mhairi "
        "Hamish Angus Euan Fraser Rory Callum Iain Gregor",
        "McPhail Sinclair Geddes Farquhar Urquhart Innes Cattanach "
        "Shand Leith Duguid Milne Strachan Grieve Rennie",
    ),
    (
        5,
        "cy",
        0.15,
        "Carys Sian Bethan Nerys Gwen Ffion Rhys Gareth Dylan Emrys Iwan Owain",
        "Prosser Pugh Gethin Bevan Llewellyn Vaughan Tudor Probert Maddocks Craddock",
    ),
    (
        5,
        "en",
        1.0,
        "Siobhan Aoife Bernadette Niamh Orla Declan Eamon Padraig Cormac Brendan",
        "Gallagher Mulcahy Devlin Rafferty Tierney Hanrahan Brogan McGlynn Quigley Sweeney",
    ),
    (
        6,
        "pl",
        0.45,
        "Agnieszka Katarzyna Magda Joanna Ewa Beata Tomasz Piotr Marek Krzysztof Pawel Zbigniew",
        "Kowalczyk Wojcik Zielinska Mazur Pawlak Szymanski Nowicka Gorski Wrona Sikora",
    ),
    (
        4,
        "ro",
        0.4,
        "Elena Ioana Mihaela Andreea Cristina Florin Ionut Marius Vasile Bogdan",
        "Popa Dumitru Stoica Munteanu Radu Lupu Marin Dinu",
    ),
    (
        6,
        "ur",
        0.4,
        "Shazia Nasreen Rukhsana Saima Farzana Tahira Imran Tariq Zahid Asif Khalid Nadeem",
        "Hussain Mahmood Akhtar Rehman Qureshi Bhatti Chaudhry Mirza Siddiqui Shah",
    ),
    (
        4,
        "bn",
        0.4,
        "Nasima Rehana Shirin Jahanara Salma Rafiq Shafiq Mizan Habib Kamal",
        "Begum Miah Uddin Choudhury Khatun Rahman Sarker Talukder",
    ),
    (
        4,
        "pa",
        0.25,
        "Harpreet Jaswinder Gurdeep Manjit Kulwant Ranjit Sukhdev Balbir",
        "Sandhu Dhillon Gill Bains Sidhu Grewal Johal",
    ),
    (
        3,
        "gu",
        0.25,
        "Hansa Jyoti Kalpana Meena Bharat Dinesh Kirit Suresh",
        "Patel Shah Desai Mistry Solanki Parmar",
    ),
    (
        6,
        "en",
        1.0,
        "Ngozi Folake Adaeze Yetunde Abena Efua Akosua Emeka Tunde Kwame Kofi Segun Chinedu Babatunde",
        "Okafor Adeyemi Balogun Mensah Boateng Owusu Eze Nwosu Afolabi Asante Ogunleye",
    ),
    (
        4,
        "so",
        0.55,
        "Hodan Amina Ifrah Sahra Fadumo Abdi Mahad Yusuf Liban Ismail",
        "Warsame Farah Jama Abdullahi Nur Hirsi Guled Omar",
    ),
    (
        4,
        "en",
        1.0,
        "Marcia Yvonne Beverley Sonia Claudette Winston Delroy Errol Leroy Neville",
        "Clarke Gayle Lindo Brathwaite Henriques Powell Grizzle Mullings",
    ),
    (
        4,
        "ar",
        0.5,
        "Rania Huda Layla Samira Nour Khaled Bassam Fadi Ziad Haitham",
        "Haddad Khoury Nasser Saleh Mansour Barakat Darwish Sabbagh",
    ),
    (
        3,
        "uk",
        0.6,
        "Oksana Iryna Natalia Olena Halyna Andriy Taras Mykola",
        "Kovalenko Shevchuk Bondarenko Tkachenko Melnyk Lysenko",
    ),
    (
        2,
        "fa",
        0.5,
        "Shirin Parisa Mahsa Leila Reza Farhad Kamran Babak",
        "Karimi Rostami Ahmadi Tehrani Moradi Sharifi",
    ),
    (
        2,
        "ti",
        0.6,
        "Selam Bethlehem Rahel Semhar Yonas Filmon Tesfay Berhane",
        "Tesfai Ghebre Haile Kidane Woldu Abraha",
    ),
    (
        2,
        "pt",
        0.4,
        "Fatima Graca Luisa Teresa Joao Rui Nelson Paulo",
        "Ferreira Monteiro Tavares Lopes Semedo Pinto",
    ),
    (
        2,
        "yue",
        0.5,
        "Mei-Ling Wing-Yan Siu-Fong Ka-Wai Chi-Ming Wai-Lun",
        "Cheung Leung Lam Tsang Kwok Yip",
    ),
    (
        2,
        "tr",
        0.4,
        "Ayse Emine Zeynep Hatice Mehmet Hasan Kemal Mustafa",
        "Yildiz Demir Aydin Kaplan Ozturk Polat",
    ),
    (
        1,
        "vi",
        0.5,
        "Thi-Hoa Lan Huong Minh Duc Tuan",
        "Nguyen Pham Tran Bui Dang",
    ),
)
_WEIGHTS = [each[0] for each in _GROUPS]
_STREETS = (
    ("Larch", "Court"),
    ("Beacon", "Road"),
    ("Priory", "Close"),
    ("Mill", "Lane"),
    ("Quarry", "Street"),
    ("Saltmarsh", "Way"),
    ("Foundry", "Terrace"),
    ("Hawthorn", "Avenue"),
    ("Chapel", "Row"),
    ("Orchard", "House"),
    ("Kingfisher", "Walk"),
    ("Station", "Road"),
    ("Wharf", "Street"),
    ("Bramble", "Rise"),
    ("Cooper", "Gardens"),
    ("Linnet", "Drive"),
    ("Abbey", "View"),
    ("Dyer", "Street"),
    ("Juniper", "House"),
    ("Osier", "Bank"),
    ("Ridge", "Way"),
    ("Sorrel", "Court"),
    ("Tanner", "Row"),
    ("Viaduct", "Street"),
    ("Weaver", "House"),
    ("Yarrow", "Crescent"),
    ("Almond", "Grove"),
    ("Curlew", "Close"),
    ("Drover", "Lane"),
    ("Elder", "Court"),
    ("Ferry", "Road"),
    ("Granary", "Way"),
    ("Heron", "House"),
    ("Ivy", "Bank"),
    ("Jubilee", "Terrace"),
    ("Lapwing", "Close"),
    ("Nettle", "Lane"),
)
_QUARTERS = (
    "Thornfield",
    "Eastmoor",
    "Lower Ings",
    "Castle Hill",
    "Brackenside",
    "Harbour End",
    "Millfields",
    "Whinney Bank",
    "Old Town",
    "Stonegate",
    "Fenwick Park",
    "Westcroft",
)
_LETTERS = "ABDEFGHJLNPQRSTUWXYZ"
_DOMAINS = ("example.org", "mail.example", "post.example")
# Ranges that Ofcom keeps free for drama.
_LANDLINES = ("0113 496", "0114 496", "0116 496", "0121 496", "0131 496", "0151 496", "0161 496", "029 2018")


def someone(rng: Random) -> Name:
    """Somebody who might live here."""
    _, language, share, given, family = rng.choices(_GROUPS, _WEIGHTS)[0]
    full = f"{rng.choice(given.split())} {rng.choice(family.split())}"
    return Name(full, language if rng.random() < share else "en")


def sibling(rng: Random, full: str) -> str:
    """Somebody of the same household: another first name of the same people, and the same family name."""
    given, family = full.rsplit(" ", 1)
    of = next(
        (each for each in _GROUPS if family in each[4].split() and given in each[3].split()), _GROUPS[0]
    )
    return f"{rng.choice([each for each in of[3].split() if each != given])} {family}"


def slip(rng: Random, full: str) -> str:
    """The name as somebody heard it: one letter doubled, dropped or taken for another."""
    given, family = full.rsplit(" ", 1)
    place = rng.randrange(1, len(family))
    swaps = {"y": "ie", "i": "y", "c": "k", "k": "c", "s": "ss", "ph": "f", "e": "a"}
    letter = family[place]
    return f"{given} {family[:place]}{swaps.get(letter, letter * 2)}{family[place + 1 :]}"


def quarters() -> list[str]:
    """The quarters of a town, in which patches lie."""
    return list(_QUARTERS)


def address(rng: Random, quarter: str) -> tuple[str, str]:
    """An address in that quarter, and its postcode, which begins with QQ and so can be nobody's."""
    name, sort = rng.choice(_STREETS)
    number = rng.randrange(1, 80)
    flat = f"Flat {rng.randrange(1, 24)}, " if sort in ("House", "Court") else ""
    district = _QUARTERS.index(quarter) + 1
    code = f"QQ{district} {rng.randrange(1, 10)}{rng.choice(_LETTERS)}{rng.choice(_LETTERS)}"
    return f"{flat}{number} {name} {sort}, {quarter}", code


def phone(rng: Random) -> str:
    """A mobile more often than not, from the numbers that can ring nowhere."""
    if rng.random() < 0.7:
        return f"07700 900{rng.randrange(1000):03d}"
    return f"{rng.choice(_LANDLINES)} 0{rng.randrange(1000):03d}"


def email(full: str, rng: Random) -> str:
    """An address at which nothing arrives."""
    name = handle(full).replace("-", rng.choice((".", "", "_")))
    year = rng.choice(("", "", str(rng.randrange(50, 99))))
    return f"{name}{year}@{rng.choice(_DOMAINS)}"


def handle(full: str) -> str:
    """The short name with which somebody would sign in: small letters and hyphens."""
    plain = unicodedata.normalize("NFKD", full).encode("ascii", "ignore").decode().lower()
    return re.sub(r"[^a-z0-9]+", "-", plain).strip("-")[:56]
