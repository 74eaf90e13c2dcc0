"""Which pictogram stands beside which word: never without it."""

SERVICES = {
    "procedures": "p-form",
    "everyday": "p-mobile",
    "job": "p-work",
    "safety": "p-shield",
    "parenting": "p-family",
    "creation": "p-leisure",
    "understanding": "p-world",
    "access": "p-computer",
    "equipment": "p-solidarity",
}
SUPPORTS = {
    "open_access": "p-computer",
    "direct_help": "p-direct",
    "coaching": "p-coach",
    "workshop": "p-course",
    "remote": "p-remote",
}
PRICES = {"free": "p-free", "conditional": "p-price-if", "paid": "p-price-paid"}
WHEELCHAIRS = {"yes": "p-wheelchair", "limited": "p-wheelchair-help", "no": "p-wheelchair-no"}


def of_services(codes: list[str]) -> list[tuple[str, str]]:
    """(code, pictogram)"""
    return [(code, SERVICES.get(code, "p-help")) for code in codes]


def of_supports(codes: list[str]) -> list[tuple[str, str]]:
    """(code, pictogram)"""
    return [(code, SUPPORTS.get(code, "p-help")) for code in codes]


def of_price(code: str) -> str:
    return PRICES.get(code, "p-free")


def of_wheelchair(code: str) -> str:
    return WHEELCHAIRS.get(code, "p-wheelchair")
