"""Pages that a server shows in place of the one that was asked for: errors, walls of consent, tests for machines."""

from __future__ import annotations

from typing import Literal

from briefings.patterns import lazy_pattern
from briefings.values import dataclass

Wall = Literal["not-found", "refused", "test", "consent"]

LONGEST = 1_500
"""Characters: a page that has more to say is no such page, whatever phrases stand in it. Our own value."""


@dataclass(frozen=True, slots=True)
class WallFound:
    """What a text is, and the phrase of our list that tells it."""

    kind: Wall
    phrase: str


_PHRASES: dict[Wall, tuple[str, ...]] = {
    "not-found": (
        "404 not found",
        "410 gone",
        "error 404",
        "404 error",
        "http 404",
        "page not found",
        "page cannot be found",
        "page could not be found",
        "page can't be found",
        "page you requested could not be found",
        "page you are looking for",
        "page you were looking for",
        "page you're looking for",
        "page has been removed",
        "page is no longer available",
        "page isn't available",
        "page does not exist",
        "article is no longer available",
        "content isn't available",
        "we can't find the page",
        "we couldn't find the page",
        "we couldn't find that page",
        "this domain is for sale",
        "this account has been suspended",
        "seite nicht gefunden",
        "seite wurde nicht gefunden",
        "seite konnte nicht gefunden werden",
        "page introuvable",
        "page n'existe pas",
        "página no encontrada",
        "no se ha encontrado la página",
        "페이지를 찾을 수 없습니다",
        "존재하지 않는 페이지",
        "ページが見つかりません",
        "页面不存在",
        "找不到页面",
        "找不到網頁",
        "страница не найдена",
    ),
    "refused": (
        "access denied",
        "access to this page has been denied",
        "403 forbidden",
        "error 403",
        "401 unauthorized",
        "429 too many requests",
        "500 internal server error",
        "502 bad gateway",
        "503 service unavailable",
        "503 service temporarily unavailable",
        "504 gateway time-out",
        "504 gateway timeout",
        "you don't have permission to access",
        "you do not have permission to access",
        "your request has been blocked",
        "you have been blocked",
        "this request was blocked",
        "not available in your region",
        "not available in your country",
        "unavailable for legal reasons",
        "zugriff verweigert",
        "accès refusé",
        "acceso denegado",
        "접근이 거부",
        "доступ запрещен",
    ),
    "test": (
        "enable javascript",
        "javascript is disabled",
        "javascript is not available",
        "requires javascript",
        "need to enable javascript",
        "turn on javascript",
        "javascript aktivieren",
        "activer javascript",
        "자바스크립트를",
        "verify you are human",
        "verify you are a human",
        "verifying you are human",
        "verify that you are not a robot",
        "confirm you are human",
        "are you a robot",
        "are not a robot",
        "i'm not a robot",
        "checking your browser",
        "checking if the site connection is secure",
        "unusual traffic from your",
        "automated access to",
        "complete the captcha",
        "solve the captcha",
        "ddos protection by",
        "ray id:",
        "pardon our interruption",
        "please wait while we verify",
    ),
    "consent": (
        "accept all cookies",
        "accept cookies",
        "reject all",
        "cookie settings",
        "cookie policy",
        "cookie preferences",
        "manage cookies",
        "manage your cookie",
        "this site uses cookies",
        "this website uses cookies",
        "we use cookies",
        "we and our partners",
        "we value your privacy",
        "your privacy choices",
        "before you continue to",
        "consent to the use of",
        "legitimate interest",
        "alle cookies akzeptieren",
        "wir verwenden cookies",
        "accepter les cookies",
        "nous utilisons des cookies",
        "aceptar las cookies",
    ),
}
_SHOWN_ALONE = lazy_pattern(r"(?im)^\W{0,5}(?:error\W{1,3})?(?:404|403|410|500|503)\W{0,5}(?:error)?\W{0,3}$")
_CONSENT_PHRASES = 2
"""A page may offer its cookie policy at the foot; one that says so little else speaks of it more than once."""


MOST_REST = 400
"""Characters on other matters that a wall of consent may have, our own value: a page with a banner has more."""
_ON_COOKIES = lazy_pattern(
    r"cookie|consent|partner|privacy|personal data|data protection|preference|accept|reject|purpose|advert|\bads?\b"
    r"|javascript|browser|vendor|legitimate interest|datenschutz|einwillig|confidentialit|consentement"
)
_SENTENCE = lazy_pattern(r"(?<=[.!?])\s")


def _rest(plain: str) -> int:
    """How many characters of a text are in sentences that say nothing of cookies, consent and advertising."""
    return sum(len(sentence) for sentence in _SENTENCE.split(plain) if not _ON_COOKIES.search(sentence))


def find_wall(text: str) -> WallFound | None:
    """What a short text is, where it is no source but what a server shows in place of one."""
    if len(text) > LONGEST:
        return None
    plain = " ".join(text.casefold().replace("’", "'").split())
    for kind, phrases in _PHRASES.items():
        found = [phrase for phrase in phrases if phrase in plain]
        if kind == "consent" and _rest(plain) > MOST_REST:
            continue
        if len(found) >= (_CONSENT_PHRASES if kind == "consent" else 1):
            return WallFound(kind, found[0])
    number = _SHOWN_ALONE.search(text)
    return WallFound("not-found", " ".join(number[0].split())) if number else None
