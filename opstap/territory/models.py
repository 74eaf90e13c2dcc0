"""Networks, and the territory they serve: areas with their names, postcodes, figures and shapes."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from opstap.core.ids import uuid7
from opstap.core.texts import TextsField, say


class AreaKind(models.TextChoices):
    REGION = "region", _("region")
    MUNICIPALITY = "municipality", _("municipality")
    NEIGHBOURHOOD = "neighbourhood", _("neighbourhood")
    SECTOR = "sector", _("statistical sector")


class AreaQuerySet(models.QuerySet["Area"]):
    def municipalities(self) -> "AreaQuerySet":
        return self.filter(kind=AreaKind.MUNICIPALITY)

    def within(self, area: "Area") -> "AreaQuerySet":
        """The area itself and its children and grandchildren (region → municipality → neighbourhood)."""
        return self.filter(models.Q(pk=area.pk) | models.Q(parent=area) | models.Q(parent__parent=area))


class Area(models.Model):
    """A unit of territory: a fact with its source, independent of any network."""

    uid = models.UUIDField(default=uuid7, unique=True, editable=False)
    country = models.CharField(max_length=2)
    kind = models.CharField(max_length=15, choices=AreaKind)
    code = models.CharField(max_length=20, help_text="official code: NIS in Belgium, INSEE in France")
    parent = models.ForeignKey("self", models.PROTECT, null=True, blank=True, related_name="children")
    names = TextsField()
    # A point inside the area, WGS84 degrees; km².
    lat = models.FloatField(null=True, blank=True)
    lon = models.FloatField(null=True, blank=True)
    area_km2 = models.FloatField(null=True, blank=True)
    source = models.CharField(max_length=300, blank=True)

    objects = AreaQuerySet.as_manager()

    class Meta:
        ordering = ["code"]
        constraints = [models.UniqueConstraint(fields=["country", "kind", "code"], name="area_code_once")]

    def __str__(self) -> str:
        return say(self.names)


class AreaPostcode(models.Model):
    """A postcode of an area; with a point of its own where the area has several (Brussels-City)."""

    area = models.ForeignKey(Area, models.CASCADE, related_name="postcodes")
    postcode = models.CharField(max_length=12, db_index=True)
    lat = models.FloatField(null=True, blank=True)
    lon = models.FloatField(null=True, blank=True)

    class Meta:
        ordering = ["pk"]
        constraints = [models.UniqueConstraint(fields=["area", "postcode"], name="area_postcode_once")]

    def __str__(self) -> str:
        return self.postcode


class AreaName(models.Model):
    """A name under which people look for the area, folded (no accents, no case, "saint" for "st")."""

    area = models.ForeignKey(Area, models.CASCADE, related_name="search_names")
    folded = models.CharField(max_length=120, db_index=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["area", "folded"], name="area_name_once")]

    def __str__(self) -> str:
        return self.folded


class AreaFigure(models.Model):
    """One figure of one area at one date: population, share of 65+, income…"""

    area = models.ForeignKey(Area, models.CASCADE, related_name="figures")
    key = models.CharField(max_length=40)
    year = models.PositiveSmallIntegerField(help_text="situation on 1 January")
    value = models.DecimalField(max_digits=16, decimal_places=4)
    is_estimate = models.BooleanField(default=False)
    source = models.CharField(max_length=300, blank=True)
    basis = models.CharField(max_length=300, blank=True, help_text="how a derived figure was made")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["area", "key", "year"], name="area_figure_once")]
        indexes = [models.Index(fields=["key", "year"], name="figure_key_year")]

    def __str__(self) -> str:
        return f"{self.key} {self.year}"


class AreaShape(models.Model):
    """The outline of an area: a GeoJSON Polygon or MultiPolygon in WGS84."""

    area = models.OneToOneField(Area, models.CASCADE, related_name="shape")
    geometry = models.JSONField()
    source = models.CharField(max_length=300, blank=True)

    def __str__(self) -> str:
        return str(self.area)


class Licence(models.TextChoices):
    """How the open data of a network may be used again. Names of licences are the same in all languages."""

    CC0 = "CC0-1.0", "Creative Commons Zero 1.0 (CC0)"
    CC_BY = "CC-BY-4.0", "Creative Commons Attribution 4.0 (CC BY 4.0)"
    ETALAB = "etalab-2.0", "Licence Ouverte 2.0 (Etalab)"
    ODBL = "ODbL-1.0", "Open Data Commons Open Database License 1.0 (ODbL)"


class Network(models.Model):
    """A network of digital public spaces: scope of memberships, roles and figures."""

    uid = models.UUIDField(default=uuid7, unique=True, editable=False)
    slug = models.SlugField(unique=True)
    names = TextsField()
    area = models.ForeignKey(Area, models.PROTECT, related_name="networks")
    timezone = models.CharField(max_length=40, default="Europe/Brussels")
    phone = models.CharField(_("phone"), max_length=40, blank=True)
    phone_note = TextsField()
    email = models.EmailField(_("e-mail"), blank=True)
    # Who answers for what the network prints and hands out, as Belgian law asks on the sheet itself.
    publisher_name = models.CharField(_("name"), max_length=120, blank=True)
    publisher_address = models.CharField(_("address"), max_length=200, blank=True)
    # Charter, long-term norm: one professional animator (FTE) for so many inhabitants.
    people_per_post = models.PositiveIntegerField(default=10_000)
    licence = models.CharField(
        _("licence of the open data"), max_length=12, choices=Licence, default=Licence.CC_BY
    )

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(licence__in=Licence.values), name="network_licence_known"
            ),
            models.CheckConstraint(
                condition=models.Q(publisher_name="", publisher_address="")
                | (~models.Q(publisher_name="") & ~models.Q(publisher_address="")),
                name="network_publisher_whole",
            ),
        ]

    def __str__(self) -> str:
        return say(self.names)
