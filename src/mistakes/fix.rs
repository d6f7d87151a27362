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
pub enum FixSnippet {
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
    /// Refuse what is not an amount.
    Refuse,
}

impl FixSnippet {
    /// A line or two of code.
    pub const fn code(self, language: Language) -> &'static str {
        match (self, language) {
            (FixSnippet::Canonical | FixSnippet::Compact, Python) => {
                "json.dumps(payload, sort_keys=True, separators=(\",\", \":\")).encode()"
            }
            (FixSnippet::Sort, Python) => {
                "json.dumps(payload, sort_keys=True, separators=(\",\", \":\"))"
            }
            (FixSnippet::Escape, Python) => {
                "leave ensure_ascii at True: json.dumps(payload, sort_keys=True, separators=(\",\", \":\"))"
            }
            (FixSnippet::Canonical, JavaScript) => {
                "build {event_name, properties, session_id, tenant_id} with sorted keys, JSON.stringify it, escape /[\\u007f-\\uffff]/g"
            }
            (FixSnippet::Compact, JavaScript) => "JSON.stringify(sorted)  // no third argument",
            (FixSnippet::Sort, JavaScript) => {
                "const sorted = Object.fromEntries(Object.entries(o).sort(([a], [b]) => a < b ? -1 : 1))  // at both levels"
            }
            (FixSnippet::Escape, JavaScript) => {
                "text.replace(/[\\u007f-\\uffff]/g, c => \"\\\\u\" + c.charCodeAt(0).toString(16).padStart(4, \"0\"))"
            }
            (FixSnippet::Canonical | FixSnippet::Compact | FixSnippet::Sort, Go) => {
                "marshal a map[string]any (its keys come out sorted) with SetEscapeHTML(false), bytes.TrimSpace it, then escape every rune from U+007F up"
            }
            (FixSnippet::Escape, Go) => {
                "SetEscapeHTML(false), then for every rune r >= 0x7f: for _, u := range utf16.Encode([]rune{r}) { fmt.Fprintf(&b, \"\\\\u%04x\", u) }"
            }
            (FixSnippet::Canonical | FixSnippet::Sort, Php) => {
                "ksort($payload); ksort($payload[\"properties\"]); $payload[\"properties\"] = (object) $payload[\"properties\"]; json_encode($payload, JSON_UNESCAPED_SLASHES), then str_replace(\"\\x7f\", \"\\\\u007f\", $json)"
            }
            (FixSnippet::Compact, Php) => {
                "json_encode($payload, JSON_UNESCAPED_SLASHES)  // no JSON_PRETTY_PRINT"
            }
            (FixSnippet::Escape, Php) => {
                "str_replace(\"\\x7f\", \"\\\\u007f\", json_encode($payload, JSON_UNESCAPED_SLASHES))  // no JSON_UNESCAPED_UNICODE, no JSON_HEX_*"
            }
            (FixSnippet::Canonical | FixSnippet::Compact | FixSnippet::Sort, Ruby) => {
                "JSON.generate(payload.sort.to_h, ascii_only: true)  # properties sorted too, then .gsub(\"\\x7f\", \"\\\\u007f\")"
            }
            (FixSnippet::Escape, Ruby) => {
                "JSON.generate(payload, ascii_only: true).gsub(\"\\x7f\") { '\\u007f' }  # not to_json"
            }
            (FixSnippet::Canonical | FixSnippet::Compact | FixSnippet::Sort, Java) => {
                "put both levels into a TreeMap; write with JsonWriteFeature.ESCAPE_NON_ASCII and lower-case digits, then escape U+007F"
            }
            (FixSnippet::Escape, Java) => {
                "for each char c >= 0x7f: String.format(\"\\\\u%04x\", (int) c)"
            }
            (FixSnippet::Canonical | FixSnippet::Compact | FixSnippet::Sort, CSharp) => {
                "put both levels into a SortedDictionary(StringComparer.Ordinal) and write it without WriteIndented"
            }
            (FixSnippet::Escape, CSharp) => {
                "Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping, then for each char c >= 0x7f: $\"\\\\u{(int)c:x4}\""
            }
            (FixSnippet::Money, Python) => "f\"{float(value):.2f}\"",
            (FixSnippet::Money, JavaScript) => {
                "Number(value).toFixed(2)  // as a string: \"99.00\""
            }
            (FixSnippet::Money, Go) => "strconv.FormatFloat(value, 'f', 2, 64)  // as a string",
            (FixSnippet::Money, Php) => "number_format($value, 2, '.', '')",
            (FixSnippet::Money, Ruby) => "format('%.2f', value)",
            (FixSnippet::Money, Java) => {
                "new BigDecimal(value).setScale(2, RoundingMode.HALF_EVEN).toPlainString()  // value a double"
            }
            (FixSnippet::Money, CSharp) => "value.ToString(\"F2\", CultureInfo.InvariantCulture)",
            (FixSnippet::Session, Python) => "\"session_id\": session_id or \"\"",
            (FixSnippet::Session, JavaScript) => "session_id: sessionId || \"\"",
            (FixSnippet::Session, Go) => "`json:\"session_id\"`  // a string, without omitempty",
            (FixSnippet::Session, Php) => "'session_id' => $sessionId ?? ''",
            (FixSnippet::Session, Ruby) => "session_id: session_id.to_s",
            (FixSnippet::Session, Java) => {
                "payload.put(\"session_id\", sessionId == null ? \"\" : sessionId)"
            }
            (FixSnippet::Session, CSharp) => "[\"session_id\"] = sessionId ?? \"\"",
            (FixSnippet::FirstTouch, Python) => {
                r#"for k in ("first_touch_bucket", "first_touch_ts"): if goal.get(k): payload[k] = goal[k]  # the text as it came"#
            }
            (FixSnippet::FirstTouch, JavaScript) => {
                r#"for (const k of ["first_touch_bucket", "first_touch_ts"]) if (goal[k]) payload[k] = goal[k]  // the text, not a Date"#
            }
            (FixSnippet::FirstTouch, Go) => {
                r#"if bucket != "" { payload["first_touch_bucket"] = bucket }; if ts != "" { payload["first_touch_ts"] = ts }  // strings, no time.Time"#
            }
            (FixSnippet::FirstTouch, Php) => {
                r#"foreach (['first_touch_bucket', 'first_touch_ts'] as $k) if ($goal[$k] ?? '') $payload[$k] = $goal[$k];  // the text, not a DateTime"#
            }
            (FixSnippet::FirstTouch, Ruby) => {
                r#"%w[first_touch_bucket first_touch_ts].each { |k| payload[k] = goal[k] if goal[k].to_s != '' }  # the text, not a Time"#
            }
            (FixSnippet::FirstTouch, Java) => {
                r#"for (var k : List.of("first_touch_bucket", "first_touch_ts")) if (goal.get(k) != null) payload.put(k, goal.get(k));  // a String, not an Instant"#
            }
            (FixSnippet::FirstTouch, CSharp) => {
                r#"foreach (var k in new[] { "first_touch_bucket", "first_touch_ts" }) if (goal.TryGetValue(k, out var v)) payload[k] = v;  // a string, not a DateTime"#
            }
            (FixSnippet::TenantId, Python) => {
                "payload[\"tenant_id\"] = LP_TENANT_ID  # as the dashboard shows it"
            }
            (FixSnippet::TenantId, JavaScript) => {
                "payload.tenant_id = LP_TENANT_ID  // as the dashboard shows it"
            }
            (FixSnippet::TenantId, Go) => {
                "payload[\"tenant_id\"] = tenantID  // as the dashboard shows it"
            }
            (FixSnippet::TenantId, Php) => {
                "$payload['tenant_id'] = LP_TENANT_ID;  // as the dashboard shows it"
            }
            (FixSnippet::TenantId, Ruby) => {
                "payload[:tenant_id] = LP_TENANT_ID  # as the dashboard shows it"
            }
            (FixSnippet::TenantId, Java) => {
                "payload.put(\"tenant_id\", TENANT_ID);  // as the dashboard shows it, not a UUID's own text"
            }
            (FixSnippet::TenantId, CSharp) => {
                "payload[\"tenant_id\"] = TenantId;  // as the dashboard shows it, not Guid.ToString(\"B\")"
            }
            (FixSnippet::Verbatim, Python) => {
                r#"sign the texts of the body that is sent, unchanged; only value (two decimals, as text) and tenant_id differ from it"#
            }
            (FixSnippet::Verbatim, JavaScript) => {
                r#"sign the texts of the body that is sent, unchanged; only value (two decimals, as text) and tenant_id differ from it"#
            }
            (FixSnippet::Verbatim, Go) => {
                r#"sign the texts of the body that is sent, unchanged; only value (two decimals, as text) and tenant_id differ from it"#
            }
            (FixSnippet::Verbatim, Php) => {
                r#"sign the texts of the body that is sent, unchanged; only value (two decimals, as text) and tenant_id differ from it"#
            }
            (FixSnippet::Verbatim, Ruby) => {
                r#"sign the texts of the body that is sent, unchanged; only value (two decimals, as text) and tenant_id differ from it"#
            }
            (FixSnippet::Verbatim, Java) => {
                r#"sign the texts of the body that is sent, unchanged; only value (two decimals, as text) and tenant_id differ from it"#
            }
            (FixSnippet::Verbatim, CSharp) => {
                r#"sign the texts of the body that is sent, unchanged; only value (two decimals, as text) and tenant_id differ from it"#
            }
            (FixSnippet::Key, Python) => "key = bytes.fromhex(secret.strip())",
            (FixSnippet::Key, JavaScript) => {
                "const key = Buffer.from(secret.trim(), \"hex\"); if (key.length * 2 !== secret.trim().length) throw new Error(\"bad secret\")"
            }
            (FixSnippet::Key, Go) => "key, err := hex.DecodeString(strings.TrimSpace(secret))",
            (FixSnippet::Key, Php) => {
                "$key = hex2bin(trim($secret));  // false is an error, not a key"
            }
            (FixSnippet::Key, Ruby) => {
                "raise 'bad secret' unless secret.strip.match?(/\\A(\\h\\h)+\\z/); key = [secret.strip].pack(\"H*\")"
            }
            (FixSnippet::Key, Java) => "byte[] key = HexFormat.of().parseHex(secret.strip());",
            (FixSnippet::Key, CSharp) => "byte[] key = Convert.FromHexString(secret.Trim());",
            (FixSnippet::Hmac, Python) => "hmac.new(key, canonical, hashlib.sha256).hexdigest()",
            (FixSnippet::Hmac, JavaScript) => {
                "crypto.createHmac(\"sha256\", key).update(canonical).digest(\"hex\")"
            }
            (FixSnippet::Hmac, Go) => {
                "mac := hmac.New(sha256.New, key); mac.Write(canonical); sig := hex.EncodeToString(mac.Sum(nil))"
            }
            (FixSnippet::Hmac, Php) => "hash_hmac('sha256', $canonical, $key)",
            (FixSnippet::Hmac, Ruby) => "OpenSSL::HMAC.hexdigest(\"SHA256\", key, canonical)",
            (FixSnippet::Hmac, Java) => {
                "Mac mac = Mac.getInstance(\"HmacSHA256\"); mac.init(new SecretKeySpec(key, \"HmacSHA256\")); mac.doFinal(canonical)"
            }
            (FixSnippet::Hmac, CSharp) => "HMACSHA256.HashData(key, canonical)",
            (FixSnippet::Hex, Python) => ".hexdigest()",
            (FixSnippet::Hex, JavaScript) => ".digest(\"hex\")",
            (FixSnippet::Hex, Go) => "hex.EncodeToString(mac.Sum(nil))",
            (FixSnippet::Hex, Php) => {
                "hash_hmac('sha256', $canonical, $key)  // no fourth argument"
            }
            (FixSnippet::Hex, Ruby) => "OpenSSL::HMAC.hexdigest(\"SHA256\", key, canonical)",
            (FixSnippet::Hex, Java) => "HexFormat.of().formatHex(mac.doFinal(canonical))",
            (FixSnippet::Hex, CSharp) => "Convert.ToHexString(mac).ToLowerInvariant()",
            (FixSnippet::Rounding, Python) => {
                r#"if round(value, 2) != value: raise ValueError("value"), then f"{value:.2f}""#
            }
            (FixSnippet::Rounding, JavaScript) => {
                r#"if (Math.round(value * 100) / 100 !== value) throw new RangeError("value"); then value.toFixed(2)"#
            }
            (FixSnippet::Rounding, Go) => {
                r#"if math.Round(value*100)/100 != value { return errors.New("value") }, then strconv.FormatFloat(value, 'f', 2, 64)"#
            }
            (FixSnippet::Rounding, Php) => {
                r#"if (round($value * 100) / 100 != $value) throw new RangeException('value'); then sprintf('%.2F', $value)"#
            }
            (FixSnippet::Rounding, Ruby) => {
                r#"raise RangeError, 'value' unless value.round(2) == value, then format('%.2f', value)"#
            }
            (FixSnippet::Rounding, Java) => {
                r#"BigDecimal.valueOf(value).setScale(2, RoundingMode.UNNECESSARY).toPlainString()  // throws on a third decimal"#
            }
            (FixSnippet::Rounding, CSharp) => {
                r#"if (Math.Round(value, 2) != value) throw new ArgumentException("value"); then value.ToString("F2", CultureInfo.InvariantCulture)"#
            }
            (FixSnippet::Cents, Python) => {
                r#"value = cents / 100, then f"{value:.2f}"; the body carries value too"#
            }
            (FixSnippet::Cents, JavaScript) => {
                r#"const value = cents / 100, then value.toFixed(2); the body carries value too"#
            }
            (FixSnippet::Cents, Go) => {
                r#"value := float64(cents) / 100, then strconv.FormatFloat(value, 'f', 2, 64); the body carries value too"#
            }
            (FixSnippet::Cents, Php) => {
                r#"$value = $cents / 100; then sprintf('%.2F', $value); the body carries $value too"#
            }
            (FixSnippet::Cents, Ruby) => {
                r#"value = cents / 100.0, then format('%.2f', value); the body carries value too"#
            }
            (FixSnippet::Cents, Java) => {
                r#"double value = cents / 100.0; then BigDecimal.valueOf(value).setScale(2).toPlainString(); the body carries value too"#
            }
            (FixSnippet::Cents, CSharp) => {
                r#"var value = cents / 100.0; then value.ToString("F2", CultureInfo.InvariantCulture); the body carries value too"#
            }
            (FixSnippet::KnownKeys, Python) => {
                r#"if not props.keys() <= {"value", "currency", "plan"}: raise ValueError("properties")"#
            }
            (FixSnippet::KnownKeys, JavaScript) => {
                r#"if (Object.keys(props).some(k => !["value", "currency", "plan"].includes(k))) throw new TypeError("properties")"#
            }
            (FixSnippet::KnownKeys, Go) => {
                r#"a struct with Value, Currency and Plan, and DisallowUnknownFields where it is read"#
            }
            (FixSnippet::KnownKeys, Php) => {
                r#"if (array_diff(array_keys($props), ['value', 'currency', 'plan'])) throw new InvalidArgumentException('properties');"#
            }
            (FixSnippet::KnownKeys, Ruby) => {
                r#"raise ArgumentError, 'properties' unless (props.keys.map(&:to_s) - %w[value currency plan]).empty?"#
            }
            (FixSnippet::KnownKeys, Java) => {
                r#"if (!Set.of("value", "currency", "plan").containsAll(props.keySet())) throw new IllegalArgumentException("properties");"#
            }
            (FixSnippet::KnownKeys, CSharp) => {
                r#"if (props.Keys.Except(new[] { "value", "currency", "plan" }).Any()) throw new ArgumentException("properties");"#
            }
            (FixSnippet::Texts, Python) => {
                r#"if session_id is not None and not isinstance(session_id, str): raise TypeError("session_id")  # first-touch keys and properties alike"#
            }
            (FixSnippet::Texts, JavaScript) => {
                r#"if (sessionId != null && typeof sessionId !== "string") throw new TypeError("sessionId")  // first-touch keys and properties alike"#
            }
            (FixSnippet::Texts, Go) => r#"fields of type string, and map or struct for properties"#,
            (FixSnippet::Texts, Php) => {
                r#"function sign(?string $sessionId, array $properties)  // declare(strict_types=1)"#
            }
            (FixSnippet::Texts, Ruby) => {
                r#"raise TypeError, 'session_id' unless session_id.nil? || session_id.is_a?(String)"#
            }
            (FixSnippet::Texts, Java) => r#"parameters of type String, and Map for properties"#,
            (FixSnippet::Texts, CSharp) => {
                r#"parameters of type string, and IDictionary for properties"#
            }
            (FixSnippet::Refuse, Python) => {
                r#"if type(value) not in (int, float) or not 0 <= value <= 10000 or math.copysign(1, value) < 0: raise ValueError("value")"#
            }
            (FixSnippet::Refuse, JavaScript) => {
                r#"if (typeof value !== "number" || !(value >= 0 && value <= 10000) || Object.is(value, -0)) throw new RangeError("value")"#
            }
            (FixSnippet::Refuse, Go) => {
                r#"if !(value >= 0 && value <= 10000) || math.Signbit(value) { return errors.New("value") }"#
            }
            (FixSnippet::Refuse, Php) => {
                r#"if (!is_int($value) && !is_float($value) || !($value >= 0 && $value <= 10000)) throw new RangeException('value');"#
            }
            (FixSnippet::Refuse, Ruby) => {
                r#"raise RangeError, 'value' unless value.is_a?(Numeric) && (0..10000).cover?(value)"#
            }
            (FixSnippet::Refuse, Java) => {
                r#"if (!(value >= 0 && value <= 10000)) throw new IllegalArgumentException("value");"#
            }
            (FixSnippet::Refuse, CSharp) => {
                r#"if (!(value >= 0 && value <= 10000)) throw new ArgumentOutOfRangeException("value");"#
            }
            (_, Shell) => "goalpost sign",
        }
    }
}
