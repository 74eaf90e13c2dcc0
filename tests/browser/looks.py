"""How axe looks at a page: in each language on a small screen, and once on a wide one.

The wide one is in Dutch, which has the longest words.
"""

import pytest

looks = pytest.mark.parametrize(("language", "width"), [("fr", 320), ("nl", 320), ("en", 320), ("nl", 1280)])
_SCHEMES = [("fr", 320, "light"), ("nl", 320, "light"), ("en", 320, "dark"), ("nl", 1280, "dark")]
looks_and_schemes = pytest.mark.parametrize(("language", "width", "scheme"), _SCHEMES)
# The pages of the finder also where everything runs leftward; its five other languages look like these.
and_leftward = pytest.mark.parametrize(("language", "width", "scheme"), [*_SCHEMES, ("ar", 320, "light")])
