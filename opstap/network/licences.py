"""Licences of free software by their short names, from the SPDX list. Pure: no Django.

Those the Free Software Foundation or the Open Source Initiative calls free, as far as programs of this field
bear them. An expression joins them: "GPL-2.0-only OR GPL-3.0-only", "Apache-2.0 WITH LLVM-exception".
"""

import re

FREE = frozenset(
    """
    0BSD AFL-3.0 AGPL-3.0-only AGPL-3.0-or-later Apache-1.1 Apache-2.0 Artistic-1.0-Perl Artistic-2.0
    BSD-1-Clause BSD-2-Clause BSD-2-Clause-Patent BSD-3-Clause BSD-3-Clause-Clear BSL-1.0 CAL-1.0 CC0-1.0
    CDDL-1.0 CDDL-1.1 CECILL-2.0 CECILL-2.1 CECILL-B CECILL-C CPL-1.0 ECL-2.0 EPL-1.0 EPL-2.0 EUPL-1.1
    EUPL-1.2 FTL GPL-1.0-or-later GPL-2.0-only GPL-2.0-or-later GPL-3.0-only GPL-3.0-or-later HPND ICU IPL-1.0
    ISC LGPL-2.0-only LGPL-2.0-or-later LGPL-2.1-only LGPL-2.1-or-later LGPL-3.0-only LGPL-3.0-or-later
    LPPL-1.3c MIT MIT-0 MPL-1.1 MPL-2.0 MPL-2.0-no-copyleft-exception MS-PL MS-RL MulanPSL-2.0 NCSA OFL-1.1
    OLDAP-2.8 OSL-3.0 PHP-3.01 PostgreSQL Python-2.0 QPL-1.0 Ruby Sleepycat UPL-1.0 Unlicense Vim W3C WTFPL
    X11 ZPL-2.1 Zlib
    """.split()
)
EXCEPTIONS = frozenset(
    """
    Autoconf-exception-3.0 Bison-exception-2.2 Classpath-exception-2.0 Font-exception-2.0 GCC-exception-3.1
    LLVM-exception OpenSSL-exception Qt-GPL-exception-1.0 Qt-LGPL-exception-1.1 openvpn-openssl-exception
    x11vnc-openssl-exception
    """.split()
)
_OLDER = re.compile(r"(A?GPL|LGPL)-(\d\.\d)(\+?)")
_WORD = re.compile(r"[()]|[^\s()]+")
_BY_LOWER = {name.lower(): name for name in FREE | EXCEPTIONS}


class UnknownLicenceError(Exception):
    """`part` is no licence, or stands where none can."""

    def __init__(self, part: str) -> None:
        super().__init__(part)
        self.part = part


def read_licence(text: str) -> str:
    """The expression as SPDX writes it: "gpl-3.0+" → "GPL-3.0-or-later". Raises UnknownLicenceError."""
    words = _WORD.findall(text)
    said: list[str] = []
    depth = 0
    for word in words:
        before = said[-1] if said else "("
        if word in ("(", ")"):
            depth += 1 if word == "(" else -1
            fits = _opens(before) if word == "(" else not _opens(before)
            said.append(word)
        elif word.upper() in ("AND", "OR", "WITH"):
            fits = not _opens(before) and (word.upper() != "WITH" or before in FREE)
            said.append(word.upper())
        else:
            said.append(_named(word))
            wanted = EXCEPTIONS if before == "WITH" else FREE
            fits = _opens(before) and said[-1] in wanted
        if not fits or depth < 0:
            raise UnknownLicenceError(word)
    if not said or depth or _opens(said[-1]):
        raise UnknownLicenceError(words[-1] if words else text)
    return " ".join(said).replace("( ", "(").replace(" )", ")")


def _opens(word: str) -> bool:
    """Whether a name must follow."""
    return word in ("(", "AND", "OR", "WITH")


def _named(word: str) -> str:
    older = _OLDER.fullmatch(word.upper())
    if older:
        kind, version, later = older.groups()
        return f"{kind}-{version}-{'or-later' if later else 'only'}"
    return _BY_LOWER.get(word.lower(), word)
