"""The few tags every template uses; built in, so no template has to load them."""

from functools import lru_cache
from typing import Any

from django import template
from django.conf import settings
from django.forms import BaseForm, PasswordInput
from django.template.context import RequestContext
from django.template.loader import get_template
from django.templatetags.static import static
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import get_language

from opstap.core import menu, moments, notices, vocabularies
from opstap.core.numbers import amount
from opstap.core.texts import best_language, say
from opstap.core.tongues import comma, direction, listed, ltr

register = template.Library()


@register.simple_tag
def icon(name: str, css: str = "") -> SafeString:
    """A pictogram of the sprite, hidden from screen readers: `{% icon "p-help" "pic-l" %}`.

    The class follows the name where none is given: `s-…` shape, `p-…` pic, `i-…` ico.
    """
    return _icon(name, css or {"s": "shape", "p": "pic", "i": "ico"}.get(name[0], ""))


@lru_cache(maxsize=512)
def _icon(name: str, css: str) -> SafeString:
    return format_html(
        '<svg class="{}" aria-hidden="true" focusable="false"><use href="{}#{}"/></svg>',
        css,
        static("sprite.svg"),
        name,
    )


@register.simple_tag
def still(template_name: str, **context: Any) -> SafeString:
    """An include that always says the same in a language: `{% still "ui/footer.html" signed_in=signed_in %}`.

    It is rendered once per language and values and sees nothing of the page but these values.
    """
    render = _still.__wrapped__ if settings.DEBUG else _still
    return render(template_name, get_language() or "", tuple(sorted(context.items())))


@lru_cache(maxsize=1024)
def _still(template_name: str, _language: str, context: tuple[tuple[str, Any], ...]) -> SafeString:
    return SafeString(get_template(template_name).render(dict(context)))


@register.filter(name="say")
def say_filter(texts: dict[str, str] | None) -> str:
    """The text in the page's language, else in the best other one."""
    return say(texts)


@register.simple_tag(name="say")
def say_tag(texts: dict[str, str] | None) -> SafeString | str:
    """Like the filter, but marks another language with `lang`, for screen readers."""
    asked = (get_language() or "fr")[:2]
    language = best_language(texts or {}, asked)
    if not texts or not language:
        return ""
    return texts[language] if language == asked else _marked(language, texts[language])


def _marked(language: str, text: str) -> SafeString:
    return format_html('<span lang="{}"{}>{}</span>', language, _dir(language), text)


def _dir(language: str) -> SafeString:
    """Only where it runs otherwise than the page."""
    other_way = direction(language)
    return format_html(' dir="{}"', other_way) if other_way else SafeString("")


@register.simple_tag
def say_others(texts: dict[str, str] | None) -> SafeString:
    """The same name in the other languages of a bilingual region, each marked with `lang`."""
    texts = texts or {}
    shown = best_language(texts)
    others = [(code, texts[code]) for code in ("fr", "nl") if texts.get(code) and code != shown]
    others = [(code, text) for code, text in others if text != texts.get(shown)]
    return format_html_join(" ", "{}", ((_marked(code, text),) for code, text in others))


@register.simple_tag
def term(vocabulary: str, code: str) -> str:
    """The label of a vocabulary's code in the page's language."""
    return vocabularies.label(vocabulary, code, get_language() or "fr")


register.filter(amount)


@register.filter
def asks_secret(form: BaseForm) -> bool:
    """A password or a PIN is asked: it is never shown again, so it is not kept either."""
    return any(isinstance(field.widget, PasswordInput) for field in form.fields.values())


@register.simple_tag(takes_context=True)
def menu_entries(context: RequestContext) -> list[menu.Entry]:
    """What this person may open; nothing for visitors."""
    request = context.get("request")
    user = getattr(request, "user", None)
    return menu.entries_for(user) if user is not None and user.is_authenticated else []


@register.simple_tag(takes_context=True)
def standing_notices(context: RequestContext) -> list[notices.Notice]:
    """What this person must be told on every page; nothing for visitors."""
    user = getattr(context.get("request"), "user", None)
    return notices.notices_for(user) if user is not None and user.is_authenticated else []


@register.simple_tag(takes_context=True)
def menu_current(context: RequestContext, entries: list[menu.Entry]) -> menu.Entry | None:
    """The entry of the room this page stands in."""
    return menu.current_of(entries, context["request"].path)


@register.simple_tag(takes_context=True)
def with_query(context: RequestContext, **changes: Any) -> str:
    """The current question with some parts changed: `href="{% with_query page=2 %}"`; None removes a part."""
    query = context["request"].GET.copy()
    for name, value in changes.items():
        if value is None or value == "":
            query.pop(name, None)
        elif isinstance(value, list):
            query.setlist(name, value)
        else:
            query[name] = value
    return f"?{query.urlencode()}"


# {{ phone|ltr }}: its parts keep their order on a page that runs leftward.
register.filter(name="ltr")(ltr)
# {{ names|listed }}, a{% comma %} b: as the script of the page writes lists.
register.filter(name="listed")(listed)
register.simple_tag(comma)
# Times and days as people say them: {{ duty.starts_at|clock }}, {% from_to start end %}, {{ day|day_words }}.
register.filter(name="clock")(moments.clock)
register.filter(name="day_name")(moments.day_name)
register.filter(name="weekday_name")(moments.weekday_name)
register.filter(name="day_words")(moments.day_words)
register.filter(name="date_words")(moments.date_words)
register.filter(name="on_day")(moments.on_day)
register.filter(name="on_day_at")(moments.on_day_at)
register.simple_tag(moments.from_to)
register.simple_tag(moments.between)
