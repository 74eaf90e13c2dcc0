"""The parts of an Open Badges 3.0 credential: what each must have, and of what form.

Written from the 1EdTech specification "Open Badges 3.0", chapter "Data models" (the tests compare with its
JSON Schema), and stricter where the text is: addresses must be absolute, moments carry their offset, a type
names its class.
"""

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

from opstap.credentials.adapter import VC_CONTEXT, Document
from opstap.credentials.reasons import Reason, RefusedError
from opstap.credentials.rules.moments import is_day, is_moment

_ADDRESS = re.compile(r"[A-Za-z][A-Za-z0-9+.-]*:[^\s<>\"{}|\\^`\x00-\x20]+")
_LANGUAGE = re.compile(r"[a-z]{2}(-[A-Z]{2})?")
_IN_LANGUAGE = re.compile(r"[a-z]{2,4}(-[A-Z][a-z]{3})?(-([A-Z]{2}|[0-9]{3}))?")
_TOKEN = re.compile(r"[\w-]+\.[\w-]*\.[\w-]+")
_BADGE_CONTEXT = re.compile(r"https://purl\.imsglobal\.org/spec/ob/v3p0/context(-3\.\d\.\d)?\.json")
_OWN_WORD = re.compile(r"ext:[A-Za-z0-9._-]+")
# An image may travel inside: data:image/png;base64,…
_DATA = re.compile(r"data:[^\s]+")


def is_address(value: Any) -> bool:
    """An absolute URI (or IRI), data: included."""
    return isinstance(value, str) and bool(_ADDRESS.fullmatch(value) or _DATA.fullmatch(value))


def _is_text(value: Any) -> bool:
    """A text, or one per language: {"fr": "…"}."""
    if isinstance(value, dict):
        return all(_LANGUAGE.fullmatch(key) and isinstance(text, str) for key, text in value.items())
    return isinstance(value, str)


def is_badge_contexts(value: Any) -> bool:
    """The vocabulary of credentials first, that of badges second; others may follow."""
    if not isinstance(value, list) or not all(isinstance(one, str) for one in value):
        return False
    return value[:1] == [VC_CONTEXT] and any(map(_BADGE_CONTEXT.fullmatch, value[1:2]))


def _is_number(value: Any) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool)


def _matches(pattern: re.Pattern[str]) -> Callable[[Any], bool]:
    return lambda value: isinstance(value, str) and pattern.fullmatch(value) is not None


def _one_of(*words: str, more: bool = True) -> Callable[[Any], bool]:
    known = frozenset(words)

    def is_known(value: Any) -> bool:
        return isinstance(value, str) and (value in known or (more and bool(_OWN_WORD.fullmatch(value))))

    return is_known


_IDENTIFIERS = (
    "name sourcedId systemId productId userName accountId emailAddress nationalIdentityNumber isbn issn "
    "lisSourcedId oneRosterSourcedId sisSourcedId ltiContextId ltiDeploymentId ltiToolId ltiPlatformId "
    "ltiUserId identifier"
)
_ACHIEVEMENTS = (
    "Achievement ApprenticeshipCertificate Assessment Assignment AssociateDegree Award Badge BachelorDegree "
    "Certificate CertificateOfCompletion Certification CommunityService Competency Course CoCurricular "
    "Degree Diploma DoctoralDegree Fieldwork GeneralEducationDevelopment JourneymanCertificate "
    "LearningProgram License Membership ProfessionalDoctorate QualityAssuranceCredential MasterCertificate "
    "MasterDegree MicroCredential ResearchDoctorate SecondarySchoolDiploma"
)
_TARGETS = "ceasn:Competency ceterms:Credential CFItem CFRubric CFRubricCriterion CFRubricCriterionLevel CTDL"
_RESULTS = (
    "GradePointAverage LetterGrade Percent PerformanceLevel PredictedScore RawScore Result RubricCriterion "
    "RubricCriterionLevel RubricScore ScaledScore Status"
)
_STATES = "Completed Enrolled Failed InProgress OnHold Provisional Withdrew"

FORMS: dict[str, Callable[[Any], bool]] = {
    "text": _is_text,
    "word": lambda value: isinstance(value, str),
    "address": is_address,
    "moment": is_moment,
    "day": is_day,
    "number": _is_number,
    "flag": lambda value: isinstance(value, bool),
    "token": _matches(_TOKEN),
    "language": _matches(_IN_LANGUAGE),
    "contexts": is_badge_contexts,
    "identifier-type": _one_of(*_IDENTIFIERS.split()),
    "achievement-type": _one_of(*_ACHIEVEMENTS.split()),
    "target-type": _one_of(*_TARGETS.split()),
    "result-type": _one_of(*_RESULTS.split()),
    "result-state": _one_of(*_STATES.split(), more=False),
}

# One line a class: name=form. "!" must be there; "*" one or an array; ":X+Y" a type that names X and Y,
# perhaps among others; ".X" exactly X; a name with a capital is a class; "/" either. A class that is "closed"
# has no other part.
_CLASSES = """
Subject               id=address type!=:AchievementSubject activityEndDate=moment activityStartDate=moment
                      creditsEarned=number achievement!=Achievement identifier=Identity* image=Image
                      licenseNumber=text narrative=text result=Result* role=text source=Profile term=text
Identity closed       type!=.IdentityObject hashed!=flag identityHash!=text identityType!=identifier-type
                      salt=text
Evidence              id=address type!=:Evidence narrative=text name=text description=text genre=text
                      audience=text
Achievement           id!=address type!=:Achievement alignment=Alignment* achievementType=achievement-type
                      creator=Profile creditsAvailable=number criteria!=Criteria description!=text
                      endorsement=Endorsement* endorsementJwt=token* fieldOfStudy=text humanCode=text
                      image=Image inLanguage=language name!=text otherIdentifier=Identifier*
                      related=Related* resultDescription=ResultDescription* specialization=text tag=text*
                      version=text
Alignment             type!=:Alignment targetCode=text targetDescription=text targetName!=text
                      targetFramework=text targetType=target-type targetUrl!=address
Criteria              id=address narrative=text
Identifier closed     type!=.IdentifierEntry identifier!=text identifierType!=identifier-type
Image closed          id!=address type!=.Image caption=text
Result                type!=:Result achievedLevel=address alignment=Alignment* resultDescription=address
                      status=result-state value=text
ResultDescription     id!=address type!=:ResultDescription alignment=Alignment* allowedValue=text* name!=text
                      requiredLevel=address requiredValue=text resultType!=result-type
                      rubricCriterionLevel=Level* valueMax=text valueMin=text
Level                 id!=address type!=:RubricCriterionLevel alignment=Alignment* description=text level=text
                      name!=text points=text
Related               id!=address type!=:Related inLanguage=language version=text
Profile               id!=address type!=:Profile name=text url=address phone=text description=text
                      endorsement=Endorsement* endorsementJwt=token* image=Image email=text address=Address
                      otherIdentifier=Identifier* official=text parentOrg=Profile familyName=text
                      givenName=text additionalName=text patronymicName=text honorificPrefix=text
                      honorificSuffix=text familyNamePrefix=text dateOfBirth=day
Address               type!=:Address addressCountry=text addressCountryCode=text addressRegion=text
                      addressLocality=text streetAddress=text postOfficeBoxNumber=text postalCode=text geo=Geo
Geo                   type!=.GeoCoordinates latitude!=number longitude!=number
Endorsement           @context!=contexts id!=address type!=:VerifiableCredential+EndorsementCredential
                      name!=text description=text
                      credentialSubject!=Endorsed issuer!=address/Profile validFrom!=moment validUntil=moment
                      awardedDate=moment credentialSchema=Schema* credentialStatus=Status*
                      refreshService=Refresh termsOfUse=Terms* evidence=Evidence*
Endorsed              id!=address type!=:EndorsementSubject endorsementComment=text
Schema                id!=address type!=word
Status                id=address type!=word
Refresh               id!=address type!=word
Terms                 id=address type!=word
Badge                 id!=address type!=:VerifiableCredential name=text description=text image=Image
                      awardedDate=moment credentialSubject!=Subject endorsement=Endorsement*
                      endorsementJwt=token* issuer!=address/Profile validFrom!=moment validUntil=moment
                      credentialSchema=Schema* credentialStatus=Status* refreshService=Refresh
                      termsOfUse=Terms* evidence=Evidence*
"""


@dataclass(frozen=True)
class Part:
    """One part of a class. `forms`: any will do; `many`: an array of them too."""

    name: str
    forms: tuple[str, ...]
    required: bool
    many: bool


@dataclass(frozen=True)
class Shape:
    parts: dict[str, Part]
    closed: bool


def _shapes(table: str) -> dict[str, Shape]:
    found: dict[str, Shape] = {}
    name = ""
    for line in table.strip().splitlines():
        words = line.split()
        if not line.startswith(" "):
            name = words.pop(0)
            found[name] = Shape({}, closed="closed" in words)
        for part in (_part(word) for word in words if "=" in word):
            found[name].parts[part.name] = part
    return found


def _part(word: str) -> Part:
    name, _, forms = word.partition("=")
    required, many = name.endswith("!"), forms.endswith("*")
    return Part(name.rstrip("!"), tuple(forms.rstrip("*").split("/")), required, many)


SHAPES = _shapes(_CLASSES)


def check_badge(credential: Document) -> None:
    """Raises RefusedError with the path of the first fault: "credentialSubject.achievement.criteria"."""
    for reason, path in faults(credential, "Badge"):
        raise RefusedError(reason, path)
    if not credential["credentialSubject"].keys() & {"id", "identifier"}:
        raise RefusedError(Reason.PART_MISSING, "credentialSubject.id")


def faults(value: Any, name: str, path: str = "") -> Iterator[tuple[Reason, str]]:
    """Every fault of an object of the class `name`, with its path."""
    shape = SHAPES[name]
    if not isinstance(value, dict):
        yield Reason.PART_WRONG, path
        return
    before = f"{path}." if path else ""
    for part in shape.parts.values():
        if part.name in value:
            yield from _faults_of_part(value[part.name], part, before + part.name)
        elif part.required:
            yield Reason.PART_MISSING, before + part.name
    if shape.closed:
        yield from ((Reason.PART_WRONG, before + key) for key in value if key not in shape.parts)


def _faults_of_part(value: Any, part: Part, path: str) -> Iterator[tuple[Reason, str]]:
    if part.many and isinstance(value, list):
        for place, one in enumerate(value):
            yield from _faults_of_one(one, part.forms, f"{path}[{place}]")
    else:
        yield from _faults_of_one(value, part.forms, path)


def _faults_of_one(value: Any, forms: tuple[str, ...], path: str) -> Iterator[tuple[Reason, str]]:
    classes = [form for form in forms if form in SHAPES]
    plain = [form for form in forms if form not in SHAPES]
    if any(_fits(value, form) for form in plain):
        return
    if classes and isinstance(value, dict):
        yield from faults(value, classes[0], path)
    else:
        yield Reason.PART_WRONG, path


def _fits(value: Any, form: str) -> bool:
    if form[0] == ":":
        named = set(form[1:].split("+"))
        return {value} == named if isinstance(value, str) else is_type_list(value) and named <= set(value)
    if form[0] == ".":
        return bool(value == form[1:])
    return FORMS[form](value)


def is_type_list(value: Any) -> bool:
    return isinstance(value, list) and all(isinstance(one, str) and one for one in value)
