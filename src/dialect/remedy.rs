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
                "ksort($payload); ksort($payload[\"properties\"]); json_encode($payload, JSON_UNESCAPED_SLASHES), then str_replace(\"\\x7f\", \"\\\\u007f\", $json)"
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
                "put both levels into a SortedDictionary(StringComparer.Ordinal) and write without WriteIndented; escape as below U+007F only JSON itself asks"
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
                "if first_touch_ts: payload[\"first_touch_ts\"] = first_touch_ts  # the text as it came"
            }
            (Remedy::FirstTouch, JavaScript) => {
                "if (firstTouchTs) payload.first_touch_ts = firstTouchTs  // the text, not a Date"
            }
            (Remedy::FirstTouch, Go) => {
                "if ts != \"\" { payload[\"first_touch_ts\"] = ts }  // a string, not a time.Time"
            }
            (Remedy::FirstTouch, Php) => {
                "if ($ts) { $payload['first_touch_ts'] = $ts; }  // the text, not a DateTime"
            }
            (Remedy::FirstTouch, Ruby) => {
                "payload[:first_touch_ts] = ts if ts && !ts.empty?  # the text, not a Time"
            }
            (Remedy::FirstTouch, Java) => {
                "if (ts != null && !ts.isEmpty()) payload.put(\"first_touch_ts\", ts);  // a String, not an Instant"
            }
            (Remedy::FirstTouch, CSharp) => {
                "if (!string.IsNullOrEmpty(ts)) payload[\"first_touch_ts\"] = ts;  // a string, not a DateTime"
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
                "build the body and the signed bytes from one and the same dict"
            }
            (Remedy::Verbatim, JavaScript) => {
                "build the body and the signed bytes from one and the same object"
            }
            (Remedy::Verbatim, Go) => {
                "build the body and the signed bytes from one and the same map"
            }
            (Remedy::Verbatim, Php) => {
                "build the body and the signed bytes from one and the same array"
            }
            (Remedy::Verbatim, Ruby) => {
                "build the body and the signed bytes from one and the same hash"
            }
            (Remedy::Verbatim, Java) => {
                "build the body and the signed bytes from one and the same map"
            }
            (Remedy::Verbatim, CSharp) => {
                "build the body and the signed bytes from one and the same dictionary"
            }
            (Remedy::Key, Python) => "key = bytes.fromhex(secret.strip())",
            (Remedy::Key, JavaScript) => {
                "const key = Buffer.from(secret.trim(), \"hex\"); if (key.length !== 32) throw new Error(\"bad secret\")"
            }
            (Remedy::Key, Go) => "key, err := hex.DecodeString(strings.TrimSpace(secret))",
            (Remedy::Key, Php) => "$key = hex2bin(trim($secret));  // false is an error, not a key",
            (Remedy::Key, Ruby) => "key = [secret.strip].pack(\"H*\")",
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
            (Remedy::Refuse, Python) => {
                "if not isinstance(value, (int, float)) or not math.isfinite(value): raise ValueError(\"value\")"
            }
            (Remedy::Refuse, JavaScript) => {
                "if (typeof value !== \"number\" || !Number.isFinite(value)) throw new TypeError(\"value\")"
            }
            (Remedy::Refuse, Go) => {
                "if math.IsNaN(value) || math.IsInf(value, 0) { return errors.New(\"value\") }"
            }
            (Remedy::Refuse, Php) => {
                "if (!is_float($value) && !is_int($value) || !is_finite($value)) { throw new InvalidArgumentException('value'); }"
            }
            (Remedy::Refuse, Ruby) => {
                "raise ArgumentError, \"value\" unless value.is_a?(Numeric) && value.to_f.finite?"
            }
            (Remedy::Refuse, Java) => {
                "if (!Double.isFinite(value)) throw new IllegalArgumentException(\"value\");"
            }
            (Remedy::Refuse, CSharp) => {
                "if (!double.IsFinite(value)) throw new ArgumentException(\"value\");"
            }
            (_, Shell) => "goalpost sign",
        }
    }
}
