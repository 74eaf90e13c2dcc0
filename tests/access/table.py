"""The one table role × URL: who may open and who may send what. A URL without a row here fails the suite.

Add a row when you add a URL; it is one line:

    Row("spaces:space-edit", at=SPACE, get=EDITORS, post=EDITORS),

name    the URL's full name.
get     the visitors who get the page. Nobody by default: the URL then answers GET with 405.
post    the visitors who may send. Nobody by default: the URL then answers POST with 405.
        The body sent is empty, so an allowed visitor may get the form back, 400, 409 or 422.
at      the objects in the address: a function of a `Place` (its space, organisation, network…) that returns
        the URL's arguments. It may make what it needs: at=lambda place: {"uid": make_visit(place.space).uid}.
small   what a visitor gets whose role is too small for an object she knows: 403, or 404 where she may not
        even learn that it is there.
scoped  False: the object in the address belongs to no place, and is asked for once only.
seated  True: who has a seat in the label of the network knows the object, also the neighbour's.
data    True: answers JSON always, refusals included; anonymous visitors get 401 instead of a page.
note    why, where the row would surprise.

What follows without being written:
- Views say their methods: @require_safe for pages, @require_POST for acts, GET, HEAD and POST for forms.
- The enrolled computer belongs to the desk of the own space, with nobody or with a person of the team at it.
- Anonymous visitors are sent to the sign-in page, unless they stand in the group themselves.
- Every address with objects is asked three times: for the visitor's own object, for one of another
  organisation of the same network (only network coordinator, region officer and administrator know it), and
  for one of another network (only the administrator knows it). Who does not know it gets 404.
- GET and a refused POST change nothing in the database: not one INSERT, UPDATE or DELETE.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from tests.access.objects import (
    AGENDA_ITEM,
    ANIMATOR_ROLE,
    ASSIGNMENT,
    ATLAS,
    CONSENT,
    CORRECTION,
    CREDENTIAL,
    CRITERION,
    DESK_COMPUTER,
    DESK_DAY,
    DRAFT,
    DRAFT_MANDATE,
    DRAFT_PART,
    DUTY,
    E_SERVICE,
    FILE,
    FILE_ACT,
    FILE_PART,
    FILE_PIECE,
    FILE_TABLE,
    HEARING,
    HELP,
    HOURS_KIND,
    IMPORT_JOB,
    IMPORTED,
    INTERRUPTION,
    INVITATION,
    INVITED,
    ISSUER,
    KEPT,
    KEY,
    LABEL,
    LABEL_APPEAL,
    LABEL_LETTER,
    LABEL_SCHEME,
    LETTER,
    LOT,
    MANDATE,
    MANDATE_WITH_DOCUMENT,
    MEETING,
    MERGE,
    MOVING,
    NEED_WORD,
    NETWORK_FILE,
    NETWORK_PLACE,
    OPERATORS,
    ORGANISATION,
    OUTLINES,
    PAIR,
    PASSKEY,
    PAST_ADDRESS,
    PERSON,
    PHOTO,
    PHOTO_FILE,
    PLAN,
    PLAN_BRIEFING,
    PLAN_FILE,
    PLAN_OUTCOME,
    PLAN_OUTCOME_FILE,
    POST,
    PROGRAM,
    PROGRAM_FILE,
    PROGRAM_KEY,
    PROGRAM_PAGE,
    PUBLIC_SCHEME,
    RECORD_PART,
    REFUSED_FILE,
    REFUSED_PIECE,
    REMARK,
    REPORT,
    RESERVED,
    RESERVED_ROW,
    RULE,
    SCHEME,
    SCHEME_FILE,
    SCOPE,
    SEAT,
    SERIES,
    SERVED_AREA,
    SESSION,
    SPACE,
    SPACE_LAST_YEAR,
    SPACE_POSTER,
    SPLIT,
    STATUS_LIST,
    STOP,
    SUSPENDED,
    SUSPENSION,
    TAP,
    TEMPLATE,
    TIMES,
    TONGUE,
    UNSENT_MAIL,
)
from tests.access.places import Place

ANONYMOUS = "anonymous"
ANIMATOR = "animator of the space"
COORDINATOR = "coordinator of the space"
ORGANISATION_COORDINATOR = "coordinator of the organisation"
NETWORK_COORDINATOR = "network coordinator"
REGION_OFFICER = "region officer"
ADMINISTRATOR = "administrator"
COMMITTEE_SEAT = "committee seat"
AUTHORITY_SEAT = "authority seat"
APPEALS_SEAT = "appeals seat"
COMPUTER = "enrolled computer"
BY_PIN = "person by PIN"

VISITORS = (
    ANONYMOUS,
    ANIMATOR,
    COORDINATOR,
    ORGANISATION_COORDINATOR,
    NETWORK_COORDINATOR,
    REGION_OFFICER,
    ADMINISTRATOR,
    COMMITTEE_SEAT,
    AUTHORITY_SEAT,
    APPEALS_SEAT,
    COMPUTER,
    BY_PIN,
)
SIGNED_OUT = frozenset({ANONYMOUS, COMPUTER, BY_PIN})

Group = frozenset[str]
NOBODY: Group = frozenset()
EVERYBODY: Group = frozenset(VISITORS)
SIGNED_IN: Group = EVERYBODY - SIGNED_OUT
# Who only has a seat in the procedure of the label: she knows its files, and no space.
SEATS: Group = frozenset({COMMITTEE_SEAT, AUTHORITY_SEAT, APPEALS_SEAT})
COORDINATORS: Group = frozenset({COORDINATOR, ORGANISATION_COORDINATOR})
TEAM: Group = COORDINATORS | {ANIMATOR}
AT_DESK: Group = TEAM | {BY_PIN}
SENDERS: Group = AT_DESK | {COMPUTER}
NETWORK: Group = frozenset({NETWORK_COORDINATOR, ADMINISTRATOR})
NETWORK_STAFF: Group = NETWORK | {REGION_OFFICER}
EDITORS: Group = COORDINATORS | NETWORK
ORGANISATION_EDITORS: Group = frozenset({ORGANISATION_COORDINATOR}) | NETWORK
OFFICE: Group = EDITORS | {REGION_OFFICER}
REGION: Group = frozenset({REGION_OFFICER, ADMINISTRATOR})
ADMINISTRATORS: Group = frozenset({ADMINISTRATOR})
LEADERS: Group = COORDINATORS | ADMINISTRATORS
SECRETARIAT: Group = frozenset({REGION_OFFICER, ADMINISTRATOR})
LABEL_OFFICE: Group = COORDINATORS | SECRETARIAT
ORGANISATION_ALONE: Group = frozenset({ORGANISATION_COORDINATOR})
FILE_READERS: Group = COORDINATORS | SECRETARIAT | SEATS

# Who knows an object of which place.
KNOWN_IN: dict[str, Group] = {
    "own": SIGNED_IN - SEATS,
    "neighbour": frozenset({NETWORK_COORDINATOR, REGION_OFFICER, ADMINISTRATOR}),
    "stranger": ADMINISTRATORS,
}

Arguments = Callable[[Place], dict[str, Any]]


@dataclass(frozen=True)
class Row:
    name: str
    get: Group = NOBODY
    post: Group = NOBODY
    at: Arguments | None = None
    small: int = 403
    scoped: bool = True
    seated: bool = False
    data: bool = False
    note: str = ""

    def expected(self, method: str, visitor: str, where: str) -> set[str]:
        """The right answers: "ok", "login", "403", "404", "405" (several for a refused wrong method)."""
        group, other = (self.get, self.post) if method == "GET" else (self.post, self.get)
        public = ANONYMOUS in group or (not group and ANONYMOUS in other)
        if visitor in SIGNED_OUT and not public:
            return self._by_computer(visitor, where, group, other)
        known = public or self._is_everybodys() or visitor in KNOWN_IN[where] or self._by_seat(visitor, where)
        if not group:
            return {"405"} if known and visitor in other else {"403", "404", "405"}
        if known and visitor in group:
            return {"ok"}
        return {str(self.small)} if known else {"404"}

    def _is_everybodys(self) -> bool:
        return self.at is None or not self.scoped

    def _by_seat(self, visitor: str, where: str) -> bool:
        return self.seated and visitor in SEATS and where != "stranger"

    def _by_computer(self, visitor: str, where: str, group: Group, other: Group) -> set[str]:
        """At an enrolled computer only the desk of its space opens; all else is as for anybody."""
        if where == "own" and visitor in group:
            return {"ok"}
        if where == "own" and not group and visitor in other:
            return {"405"}
        return {"401" if self.data else "login"}


TABLE = [
    # The root
    Row("root", get=EVERYBODY),
    Row("robots", get=EVERYBODY),
    Row("sitemap", get=EVERYBODY),
    Row("sitemap-part", get=EVERYBODY, at=lambda _place: {"number": 1}, scoped=False),
    Row("favicon", get=EVERYBODY),
    Row("did-document", get=EVERYBODY, at=ISSUER),
    Row("credential-status-list", get=EVERYBODY, at=STATUS_LIST, scoped=False),
    Row("credential-document", get=EVERYBODY, at=CREDENTIAL, scoped=False),
    Row("credential-short", get=EVERYBODY, at=CREDENTIAL, scoped=False),
    Row("credentials:verify", get=EVERYBODY, post=EVERYBODY, note="a check stores nothing"),
    Row("credentials:credential", get=EVERYBODY, at=CREDENTIAL, scoped=False),
    # Finder
    Row("finder:question", get=EVERYBODY),
    Row("finder:results", get=EVERYBODY),
    Row("finder:map-atlas", at=ATLAS, get=EVERYBODY),
    Row("finder:map-points", at=ATLAS, get=EVERYBODY),
    Row("finder:map-names", at=ATLAS, get=EVERYBODY),
    Row("finder:map-outlines", at=OUTLINES, get=EVERYBODY),
    Row("finder:space", at=SPACE, get=EVERYBODY),
    Row("finder:card", at=SPACE, get=EVERYBODY),
    Row("finder:photo", at=PHOTO_FILE, get=EVERYBODY),
    Row("finder:wrong", at=SPACE, get=EVERYBODY, post=EVERYBODY),
    Row("finder:report", at=REPORT, get=EVERYBODY, note="its id is known to who wrote it alone"),
    Row("finder:slip", at=SPACE, get=EVERYBODY),
    Row("finder:papers", at=SPACE, get=EVERYBODY),
    Row("finder:poster", at=SPACE_POSTER, get=EVERYBODY),
    Row("finder:leaflet", at=SERVED_AREA, scoped=False, get=EVERYBODY),
    Row("finder:leaflets", get=NETWORK),
    Row("finder:publisher", at=NETWORK_PLACE, get=NETWORK, post=NETWORK, small=404),
    Row("finder:software", get=EVERYBODY),
    Row("finder:software-export", at=PROGRAM_FILE, scoped=False, get=EVERYBODY),
    Row("finder:program", at=PROGRAM_PAGE, scoped=False, get=EVERYBODY),
    # The network's catalogue of free software
    Row("network:software-networks", get=NETWORK),
    Row("network:software", at=NETWORK_PLACE, get=NETWORK, post=NETWORK, small=404),
    Row("network:program-new", at=NETWORK_PLACE, get=NETWORK, post=NETWORK, small=404),
    Row("network:program-list", at=NETWORK_PLACE, get=NETWORK, post=NETWORK, small=404),
    Row("network:program", at=PROGRAM, get=NETWORK, post=NETWORK, small=404),
    Row("network:in-use", at=SPACE, get=EDITORS, post=EDITORS),
    Row("finder:accessibility", get=EVERYBODY),
    Row("finder:privacy", get=EVERYBODY),
    Row("finder:about", get=EVERYBODY),
    Row("finder:source", get=EVERYBODY, note="AGPL: whoever uses the site gets its source"),
    Row("finder:complaint", get=EVERYBODY, post=EVERYBODY),
    Row("finder:remark-list", get=NETWORK),
    Row("finder:report-list", get=NETWORK),
    Row("finder:need-networks", get=NETWORK),
    Row("finder:need-words", at=NETWORK_PLACE, get=NETWORK, post=NETWORK, small=404),
    Row("finder:need-word-remove", at=NEED_WORD, post=NETWORK, small=404),
    Row(
        "finder:remark-handle", at=REMARK, scoped=False, post=NETWORK, note="remarks are about the whole site"
    ),
    Row("finder:tongues", get=NETWORK),
    Row("finder:tongue", at=TONGUE, scoped=False, get=NETWORK, note="the finder is one for all networks"),
    Row("finder:tongue-checked", at=TONGUE, scoped=False, post=NETWORK),
    Row("finder:tongue-again", at=TONGUE, scoped=False, post=NETWORK),
    # Open data
    Row("open:page", get=EVERYBODY),
    Row("open:embed", get=EVERYBODY, note="any other site may show it inside its pages"),
    Row("open:embed-make", get=EVERYBODY),
    Row("api:place-list", get=EVERYBODY, note="for programs, without a key"),
    Row("api:place", at=lambda place: {"key": str(place.space.uid)}, scoped=False, get=EVERYBODY),
    Row("api:software-list", get=EVERYBODY),
    Row("api:software", at=PROGRAM_KEY, scoped=False, get=EVERYBODY),
    Row("api:file", at=lambda _place: {"name": "places.csv"}, scoped=False, get=EVERYBODY),
    Row("api:catalogue", get=EVERYBODY),
    Row("api:description", get=EVERYBODY),
    # Accounts
    Row("home", get=SIGNED_IN),
    Row("account:profile", get=SIGNED_IN, post=SIGNED_IN),
    Row("account:sessions", get=SIGNED_IN),
    Row("account:sessions-end", post=SIGNED_IN),
    Row("account:session-end", at=SESSION, scoped=False, post=SIGNED_IN, note="only one of her own ends"),
    Row("account:passkey-options", get=EVERYBODY),
    Row("account:passkey-sign-in", post=EVERYBODY),
    # With a directory that does not answer (test_access.py). Without one they are 404
    # (test_directory_settings.py).
    Row("account:directory-sign-in", post=EVERYBODY),
    Row(
        "directory-answer",
        get=EVERYBODY,
        note="what it brings was asked for in the same browser, or is refused",
    ),
    Row("account:directory-refused", at=lambda _place: {"reason": "down"}, scoped=False, get=EVERYBODY),
    Row("account:directory-connect", post=SIGNED_IN),
    Row("account:directory-disconnect", get=SIGNED_IN, post=SIGNED_IN, note="only her own account's"),
    Row("mfa_add_webauthn", get=SIGNED_IN, post=SIGNED_IN),
    Row("mfa_reauthenticate_webauthn", get=SIGNED_IN, post=SIGNED_IN),
    Row("mfa_edit_webauthn", at=PASSKEY, scoped=False, get=SIGNED_IN, post=SIGNED_IN),
    Row("mfa_remove_webauthn", at=PASSKEY, scoped=False, get=SIGNED_IN, post=SIGNED_IN),
    Row("account_login", get=EVERYBODY, post=EVERYBODY),
    Row("mfa_authenticate", get=SIGNED_IN, post=SIGNED_IN, note="only between password and code"),
    Row("account_logout", get=EVERYBODY, post=EVERYBODY, note="signing out twice is no error"),
    Row("account_change_password", get=SIGNED_IN, post=SIGNED_IN),
    Row("account_reauthenticate", get=SIGNED_IN, post=SIGNED_IN),
    Row("account_reset_password", get=EVERYBODY, post=EVERYBODY),
    Row("account_reset_password_done", get=EVERYBODY),
    Row("account_reset_password_from_key", at=KEY, get=EVERYBODY, post=EVERYBODY, note="the key opens"),
    Row("account_reset_password_from_key_done", get=EVERYBODY),
    Row("mfa_index", get=SIGNED_IN),
    Row("mfa_activate_totp", get=SIGNED_IN, post=SIGNED_IN),
    Row("mfa_deactivate_totp", get=SIGNED_IN, post=SIGNED_IN),
    Row("mfa_reauthenticate", get=SIGNED_IN, post=SIGNED_IN),
    Row("mfa_view_recovery_codes", get=SIGNED_IN),
    Row("mfa_generate_recovery_codes", get=SIGNED_IN, post=SIGNED_IN),
    # People and roles
    Row("spaces:people", get=OFFICE),
    Row("spaces:person-place", get=EDITORS),
    Row("spaces:person-add", at=SCOPE, get=EDITORS, post=EDITORS),
    Row("spaces:membership-end", at=ANIMATOR_ROLE, get=LEADERS, post=LEADERS, small=404),
    Row("spaces:person-sign-in", at=ANIMATOR_ROLE, get=LEADERS, post=LEADERS, small=404),
    Row("spaces:invitation", at=INVITED, scoped=False, get=EVERYBODY, post=EVERYBODY, note="the link opens"),
    Row("spaces:invitation-again", at=INVITATION, post=LEADERS, small=404),
    Row("spaces:invitation-withdraw", at=INVITATION, post=LEADERS, small=404),
    # Spaces
    Row("spaces:space-list", get=SIGNED_IN, note="lists the spaces one has something to do with"),
    Row("spaces:space-new", get=ORGANISATION_EDITORS, post=ORGANISATION_EDITORS),
    Row("spaces:space-record", at=SPACE, get=SIGNED_IN),
    Row("spaces:space-edit", at=RECORD_PART, get=EDITORS, post=EDITORS),
    Row("spaces:hours-edit", at=HOURS_KIND, get=EDITORS, post=EDITORS),
    Row("spaces:operators-export", at=OPERATORS, get=EDITORS),
    Row("spaces:space-confirm", at=SPACE, post=EDITORS),
    Row("spaces:space-hide", at=SPACE, post=EDITORS),
    Row("spaces:equipment", at=SPACE, get=EDITORS, post=EDITORS),
    Row("spaces:equipment-right", at=SPACE, post=EDITORS),
    Row("spaces:equipment-list", at=SPACE, get=EDITORS, post=EDITORS),
    Row("spaces:equipment-export", at=OPERATORS, get=EDITORS),
    Row("spaces:equipment-lot", at=LOT, get=EDITORS, post=EDITORS),
    Row("spaces:equipment-remove", at=LOT, post=EDITORS),
    Row("spaces:row-list", at=RESERVED, get=EDITORS, post=EDITORS),
    Row("spaces:row", at=RESERVED_ROW, get=EDITORS, post=EDITORS),
    Row("spaces:row-remove", at=RESERVED_ROW, post=EDITORS),
    Row("spaces:error-reports", at=SPACE, get=EDITORS),
    Row("spaces:error-report", at=REPORT, get=EDITORS, post=EDITORS),
    Row("spaces:stops", at=MOVING, get=EDITORS, post=EDITORS),
    Row("spaces:stop", at=STOP, get=EDITORS, post=EDITORS),
    Row("spaces:stop-remove", at=STOP, post=EDITORS),
    Row("spaces:interruptions", at=SPACE, get=EDITORS, post=EDITORS),
    Row("spaces:interruption", at=INTERRUPTION, get=EDITORS, post=EDITORS),
    Row("spaces:interruption-end", at=INTERRUPTION, post=EDITORS),
    Row("spaces:split", at=SPACE, get=NETWORK, post=NETWORK),
    Row("spaces:split-undo", at=SPLIT, post=NETWORK),
    Row("spaces:moved", at=SPACE, get=EDITORS, post=EDITORS),
    Row("spaces:moved-export", at=OPERATORS, get=EDITORS),
    Row("spaces:move-undo", at=PAST_ADDRESS, post=EDITORS),
    Row("spaces:photos", at=SPACE, get=EDITORS, post=EDITORS),
    Row("spaces:photo", at=PHOTO, get=EDITORS, post=EDITORS),
    Row("spaces:photo-file", at=PHOTO_FILE, get=EDITORS),
    Row("spaces:photo-remove", at=PHOTO, post=EDITORS),
    Row("spaces:space-facts", at=SPACE, get=EDITORS),
    Row("spaces:space-posts", at=SPACE, get=EDITORS, post=EDITORS),
    Row("spaces:duty-week", at=SPACE, get=TEAM, post=TEAM, note="who works when stays in the team"),
    Row("spaces:duty-check-in", at=SPACE, post=TEAM),
    Row("spaces:duty-check-out", at=SPACE, post=TEAM),
    Row("spaces:duty-cancel", at=DUTY, post=COORDINATORS, note="an animator takes back her own only"),
    Row("spaces:organisation-list", get=ORGANISATION_EDITORS),
    Row("spaces:organisation-new", get=NETWORK, post=NETWORK),
    Row("spaces:organisation-record", at=ORGANISATION, get=ORGANISATION_EDITORS),
    Row("spaces:organisation-edit", at=ORGANISATION, get=ORGANISATION_EDITORS, post=ORGANISATION_EDITORS),
    Row("spaces:organisation-posts", at=ORGANISATION, get=ORGANISATION_EDITORS, post=ORGANISATION_EDITORS),
    Row("spaces:post", at=POST, get=EDITORS, post=EDITORS),
    Row("spaces:post-end", at=POST, get=EDITORS, post=EDITORS),
    Row("spaces:assignment-qualification", at=ASSIGNMENT, get=EDITORS, post=EDITORS),
    Row("spaces:assignment-end", at=ASSIGNMENT, get=EDITORS, post=EDITORS),
    # Labels: the register and the office pages of one label
    Row("label:label-list", get=EVERYBODY),
    Row("label:label-export", at=lambda _place: {"file_format": "csv"}, scoped=False, get=EVERYBODY),
    Row("label:label-page", at=LABEL, get=EVERYBODY),
    Row("label:label-poster", at=LABEL, get=EVERYBODY),
    Row("label:label-mark", at=LABEL, get=EVERYBODY),
    Row("label:label-embed", at=LABEL, get=EVERYBODY),
    Row("label:held-record", at=LABEL, get=LABEL_OFFICE),
    Row("label:watch-list", get=SECRETARIAT | {COMMITTEE_SEAT, AUTHORITY_SEAT}),
    Row("label:space-label", at=SPACE, get=SIGNED_IN),
    Row("label:mail-list", get=SECRETARIAT),
    Row("label:mail-again", at=UNSENT_MAIL, post=SECRETARIAT, small=404),
    Row("label:mail-told", at=UNSENT_MAIL, post=SECRETARIAT, small=404),
    Row("label:earlier-import", get=SECRETARIAT, post=SECRETARIAT),
    Row("label:proof-issue", at=LABEL, post=SECRETARIAT),
    Row("label:hearing-open", at=LABEL, get=SECRETARIAT, post=SECRETARIAT),
    Row("label:label-reinstate", at=SUSPENDED, note="only a seat of the authority decides"),
    Row("label:label-renounce", at=LABEL, get=ORGANISATION_ALONE, post=ORGANISATION_ALONE),
    Row("label:hearing-answer", at=HEARING, get=COORDINATORS, post=COORDINATORS),
    Row("label:hearing-conclude", at=HEARING, note="only a seat of the authority decides"),
    Row("label:held-letter", at=LABEL_LETTER, get=LABEL_OFFICE),
    Row("label:label-appeal", at=SUSPENSION, get=COORDINATORS, post=COORDINATORS),
    Row("label:appeal-retract", at=LABEL_APPEAL, get=COORDINATORS, post=COORDINATORS),
    Row(
        "label:appeal-settle",
        at=LABEL_APPEAL,
        note="only a seat for appeals decides: tests/label/test_label_appeals.py",
    ),
    # Mandates
    Row("label:mandate-list", get=EVERYBODY),
    Row("label:mandate-page", at=MANDATE, get=EVERYBODY),
    Row("label:mandate-document", at=MANDATE_WITH_DOCUMENT, get=EVERYBODY),
    Row("label:mandate-new", at=NETWORK_PLACE, get=SECRETARIAT, post=SECRETARIAT, small=404),
    Row("label:mandate-edit", at=DRAFT_MANDATE, get=SECRETARIAT, post=SECRETARIAT),
    Row("label:mandate-publish", at=DRAFT_MANDATE, post=SECRETARIAT),
    Row("label:mandate-end", at=MANDATE, get=SECRETARIAT, post=SECRETARIAT),
    # What is kept
    Row("keeping:kept", get=EVERYBODY),
    Row("keeping:own-data", get=SIGNED_IN, post=SIGNED_IN, note="only what is kept about herself"),
    Row("keeping:rules", get=ADMINISTRATORS),
    Row("keeping:rule", at=RULE, scoped=False, get=ADMINISTRATORS, post=ADMINISTRATORS),
    Row("keeping:seals", get=ADMINISTRATORS),
    Row("keeping:seals-check", post=ADMINISTRATORS),
    Row("keeping:person-erase", at=PERSON, get=LEADERS, post=LEADERS, small=404),
    Row("keeping:logs", get=EDITORS),
    Row("keeping:whole-log", get=ADMINISTRATORS),
    Row("keeping:whole-log-csv", get=ADMINISTRATORS),
    Row("keeping:log", at=SPACE, get=EDITORS),
    Row("keeping:log-csv", at=SPACE, get=EDITORS),
    Row("keeping:directory", get=ADMINISTRATORS),
    Row("keeping:backups", get=ADMINISTRATORS, post=ADMINISTRATORS),
    # Desk
    Row("desk:choose", get=TEAM),
    Row("desk:leaving", get=SIGNED_IN, note="whoever signs out where a desk's notes are not sent"),
    Row("desk:desk", at=SPACE, get=AT_DESK, post=AT_DESK, note="records belong to the space"),
    Row("desk:hello", at=SPACE, get=SENDERS, data=True),
    Row("desk:batch", at=SPACE, post=SENDERS, data=True),
    Row("desk:computers", at=SPACE, get=COORDINATORS, post=COORDINATORS),
    Row("desk:computer-revoke", at=DESK_COMPUTER, post=COORDINATORS),
    Row("desk:pin", at=SPACE, get=TEAM, post=TEAM, note="never at the shared computer"),
    Row("desk:who", at=SPACE, get=SENDERS, post=SENDERS),
    Row("desk:leave", at=SPACE, post=SENDERS),
    Row("desk:kept", at=SPACE, get=TEAM),
    Row("desk:kept-decide", at=KEPT, post=TEAM),
    Row("desk:duty", at=SPACE, post=AT_DESK),
    Row("desk:numbers", at=SPACE, post=AT_DESK),
    Row("desk:screen", at=SPACE, get=AT_DESK),
    Row("desk:strip", at=SPACE, get=AT_DESK),
    Row("desk:slip", at=TAP, get=AT_DESK),
    Row("desk:shell", at=SPACE, get=AT_DESK, note="the desk without records: for a start without a line"),
    Row("desk:manifest", get=EVERYBODY, note="asked for without a cookie; names nobody"),
    Row("service-worker", get=EVERYBODY, note="a program, the same for everybody"),
    Row("desk:past-days", at=SPACE, get=AT_DESK),
    Row("desk:past-day", at=DESK_DAY, get=AT_DESK),
    Row(
        "desk:correct",
        at=HELP,
        get=AT_DESK,
        post=AT_DESK,
        note="her own; others: tests/desk/test_correct_page",
    ),
    Row("desk:coaching", at=SPACE, get=TEAM, note="pseudonyms of the space"),
    Row("desk:series-new", at=SPACE, get=TEAM, post=TEAM),
    Row("desk:series", at=SERIES, get=TEAM, post=TEAM),
    Row("desk:series-card", at=SERIES, get=TEAM),
    Row("desk:consent", at=SPACE, get=TEAM, post=TEAM),
    Row("desk:consent-sheet", at=SPACE, get=TEAM),
    Row("desk:consent-withdraw", at=CONSENT, post=TEAM),
    Row("desk:templates", at=SPACE, get=COORDINATORS, post=COORDINATORS),
    Row("desk:template", at=TEMPLATE, get=COORDINATORS, post=COORDINATORS),
    Row("desk:template-move", at=TEMPLATE, post=COORDINATORS),
    Row("e_services:networks", get=NETWORK),
    Row("e_services:list", at=NETWORK_PLACE, get=NETWORK, post=NETWORK, small=404),
    Row("e_services:service", at=E_SERVICE, get=NETWORK, post=NETWORK, small=404),
    Row("e_services:service-move", at=E_SERVICE, post=NETWORK, small=404),
    # Figures
    Row("census:figures", get=SIGNED_IN, note="of what the person may see: tests/census/test_permissions.py"),
    Row("census:figures-csv", get=SIGNED_IN - SEATS, small=404),
    Row("census:figures-json", get=SIGNED_IN - SEATS, small=404),
    Row("census:months", at=SPACE, get=COORDINATORS, post=COORDINATORS),
    Row("census:year", at=SPACE_LAST_YEAR, get=COORDINATORS, post=COORDINATORS),
    # Reach
    Row("coverage:networks", get=NETWORK_STAFF),
    Row("coverage:reach", at=NETWORK_PLACE, get=NETWORK_STAFF, small=404),
    Row("coverage:reach-file", at=NETWORK_FILE, get=NETWORK_STAFF, small=404),
    Row("coverage:what-if", at=NETWORK_PLACE, get=NETWORK_STAFF, small=404),
    Row("coverage:what-if-file", at=NETWORK_FILE, get=NETWORK_STAFF, small=404),
    Row("coverage:rules", at=NETWORK_PLACE, get=NETWORK_STAFF, post=NETWORK_STAFF, small=404),
    Row("coverage:times", at=NETWORK_PLACE, get=NETWORK_STAFF, post=NETWORK_STAFF, small=404),
    Row("coverage:times-remove", at=TIMES, get=NETWORK_STAFF, post=NETWORK_STAFF, small=404),
    Row("coverage:plans", at=NETWORK_PLACE, get=NETWORK_STAFF, post=NETWORK_STAFF, small=404),
    Row("coverage:plan", at=PLAN, get=NETWORK_STAFF, small=404),
    Row("coverage:plan-file", at=PLAN_FILE, get=NETWORK_STAFF, small=404),
    Row("coverage:plan-compare", at=NETWORK_PLACE, get=NETWORK_STAFF, small=404),
    Row("coverage:plan-change", at=PLAN, get=NETWORK_STAFF, post=NETWORK_STAFF, small=404),
    Row("coverage:plan-remove", at=PLAN, get=NETWORK_STAFF, post=NETWORK_STAFF, small=404),
    Row("coverage:plan-outcome", at=PLAN_OUTCOME, get=NETWORK_STAFF, small=404),
    Row("coverage:plan-outcome-file", at=PLAN_OUTCOME_FILE, get=NETWORK_STAFF, small=404),
    Row("coverage:plan-briefing", at=PLAN_BRIEFING, get=NETWORK_STAFF, small=404),
    # Label: rules and overview; who has a seat: tests/label/test_overview_pages.py
    Row("label:rules-list", get=EVERYBODY),
    Row("label:rules", at=PUBLIC_SCHEME, get=EVERYBODY),
    Row("label:schemes", get=REGION),
    Row("label:version", at=DRAFT, get=REGION, small=404),
    Row("label:version-copy", at=DRAFT, post=REGION, small=404),
    Row("label:version-edit", at=DRAFT_PART, get=REGION, post=REGION, small=404),
    Row("label:version-remove", at=DRAFT, get=REGION, post=REGION, small=404),
    Row("label:version-preview", at=DRAFT, get=REGION, small=404),
    Row("label:version-publish", at=DRAFT, get=REGION, post=REGION, small=404),
    Row("label:criterion-new", at=DRAFT, get=REGION, post=REGION, small=404),
    Row("label:criterion-edit", at=CRITERION, get=REGION, post=REGION, small=404),
    Row("label:criterion-move", at=CRITERION, post=REGION, small=404),
    Row("label:criterion-remove", at=CRITERION, get=REGION, post=REGION, small=404),
    Row("label:overviews", get=REGION | SEATS),
    Row("label:overview", at=SCHEME, get=REGION, small=404),
    Row("label:matrix", at=SCHEME, get=REGION, small=404),
    Row("label:matrix-file", at=SCHEME_FILE, get=REGION, small=404),
    Row("label:threshold", at=SCHEME, get=REGION, small=404),
    Row("label:close", at=SCHEME, get=REGION, small=404),
    # Files of the label
    Row("label:file-list", get=COORDINATORS | SECRETARIAT | SEATS),
    Row("label:file-new", at=SPACE, get=COORDINATORS, post=COORDINATORS),
    Row("label:file", at=REFUSED_FILE, get=FILE_READERS, seated=True),
    Row("label:file-table", at=FILE_TABLE, get=FILE_READERS, seated=True),
    Row("label:file-part", at=FILE_PART, get=COORDINATORS, post=COORDINATORS, seated=True),
    Row("label:file-answers", at=FILE, get=COORDINATORS, post=COORDINATORS, seated=True),
    Row("label:file-submit", at=FILE, get=COORDINATORS, post=COORDINATORS, seated=True),
    Row("label:file-pieces", at=FILE, get=COORDINATORS, post=COORDINATORS, seated=True),
    Row("label:piece", at=REFUSED_PIECE, get=FILE_READERS, seated=True),
    Row("label:piece-remove", at=FILE_PIECE, post=COORDINATORS, seated=True),
    Row("label:file-correction", at=CORRECTION, get=COORDINATORS, post=COORDINATORS, seated=True),
    Row("label:file-letter", at=LETTER, get=FILE_READERS, seated=True),
    Row(
        "label:file-act",
        at=FILE_ACT,
        get=COORDINATORS,
        post=COORDINATORS,
        seated=True,
        note="every other act by every role: tests/label/test_transitions.py",
    ),
    Row("label:meeting-list", get=SECRETARIAT | SEATS),
    Row("label:meeting", at=MEETING, get=SECRETARIAT | SEATS, post=SECRETARIAT, small=404, seated=True),
    Row("label:meeting-new", at=LABEL_SCHEME, get=SECRETARIAT, post=SECRETARIAT, small=404),
    Row("label:minute", at=AGENDA_ITEM, get=SECRETARIAT, post=SECRETARIAT, small=404, seated=True),
    Row("label:agenda-remove", at=AGENDA_ITEM, post=SECRETARIAT, small=404, seated=True),
    Row("label:seats", at=LABEL_SCHEME, get=SECRETARIAT, post=SECRETARIAT, small=404),
    Row("label:seat-end", at=SEAT, get=SECRETARIAT, post=SECRETARIAT, small=404),
    # Imports
    Row("exchange:sources", get=NETWORK),
    Row("exchange:duplicates", get=NETWORK),
    Row("exchange:compare", at=PAIR, get=NETWORK, post=NETWORK, small=404),
    Row("exchange:merge-undo", at=MERGE, post=NETWORK, small=404),
    Row("exchange:upload", get=NETWORK, post=NETWORK),
    Row("exchange:source", at=IMPORTED, get=NETWORK, post=NETWORK),
    Row("exchange:job", at=IMPORT_JOB, get=NETWORK, small=404),
]
