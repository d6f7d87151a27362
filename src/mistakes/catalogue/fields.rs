//! Which fields are signed, and what stands for those that are not there.

use super::examples::*;
use super::mistake::{Mistake, mistake};
use crate::mistakes::config::*;
use crate::mistakes::fix::FixSnippet;
use crate::mistakes::fix::Language::*;

const EMPTY_SESSION: &str = "sign \"session_id\":\"\" when there is no session";
const SIGN_BOTH: &str = "sign both whenever they are sent, and only then";
const LEAVE_OUT: &str = "leave out of the signature what the body leaves out";
const EVERY: &str = "sign every field that the body carries";
const AS_SHOWN: &str = "sign tenant_id exactly as the dashboard shows it";
const IS_THERE: &str = "ask whether it is there, not whether it is true";
const EMPTY_TOUCH: &str = r#"{"event_name":"a","first_touch_bucket":"","first_touch_ts":""}"#;
const NULL_TOUCH: &str = r#"{"event_name":"a","first_touch_bucket":null,"first_touch_ts":null}"#;
const TS_ALONE: &str = r#"{"event_name":"a","first_touch_ts":"2026-11-01T10:00:00.000Z"}"#;
const SESSION: &str = r#"{"event_name":"purchase","session_id":"s-1"}"#;

pub(super) const MISTAKES: &[Mistake] = &[
    mistake("null-property-dropped", "properties that are null are left out", |k| {
        k.null_properties = false;
    })
    .left_open()
    .did(&[(JavaScript, "the documented sample"), (Go, "omitempty")])
    .fix("leave them out of the body too", FixSnippet::Verbatim)
    .on(r#"{"event_name":"a","properties":{"plan":null}}"#),
    mistake(
        "unknown-property-dropped",
        "only value, currency and plan are signed; the body carries the others unsigned",
        |k| k.unknown_properties = false,
    )
    .did(&[(JavaScript, "the documented sample's fixed list"), (Go, "a struct with three fields")])
    .fix(
        "sign every property, or refuse the ones that the protocol does not list",
        FixSnippet::KnownKeys,
    )
    .on(r#"{"event_name":"a","properties":{"coupon":"x"}}"#),
    mistake("empty-containers-truthy", "an empty list or map counts as passed", |k| {
        k.truthiness = Truthiness::JavaScript;
    })
    .did(&[(JavaScript, "session || \"\", if (bucket)")])
    .fix("pass strings or nothing", FixSnippet::Texts)
    .on(r#"{"event_name":"a","session_id":[]}"#),
    mistake(
        "foreign-properties-ignored",
        "properties that are not an object are signed as {}",
        |k| k.refuse_foreign_properties = false,
    )
    .did(&[(JavaScript, "reading fields of a string or a number")])
    .fix("refuse properties that are not an object", FixSnippet::Texts)
    .on(r#"{"event_name":"a","properties":"x"}"#),
    mistake("zero-and-empty-dropped", "a value of 0 and empty texts are not signed", |k| {
        k.zero_properties = false;
    })
    .of("signed-subset")
    .did(&[
        (Go, "omitempty on numbers and texts"),
        (Python, "if value:"),
        (JavaScript, "if (value)"),
        (CSharp, "DefaultValueHandling.Ignore"),
    ])
    .fix(IS_THERE, FixSnippet::Verbatim)
    .on(ZERO),
    mistake("empty-texts-dropped", "an empty plan or currency is not signed", |k| {
        k.absent_texts = AbsentTexts::Empty;
    })
    .of("signed-subset")
    .did(&[
        (Go, "omitempty on texts"),
        (Python, "if plan:"),
        (JavaScript, "if (plan)"),
        (Java, "@JsonInclude(NON_EMPTY), or plan.isEmpty()"),
        (CSharp, "string.IsNullOrEmpty(plan)"),
    ])
    .fix(IS_THERE, FixSnippet::Verbatim)
    .on(r#"{"event_name":"a","properties":{"plan":""}}"#),
    mistake("falsy-texts-dropped", "texts that are empty or \"0\" count as not passed", |k| {
        k.absent_texts = AbsentTexts::Falsy;
    })
    .of("signed-subset")
    .did(&[(Php, "if ($plan), $session ?: '', empty() or array_filter() without a callback")])
    .fix("compare with null and '' by ===: \"0\" is text like any other", FixSnippet::Verbatim)
    .on(r#"{"event_name":"a","properties":{"plan":"0"}}"#),
    mistake("blank-texts-dropped", "texts of white space alone count as not passed", |k| {
        k.absent_texts = AbsentTexts::Blank;
    })
    .of("signed-subset")
    .did(&[
        (Ruby, "Rails' presence, blank? and compact_blank"),
        (Java, "plan.isBlank()"),
        (CSharp, "string.IsNullOrWhiteSpace(plan)"),
        (Python, "if plan.strip():"),
    ])
    .fix("sign a text of blanks as it is", FixSnippet::Verbatim)
    .on(r#"{"event_name":"a","properties":{"plan":" "}}"#),
    mistake(
        "falsy-properties-dropped",
        "properties that are 0, empty or \"0\" are not signed",
        |k| {
            k.zero_properties = false;
            k.absent_texts = AbsentTexts::FalsyProperties;
        },
    )
    .of("signed-subset")
    .did(&[(Php, "array_filter($properties), or if ($plan) and if ($value)")])
    .fix("leave out what is null, and nothing else", FixSnippet::Verbatim)
    .on(r#"{"event_name":"a","session_id":"0","properties":{"plan":"0","value":0}}"#),
    mistake("absent-properties-null", "properties that were not passed are signed as null", |k| {
        k.absent = Absent::Null;
    })
    .of("signed-subset")
    .did(&[
        (Java, "a class written with its nulls"),
        (CSharp, "a record, nulls included"),
        (Python, "dataclasses.asdict(p)"),
    ])
    .fix(LEAVE_OUT, FixSnippet::Verbatim)
    .on(BARE),
    mistake(
        "zero-signed-but-not-sent",
        "properties that the body lacks are signed as 0.00 and \"\"",
        |k| k.absent = Absent::Zero,
    )
    .of("signed-subset")
    .did(&[(Go, "omitempty on the body's struct, none on the signed one")])
    .fix("send a value of 0 in the body too", FixSnippet::Verbatim)
    .on(BARE),
    mistake("empty-properties-omitted", "properties is left out where it is empty", |k| {
        k.omit_empty_properties = true;
    })
    .of("signed-subset")
    .did(&[(Go, "omitempty on the map"), (Python, "if props: payload[\"properties\"] = props")])
    .fix("sign \"properties\":{} where there are none", FixSnippet::Canonical)
    .on(BARE),
    mistake("absent-properties-omitted", "properties is left out where it was not passed", |k| {
        k.omit_absent_properties = true;
    })
    .of("signed-subset")
    .did(&[
        (JavaScript, "{ ...goal, tenant_id }, where goal has no properties"),
        (Python, "if properties is not None: payload[\"properties\"] = properties"),
    ])
    .fix("sign \"properties\":{} where there are none", FixSnippet::Canonical)
    .on(BARE),
    mistake("empty-properties-as-list", "properties is signed as [] where it is empty", |k| {
        k.empty_properties_as_list = true;
    })
    .did(&[(Php, "json_encode(['properties' => []])")])
    .fix("write empty properties as {}, not as []", FixSnippet::Canonical)
    .on(BARE),
    mistake("properties-as-text", "properties is signed as a text that holds JSON", |k| {
        k.properties_as_text = true;
    })
    .of("double-json-encoded")
    .did(&[(JavaScript, "properties: JSON.stringify(props)"), (Ruby, "properties: props.to_json")])
    .fix("put the object itself in, and serialise once", FixSnippet::Canonical),
    mistake("camel-case-keys", "keys are signed as eventName, sessionId and so on", |k| {
        k.camel_case = true;
    })
    .of("signed-subset")
    .did(&[
        (Java, "Jackson without SNAKE_CASE"),
        (CSharp, "JsonNamingPolicy.CamelCase"),
        (JavaScript, "signing an object of one's own"),
    ])
    .fix("sign the keys that the body carries", FixSnippet::Canonical),
    mistake("session-null-not-empty", "an absent session_id is signed as null, not as \"\"", |k| {
        k.session = Session::Null;
    })
    .seen(1)
    .did(&[
        (Python, "\"session_id\": session_id"),
        (JavaScript, "session_id: sessionId ?? null"),
        (Ruby, "session_id: nil"),
        (Php, "'session_id' => null"),
    ])
    .fix(EMPTY_SESSION, FixSnippet::Session)
    .on(BARE),
    mistake(
        "session-omitted-when-absent",
        "an absent session_id is left out of the signed bytes",
        |k| k.session = Session::OmittedWhenNull,
    )
    .seen(1)
    .did(&[
        (JavaScript, "undefined, dropped by JSON.stringify"),
        (Go, "a *string with omitempty"),
        (Java, "@JsonInclude(NON_NULL)"),
        (CSharp, "NullValueHandling.Ignore"),
        (Python, "model_dump_json(exclude_none=True) of pydantic"),
        (Ruby, "payload.compact"),
    ])
    .fix(EMPTY_SESSION, FixSnippet::Session)
    .on(BARE),
    mistake(
        "session-omitted-when-empty",
        "a session_id that is absent or empty is left out of the signed bytes",
        |k| k.session = Session::Omitted,
    )
    .of("session-omitted-when-absent")
    .did(&[
        (Go, "a string with omitempty"),
        (Java, "@JsonInclude(NON_EMPTY)"),
        (Python, "if session_id:"),
        (Php, "array_filter($payload)"),
        (JavaScript, "if (sessionId)"),
    ])
    .fix(EMPTY_SESSION, FixSnippet::Session)
    .on(r#"{"event_name":"purchase","session_id":""}"#),
    mistake("session-as-passed", "session_id is signed as passed: null, or not at all", |k| {
        k.session = Session::AsPassed;
    })
    .of("session-null-not-empty")
    .did(&[(Python, "json.dumps({**body, \"tenant_id\": t})")])
    .fix(EMPTY_SESSION, FixSnippet::Session)
    .on(r#"{"event_name":"purchase","session_id":null}"#),
    mistake("session-as-word-none", "an absent session_id is signed as \"None\"", |k| {
        k.session = Session::Word("None");
    })
    .of("session-null-not-empty")
    .did(&[(Python, "str(session_id)")])
    .fix(EMPTY_SESSION, FixSnippet::Session)
    .on(BARE),
    mistake("session-as-word-null", "an absent session_id is signed as \"null\"", |k| {
        k.session = Session::Word("null");
    })
    .of("session-null-not-empty")
    .did(&[(Java, "String.valueOf(sessionId)"), (JavaScript, "`${sessionId}`")])
    .fix(EMPTY_SESSION, FixSnippet::Session)
    .on(BARE),
    mistake("session-as-word-undefined", "an absent session_id is signed as \"undefined\"", |k| {
        k.session = Session::Word("undefined");
    })
    .of("session-null-not-empty")
    .did(&[(JavaScript, "`${sessionId}`")])
    .fix(EMPTY_SESSION, FixSnippet::Session)
    .on(BARE),
    mistake(
        "session-always-empty",
        "session_id is signed as \"\" although the body carries one",
        |k| {
            k.session = Session::AlwaysEmpty;
        },
    )
    .of("signed-subset")
    .did(&[
        (Python, "signing before the session is known"),
        (JavaScript, "signing before the session is known"),
    ])
    .fix("sign the session that is sent", FixSnippet::Verbatim)
    .on(SESSION),
    mistake("session-not-signed", "session_id is left out although the body carries one", |k| {
        k.forget(Member::SessionId);
    })
    .of("signed-subset")
    .did(&[(Go, "a struct without the field"), (Php, "a list of fields to sign")])
    .fix(EVERY, FixSnippet::Session)
    .on(SESSION),
    mistake("event-name-not-signed", "event_name is left out", |k| {
        k.forget(Member::EventName);
    })
    .of("signed-subset")
    .did(&[(Go, "a struct without the field"), (Php, "a list of fields to sign")])
    .fix(EVERY, FixSnippet::Canonical),
    mistake("properties-not-signed", "properties is left out", |k| {
        k.forget(Member::Properties);
    })
    .of("signed-subset")
    .did(&[(Go, "a struct without the field"), (Php, "a list of fields to sign")])
    .fix(EVERY, FixSnippet::Canonical),
    mistake("value-not-signed", "value is left out", |k| k.forget(Member::Value))
        .of("signed-subset")
        .did(&[(Python, "props.pop(\"value\") before signing"), (Php, "a list of fields to sign")])
        .fix(EVERY, FixSnippet::Canonical),
    mistake("currency-not-signed", "currency is left out", |k| k.forget(Member::Currency))
        .of("signed-subset")
        .did(&[(Python, "adding the currency after signing"), (Php, "a list of fields to sign")])
        .fix(EVERY, FixSnippet::Canonical),
    mistake("plan-not-signed", "plan is left out", |k| k.forget(Member::Plan))
        .of("signed-subset")
        .did(&[(Python, "adding the plan after signing"), (Php, "a list of fields to sign")])
        .fix(EVERY, FixSnippet::Canonical),
    mistake(
        "first-touch-not-signed",
        "first_touch_bucket and first_touch_ts are not signed",
        |k| k.first_touch = FirstTouch::Never,
    )
    .did(&[(Python, "adding them to the body only"), (JavaScript, "adding them to the body only")])
    .fix(SIGN_BOTH, FixSnippet::FirstTouch),
    mistake("first-touch-ts-not-signed", "first_touch_ts is not signed, the bucket is", |k| {
        k.first_touch = FirstTouch::BucketOnly;
    })
    .of("first-touch-not-signed")
    .did(&[
        (Python, "an older sample, without the time"),
        (JavaScript, "an older sample, without the time"),
    ])
    .fix(SIGN_BOTH, FixSnippet::FirstTouch),
    mistake(
        "first-touch-bucket-not-signed",
        "first_touch_bucket is not signed, the time is",
        |k| {
            k.first_touch = FirstTouch::TsOnly;
        },
    )
    .of("first-touch-not-signed")
    .did(&[(Python, "adding it to the body only"), (JavaScript, "adding it to the body only")])
    .fix(SIGN_BOTH, FixSnippet::FirstTouch),
    mistake(
        "first-touch-in-properties",
        "the first-touch keys are signed among the properties",
        |k| {
            k.first_touch = FirstTouch::InProperties;
        },
    )
    .of("first-touch-not-signed")
    .did(&[
        (Python, "props[\"first_touch_bucket\"] = bucket"),
        (JavaScript, "props.first_touch_bucket = bucket"),
    ])
    .fix("put them at the top level, beside properties", FixSnippet::FirstTouch),
    mistake(
        "empty-first-touch-signed",
        "first-touch keys that are empty are signed all the same",
        |k| k.first_touch = FirstTouch::WhenPassed,
    )
    .of("first-touch-not-signed")
    .did(&[
        (Python, "if bucket is not None:"),
        (Java, "if (bucket != null)"),
        (CSharp, "if (bucket != null)"),
        (Ruby, "payload.compact"),
        (JavaScript, "if (bucket != null)"),
        (Go, "no omitempty"),
    ])
    .fix("leave them out when they are empty", FixSnippet::FirstTouch)
    .on(EMPTY_TOUCH),
    mistake(
        "first-touch-as-passed",
        "first-touch keys are signed as passed, null ones and empty ones too",
        |k| k.first_touch = FirstTouch::AsPassed,
    )
    .of("first-touch-not-signed")
    .did(&[
        (Python, "if \"first_touch_bucket\" in goal:"),
        (JavaScript, "if (bucket !== undefined)"),
        (Ruby, "goal.key?(:first_touch_bucket)"),
        (Php, "array_key_exists('first_touch_bucket', $goal)"),
    ])
    .fix("leave them out when they are null or empty", FixSnippet::FirstTouch)
    .on(NULL_TOUCH),
    mistake(
        "absent-first-touch-null",
        "first-touch keys that were not passed are signed as null",
        |k| {
            k.first_touch = FirstTouch::NullWhenAbsent;
        },
    )
    .of("first-touch-not-signed")
    .did(&[
        (Python, "\"first_touch_bucket\": bucket"),
        (Java, "a class written with its nulls"),
        (CSharp, "a record, nulls included"),
    ])
    .fix("leave them out when they are not passed", FixSnippet::FirstTouch)
    .on(BARE),
    mistake(
        "absent-first-touch-empty",
        "first-touch keys that were not passed are signed as \"\"",
        |k| {
            k.first_touch = FirstTouch::EmptyWhenAbsent;
        },
    )
    .of("first-touch-not-signed")
    .did(&[(Go, "a struct without omitempty"), (Php, "$bucket ?? ''")])
    .fix("leave them out when they are not passed", FixSnippet::FirstTouch)
    .on(BARE),
    mistake(
        "blank-first-touch-dropped",
        "first-touch keys of white space alone are not signed",
        |k| k.absent_texts = AbsentTexts::BlankFirstTouch,
    )
    .of("first-touch-not-signed")
    .did(&[
        (CSharp, "if (!string.IsNullOrWhiteSpace(bucket))"),
        (Java, "if (!bucket.isBlank())"),
        (Ruby, "payload[:first_touch_bucket] = bucket if bucket.present?"),
    ])
    .fix("leave them out when they are null or empty, and only then", FixSnippet::FirstTouch)
    .on(r#"{"event_name":"a","first_touch_bucket":" ","first_touch_ts":" "}"#),
    mistake(
        "first-touch-ts-only-with-bucket",
        "first_touch_ts is signed only where there is a first_touch_bucket",
        |k| k.first_touch = FirstTouch::WithBucket,
    )
    .of("first-touch-not-signed")
    .did(&[
        (JavaScript, "if (bucket) Object.assign(payload, { first_touch_bucket: bucket, first_touch_ts: ts })"),
        (Php, "if ($bucket) { … if ($ts) … }"),
    ])
    .fix(SIGN_BOTH, FixSnippet::FirstTouch)
    .on(TS_ALONE),
    mistake(
        "first-touch-ts-empty-with-bucket",
        "first_touch_ts is signed where there is a first_touch_bucket, as \"\" if it was not passed, and only there",
        |k| k.first_touch = FirstTouch::WithBucketOrEmpty,
    )
    .of("first-touch-not-signed")
    .did(&[
        (Go, "if bucket != \"\" { m[\"first_touch_bucket\"] = bucket; m[\"first_touch_ts\"] = ts }"),
    ])
    .fix(SIGN_BOTH, FixSnippet::FirstTouch)
    .on(TS_ALONE),
    mistake(
        "first-touch-ts-null-with-bucket",
        "first_touch_ts is signed where there is a first_touch_bucket, as null if it was not passed, and only there",
        |k| k.first_touch = FirstTouch::WithBucketOrNull,
    )
    .of("first-touch-not-signed")
    .did(&[
        (Python, "if bucket: payload.update(first_touch_bucket=bucket, first_touch_ts=ts)"),
        (Ruby, "payload.merge!(first_touch_bucket: bucket, first_touch_ts: ts) if bucket"),
        (Java, "if (bucket != null) { m.put(\"first_touch_bucket\", bucket); m.put(\"first_touch_ts\", ts); }"),
    ])
    .fix(SIGN_BOTH, FixSnippet::FirstTouch)
    .on(TS_ALONE),
    // The tenant.
    mistake("tenant-id-omitted", "tenant_id is not signed", |k| k.tenant_id = TenantForm::Omitted)
        .did(&[
            (Python, "json.dumps(body)"),
            (JavaScript, "signing the object that is sent"),
            (Php, "signing the array that is sent"),
        ])
        .fix(
            "add tenant_id to the signed object; the body does not carry it",
            FixSnippet::TenantId,
        ),
    mistake("tenant-id-upper-case", "tenant_id is signed in capitals", |k| {
        k.tenant_id = TenantForm::Upper;
    })
    .of("tenant-id-wrong-case-or-value")
    .did(&[(CSharp, "guid.ToString().ToUpper()"), (Ruby, "a UUID from SQL Server")])
    .fix(AS_SHOWN, FixSnippet::TenantId),
    mistake("tenant-id-lower-case", "tenant_id is signed in lower case", |k| {
        k.tenant_id = TenantForm::Lower;
    })
    .of("tenant-id-wrong-case-or-value")
    .did(&[
        (Java, "UUID.fromString(id).toString()"),
        (Python, "str(uuid.UUID(id))"),
        (Go, "uuid.MustParse(id).String()"),
    ])
    .fix(AS_SHOWN, FixSnippet::TenantId)
    .with_tenant("7C0A4BD2-93D1-4F6E-8A55-1B7C2F8E9D04"),
    mistake("tenant-id-in-braces", "tenant_id is signed in braces", |k| {
        k.tenant_id = TenantForm::Braces;
    })
    .of("tenant-id-wrong-case-or-value")
    .did(&[(CSharp, "guid.ToString(\"B\")")])
    .fix(AS_SHOWN, FixSnippet::TenantId),
    mistake("tenant-id-upper-case-in-braces", "tenant_id is signed in capitals and braces", |k| {
        k.tenant_id = TenantForm::UpperBraces;
    })
    .of("tenant-id-wrong-case-or-value")
    .did(&[(CSharp, "guid.ToString(\"B\").ToUpper()")])
    .fix(AS_SHOWN, FixSnippet::TenantId),
    mistake(
        "tenant-id-upper-case-without-dashes",
        "tenant_id is signed in capitals, without its dashes",
        |k| {
            k.tenant_id = TenantForm::UpperNoDashes;
        },
    )
    .of("tenant-id-wrong-case-or-value")
    .did(&[(CSharp, "guid.ToString(\"N\").ToUpper()")])
    .fix(AS_SHOWN, FixSnippet::TenantId),
    mistake("tenant-id-and-newline", "tenant_id is signed with a newline after it", |k| {
        k.tenant_id = TenantForm::And("\n");
    })
    .of("tenant-id-wrong-case-or-value")
    .did(&[(Python, "open('tenant_id').read()")])
    .fix(AS_SHOWN, FixSnippet::TenantId),
    mistake("tenant-id-and-blank", "tenant_id is signed with a blank after it", |k| {
        k.tenant_id = TenantForm::And(" ");
    })
    .of("tenant-id-wrong-case-or-value")
    .did(&[(Python, "a copied text")])
    .fix(AS_SHOWN, FixSnippet::TenantId),
    mistake("tenant-id-in-quotes", "tenant_id is signed in quotes", |k| {
        k.tenant_id = TenantForm::Quoted;
    })
    .of("tenant-id-wrong-case-or-value")
    .did(&[(Go, "docker --env-file, which keeps quotes")])
    .fix(AS_SHOWN, FixSnippet::TenantId),
    mistake("tenant-id-undefined", "the word undefined is signed in tenant_id's place", |k| {
        k.tenant_id = TenantForm::Word("undefined");
    })
    .of("tenant-id-wrong-case-or-value")
    .did(&[(JavaScript, "`${process.env.LP_TENANT_ID}`")])
    .fix(AS_SHOWN, FixSnippet::TenantId),
    mistake("tenant-id-none", "the word None is signed in tenant_id's place", |k| {
        k.tenant_id = TenantForm::Word("None");
    })
    .of("tenant-id-wrong-case-or-value")
    .did(&[(Python, "str(os.environ.get('LP_TENANT_ID'))")])
    .fix(AS_SHOWN, FixSnippet::TenantId),
    mistake(
        "tenant-id-placeholder",
        "the documented sample's placeholder is signed in tenant_id's place",
        |k| {
            k.tenant_id = TenantForm::Word("your-tenant-uuid");
        },
    )
    .of("tenant-id-wrong-case-or-value")
    .did(&[(Python, "the sample, as it is"), (JavaScript, "the sample, as it is")])
    .fix(AS_SHOWN, FixSnippet::TenantId),
    mistake("tenant-id-without-dashes", "tenant_id is signed without its dashes", |k| {
        k.tenant_id = TenantForm::NoDashes;
    })
    .of("tenant-id-wrong-case-or-value")
    .did(&[(CSharp, "guid.ToString(\"N\")"), (Python, "uuid.UUID(id).hex")])
    .fix(AS_SHOWN, FixSnippet::TenantId),
    mistake("tenant-id-as-urn", "tenant_id is signed with urn:uuid: before it", |k| {
        k.tenant_id = TenantForm::Urn;
    })
    .of("tenant-id-wrong-case-or-value")
    .did(&[(Python, "uuid.UUID(id).urn")])
    .fix(AS_SHOWN, FixSnippet::TenantId),
    mistake("tenant-id-is-domain", "the domain is signed in tenant_id's place", |k| {
        k.tenant_id = TenantForm::Domain;
    })
    .of("tenant-id-wrong-case-or-value")
    .did(&[(Python, "\"tenant_id\": LP_DOMAIN"), (JavaScript, "tenant_id: LP_DOMAIN")])
    .fix(AS_SHOWN, FixSnippet::TenantId),
    mistake("tenant-id-empty", "tenant_id is signed as \"\"", |k| k.tenant_id = TenantForm::Empty)
        .of("tenant-id-wrong-case-or-value")
        .did(&[
            (Python, "os.environ.get(\"LP_TENANT_ID\", \"\")"),
            (Go, "os.Getenv(\"LP_TENANT_ID\")"),
        ])
        .fix("stop where the variable is not set", FixSnippet::TenantId),
    mistake("tenant-id-null", "tenant_id is signed as null", |k| k.tenant_id = TenantForm::Null)
        .of("tenant-id-wrong-case-or-value")
        .did(&[(Python, "os.environ.get(\"LP_TENANT_ID\")"), (Ruby, "ENV[\"LP_TENANT_ID\"]")])
        .fix("stop where the variable is not set", FixSnippet::TenantId),
    mistake("other-tenant-id", "another tenant's id is signed", |k| {
        k.tenant_id = TenantForm::Other(0);
    })
    .of("wrong-secret-or-tenant")
    .seen(7)
    .did(&[
        (Python, "test and live mixed up"),
        (JavaScript, "one configuration for several tenants"),
    ])
    .fix("sign the id of the tenant whose domain is in the query", FixSnippet::TenantId),
    mistake("domain-signed-too", "domain is signed as one more member", |k| k.domain_member = true)
        .of("extra-signed-context")
        .did(&[(Python, "payload[\"domain\"] = LP_DOMAIN"), (JavaScript, "{ ...payload, domain }")])
        .fix("domain is in the query and is not signed", FixSnippet::Canonical),
];
