//! How it is done right, in the reader's language.

/// A language that signers are written in.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
#[allow(missing_docs)] // The names are the languages'.
pub enum Language {
    Python,
    JavaScript,
    Go,
    Php,
    Ruby,
    Java,
    CSharp,
    /// A shell.
    Shell,
}

use Language::*;

impl Language {
    /// Those that fixes are written for.
    pub const ALL: [Language; 7] = [Python, JavaScript, Go, Php, Ruby, Java, CSharp];

    /// Its name.
    pub const fn name(self) -> &'static str {
        match self {
            Python => "Python",
            JavaScript => "JavaScript",
            Go => "Go",
            Php => "PHP",
            Ruby => "Ruby",
            Java => "Java",
            CSharp => "C#",
            Shell => "shell",
        }
    }
}

/// What there is to do.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Remedy {
    /// Build the canonical bytes: an object of its own, sorted, compact, ASCII.
    Canonical,
    /// Escape everything from U+007F up.
    Escape,
    /// Sort the keys of both levels.
    Sort,
    /// No blanks, no line ends.
    Compact,
    /// `value` with two decimals, as text.
    Money,
    /// `""` where there is no session.
    Session,
    /// First-touch keys whenever they are sent, and verbatim.
    FirstTouch,
    /// The tenant's id, as the dashboard shows it.
    TenantId,
    /// Texts as they are.
    Verbatim,
    /// The key out of the hex text.
    Key,
    /// HMAC with SHA-256.
    Hmac,
    /// 64 lower-case hex digits.
    Hex,
    /// Refuse more than two decimals, then format.
    Rounding,
    /// Minor units to units.
    Cents,
    /// No other properties than those that are known.
    KnownKeys,
    /// Texts or nothing.
    Texts,
    /// Refuse what is no amount.
    Refuse,
}

impl Remedy {
    /// A line or two of code.
    pub const fn code(self, language: Language) -> &'static str {
        match (self, language) {
            (Remedy::Canonical | Remedy::Compact, Python) => {
                "json.dumps(payload, sort_keys=True, separators=(\",\", \":\")).encode()"
            }
            (Remedy::Sort, Python) => {
                "json.dumps(payload, sort_keys=True, separators=(\",\", \":\"))"
            }
            (Remedy::Escape, Python) => {
                "leave ensure_ascii at True: json.dumps(payload, sort_keys=True, separators=(\",\", \":\"))"
            }
            (Remedy::Canonical, JavaScript) => {
                "build {event_name, properties, session_id, tenant_id} with sorted keys, JSON.stringify it, escape /[\\u007f-\\uffff]/g"
            }
            (Remedy::Compact, JavaScript) => "JSON.stringify(sorted)  // no third argument",
            (Remedy::Sort, JavaScript) => {
                "const sorted = Object.fromEntries(Object.entries(o).sort(([a], [b]) => a < b ? -1 : 1))  // at both levels"
            }
            (Remedy::Escape, JavaScript) => {
                "text.replace(/[\\u007f-\\uffff]/g, c => \"\\\\u\" + c.charCodeAt(0).toString(16).padStart(4, \"0\"))"
            }
            (Remedy::Canonical | Remedy::Compact | Remedy::Sort, Go) => {
                "marshal a map[string]any (its keys come out sorted) with SetEscapeHTML(false), bytes.TrimSpace it, then escape every rune from U+007F up"
            }
            (Remedy::Escape, Go) => {
                "SetEscapeHTML(false), then for every rune r >= 0x7f: for _, u := range utf16.Encode([]rune{r}) { fmt.Fprintf(&b, \"\\\\u%04x\", u) }"
            }
            (Remedy::Canonical | Remedy::Sort, Php) => {
                "ksort($payload); ksort($payload[\"properties\"]); $payload[\"properties\"] = (object) $payload[\"properties\"]; json_encode($payload, JSON_UNESCAPED_SLASHES), then str_replace(\"\\x7f\", \"\\\\u007f\", $json)"
            }
            (Remedy::Compact, Php) => {
                "json_encode($payload, JSON_UNESCAPED_SLASHES)  // no JSON_PRETTY_PRINT"
            }
            (Remedy::Escape, Php) => {
                "str_replace(\"\\x7f\", \"\\\\u007f\", json_encode($payload, JSON_UNESCAPED_SLASHES))  // no JSON_UNESCAPED_UNICODE, no JSON_HEX_*"
            }
            (Remedy::Canonical | Remedy::Compact | Remedy::Sort, Ruby) => {
                "JSON.generate(payload.sort.to_h, ascii_only: true)  # properties sorted too, then .gsub(\"\\x7f\", \"\\\\u007f\")"
            }
            (Remedy::Escape, Ruby) => {
                "JSON.generate(payload, ascii_only: true).gsub(\"\\x7f\") { '\\u007f' }  # not to_json"
            }
            (Remedy::Canonical | Remedy::Compact | Remedy::Sort, Java) => {
                "put both levels into a TreeMap; write with JsonWriteFeature.ESCAPE_NON_ASCII and lower-case digits, then escape U+007F"
            }
            (Remedy::Escape, Java) => {
                "for each char c >= 0x7f: String.format(\"\\\\u%04x\", (int) c)"
            }
            (Remedy::Canonical | Remedy::Compact | Remedy::Sort, CSharp) => {
                "put both levels into a SortedDictionary(StringComparer.Ordinal) and write it without WriteIndented"
            }
            (Remedy::Escape, CSharp) => {
                "Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping, then for each char c >= 0x7f: $\"\\\\u{(int)c:x4}\""
            }
            (Remedy::Money, Python) => "f\"{float(value):.2f}\"",
            (Remedy::Money, JavaScript) => "Number(value).toFixed(2)  // as a string: \"99.00\"",
            (Remedy::Money, Go) => "strconv.FormatFloat(value, 'f', 2, 64)  // as a string",
            (Remedy::Money, Php) => "number_format($value, 2, '.', '')",
            (Remedy::Money, Ruby) => "format('%.2f', value)",
            (Remedy::Money, Java) => {
                "new BigDecimal(value).setScale(2, RoundingMode.HALF_EVEN).toPlainString()  // value a double"
            }
            (Remedy::Money, CSharp) => "value.ToString(\"F2\", CultureInfo.InvariantCulture)",
            (Remedy::Session, Python) => "\"session_id\": session_id or \"\"",
            (Remedy::Session, JavaScript) => "session_id: sessionId || \"\"",
            (Remedy::Session, Go) => "`json:\"session_id\"`  // a string, without omitempty",
            (Remedy::Session, Php) => "'session_id' => $sessionId ?? ''",
            (Remedy::Session, Ruby) => "session_id: session_id.to_s",
            (Remedy::Session, Java) => {
                "payload.put(\"session_id\", sessionId == null ? \"\" : sessionId)"
            }
            (Remedy::Session, CSharp) => "[\"session_id\"] = sessionId ?? \"\"",
            (Remedy::FirstTouch, Python) => {
                r#"for k in ("first_touch_bucket", "first_touch_ts"): if goal.get(k): payload[k] = goal[k]  # the text as it came"#
            }
            (Remedy::FirstTouch, JavaScript) => {
                r#"for (const k of ["first_touch_bucket", "first_touch_ts"]) if (goal[k]) payload[k] = goal[k]  // the text, not a Date"#
            }
            (Remedy::FirstTouch, Go) => {
                r#"if bucket != "" { payload["first_touch_bucket"] = bucket }; if ts != "" { payload["first_touch_ts"] = ts }  // strings, no time.Time"#
            }
            (Remedy::FirstTouch, Php) => {
                r#"foreach (['first_touch_bucket', 'first_touch_ts'] as $k) if ($goal[$k] ?? '') $payload[$k] = $goal[$k];  // the text, not a DateTime"#
            }
            (Remedy::FirstTouch, Ruby) => {
                r#"%w[first_touch_bucket first_touch_ts].each { |k| payload[k] = goal[k] if goal[k].to_s != '' }  # the text, not a Time"#
            }
            (Remedy::FirstTouch, Java) => {
                r#"for (var k : List.of("first_touch_bucket", "first_touch_ts")) if (goal.get(k) != null) payload.put(k, goal.get(k));  // a String, not an Instant"#
            }
            (Remedy::FirstTouch, CSharp) => {
                r#"foreach (var k in new[] { "first_touch_bucket", "first_touch_ts" }) if (goal.TryGetValue(k, out var v)) payload[k] = v;  // a string, not a DateTime"#
            }
            (Remedy::TenantId, Python) => {
                "payload[\"tenant_id\"] = LP_TENANT_ID  # as the dashboard shows it"
            }
            (Remedy::TenantId, JavaScript) => {
                "payload.tenant_id = LP_TENANT_ID  // as the dashboard shows it"
            }
            (Remedy::TenantId, Go) => {
                "payload[\"tenant_id\"] = tenantID  // as the dashboard shows it"
            }
            (Remedy::TenantId, Php) => {
                "$payload['tenant_id'] = LP_TENANT_ID;  // as the dashboard shows it"
            }
            (Remedy::TenantId, Ruby) => {
                "payload[:tenant_id] = LP_TENANT_ID  # as the dashboard shows it"
            }
            (Remedy::TenantId, Java) => {
                "payload.put(\"tenant_id\", TENANT_ID);  // as the dashboard shows it, not a UUID's own text"
            }
            (Remedy::TenantId, CSharp) => {
                "payload[\"tenant_id\"] = TenantId;  // as the dashboard shows it, not Guid.ToString(\"B\")"
            }
            (Remedy::Verbatim, Python) => {
                r#"sign the texts of the body that is sent, unchanged; only value (two decimals, as text) and tenant_id differ from it"#
            }
            (Remedy::Verbatim, JavaScript) => {
                r#"sign the texts of the body that is sent, unchanged; only value (two decimals, as text) and tenant_id differ from it"#
            }
            (Remedy::Verbatim, Go) => {
                r#"sign the texts of the body that is sent, unchanged; only value (two decimals, as text) and tenant_id differ from it"#
            }
            (Remedy::Verbatim, Php) => {
                r#"sign the texts of the body that is sent, unchanged; only value (two decimals, as text) and tenant_id differ from it"#
            }
            (Remedy::Verbatim, Ruby) => {
                r#"sign the texts of the body that is sent, unchanged; only value (two decimals, as text) and tenant_id differ from it"#
            }
            (Remedy::Verbatim, Java) => {
                r#"sign the texts of the body that is sent, unchanged; only value (two decimals, as text) and tenant_id differ from it"#
            }
            (Remedy::Verbatim, CSharp) => {
                r#"sign the texts of the body that is sent, unchanged; only value (two decimals, as text) and tenant_id differ from it"#
            }
            (Remedy::Key, Python) => "key = bytes.fromhex(secret.strip())",
            (Remedy::Key, JavaScript) => {
                "const key = Buffer.from(secret.trim(), \"hex\"); if (key.length * 2 !== secret.trim().length) throw new Error(\"bad secret\")"
            }
            (Remedy::Key, Go) => "key, err := hex.DecodeString(strings.TrimSpace(secret))",
            (Remedy::Key, Php) => "$key = hex2bin(trim($secret));  // false is an error, not a key",
            (Remedy::Key, Ruby) => {
                "raise 'bad secret' unless secret.strip.match?(/\\A(\\h\\h)+\\z/); key = [secret.strip].pack(\"H*\")"
            }
            (Remedy::Key, Java) => "byte[] key = HexFormat.of().parseHex(secret.strip());",
            (Remedy::Key, CSharp) => "byte[] key = Convert.FromHexString(secret.Trim());",
            (Remedy::Hmac, Python) => "hmac.new(key, canonical, hashlib.sha256).hexdigest()",
            (Remedy::Hmac, JavaScript) => {
                "crypto.createHmac(\"sha256\", key).update(canonical).digest(\"hex\")"
            }
            (Remedy::Hmac, Go) => {
                "mac := hmac.New(sha256.New, key); mac.Write(canonical); sig := hex.EncodeToString(mac.Sum(nil))"
            }
            (Remedy::Hmac, Php) => "hash_hmac('sha256', $canonical, $key)",
            (Remedy::Hmac, Ruby) => "OpenSSL::HMAC.hexdigest(\"SHA256\", key, canonical)",
            (Remedy::Hmac, Java) => {
                "Mac mac = Mac.getInstance(\"HmacSHA256\"); mac.init(new SecretKeySpec(key, \"HmacSHA256\")); mac.doFinal(canonical)"
            }
            (Remedy::Hmac, CSharp) => "HMACSHA256.HashData(key, canonical)",
            (Remedy::Hex, Python) => ".hexdigest()",
            (Remedy::Hex, JavaScript) => ".digest(\"hex\")",
            (Remedy::Hex, Go) => "hex.EncodeToString(mac.Sum(nil))",
            (Remedy::Hex, Php) => "hash_hmac('sha256', $canonical, $key)  // no fourth argument",
            (Remedy::Hex, Ruby) => "OpenSSL::HMAC.hexdigest(\"SHA256\", key, canonical)",
            (Remedy::Hex, Java) => "HexFormat.of().formatHex(mac.doFinal(canonical))",
            (Remedy::Hex, CSharp) => "Convert.ToHexString(mac).ToLowerInvariant()",
            (Remedy::Rounding, Python) => {
                r#"if round(value, 2) != value: raise ValueError("value"), then f"{value:.2f}""#
            }
            (Remedy::Rounding, JavaScript) => {
                r#"if (Math.round(value * 100) / 100 !== value) throw new RangeError("value"); then value.toFixed(2)"#
            }
            (Remedy::Rounding, Go) => {
                r#"if math.Round(value*100)/100 != value { return errors.New("value") }, then strconv.FormatFloat(value, 'f', 2, 64)"#
            }
            (Remedy::Rounding, Php) => {
                r#"if (round($value * 100) / 100 != $value) throw new RangeException('value'); then sprintf('%.2F', $value)"#
            }
            (Remedy::Rounding, Ruby) => {
                r#"raise RangeError, 'value' unless value.round(2) == value, then format('%.2f', value)"#
            }
            (Remedy::Rounding, Java) => {
                r#"BigDecimal.valueOf(value).setScale(2, RoundingMode.UNNECESSARY).toPlainString()  // throws on a third decimal"#
            }
            (Remedy::Rounding, CSharp) => {
                r#"if (Math.Round(value, 2) != value) throw new ArgumentException("value"); then value.ToString("F2", CultureInfo.InvariantCulture)"#
            }
            (Remedy::Cents, Python) => {
                r#"value = cents / 100, then f"{value:.2f}"; the body carries value too"#
            }
            (Remedy::Cents, JavaScript) => {
                r#"const value = cents / 100, then value.toFixed(2); the body carries value too"#
            }
            (Remedy::Cents, Go) => {
                r#"value := float64(cents) / 100, then strconv.FormatFloat(value, 'f', 2, 64); the body carries value too"#
            }
            (Remedy::Cents, Php) => {
                r#"$value = $cents / 100; then sprintf('%.2F', $value); the body carries $value too"#
            }
            (Remedy::Cents, Ruby) => {
                r#"value = cents / 100.0, then format('%.2f', value); the body carries value too"#
            }
            (Remedy::Cents, Java) => {
                r#"double value = cents / 100.0; then BigDecimal.valueOf(value).setScale(2).toPlainString(); the body carries value too"#
            }
            (Remedy::Cents, CSharp) => {
                r#"var value = cents / 100.0; then value.ToString("F2", CultureInfo.InvariantCulture); the body carries value too"#
            }
            (Remedy::KnownKeys, Python) => {
                r#"if not props.keys() <= {"value", "currency", "plan"}: raise ValueError("properties")"#
            }
            (Remedy::KnownKeys, JavaScript) => {
                r#"if (Object.keys(props).some(k => !["value", "currency", "plan"].includes(k))) throw new TypeError("properties")"#
            }
            (Remedy::KnownKeys, Go) => {
                r#"a struct with Value, Currency and Plan, and DisallowUnknownFields where it is read"#
            }
            (Remedy::KnownKeys, Php) => {
                r#"if (array_diff(array_keys($props), ['value', 'currency', 'plan'])) throw new InvalidArgumentException('properties');"#
            }
            (Remedy::KnownKeys, Ruby) => {
                r#"raise ArgumentError, 'properties' unless (props.keys.map(&:to_s) - %w[value currency plan]).empty?"#
            }
            (Remedy::KnownKeys, Java) => {
                r#"if (!Set.of("value", "currency", "plan").containsAll(props.keySet())) throw new IllegalArgumentException("properties");"#
            }
            (Remedy::KnownKeys, CSharp) => {
                r#"if (props.Keys.Except(new[] { "value", "currency", "plan" }).Any()) throw new ArgumentException("properties");"#
            }
            (Remedy::Texts, Python) => {
                r#"if session_id is not None and not isinstance(session_id, str): raise TypeError("session_id")  # first-touch keys and properties alike"#
            }
            (Remedy::Texts, JavaScript) => {
                r#"if (sessionId != null && typeof sessionId !== "string") throw new TypeError("sessionId")  // first-touch keys and properties alike"#
            }
            (Remedy::Texts, Go) => r#"fields of type string, and map or struct for properties"#,
            (Remedy::Texts, Php) => {
                r#"function sign(?string $sessionId, array $properties)  // declare(strict_types=1)"#
            }
            (Remedy::Texts, Ruby) => {
                r#"raise TypeError, 'session_id' unless session_id.nil? || session_id.is_a?(String)"#
            }
            (Remedy::Texts, Java) => r#"parameters of type String, and Map for properties"#,
            (Remedy::Texts, CSharp) => {
                r#"parameters of type string, and IDictionary for properties"#
            }
            (Remedy::Refuse, Python) => {
                r#"if type(value) not in (int, float) or not 0 <= value <= 10000 or math.copysign(1, value) < 0: raise ValueError("value")"#
            }
            (Remedy::Refuse, JavaScript) => {
                r#"if (typeof value !== "number" || !(value >= 0 && value <= 10000) || Object.is(value, -0)) throw new RangeError("value")"#
            }
            (Remedy::Refuse, Go) => {
                r#"if !(value >= 0 && value <= 10000) || math.Signbit(value) { return errors.New("value") }"#
            }
            (Remedy::Refuse, Php) => {
                r#"if (!is_int($value) && !is_float($value) || !($value >= 0 && $value <= 10000)) throw new RangeException('value');"#
            }
            (Remedy::Refuse, Ruby) => {
                r#"raise RangeError, 'value' unless value.is_a?(Numeric) && (0..10000).cover?(value)"#
            }
            (Remedy::Refuse, Java) => {
                r#"if (!(value >= 0 && value <= 10000)) throw new IllegalArgumentException("value");"#
            }
            (Remedy::Refuse, CSharp) => {
                r#"if (!(value >= 0 && value <= 10000)) throw new ArgumentOutOfRangeException("value");"#
            }
            (_, Shell) => "goalpost sign",
        }
    }
}
