"""On which device somebody signed in, in words that she recognises.

Of what a browser says of itself two words are kept: which browser, on what. No version, no address.
"""

from django.utils.translation import gettext as _

# The first that is found: most browsers also name those they want to be taken for.
BROWSERS = (
    ("edg", "Edge"),
    ("opr/", "Opera"),
    ("samsungbrowser", "Samsung Internet"),
    ("firefox", "Firefox"),
    ("fxios", "Firefox"),
    ("chrom", "Chrome"),
    ("crios", "Chrome"),
    ("safari", "Safari"),
)
NAME_LENGTH = 60
"""Of what somebody calls her passkey."""

SYSTEMS = (
    ("iphone", "iPhone"),
    ("ipad", "iPad"),
    ("android", "Android"),
    ("windows", "Windows"),
    ("cros", "Chromebook"),
    ("mac os", "Mac"),
    ("linux", "Linux"),
)


def device_of(said: str) -> str:
    """From the header User-Agent: "Firefox/Windows"; a part that is not known stays empty."""
    return f"{_named(BROWSERS, said)}/{_named(SYSTEMS, said)}"


def _named(names: tuple[tuple[str, str], ...], said: str) -> str:
    return next((name for mark, name in names if mark in said.lower()), "")


def in_words(device: str) -> str:
    browser, _slash, system = device.partition("/")
    if browser and system:
        return _("%(browser)s on %(system)s") % {"browser": browser, "system": system}
    return browser or system or _("A device that does not say what it is")
