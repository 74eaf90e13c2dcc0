"""The draft's first words: what the record of the space already says of each of the eight parts."""

from django.utils.translation import gettext as _

from opstap.core import vocabularies
from opstap.core.texts import say
from opstap.label.models import FilePart
from opstap.spaces.models import Post, Space
from opstap.spaces.said.prices import price_lines
from opstap.spaces.said.reserved import reserved_lines
from opstap.spaces.said.whom import welcome_words
from opstap.spaces.week_words import week_sentence


def first_words(space: Space, language: str) -> dict[str, str]:
    """`{part: text}` in the language of the file (call it under that language); '' where nothing is known."""
    return {
        FilePart.TERRITORY: _territory(space, language),
        FilePart.PLACE: _place(space, language),
        FilePart.HOURS: _hours(space),
        FilePart.BUDGET: "",
        FilePart.OFFER: _offer(space, language),
        FilePart.EQUIPMENT: _equipment(space),
        FilePart.STAFF: _staff(space, language),
        FilePart.RULES: "",
    }


def _lines(*lines: str) -> str:
    return "\n".join(line for line in lines if line)


def _territory(space: Space, language: str) -> str:
    area = space.municipality
    if area is None:
        return ""
    population = area.figures.filter(key="population").order_by("-year").first()
    people = (
        _("%(number)d inhabitants on 1 January %(year)d.")
        % {"number": int(population.value), "year": population.year}
        if population
        else ""
    )
    return _lines(_("Municipality: %(name)s.") % {"name": say(area.names, language)}, people)


def _place(space: Space, language: str) -> str:
    street, city = say(space.streets, language), say(space.cities, language)
    address = ", ".join(part for part in (street, f"{space.postcode} {city}".strip()) if part)
    host = vocabularies.label("host", space.host, language) if space.host else ""
    return _lines(address, host, say(space.access_note, language))


def _hours(space: Space) -> str:
    kinds = (
        (_("Open"), space.open_hours),
        (_("With somebody who helps"), space.staffed_hours),
        (_("Courses"), space.training_hours),
    )
    lines = [f"{name}: {week_sentence(hours)}" for name, hours in kinds if hours]
    return _lines(*lines, *reserved_lines(space))


def _offer(space: Space, language: str) -> str:
    offers = [(offer.vocabulary, offer.code) for offer in space.offers.all()]
    kinds = ((_("Services"), "service"), (_("Help"), "support"))
    said = [
        f"{name}: {', '.join(vocabularies.label(kind, code, language) for of, code in offers if of == kind)}"
        for name, kind in kinds
        if any(of == kind for of, _code in offers)
    ]
    price = vocabularies.label("price", space.price, language) if space.price else ""
    welcome = welcome_words(space.admission, space.codes("public"))
    prices = price_lines(space.price_rules.all())
    return _lines(*said, welcome, price, *prices, say(space.price_note, language))


def _equipment(space: Space) -> str:
    counts = (
        (_("Computers"), space.computers),
        (_("Tablets"), space.tablets),
        (_("Printers"), space.printers),
    )
    return _lines(*(f"{name}: {number}" for name, number in counts if number is not None))


def _staff(space: Space, language: str) -> str:
    posts = Post.objects.filter(space=space, valid_until__isnull=True)
    lines = [
        f"{vocabularies.label('post_function', post.function, language)}, {post.fte:g}" for post in posts
    ]
    return _lines(*lines)
