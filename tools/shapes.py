r"""What must not leave can be told by its shape, or by the format that it stands in?

Personal numbers by their check digits; secrets by the syntax round them: cookies, options of commands, files of
passwords, XML and the like, where no `name = "value"` gives them away.
"""

import re
from collections.abc import Iterator

from tools.debugger.inside.masking import secret_name

_QUOTED = r"[\"']?"
_VALUE = r"([^\s\"'<>;,]{4,300})"

# Where what stands there is a secret whatever it is.
_PLACED = tuple(
    re.compile(pattern)
    for pattern in (
        (
            r"(?<![A-Za-z0-9])([A-Za-z]{2,12}(?:_v\d)?[_-](?=[a-f]{0,30}\d)[0-9a-f]{32,128}|hv[sbr]\.[A-Za-z0-9_-]{20,300}"
            r"|AGE-SECRET-KEY-1[0-9A-Z]{40,80}|NRAK-[0-9A-Z]{20,40})(?![A-Za-z0-9])"
        ),
        r"(?i)\bauthorization[\"']?\s{0,3}[:=]\s{0,3}[\"']?[a-z-]{2,20}\s{1,3}([^\s\"',{}$<>]{8,2000})",
        (
            r"\b(?:login|authenticate|HTTPBasicAuth|BasicAuth)\(\s{0,20}[\"'][^\"'\n]{1,100}[\"']\s{0,20},"
            r"\s{0,20}[\"']([^\"'\n]{3,300})[\"']"
        ),
        r"\bcurl\s[^\n]{0,300}?(?:-u|--user)\s{0,3}[\"']?[^\s:\"']{1,100}:([^\s\"']{3,300})",
        r"(?i)\b(?:identified\s{1,4}by|password)\s{1,4}'([^'\n]{4,300})'",  # SQL
        r"\bpsk\s{0,3}=\s{0,3}\"?([^\s\"]{8,64})",  # of a wireless network
        r"(?:^|[\s:'\"])(\$(?:apr1|1|2[abxy]|5|6|7|y|gy|argon2(?:id|i|d))\$[^\s:'\"]{8,300})",  # hashes of passwords
        rf"(?m)^\s{{0,8}}(?://[^\s=]{{1,200}}:)?_auth(?:Token)?\s{{0,2}}=\s{{0,2}}{_QUOTED}{_VALUE}",  # .npmrc
        r"\blogin\s{1,20}\S{1,100}\s{1,20}password\s{1,20}(\S{1,300})",  # .netrc
        r"(?m)^[^\s:]{1,200}:(?:\d{2,5}|\*):[A-Za-z_*][\w*-]{0,62}:[A-Za-z_][\w-]{0,62}:(\S{4,300})$",  # .pgpass
        r"\b(?:mysql\w{0,10}|mariadb)\b[^\n]{0,200}?\s-p([^\s'\"]{4,300})",
        r"\bsshpass\s{1,4}-p\s{0,4}[\"']?([^\s'\"]{4,300})",
    )
)
# Where a name stands before it that says so.
_NAMED = tuple(
    re.compile(pattern)
    for pattern in (
        r"[\"']([A-Za-z_][\w.-]{2,80})[\"'],\s{0,4}[\"']([^\"'\s]{4,300})[\"']\s{0,4}\)",  # setProperty("password", "...")
        rf"(?<![\w-])--([A-Za-z][\w-]{{2,60}})[ =]{_QUOTED}(?![-$<\[{{(]){_VALUE}",
        r"<([A-Za-z][\w.-]{1,60})(?:\s[^<>\n]{0,100})?>([^<>\n]{4,300})</",
        r"\b(?:[Kk]ey|[Nn]ame)=[\"']([\w.:-]{2,80})[\"']\s{1,10}[Vv]alue=[\"']([^\"'\n]{4,300})[\"']",
        r"\bvariable\s{1,4}\"(\w{2,80})\"\s{0,4}\{[^{}]{0,300}?default\s{0,10}=\s{0,10}\"([^\"\n]{4,300})\"",
        rf"\bname:\s{{0,4}}{_QUOTED}(\w{{2,80}}){_QUOTED}\s{{0,4}}\n\s{{0,40}}value:\s{{0,4}}{_QUOTED}{_VALUE}",
    )
)
_COOKIES = re.compile(r"(?i)(?<![\w])(?:set-)?cookie[\"']?\s{0,3}:\s{0,3}[\"']?([^\n\"']{3,4000})")
_COOKIE = re.compile(r"([\w.-]{1,100})=([^\s;,=][^\s;,]{3,2000})")
_OF_COOKIES = frozenset(["path", "domain", "expires", "max-age", "samesite", "priority"])

_IBAN = re.compile(r"(?<!\w)[A-Z]{2}\d{2}(?: ?[A-Z0-9]{4}){2,7}(?: ?[A-Z0-9]{1,3})?(?!\w)")
_CARD = re.compile(
    r"(?<![\w.-])[3-6](?:\d{13,15}|\d{3}([ -])\d{4}\1\d{4}\1\d{1,7}|\d{3}([ -])\d{6}\2\d{5})(?![\w-]|\.\d)"
)
_PHONE = re.compile(
    r"(?<![\w+.)])(?:\+[1-9]\d{0,2}[ .-]?(?:\(\d{1,4}\)[ .-]?)?\d{1,5}(?:[ .-]\d{2,8}){1,5}|\+[1-9]\d{9,14}"
    r"|\(\d{3}\) ?\d{3}-\d{4}|\d{3}-\d{3}-\d{4})(?![\w.-]?\d)"
)
_CALLED = re.compile(
    r"(?i)\b(?:tel|telefon|telephone|phone|mobile?|handy|fax)[.: \t\"'=]{1,5}(\(?0[\d /().-]{6,20}\d)(?!\d)"
)
_TAXED = re.compile(r"(?<![\w-])(?!000|9)\d{3}-\d{2}-\d{4}(?![\w-])")  # social security, of the United States
_DIGITS = (8, 15)  # of a telephone number, with its country


def secrets(text: str) -> Iterator[str]:
    """Yield the secrets that the format gives away in which they stand."""
    for pattern in _PLACED:
        yield from pattern.findall(text)
    for pattern in _NAMED:
        for name, value in pattern.findall(text):
            if secret_name(name) and not _stands_for_one(name, value):
                yield value
    for line in _COOKIES.findall(text):
        yield from (value for name, value in _COOKIE.findall(line) if name.lower() not in _OF_COOKIES)


def numbers(text: str) -> Iterator[str]:
    """Yield the numbers of accounts, cards, telephones and people."""
    yield from (found.group() for found in _IBAN.finditer(text) if _is_iban(found.group()))
    yield from (found.group() for found in _CARD.finditer(text) if _is_card(found.group()))
    yield from (found.group() for found in _PHONE.finditer(text) if _is_phone(found.group()))
    yield from _CALLED.findall(text)
    yield from _TAXED.findall(text)


def _stands_for_one(name: str, value: str) -> bool:
    """Whether a value is a word of a usage message: `--password PASSWORD`."""
    value = value.strip("[]")
    return value.isupper() and value.replace("_", "").isalpha() or value.lower() == name.lower()


def _digits(text: str) -> str:
    return "".join(each for each in text if each.isdigit())


def _is_iban(text: str) -> bool:
    packed = text.replace(" ", "")
    return (
        15 <= len(packed) <= 34 and int("".join(str(int(c, 36)) for c in packed[4:] + packed[:4])) % 97 == 1
    )


def _is_card(text: str) -> bool:
    """Whether the last digit is the one that Luhn's sum asks for."""
    doubled = [int(each) * (1 + at % 2) for at, each in enumerate(reversed(_digits(text)))]
    return sum(each - 9 * (each > 9) for each in doubled) % 10 == 0


def _is_phone(text: str) -> bool:
    return _DIGITS[0] <= len(_digits(text)) <= _DIGITS[1]
