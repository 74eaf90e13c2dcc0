"""The digital public space: a place, fixed or itinerant, with what it offers and when."""

from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from django.db import models
from django.db.models import DateTimeField, Exists, F, Func, IntegerField, OuterRef, Q, Subquery, Value
from django.db.models.expressions import Combinable
from django.db.models.functions import TruncDate
from django.db.models.lookups import LessThanOrEqual
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from opstap.core.ids import uuid7
from opstap.core.texts import TextsField, say
from opstap.spaces.building import clean_answers
from opstap.spaces.models.hours import FOR, Duty, Opening
from opstap.spaces.models.interruption import Interruption
from opstap.spaces.models.organisation import Organisation
from opstap.territory.models import Area, Network


class Publication(models.TextChoices):
    """Only a place confirmed by its operator or the network is public."""

    REVIEW = "review", _("waits for confirmation")
    PUBLIC = "public", _("public")
    HIDDEN = "hidden", _("not shown")


class Precision(models.TextChoices):
    EXACT = "exact", _("exact")
    APPROXIMATE = "approximate", _("approximate: the centre of the municipality")
    UNPLACED = "unplaced", _("not on the map")


class Wheelchair(models.TextChoices):
    YES = "yes", _("yes")
    LIMITED = "limited", _("with help")
    NO = "no", _("no")


class Admission(models.TextChoices):
    """Who gets equipment and help, whatever she comes to do; a course may be for a group all the same."""

    EVERYBODY = "everybody", _("everybody")
    SOME = "some", _("only some people")


CONFIRMED_FOR = timedelta(days=183)
"""So long a confirmation holds: half a year."""


def _begins_by(limit: datetime, kind: str, after: datetime) -> Combinable:
    """Condition on a space: the first interval of `kind` that ends later than `after` begins by `limit`.

    Intervals of one kind never overlap, so the first tells, and the index is read once per space.
    """
    coming = Opening.objects.filter(space=OuterRef("pk"), kind=kind, ends_at__gt=after).order_by("ends_at")
    return LessThanOrEqual(Subquery(coming.values("starts_at")[:1]), limit)


def _reserved_at(when: datetime, kind: str) -> Q:
    """Condition on a space: an interval of `kind`, which few spaces have, covers the instant."""
    running = Opening.objects.filter(space=OuterRef("pk"), kind=kind, ends_at__gt=when, starts_at__lte=when)
    return Q(Exists(running))


def _closed_that_day(when: datetime) -> Exists:
    """Condition on a duty: its space is closed for a time on the day of the instant."""
    day = TruncDate(Value(when, DateTimeField()))
    closures = Interruption.objects.standing().closures().filter(space=OuterRef("space"), first_day__lte=day)
    return Exists(closures.filter(Q(last_day__isnull=True) | Q(last_day__gte=day)))


class Strip(Func):
    """The number of the strip of the map, from pole to pole and 1/32 degree wide, that a longitude lies in.

    SQLite counts those to the west of it, PostgreSQL takes the nearest: see `strips_between`. Its numbers
    stand in the SQL itself: an index on an expression is used for the very same expression only.
    """

    template = "(CAST((%(expressions)s + 180) * 32 AS integer))"
    output_field = IntegerField()


def strips_between(west: float, east: float) -> range:
    """The strips that hold all places between two longitudes, on either database."""
    return range(int((west + 180) * 32), int((east + 180) * 32) + 2)


class SpaceQuerySet(models.QuerySet["Space"]):
    def public(self) -> "SpaceQuerySet":
        return self.filter(publication=Publication.PUBLIC)

    def waiting(self) -> "SpaceQuerySet":
        return self.filter(publication=Publication.REVIEW)

    def unconfirmed(self, now: datetime) -> "SpaceQuerySet":
        """Public ones whose record nobody has confirmed for six months."""
        return self.public().filter(confirmed_at__lt=now - CONFIRMED_FOR)

    def of_network(self, network: Network, on: date | None = None) -> "SpaceQuerySet":
        """Spaces that belong to the network, themselves or through their organisation, today or on `on`."""
        day = on or timezone.localdate()
        member = Q(valid_from__lte=day) & (Q(valid_until__isnull=True) | Q(valid_until__gte=day))
        own = network.memberships.filter(member, space=OuterRef("pk"))
        through = network.memberships.filter(member, organisation=OuterRef("organisation"))
        return self.filter(Exists(own) | Exists(through))

    def open_at(self, when: datetime, kind: str = "open") -> "SpaceQuerySet":
        """Spaces with an interval of `kind` (open, staffed, training) that covers the instant; not those that
        are reserved for a closed circle then."""
        return self.filter(Q(_begins_by(when, kind, when)), ~_reserved_at(when, "circle"))

    def open_before(self, end: datetime, *, after: datetime, kind: str = "open") -> "SpaceQuerySet":
        """Spaces that are open at the instant `after`, or open between it and `end`."""
        return self.filter(Q(_begins_by(end, kind, after)))

    def staffed_at(self, when: datetime) -> "SpaceQuerySet":
        """Somebody normally helps there, or has checked in where no closure is announced."""
        there = Duty.objects.present_at(when).filter(~_closed_that_day(when), space=OuterRef("pk"))
        somebody = Q(_begins_by(when, "staffed", when)) | Exists(there)
        return self.filter(somebody, ~_reserved_at(when, "circle"))

    def receiving_at(self, public: str, when: datetime) -> "SpaceQuerySet":
        """Without those that are reserved for others than this public at the instant."""
        is_for_others = _reserved_at(when, "reserved") & ~_reserved_at(when, f"{FOR}{public}")
        return self.exclude(is_for_others)

    def free(self) -> "SpaceQuerySet":
        return self.filter(price="free")

    def for_wheelchairs(self) -> "SpaceQuerySet":
        """One gets in with a wheelchair, alone or with help."""
        return self.filter(wheelchair__in=[Wheelchair.YES, Wheelchair.LIMITED])

    def receiving(self, public: str) -> "SpaceQuerySet":
        """Spaces that receive somebody of this public: all but those that are for others only."""
        told = Offer.objects.filter(space=OuterRef("pk"), vocabulary="public")
        is_for_others = Q(admission=Admission.SOME) & Exists(told) & ~Exists(told.filter(code=public))
        return self.exclude(is_for_others)

    def offering(self, vocabulary: str, codes: list[str]) -> "SpaceQuerySet":
        """Spaces that offer at least one of the codes of a vocabulary (service, support, language…)."""
        offer = Offer.objects.filter(space=OuterRef("pk"), vocabulary=vocabulary, code__in=codes)
        return self.filter(Exists(offer))

    def on_the_list_of(self, vocabulary: str, code: str) -> "SpaceQuerySet":
        """As `offering`, for a code of few: all of them, where nothing else says which rows to look at."""
        return self.filter(pk__in=Offer.objects.filter(vocabulary=vocabulary, code=code).values("space"))

    def also_on_the_list_of(self, vocabulary: str, code: str) -> "SpaceQuerySet":
        """As `offering`, for a code of not too many: their list is read once, then asked for each space."""
        offers = Offer.objects.filter(vocabulary=vocabulary, code=code)
        # Not the key itself: SQLite would fetch each row of the list first, wherever it lies.
        return self.alias(own_key=F("pk") + 0).filter(own_key__in=offers.values("space"))

    def in_box(self, south: float, north: float, west: float, east: float) -> "SpaceQuerySet":
        return self.filter(lat__range=(south, north), lon__range=(west, east))

    def in_strips(self, numbers: list[int]) -> "SpaceQuerySet":
        """Narrows the search for a box to what lies near it: an index on place reads one range of a strip."""
        return self.alias(strip=Strip("lon")).filter(strip__in=numbers)


class Space(models.Model):
    """A place where people get a computer and a human being who helps. Never merged with its organisation."""

    uid = models.UUIDField(default=uuid7, unique=True, editable=False)
    slug = models.SlugField(max_length=80, unique=True)
    organisation = models.ForeignKey(
        Organisation,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="spaces",
        verbose_name=_("organisation"),
    )
    antenna_of = models.ForeignKey(
        "self", models.PROTECT, null=True, blank=True, related_name="antennas", verbose_name=_("antenna of")
    )
    names = TextsField(verbose_name=_("name"))
    folded_name = models.CharField(max_length=300, blank=True, db_index=True)
    host = models.CharField(_("host"), max_length=20, blank=True, help_text="vocabulary host")
    is_itinerant = models.BooleanField(_("moves from place to place"), default=False)

    # Where
    streets = TextsField(verbose_name=_("street and number"))
    postcode = models.CharField(_("postcode"), max_length=12, blank=True)
    cities = TextsField(verbose_name=_("city"))
    country = models.CharField(max_length=2, default="BE")
    municipality = models.ForeignKey(Area, models.PROTECT, null=True, blank=True, related_name="spaces")
    lat = models.FloatField(null=True, blank=True)
    lon = models.FloatField(null=True, blank=True)
    precision = models.CharField(max_length=12, choices=Precision, default=Precision.UNPLACED)
    timezone = models.CharField(max_length=40, default="Europe/Brussels")
    holiday_country = models.CharField(max_length=2, default="BE", blank=True)

    # When: three kinds kept apart, as OpenStreetMap expressions. '' = not reported, "off" = none.
    open_hours = models.CharField(_("open hours"), max_length=1000, blank=True)
    staffed_hours = models.CharField(_("accompanied hours"), max_length=1000, blank=True)
    training_hours = models.CharField(_("training hours"), max_length=1000, blank=True)
    hours_note = TextsField(verbose_name=_("remark about the hours"))
    # Derived from the hours by services.derive_openings, so that the database can filter.
    opens_evening = models.BooleanField(default=False, editable=False)
    opens_weekend = models.BooleanField(default=False, editable=False)
    openings_until = models.DateTimeField(null=True, editable=False)
    # When an interval was last added or taken away: what was read of them before is read anew.
    openings_at = models.DateTimeField(null=True, editable=False)

    # What
    price = models.CharField(_("price"), max_length=12, blank=True, help_text="vocabulary price")
    price_hour = models.DecimalField(
        _("price of an hour of open access, in euros"), max_digits=5, decimal_places=2, null=True, blank=True
    )
    price_note = TextsField(verbose_name=_("what costs what"))
    admission = models.CharField(_("who is admitted"), max_length=9, choices=Admission, blank=True)
    wheelchair = models.CharField(_("wheelchair"), max_length=8, choices=Wheelchair, blank=True)
    access_note = TextsField(verbose_name=_("way in and building"))
    # Question → answer and day, as `spaces.building` says; a question nobody answered is left out.
    building = models.JSONField(_("the building"), default=dict, blank=True, validators=[clean_answers])
    # Counts: None = not reported, 0 = none.
    computers = models.PositiveSmallIntegerField(_("computers"), null=True, blank=True)
    tablets = models.PositiveSmallIntegerField(_("tablets"), null=True, blank=True)
    printers = models.PositiveSmallIntegerField(_("printers"), null=True, blank=True)
    seats = models.PositiveSmallIntegerField(_("places in a course"), null=True, blank=True)

    # Contact and words
    phone = models.CharField(_("phone"), max_length=40, blank=True)
    email = models.EmailField(_("e-mail"), blank=True)
    website = models.URLField(_("website"), max_length=500, blank=True)
    descriptions = TextsField(verbose_name=_("what people can do here"))
    easy_texts = TextsField(verbose_name=_("in easy words"))
    how_to_come = TextsField(verbose_name=_("how to come"))
    what_to_bring = TextsField(verbose_name=_("what to bring"))

    # State
    publication = models.CharField(max_length=8, choices=Publication, default=Publication.REVIEW)
    confirmed_at = models.DateTimeField(null=True, blank=True)
    confirmed_by = models.ForeignKey("accounts.User", models.PROTECT, null=True, blank=True, related_name="+")
    # When its coordinators were last asked whether the record is still right.
    reminded_at = models.DateTimeField(null=True, blank=True, editable=False)
    source = models.CharField(max_length=60, blank=True, help_text="name of the import source, '' = typed in")
    is_invented = models.BooleanField(default=False, help_text="demonstration data")
    changed_at = models.DateTimeField(auto_now=True)
    valid_from = models.DateField(null=True, blank=True)
    valid_until = models.DateField(null=True, blank=True)

    objects = SpaceQuerySet.as_manager()

    class Meta:
        ordering = ["pk"]
        indexes = [
            models.Index(fields=["publication", "lat", "lon"], name="space_place"),
            # Also what is filtered by, so that no row is fetched for it.
            models.Index(
                F("publication"),
                Strip("lon"),
                F("lat"),
                F("lon"),
                F("price"),
                F("wheelchair"),
                F("opens_evening"),
                F("opens_weekend"),
                name="space_strip",
            ),
            models.Index(fields=["publication", "postcode"], name="space_postcode"),
            models.Index(fields=["source", "publication"], name="space_source"),
        ]
        constraints = [
            models.CheckConstraint(
                condition=Q(lat__isnull=True, lon__isnull=True)
                | Q(lat__range=(-90, 90), lon__range=(-180, 180)),
                name="space_on_the_globe",
            ),
            models.CheckConstraint(
                condition=~Q(precision=Precision.UNPLACED) | Q(lat__isnull=True),
                name="space_unplaced_has_no_point",
            ),
            models.CheckConstraint(
                condition=Q(price_hour__isnull=True) | Q(price_hour__gt=0), name="space_price_hour_above_zero"
            ),
        ]

    def __str__(self) -> str:
        return say(self.names)

    def get_absolute_url(self) -> str:
        return reverse("finder:space", args=[self.slug])

    @property
    def zone(self) -> ZoneInfo:
        return ZoneInfo(self.timezone)

    @property
    def is_public(self) -> bool:
        return self.publication == Publication.PUBLIC

    def unconfirmed_since(self, today: date) -> date | None:
        """The day of the last confirmation where that is more than half a year ago, else None."""
        if not self.is_public or self.confirmed_at is None:
            return None
        day = self.confirmed_at.astimezone(self.zone).date()
        return day if day + CONFIRMED_FOR < today else None

    def codes(self, vocabulary: str) -> list[str]:
        """Codes this space offers of one vocabulary; uses prefetched offers when they are there."""
        # Straight from where Django keeps them: asking the manager for each space of a list takes longer.
        kept = getattr(self, "_prefetched_objects_cache", {}).get("offers")
        offers = self.offers.all() if kept is None else kept
        return [offer.code for offer in offers if offer.vocabulary == vocabulary]


class Offer(models.Model):
    """One code of one vocabulary that a space offers: a service, a support mode, a language, a public…

    Vocabularies: service, support, public, language, special_care, access_mode.
    """

    space = models.ForeignKey(Space, models.CASCADE, related_name="offers")
    vocabulary = models.CharField(max_length=15)
    code = models.CharField(max_length=30)

    class Meta:
        ordering = ["pk"]
        constraints = [models.UniqueConstraint(fields=["space", "vocabulary", "code"], name="offer_once")]
        indexes = [models.Index(fields=["vocabulary", "code", "space"], name="offer_spaces")]

    def __str__(self) -> str:
        return f"{self.vocabulary}:{self.code}"
