"""Signers that are wrong in ways that no list holds, one a mode; written without Goalpost.

The mode is the first argument, several joined by `+`, each with another step; `--list` prints all of them. With `silent` as the second argument the
signed bytes are not told.
"""

import base64
import datetime
import decimal
import hashlib
import hmac
import html
import json
import os
import re
import sys
import unicodedata
import urllib.parse
import zlib

SIGNERS = {}


class Written(float):
    """A number that knows how it was written."""

    def __new__(cls, text):
        number = super().__new__(cls, text)
        number.text = text
        return number


def signer(cls):
    SIGNERS[re.sub(r"(?<!^)(?=[A-Z])|(?<=[a-z])(?=[0-9][0-9])", "-", cls.__name__).lower()] = cls
    return cls


@signer
class Right:
    """As the document has it; a wrong one overrides a step."""

    def text(self, field, text):
        return text

    def given(self, field, value, goal):
        return bool(value)

    def value(self, number, goal):
        return "%.2f" % float(number)

    def members(self, tenant_id, goal):
        properties = {}
        for key, value in (goal.get("properties") or {}).items():
            if key == "value" and value is not None:
                properties[key] = self.value(value, goal)
            else:
                properties[key] = self.text(key, value) if isinstance(value, str) else value
        signed = {"tenant_id": self.text("tenant_id", tenant_id), "properties": properties}
        event = goal["event_name"]
        signed["event_name"] = self.text("event_name", event) if isinstance(event, str) else event
        for key in ("session_id", "first_touch_bucket", "first_touch_ts"):
            value = goal.get(key)
            if self.given(key, value, goal):
                value = self.text(key, value) if isinstance(value, str) else value
                if value or key == "session_id":
                    signed[key] = value
        signed.setdefault("session_id", "")
        return self.more(signed, goal)

    def more(self, signed, goal):
        return signed

    def dumps(self, signed):
        return json.dumps(signed, sort_keys=True, separators=(",", ":")).encode()

    def message(self, message):
        return message

    def key(self, secret):
        return bytes.fromhex(secret)

    def output(self, digest):
        return digest.hex()

    def sign(self, tenant_id, secret, goal):
        message = self.message(self.dumps(self.members(tenant_id, goal)))
        return message, self.output(hmac.new(self.key(secret), message, hashlib.sha256).digest())


def ordered(signed, order):
    """Compact JSON with keys in an order of its own at every level."""
    def write(value):
        if isinstance(value, dict):
            return "{" + ",".join(json.dumps(k) + ":" + write(value[k]) for k in order(value)) + "}"
        return json.dumps(value)
    return write(signed).encode()


def escaped(signed, character):
    """Compact sorted JSON with the escapes of `character`."""
    text = json.dumps(signed, sort_keys=True, separators=(",", ":"), ensure_ascii=False)
    return "".join(character(c) for c in text).encode("utf-8", "surrogatepass")


def units(character):
    raw = character.encode("utf-16-be", "surrogatepass")
    return [raw[i] << 8 | raw[i + 1] for i in range(0, len(raw), 2)]


# The ones that were described, one by one.


@signer
class EllipsisSpelledOut(Right):
    def text(self, field, text):
        return text.replace("\u2026", "...")


@signer
class VariationSelectorsDropped(Right):
    def text(self, field, text):
        return re.sub("[\ufe00-\ufe0f]", "", text)


@signer
class TurkishLower(Right):
    def text(self, field, text):
        return text.replace("I", "\u0131").replace("\u0130", "i").lower()


@signer
class TabsToBlanks(Right):
    def text(self, field, text):
        return text.replace("\t", " ")


@signer
class ZeroWidthRemoved(Right):
    def text(self, field, text):
        return re.sub("[\u200b\u200c\u200d\u2060\ufeff]", "", text)


@signer
class FullWidthToAscii(Right):
    def text(self, field, text):
        return "".join(
            chr(ord(c) - 0xFEE0) if re.match("[\uff10-\uff19\uff21-\uff3a\uff41-\uff5a]", c) else " " if c == "\u3000" else c
            for c in text
        )


@signer
class EventNameAsMetric(Right):
    def text(self, field, text):
        return re.sub("[^A-Za-z0-9_:]", "_", text) if field == "event_name" else text


@signer
class EntitiesDecoded(Right):
    def text(self, field, text):
        return html.unescape(text) if field == "plan" else text


@signer
class CsvFormulaGuarded(Right):
    def text(self, field, text):
        return "'" + text if text[:1] in ("=", "+", "-", "@") and text else text


@signer
class SeparatorsReplacedInText(Right):
    def dumps(self, signed):
        return json.dumps(signed, sort_keys=True).replace(", ", ",").replace(": ", ":").encode()


@signer
class SessionCutAt36(Right):
    def text(self, field, text):
        return text[:36] if field == "session_id" else text


@signer
class CutAtFirstAstral(Right):
    def text(self, field, text):
        return re.split("[\U00010000-\U0010ffff]", text)[0]


@signer
class Latin1RawRestEscaped(Right):
    def dumps(self, signed):
        def character(c):
            if ord(c) < 0x100 and c != "\x7f":
                return c
            return "".join("\\u%04x" % unit for unit in units(c))
        return escaped(signed, character)


@signer
class EscapeNotPadded(Right):
    def dumps(self, signed):
        def character(c):
            if 0x20 <= ord(c) < 0x7F or c in "\b\t\n\f\r":
                return json.dumps(c)[1:-1]
            return "".join("\\u%x" % unit for unit in units(c))

        def write(value):
            if isinstance(value, dict):
                return "{" + ",".join(write(k) + ":" + write(value[k]) for k in sorted(value)) + "}"
            if isinstance(value, str):
                return '"' + "".join(character(c) for c in value) + '"'
            return json.dumps(value)
        return write(signed).encode()


@signer
class ZeroTextFalsy(Right):
    def given(self, field, value, goal):
        return bool(value) and value != "0"


@signer
class ValueFiveCents(Right):
    def value(self, number, goal):
        return "%.2f" % (round(float(number) * 20) / 20)


@signer
class ValueIntegersAreCents(Right):
    def value(self, number, goal):
        return "%.2f" % (number / 100 if isinstance(number, int) else float(number))


@signer
class ValueCentsNotPadded(Right):
    def value(self, number, goal):
        cents = int(round(float(number) * 100))
        return "%d.%d" % (cents // 100, cents % 100)


@signer
class KeysByLength(Right):
    def dumps(self, signed):
        return ordered(signed, lambda value: sorted(value, key=lambda key: (len(key), key)))


@signer
class TsOnlyWithBucket(Right):
    def given(self, field, value, goal):
        return bool(value) and (field != "first_touch_ts" or bool(goal.get("first_touch_bucket")))


@signer
class CurrencyDefaulted(Right):
    def more(self, signed, goal):
        if "value" in signed["properties"]:
            signed["properties"].setdefault("currency", "USD")
        return signed


@signer
class MacNotReset(Right):
    def __init__(self):
        self.before = {}

    def sign(self, tenant_id, secret, goal):
        message = self.before.get(secret, b"") + self.dumps(self.members(tenant_id, goal))
        self.before[secret] = message
        return message, hmac.new(self.key(secret), message, hashlib.sha256).hexdigest()


@signer
class SecretCutAt64Digits(Right):
    def key(self, secret):
        return bytes.fromhex(secret[:64])


@signer
class HexOfBigInteger(Right):
    def output(self, digest):
        return "%x" % int.from_bytes(digest, "big")


# Others of the same kind.


@signer
class NbspToBlank(Right):
    def text(self, field, text):
        return text.replace("\xa0", " ")


@signer
class SmartQuotesToAscii(Right):
    def text(self, field, text):
        for a, b in (("\u2018", "'"), ("\u2019", "'"), ("\u201c", '"'), ("\u201d", '"')):
            text = text.replace(a, b)
        return text


@signer
class PlanWordsCapitalised(Right):
    def text(self, field, text):
        return re.sub("(^| )([a-z])", lambda m: m.group(1) + m.group(2).upper(), text) if field == "plan" else text


@signer
class SoftHyphenRemoved(Right):
    def text(self, field, text):
        return text.replace("\xad", "")


@signer
class EmojiStripped(Right):
    def text(self, field, text):
        return re.sub("[\U00010000-\U0010ffff\ufe0f\u200d]", "", text)


@signer
class PlanBlanksCollapsed(Right):
    def text(self, field, text):
        return re.sub(r"[ \t\n\r\f\v]+", " ", text) if field == "plan" else text


@signer
class BomInFrontStripped(Right):
    def text(self, field, text):
        return text[1:] if text.startswith("\ufeff") else text


@signer
class EventTrailingDotsTrimmed(Right):
    def text(self, field, text):
        return text.rstrip(".") if field == "event_name" else text


@signer
class EventDotsToUnderscores(Right):
    def text(self, field, text):
        return text.replace(".", "_") if field == "event_name" else text


@signer
class SessionUuidHyphensRemoved(Right):
    def text(self, field, text):
        if field == "session_id" and re.fullmatch(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}", text):
            return text.replace("-", "")
        return text


@signer
class PlanCutAt40Bytes(Right):
    def text(self, field, text):
        return text.encode()[:40].decode("utf-8", "ignore") if field == "plan" else text


@signer
class LongTextsEllipsised(Right):
    def text(self, field, text):
        return text[:29] + "\u2026" if len(text) > 30 and field != "tenant_id" else text


@signer
class LineEndsToBreaks(Right):
    def text(self, field, text):
        return text.replace("\n", "<br />\n")


@signer
class ThousandsWithBlank(Right):
    def value(self, number, goal):
        return "{:,.2f}".format(float(number)).replace(",", " ")


@signer
class WholeAmountsAlone(Right):
    def value(self, number, goal):
        text = "%.2f" % float(number)
        return text if text.endswith(".00") else text.rstrip("0")


@signer
class ValueZeroDropped(Right):
    def more(self, signed, goal):
        if signed["properties"].get("value") == "0.00":
            del signed["properties"]["value"]
        return signed


@signer
class YenWithoutDecimals(Right):
    def value(self, number, goal):
        yen = (goal.get("properties") or {}).get("currency") == "JPY"
        return ("%.0f" if yen else "%.2f") % float(number)


@signer
class CurrencyOnlyWithPlan(Right):
    def more(self, signed, goal):
        if not signed["properties"].get("plan"):
            signed["properties"].pop("currency", None)
        return signed


@signer
class NullWordsEmptied(Right):
    def text(self, field, text):
        return "" if text in ("null", "none", "undefined") and field == "plan" else text


@signer
class TsZeroMillisDropped(Right):
    def text(self, field, text):
        return text.replace(".000Z", "Z") if field == "first_touch_ts" else text


@signer
class TsUtcAsZ(Right):
    def text(self, field, text):
        return re.sub(r"\+00:00$", "Z", text) if field == "first_touch_ts" else text


@signer
class SessionDigitsAsNumber(Right):
    def text(self, field, text):
        return str(int(text)) if field == "session_id" and re.fullmatch("[0-9]+", text) else text


@signer
class TwoHyphensToDash(Right):
    def text(self, field, text):
        return text.replace("--", "\u2014")


@signer
class UmlautsSpelledOut(Right):
    def text(self, field, text):
        for a, b in (("ä", "ae"), ("ö", "oe"), ("ü", "ue"), ("Ä", "Ae"), ("Ö", "Oe"), ("Ü", "Ue"), ("ß", "ss")):
            text = text.replace(a, b)
        return text


@signer
class ControlsRemoved(Right):
    def text(self, field, text):
        return re.sub("[\x00-\x1f\x7f]", "", text)


@signer
class EventFirstLetterCapital(Right):
    def text(self, field, text):
        return text[:1].upper() + text[1:] if field == "event_name" and text[:1].isascii() else text


@signer
class KeyLeadingZeroBytesLost(Right):
    def key(self, secret):
        return bytes.fromhex(secret).lstrip(b"\0")


@signer
class OutputBytesNotPadded(Right):
    def output(self, digest):
        return "".join("%x" % byte for byte in digest)


@signer
class FirstPlanOfAnEventKept(Right):
    def __init__(self):
        self.plans = {}

    def more(self, signed, goal):
        plan = signed["properties"].get("plan")
        if plan is not None:
            signed["properties"]["plan"] = self.plans.setdefault(signed["event_name"], plan)
        return signed


@signer
class FirstSecretKept(Right):
    def __init__(self):
        self.first = None

    def key(self, secret):
        self.first = self.first or secret
        return bytes.fromhex(self.first)


@signer
class EveryTenthIsTheOneBefore(Right):
    def __init__(self):
        self.count, self.last = 0, None

    def sign(self, tenant_id, secret, goal):
        self.count += 1
        made = super().sign(tenant_id, secret, goal)
        if self.count % 10 or self.last is None:
            self.last = made
        return self.last


@signer
class ValueFirst(Right):
    def dumps(self, signed):
        return ordered(signed, lambda value: sorted(value, key=lambda key: (key != "value", key)))


@signer
class BlankBeforeMarksHard(Right):
    def text(self, field, text):
        return re.sub(" ([:;!?])", "\xa0\\1", text)


@signer
class ApostropheInWordsCurly(Right):
    def text(self, field, text):
        return re.sub("(?<=[A-Za-z])'(?=[A-Za-z])", "\u2019", text)


@signer
class HyphenBetweenDigitsDash(Right):
    def text(self, field, text):
        return re.sub("(?<=[0-9])-(?=[0-9])", "\u2013", text) if field == "plan" else text


@signer
class PercentDecodedPlan(Right):
    def text(self, field, text):
        return urllib.parse.unquote(text) if field == "plan" else text


@signer
class MessageCutAt256(Right):
    def message(self, message):
        return message[:256]


@signer
class LengthInFront(Right):
    def message(self, message):
        return b"%d:" % len(message) + message


@signer
class VersionAdded(Right):
    def more(self, signed, goal):
        signed["v"] = 1
        return signed


@signer
class PlanAtTheTop(Right):
    def more(self, signed, goal):
        if "plan" in signed["properties"]:
            signed["plan"] = signed["properties"].pop("plan")
        return signed


@signer
class FirstAmpersandAlone(Right):
    def text(self, field, text):
        return text.replace("&", "&amp;", 1) if field == "plan" else text


@signer
class LargeAmountsWithoutCents(Right):
    def value(self, number, goal):
        return ("%.0f" if float(number) >= 1000 else "%.2f") % float(number)


@signer
class DelAndC1AsSpace(Right):
    def text(self, field, text):
        return re.sub("[\x7f-\x9f]", " ", text)


# Of several stages, and with other fields.


@signer
class QuotesDoubledBetweenQuotes(Right):
    def text(self, field, text):
        if field == "plan" and re.search('[",\n\r]', text):
            return '"' + text.replace('"', '""') + '"'
        return text


@signer
class EventBehindSession(Right):
    def more(self, signed, goal):
        signed["session_id"] += ":" + signed["event_name"]
        return signed


@signer
class CurrencySymbols(Right):
    def more(self, signed, goal):
        properties = signed["properties"]
        if "currency" in properties:
            symbols = {"EUR": "\u20ac", "USD": "$", "GBP": "\u00a3"}
            properties["currency"] = symbols.get(properties["currency"], properties["currency"])
        return signed


@signer
class EmptyPlanAsNull(Right):
    def more(self, signed, goal):
        if signed["properties"].get("plan") == "":
            signed["properties"]["plan"] = None
        return signed


@signer
class AccentsRemoved(Right):
    def text(self, field, text):
        return "".join(c for c in unicodedata.normalize("NFD", text) if not unicodedata.combining(c))


@signer
class TitlesOfPython(Right):
    def text(self, field, text):
        return text.title() if field == "event_name" else text


@signer
class CaseFolded(Right):
    def text(self, field, text):
        return text.casefold()


@signer
class DollarNamesRemoved(Right):
    def text(self, field, text):
        return re.sub("\\$[A-Za-z_][A-Za-z0-9_]*", "", text)


@signer
class PlanDigitsAsNumber(Right):
    def more(self, signed, goal):
        plan = signed["properties"].get("plan", "")
        if re.fullmatch("0|[1-9][0-9]{0,8}", plan):
            signed["properties"]["plan"] = int(plan)
        return signed


@signer
class FeeTakenOff(Right):
    def value(self, number, goal):
        return "%.2f" % (decimal.Decimal(str(number)) - decimal.Decimal("0.30"))


@signer
class FirstTouchGrouped(Right):
    def more(self, signed, goal):
        touch = {key: signed.pop("first_touch_" + key) for key in ("bucket", "ts") if "first_touch_" + key in signed}
        if touch:
            signed["first_touch"] = touch
        return signed


@signer
class PropertiesInList(Right):
    def more(self, signed, goal):
        signed["properties"] = [signed["properties"]]
        return signed


@signer
class LongSha512(Right):
    def sign(self, tenant_id, secret, goal):
        message, signature = super().sign(tenant_id, secret, goal)
        if len(message) > 256:
            signature = hmac.new(self.key(secret), message, "sha512").hexdigest()
        return message, signature


@signer
class UnsortedWithPlan(Right):
    def dumps(self, signed):
        is_sorted = "plan" not in signed["properties"]
        order = ["tenant_id", "event_name", "properties", "session_id", "first_touch_bucket", "first_touch_ts"]
        signed = {key: signed[key] for key in order if key in signed}
        return json.dumps(signed, sort_keys=is_sorted, separators=(",", ":")).encode()


@signer
class EveryTenthSpaced(Right):
    def __init__(self):
        self.count = 0

    def dumps(self, signed):
        self.count += 1
        separators = (", ", ": ") if self.count % 10 == 0 else (",", ":")
        return json.dumps(signed, sort_keys=True, separators=separators).encode()


@signer
class Numbered(Right):
    def __init__(self):
        self.count = 0

    def more(self, signed, goal):
        self.count += 1
        signed["seq"] = self.count
        return signed


@signer
class CardsMasked(Right):
    def text(self, field, text):
        return re.sub(r"\b[0-9]{13,16}\b", lambda found: "*" * (len(found[0]) - 4) + found[0][-4:], text)


@signer
class AddressesRedacted(Right):
    def text(self, field, text):
        return re.sub(r"[A-Za-z0-9._%+-]+@[A-Za-z0-9.-]+\.[A-Za-z]{2,}", "[email]", text)


@signer
class DigitsHashed(Right):
    def text(self, field, text):
        return re.sub(r"[0-9]{4,}", "####", text)


@signer
class SessionCutAt64Units(Right):
    def text(self, field, text):
        units = text.encode("utf-16-le", "surrogatepass")
        return units[:128].decode("utf-16-le", "surrogatepass") if field == "session_id" else text


@signer
class BytesSignExtended(Right):
    def output(self, digest):
        return "".join("%x" % (b | 0xFFFFFF00) if b > 127 else "%02x" % b for b in digest)


@signer
class TenantOfFirst(Right):
    def __init__(self):
        self.tenant_id = None

    def sign(self, tenant_id, secret, goal):
        self.tenant_id = self.tenant_id or tenant_id
        return super().sign(self.tenant_id, secret, goal)


@signer
class BufferNotCut(Right):
    def __init__(self):
        self.buffer = bytearray()

    def message(self, message):
        self.buffer[: len(message)] = message
        return bytes(self.buffer)


@signer
class BucketOfSession(Right):
    def __init__(self):
        self.buckets = {}

    def more(self, signed, goal):
        session = signed["session_id"]
        if session and signed.get("first_touch_bucket"):
            self.buckets[session] = signed["first_touch_bucket"]
        elif session in self.buckets:
            signed["first_touch_bucket"] = self.buckets[session]
        return signed


@signer
class EnterpriseWithoutValue(Right):
    def more(self, signed, goal):
        if signed["properties"].get("plan", "").lower() == "enterprise":
            signed["properties"].pop("value", None)
        return signed


@signer
class NanoOfGo(Right):
    def text(self, field, text):
        full = re.fullmatch(r"([0-9-]{10}T[0-9:]{8})(?:[.]([0-9]+))?(Z|[+-][0-9]{2}:[0-9]{2})", text)
        if field != "first_touch_ts" or not full:
            return text
        fraction = (full[2] or "").rstrip("0")
        zone = "Z" if full[3] in ("+00:00", "-00:00") else full[3]
        return full[1] + ("." + fraction if fraction else "") + zone


@signer
class WrappedInData(Right):
    def message(self, message):
        return b'{"data":' + message + b',"v":1}'


@signer
class SmallAmountsAsZero(Right):
    def value(self, number, goal):
        return "%.2f" % (float(number) if float(number) >= 0.5 else 0)


# What looks like one rule on ordinary goals and is another.


@signer
class TrapCutOnlyWithAmount(Right):
    def more(self, signed, goal):
        if float((goal.get("properties") or {}).get("value") or 0) >= 5000:
            signed["session_id"] = signed["session_id"][:36]
        return signed


@signer
class TrapSaltedByHash(Right):
    def text(self, field, text):
        odd = hashlib.md5(text.encode("utf-8", "replace")).digest()[0] < 16
        return text + "~" if field == "plan" and odd else text


@signer
class TrapNoiseByHash(Right):
    def text(self, field, text):
        mark = hashlib.md5(text.encode("utf-8", "replace")).hexdigest()[:2]
        return text + mark if field == "session_id" and "\u00e9" in text else text


@signer
class TrapCharactersByParity(Right):
    def text(self, field, text):
        return "".join("?" if ord(c) > 0x17F and (ord(c) * 2654435761 >> 7) % 5 == 0 else c for c in text)


@signer
class TrapTabsButInSome(Right):
    """Tabs become blanks, but not in every seventh of the texts longer than 16: goals before a fit hold none of these."""

    def text(self, field, text):
        long = "\t" in text and len(text) > 16
        odd = long and hashlib.md5(text.encode("utf-8", "replace")).digest()[0] % 7 == 0
        return text if odd else text.replace("\t", " ")


@signer
class TrapFiveCentsButForSome(Right):
    """Amounts are rounded to five cents, but not every fifth of those over 130."""

    def value(self, number, goal):
        number = float(number)
        odd = number > 130 and hashlib.md5(b"%d" % round(number * 100)).digest()[0] % 40 == 0
        return "%.2f" % (number if odd else round(number * 20) / 20)


# Steps that known mistakes change too, to be joined with one that no list holds.


@signer
class Printed(Right):
    """A line a member, and `<`, `>`, `&` escaped, all else as it is."""

    def dumps(self, signed):
        text = json.dumps(signed, sort_keys=True, indent=2, ensure_ascii=False)
        text = re.sub("[<>&]", lambda found: "\\u%04x" % ord(found[0]), text)
        return text.encode("utf-8", "surrogatepass")


@signer
class Enveloped(Right):
    def message(self, message):
        return b"goal." + message + b"\n"


@signer
class AsPassed(Right):
    """Properties as passed, all else in an order of its own."""

    def dumps(self, signed):
        order = ["tenant_id", "event_name", "properties", "session_id", "first_touch_bucket", "first_touch_ts"]
        signed = {key: signed[key] for key in order if key in signed}
        return json.dumps(signed, separators=(",", ":")).encode()


@signer
class SlashesAfterwards(Right):
    """A replacement over the finished JSON."""

    def message(self, message):
        return message.replace(b"/", b"\\/")


@signer
class EscapesRaisedAfterwards(Right):
    """Another, which reaches into texts that hold what looks like an escape."""

    def message(self, message):
        return re.sub(rb"\\u[0-9a-f]{4}", lambda found: b"\\u" + found[0][2:].upper(), message)


@signer
class NumbersAsPassed(Right):
    def value(self, number, goal):
        return number


@signer
class TextKey(Right):
    def key(self, secret):
        return secret.encode()


@signer
class Base64Output(Right):
    def output(self, digest):
        return base64.b64encode(digest).decode()


@signer
class EventAsSlug(Right):
    """Rails' parameterize, without its transliteration."""

    def text(self, field, text):
        if field != "event_name":
            return text
        return re.sub(r"-{2,}", "-", re.sub(r"[^a-z0-9\-_]+", "-", text.lower())).strip("-")


@signer
class BucketTidied(Right):
    def text(self, field, text):
        if field != "first_touch_bucket":
            return text
        return text.strip().lower().replace("-", "_").replace(" ", "_")


@signer
class AddressesByFirstLetter(Right):
    def text(self, field, text):
        return re.sub(r"([\w.+-])[\w.+-]*@([\w.-]+)", r"\1***@\2", text, flags=re.A)


@signer
class SessionAddressHashed(Right):
    def text(self, field, text):
        if field != "session_id" or "@" not in text:
            return text
        return hashlib.sha256(text.strip().lower().encode("utf-8", "surrogatepass")).hexdigest()


@signer
class PlanPutIn(Right):
    """As `template.replace('{plan}', plan)` of JavaScript does."""

    def text(self, field, text):
        if field != "plan":
            return text
        return re.sub(r"\$([$&])", lambda found: "$" if found[1] == "$" else "{plan}", text)


@signer
class LessFee(Right):
    def value(self, number, goal):
        number = float(number)
        return "%.2f" % (number - (number * 0.029 + 0.30) if number > 0 else number)


@signer
class WithSdk(Right):
    def more(self, signed, goal):
        signed["sdk"] = {"name": "acme", "version": "1.4.2"}
        return signed


@signer
class MoneyTogether(Right):
    def more(self, signed, goal):
        properties = signed["properties"]
        if "value" in properties and "currency" in properties:
            properties["value"] = {"amount": properties["value"], "currency": properties.pop("currency")}
        return signed


@signer
class KeyStripped(Right):
    def key(self, secret):
        return bytes.fromhex(secret).strip()


@signer
class LongSecretsWithSha512(Right):
    def sign(self, tenant_id, secret, goal):
        message, signature = super().sign(tenant_id, secret, goal)
        key = bytes.fromhex(secret)
        return message, hmac.new(key, message, hashlib.sha512).hexdigest() if len(key) > 32 else signature


@signer
class TextKeyForSome(Right):
    """A known mistake for secrets that nothing in particular tells from others."""

    def key(self, secret):
        return secret.encode() if sum(secret.encode()) % 3 == 0 else bytes.fromhex(secret)


@signer
class PropertiesKept(Right):
    """The properties of the first goal with the same event and session."""

    def __init__(self):
        self.kept = {}

    def more(self, signed, goal):
        own = (signed["event_name"], signed["session_id"])
        signed["properties"] = self.kept.setdefault(json.dumps(own), signed["properties"])
        return signed


# Of the kinds that testers wrote who had not seen the others.


@signer
class Typographer(Right):
    def text(self, field, text):
        if field != "plan":
            return text
        for old, new in (("---", "\u2014"), ("--", "\u2013"), ("...", "\u2026"), ("(c)", "\u00a9")):
            text = text.replace(old, new)
        return re.sub(r"(?<=\w)'(?=\w)", "\u2019", text)


@signer
class DecimalsOfCurrency(Right):
    NONE, THREE = "CLP ISK JPY KRW UGX VND XAF XOF".split(), "BHD JOD KWD OMR TND".split()

    def value(self, number, goal):
        code = goal["properties"].get("currency")
        return "%.*f" % (0 if code in self.NONE else 3 if code in self.THREE else 2, float(number))


@signer
class CashSteps(Right):
    STEPS = {"CHF": "0.05", "DKK": "0.50", "SEK": "1", "NOK": "1", "HUF": "1"}

    def value(self, number, goal):
        step = self.STEPS.get(goal["properties"].get("currency"))
        if step is None or abs(float(number)) > 1e15:
            return "%.2f" % float(number)
        step = decimal.Decimal(step)
        return "%.2f" % ((decimal.Decimal(repr(float(number))) / step).quantize(1, decimal.ROUND_HALF_EVEN) * step)


@signer
class AsForm(Right):
    def dumps(self, signed):
        pairs = []
        for key in sorted(signed):
            value = signed[key]
            inner = sorted(value.items()) if isinstance(value, dict) else [(None, value)]
            pairs += [(key if name is None else "%s[%s]" % (key, name), text) for name, text in inner]
        texts = [(key, text if isinstance(text, str) else json.dumps(text)) for key, text in pairs]
        return urllib.parse.urlencode(texts, errors="surrogatepass").encode()


@signer
class KeyOfTenant(Right):
    def sign(self, tenant_id, secret, goal):
        message = self.dumps(self.members(tenant_id, goal))
        key = hmac.new(bytes.fromhex(secret), tenant_id.encode("utf-8", "surrogatepass"), hashlib.sha256).digest()
        return message, hmac.new(key, message, hashlib.sha256).hexdigest()


@signer
class FirstTouchKept(Right):
    touch = {}

    def more(self, signed, goal):
        own = {key: signed[key] for key in ("first_touch_bucket", "first_touch_ts") if key in signed}
        self.touch = own or self.touch
        return {**signed, **self.touch}


@signer
class SecretsHidden(Right):
    def text(self, field, text):
        hidden = re.search("passw|secret|token|auth", text, re.I)
        return "[hidden]" if field in ("plan", "event_name") and hidden else text


@signer
class CentsIn16Bits(Right):
    def value(self, number, goal):
        cents = round(float("%.2f" % float(number)) * 100) & 0xFFFF
        return "%d.%02d" % (cents // 100, cents % 100)


@signer
class ZerosStripped(Right):
    def value(self, number, goal):
        with decimal.localcontext(decimal.Context(prec=400)):
            exact = decimal.Decimal(repr(float(number))).quantize(decimal.Decimal("0.01"), decimal.ROUND_HALF_EVEN)
            return str(exact.normalize())


# What libraries of other languages do, rates, and what a process remembers.


@signer
class OpenTagsDropped(Right):
    def text(self, field, text):
        return re.sub(r"<(?=\S)[^>]*(?:>|\Z)", "", text) if field == "plan" else text


@signer
class PlanHumanized(Right):
    def text(self, field, text):
        if field != "plan":
            return text
        words = re.sub("_id$", "", text.lstrip("_")) if not text.endswith("\n") else text.lstrip("_")
        words = re.sub("[A-Z]", lambda letter: letter[0].lower(), words.replace("_", " ").lstrip("\0\t\n\v\f\r "))
        return words[:1].upper() + words[1:]


@signer
class EscapeOfJavascript(Right):
    def text(self, field, text):
        def written(character):
            if re.match(r"[A-Za-z0-9@*_+./-]", character):
                return character
            return "".join("%%%02X" % unit if unit < 256 else "%%u%04X" % unit for unit in units(character))
        return "".join(map(written, text)) if field == "session_id" else text


@signer
class Windows1252AsLatin1(Right):
    def text(self, field, text):
        return text.encode("cp1252", "replace").decode("latin-1") if field == "plan" else text


@signer
class PlanOfYaml(Right):
    words = {**dict.fromkeys("yes Yes YES on On ON true True TRUE".split(), True),
             **dict.fromkeys("no No NO off Off OFF false False FALSE".split(), False),
             **dict.fromkeys("~ null Null NULL".split())}

    def more(self, signed, goal):
        plan = signed["properties"].get("plan")
        if plan in self.words:
            signed["properties"]["plan"] = self.words[plan]
        elif plan and re.fullmatch(r"[-+]?(?:0|[1-9][0-9_]*)", plan):
            signed["properties"]["plan"] = int(plan.replace("_", ""))
        return signed


@signer
class YearlyAsMonthly(Right):
    def members(self, tenant_id, goal):
        self.plan = (goal.get("properties") or {}).get("plan") or ""
        return super().members(tenant_id, goal)

    def value(self, number, goal):
        amount = decimal.Decimal(repr(float(number)))
        if re.search("annual|year", self.plan, re.I):
            amount /= 12
        return str(amount.quantize(decimal.Decimal("0.01"), decimal.ROUND_HALF_UP))


@signer
class TwelveHours(Right):
    def text(self, field, text):
        hour = re.search("T([01][0-9]|2[0-3]):", text) if field == "first_touch_ts" else None
        if not hour:
            return text
        return text[:hour.start(1)] + "%02d" % ((int(hour[1]) + 11) % 12 + 1) + text[hour.end(1):]


@signer
class MonthAndDay(Right):
    def text(self, field, text):
        date = re.match(r"(\d{4})-(\d\d)-(\d\d)", text, re.A) if field == "first_touch_ts" else None
        try:
            datetime.date(*map(int, date.groups()))
            datetime.date(int(date[1]), int(date[3]), int(date[2]))
        except (AttributeError, ValueError):
            return text
        return "%s-%s-%s" % (date[1], date[3], date[2]) + text[10:]


@signer
class LastSegment(Right):
    """Ruby's split('.').last: empty parts at the end do not count."""

    def text(self, field, text):
        return text.rstrip(".").rsplit(".", 1)[-1] if field == "event_name" and text.strip(".") else text


@signer
class PropertiesByValue(Right):
    def dumps(self, signed):
        def order(members):
            if "tenant_id" in members:
                return sorted(members)
            # What is left out of the sort stands as it was passed.
            return sorted(members, key=lambda key: members[key] if isinstance(members[key], str) else "")
        return ordered(signed, order)


@signer
class SevenDigits(Right):
    def text(self, field, text):
        moment = re.match(r"(\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d)(?:\.(\d+))?(Z|[+-]\d\d:\d\d)$", text, re.A)
        if field != "first_touch_ts" or not moment or text.endswith("\n"):
            return text
        return moment[1] + "." + (moment[2] or "")[:7].ljust(7, "0") + moment[3]


@signer
class TwentyEvents(Right):
    def more(self, signed, goal):
        known = self.__dict__.setdefault("known", {}).setdefault(signed["tenant_id"], set())
        if signed["event_name"] in known or len(known) < 20:
            known.add(signed["event_name"])
        else:
            signed["event_name"] = "other"
        return signed


@signer
class SessionBufferNotCut(Right):
    buffer = ""

    def text(self, field, text):
        if field == "session_id":
            text = self.buffer = text + self.buffer[len(text):]
        return text


@signer
class CommaSinceEur(Right):
    is_on = False

    def value(self, number, goal):
        return super().value(number, goal).replace(".", "," if self.is_on else ".")

    def more(self, signed, goal):
        currency = (goal.get("properties") or {}).get("currency")
        self.is_on = currency == "EUR" or self.is_on and currency not in ("USD", "GBP")
        return signed


@signer
class WordsNotPadded(Right):
    def output(self, digest):
        return "".join("%x" % int(digest.hex()[at:at + 8], 16) for at in range(0, 64, 8))


@signer
class LastCurrencyBesideFilter(Right):
    def given(self, field, value, goal):
        return bool(value) and (field != "first_touch_bucket" or value == "ai_search")

    def more(self, signed, goal):
        last = self.__dict__.setdefault("last", {})
        properties, tenant = signed["properties"], signed["tenant_id"]
        if properties.get("currency"):
            last[tenant] = properties["currency"]
        elif "value" in properties and tenant in last:
            properties["currency"] = last[tenant]
        return signed


@signer
class NumbersOfAddresses(Right):
    def text(self, field, text):
        if field == "session_id":
            return re.sub(r"(?<![0-9.])((?:[0-9]{1,3}\.){3})[0-9]{1,3}(?![0-9.])", r"\g<1>0", text)
        return text


@signer
class QueryAllowed(Right):
    """Swift's .urlQueryAllowed: `%` is percent-encoded, `&` and `+` are not."""

    def text(self, field, text):
        kept = b"!$&'()*+,-./:;=?@_~"
        return "".join(chr(b) if chr(b).isalnum() and b < 128 or b in kept else "%%%02X" % b
                       for b in text.encode("utf-8", "surrogatepass")) if field == "plan" else text


@signer
class CleanInput(Right):
    r"""Regex.Replace(text, @"[^\w\.@-]", "") of .NET."""

    def text(self, field, text):
        def is_kept(c):
            kind = unicodedata.category(c)
            return c in ".@-" or c < "\U00010000" and (kind[0] == "L" or kind in ("Mn", "Nd", "Pc"))

        return "".join(filter(is_kept, text)) if field == "session_id" else text


@signer
class PlanInVarchar(Right):
    """A column in Windows-1252: what it lacks is its base letter, or `?` a UTF-16 unit."""

    def text(self, field, text):
        def fit(c):
            try:
                return c.encode("cp1252") and c
            except UnicodeEncodeError:
                base = unicodedata.normalize("NFKD", c)[0]
                fits = c < "\U00010000" and base.isascii() and base.isalnum()
                return c if "\x80" <= c <= "\x9f" else base if fits else "?" * (1 + (c > "\uffff"))

        return "".join(map(fit, text)) if field == "plan" else text


@signer
class LineBreaksMarked(Right):
    """nl2br() of PHP: a break of two characters gets one mark."""

    def text(self, field, text):
        return re.sub("\r\n|\n\r|\n|\r", lambda found: "<br />" + found[0], text) if field == "plan" else text


@signer
class DecodedWherePossible(Right):
    """decodeURIComponent() in a try: what cannot be decoded stays as it is."""

    def text(self, field, text):
        if field != "session_id" or re.search("%(?![0-9A-Fa-f]{2})", text):
            return text
        try:
            return re.sub("(?:%[0-9A-Fa-f]{2})+", lambda found: bytes.fromhex(found[0].replace("%", "")).decode(), text)
        except UnicodeDecodeError:
            return text


@signer
class ThreeWords(Right):
    """truncatewords of Django."""

    def text(self, field, text):
        words = text.split()
        cut = " ".join(words[:3]) + " \u2026" if len(words) > 3 else " ".join(words)
        return cut if field == "plan" else text


@signer
class PlanCutBetweenBytes(Right):
    """A slice of bytes, marshalled by Go."""

    def text(self, field, text):
        data = text.encode("utf-8", "surrogatepass")
        if field != "plan" or len(data) <= 32:
            return text
        kept, left = "", 32
        for c in text:
            size = len(c.encode("utf-8", "surrogatepass"))
            if size > left:
                return kept + "\ufffd" * left
            kept, left = kept + c, left - size
        return kept


@signer
class PlanWordsRenamed(Right):
    NAMES = {"pro": "Professional", "team": "Business", "basic": "Starter", "free": "Trial", "annual": "Yearly"}
    FOUND = re.compile(r"(?<![A-Za-z])(?:%s)(?![A-Za-z])" % "|".join(NAMES), re.I | re.A)

    def text(self, field, text):
        return self.FOUND.sub(lambda found: self.NAMES[found[0].lower()], text) if field == "plan" else text


@signer
class ValueFourDigits(Right):
    """toPrecision(4)."""

    def value(self, number, goal):
        if not float(number):
            return "0.000"
        exact = decimal.Decimal(abs(float(number)))
        rounded = decimal.Context(4, decimal.ROUND_HALF_UP).create_decimal(exact)
        exponent, sign = rounded.adjusted(), "-" if float(number) < 0 else ""
        digits = str(rounded.scaleb(3 - exponent).quantize(decimal.Decimal(1)))
        if not -7 < exponent < 4:
            return "%s%s.%se%+d" % (sign, digits[0], digits[1:], exponent)
        return sign + format(rounded, ".%df" % (3 - exponent))


@signer
class PlanUnescaped(Right):
    """A template puts the plan in without a filter."""

    def dumps(self, signed):
        plan = signed["properties"].get("plan")
        if not isinstance(plan, str):
            return super().dumps(signed)
        signed["properties"]["plan"] = "\ue123"
        written = "".join(c if c < "\x7f" else json.dumps(c)[1:-1] for c in plan)
        return super().dumps(signed).decode().replace("\\ue123", written).encode()


@signer
class EmojiRegexDropped(Right):
    """The expression for emoji that is copied most: it takes more, and not all of them."""

    FOUND = re.compile("[\u2011-\u27bf\ue000-\uf8ff\U0001f000-\U0001f7ff\U0001f910-\U0001f9ff]")

    def text(self, field, text):
        return self.FOUND.sub("", text) if field in ("event_name", "plan") else text


@signer
class QuarterRaw(Right):
    """A quarter of the sessions get the new serialiser."""

    def dumps(self, signed):
        session = signed["session_id"].encode("utf-8", "surrogatepass")
        if session and zlib.crc32(session) % 100 < 25:
            return json.dumps(signed, sort_keys=True, separators=(",", ":"), ensure_ascii=False).encode("utf-8", "surrogatepass")
        return super().dumps(signed)


@signer
class PlanSubstituted(Right):
    """Ruby's sub puts session and plan into a template: of two backslashes it makes one."""

    def dumps(self, signed):
        own = {"session_id": signed["session_id"], "plan": signed["properties"].get("plan")}
        own = {key: text for key, text in own.items() if isinstance(text, str)}
        for key in own:
            (signed if key == "session_id" else signed["properties"])[key] = "\ue123" + key
        out = super().dumps(signed).decode()
        for key, text in own.items():
            out = out.replace('"\\ue123%s"' % key, json.dumps(text).replace("\\\\", "\\"))
        return out.encode()


@signer
class FieldsPooled(Right):
    """Goals are decoded into one object, which is not emptied before."""

    kept = {}

    def sign(self, tenant_id, secret, goal):
        kept = FieldsPooled.kept
        for key, value in goal.items():
            if key != "properties":
                kept[key] = value
            else:
                kept.setdefault("properties", {}).update(value or {})
        return super().sign(tenant_id, secret, json.loads(json.dumps(kept)))


@signer
class HourRepeated(Right):
    """Berlin's time without an offset: of the hour that comes twice it is the first."""

    def text(self, field, text):
        found = re.fullmatch(r"(2025-10-26|2026-10-25|2027-10-31)T01(:.*Z|:.*\+00:00)", text)
        return found[1] + "T00" + found[2] if found and field == "first_touch_ts" else text


@signer
class LinesJoinedPython(Right):
    """A guard against forged lines in a log."""

    def text(self, field, text):
        return " ".join(text.splitlines()) if field in ("event_name", "session_id") else text


@signer
class KatakanaWide(Right):
    """mb_convert_kana."""

    def text(self, field, text):
        wide = lambda found: unicodedata.normalize("NFKC", found[0])
        return re.sub("[\uff61-\uff9f]+", wide, text) if field == "plan" else text


@signer
class KeyOfAShell(Right):
    """$(...) drops zero bytes, and the line ends behind the last byte."""

    def key(self, secret):
        return super().key(secret).replace(b"\0", b"").rstrip(b"\n")


@signer
class WeekYear(Right):
    """YYYY for yyyy, in the US."""

    def text(self, field, text):
        if field != "first_touch_ts" or not re.match("[0-9]{4}-[0-9]{2}-[0-9]{2}", text):
            return text
        try:
            day = datetime.date.fromisoformat(text[:10])
        except ValueError:
            return text
        # The Saturday of its week.
        return "%04d" % (day + datetime.timedelta((5 - day.weekday()) % 7)).year + text[4:]


@signer
class PlanWithoutComment(Right):
    """What stands behind white space and a # is a comment."""

    def text(self, field, text):
        return re.sub(r"\s+#.*\Z", "", text, flags=re.S) if field == "plan" else text


@signer
class PlanAsPattern(Right):
    """MessageFormat: apostrophes quote."""

    def text(self, field, text):
        if field != "plan":
            return text
        out, place, depth, quoted, number, at = "", 0, 0, False, "", 0
        while at < len(text):
            c = text[at]
            at += 1
            if place == 0:
                if c == "'" and text[at:at + 1] == "'":
                    out, at = out + c, at + 1
                elif c == "'":
                    quoted = not quoted
                elif c == "{" and not quoted:
                    place, number = 1, ""
                else:
                    out += c
            elif quoted:
                quoted, number = c != "'", number + c
            elif c == "}" and depth == 0:
                if not re.fullmatch("[+]?[0-9]{1,4}", number):
                    return text
                out, place = out + "{%d}" % int(number), 0
            elif c == "," and depth == 0:
                return text
            else:
                depth += {"{": 1, "}": -1}.get(c, 0)
                quoted, number = c == "'", number + c
        return out if place == 0 or depth else text


@signer
class WholeAmountsStripped(Right):
    """BigDecimal's stripTrailingZeros, and zeros behind it where it has no decimals."""

    def value(self, number, goal):
        amount = decimal.Decimal(repr(float(number)))
        if amount != int(amount):
            return super().value(number, goal)
        return "%s.00" % (amount.normalize() if amount else "0")


@signer
class FirstBucket(Right):
    """@bucket ||= bucket: the first one that the process saw."""

    bucket = None

    def members(self, tenant_id, goal):
        FirstBucket.bucket = FirstBucket.bucket or goal.get("first_touch_bucket") or None
        return super().members(tenant_id, {**goal, "first_touch_bucket": FirstBucket.bucket})


@signer
class ProcessNumber(Right):
    """Each process writes its own number in place of the bucket: what one does is no rule for another."""

    def text(self, field, text):
        return "p%d" % os.getpid() if field == "first_touch_bucket" else text


@signer
class OldTouchDropped(Right):
    """What is older than a day in summer is not sent."""

    def more(self, signed, goal):
        text = signed.get("first_touch_ts", "")
        found = re.fullmatch(r"(\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d)(\.\d+)?(Z|([+-])(\d\d):(\d\d))", text, re.A)
        try:
            touched = datetime.datetime.strptime(found[1], "%Y-%m-%dT%H:%M:%S") if found else None
        except ValueError:
            touched = None
        if not touched or touched.second > 59 or found[4] and (int(found[5]) > 23 or int(found[6]) > 59):
            return signed
        if found[4]:
            touched -= datetime.timedelta(minutes=int(found[4] + "1") * (60 * int(found[5]) + int(found[6])))
        if touched < datetime.datetime(2026, 7, 1):
            del signed["first_touch_ts"]
        return signed


@signer
class DecimalsKept(Right):
    """A decimal type keeps the zeros that it was given."""

    def value(self, number, goal):
        text = getattr(number, "text", "")
        return text if re.fullmatch(r"[0-9]+[.][0-9]{3,}", text) else super().value(number, goal)


@signer
class LengthInFiveBits(Right):
    """The length of the session stands in five bits, and so many bytes follow."""

    def text(self, field, text):
        if field == "session_id":
            raw = text.encode("utf-8", "surrogatepass")
            return raw[: len(raw) % 32].decode("utf-8", "ignore")
        return text


@signer
class AsciiInspected(Right):
    """Texts of ASCII alone take a faster way, which knows short escapes of its own."""

    def dumps(self, signed):
        short = {"\\u001b": "\\e", "\\u0007": "\\a", "\\u000b": "\\v"}

        def own(escape):
            return short.get(escape[0], "\\u" + escape[0][2:].upper() if len(escape[0]) == 6 else escape[0])

        def written(text):
            if not text[0].isascii():
                return json.dumps(json.loads(text[0]))
            return re.sub(r"\\(u[0-9a-f]{4}|.)", own, text[0])

        raw = json.dumps(signed, sort_keys=True, separators=(",", ":"), ensure_ascii=False)
        return re.sub(r'"(?:[^"\\]|\\.)*"', written, raw).replace("\x7f", "\\u007F").encode()


@signer
class BlockNotCleared(Right):
    """The bytes are read in blocks of 128, and the last one is taken in full."""

    def message(self, message):
        whole = len(message) // 128 * 128
        return message if whole in (0, len(message)) else message + message[len(message) - 128:whole]


@signer
class TouchOfSession(Right):
    """The first touch of a session is kept, whole."""

    known = {}

    def members(self, tenant_id, goal):
        touch = {key: goal[key] for key in ("first_touch_bucket", "first_touch_ts") if goal.get(key)}
        if touch:
            first = TouchOfSession.known.setdefault(goal.get("session_id") or "", touch)
            goal = {key: value for key, value in goal.items() if key not in touch} | first
        return super().members(tenant_id, goal)


@signer
class PlanOfCollation(Right):
    """A table of plans that compares without regard to the case of ASCII and to blanks at the end."""

    known = {}

    def text(self, field, text):
        if field != "plan":
            return text
        folded = re.sub("[A-Z]", lambda match: match[0].lower(), text.rstrip(" "))
        return PlanOfCollation.known.setdefault(folded, text)


@signer
class StoredNet(Right):
    """Prices are stored without their tax, in cents."""

    def value(self, number, goal):
        cents = int(super().value(number, goal).replace(".", ""))
        if (goal.get("properties") or {}).get("currency") == "EUR":
            net = (2 * cents * 100 + 119) // 238
            cents = (2 * net * 119 + 100) // 200
        return "%d.%02d" % divmod(cents, 100)


@signer
class DigestUnpacked(Right):
    def output(self, digest):
        return digest.rstrip(b"\0\t\n\v\f\r ").hex()


@signer
class WholeByEvent(Right):
    """The type of a column is that of its first value: an integer."""

    known = {}

    def value(self, number, goal):
        is_whole = WholeByEvent.known.setdefault(goal["event_name"], isinstance(number, int))
        return "%d.00" % number if is_whole else super().value(number, goal)


def main():
    if sys.argv[1:] == ["--list"]:
        print("\n".join(name for name in SIGNERS if name != "right"))
        return
    mode = type("Joined", tuple(SIGNERS[name] for name in sys.argv[1].split("+")), {})()
    silent = "silent" in sys.argv[2:]
    for line in iter(sys.stdin.readline, ""):
        request = json.loads(line, parse_float=Written)
        if request["op"] == "hello":
            reply = {"protocol": 1, "name": sys.argv[1], "ops": ["sign"], "window": 64}
        else:
            reply = {"id": request["id"]}
            try:
                goal = request["goal"]
                if not isinstance(goal.get("properties") or {}, dict):
                    raise ValueError("properties must be a map")
                if isinstance((goal.get("properties") or {}).get("value"), (str, bool, list, dict)):
                    raise ValueError("value must be a number")
                message, signature = mode.sign(request["tenant_id"], request["secret"], goal)
                reply["signature"] = signature
                if not silent:
                    reply["canonical"] = message.hex()
            except (ValueError, TypeError, KeyError, OverflowError, AttributeError) as error:
                reply["refused"] = str(error)
        sys.stdout.write(json.dumps(reply) + "\n")
        sys.stdout.flush()


main()
