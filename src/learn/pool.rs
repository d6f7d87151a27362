//! The goals that are asked before anything is fitted: each shows one thing.

use super::facts::Field;
use super::recent::is_recent;
use crate::case::{Case, CaseId};
use crate::generate::rng::Rng;
use crate::generate::stream::Stream;
use crate::generate::typical::{BORDERS, PREFIXES};
use crate::protocol::currency::listed_currencies;
use crate::protocol::json::Value;
use crate::protocol::{Goal, Number, Tenant, Text, legal};
use std::sync::Arc;

/// The seed of everything that is drawn here.
const SEED: u64 = 0x006c_6561_726e;

/// A goal in the making.
#[derive(Clone, Debug, Default)]
pub(super) struct Draft {
    texts: Vec<(Field, Option<String>)>,
    amount: Option<String>,
    backwards: bool,
}

impl Draft {
    /// The same with a text in a field.
    pub(super) fn with(mut self, field: Field, text: impl Into<String>) -> Draft {
        self.texts.retain(|(known, _)| *known != field);
        self.texts.push((field, Some(text.into())));
        self
    }

    pub(super) fn with_null(mut self, field: Field) -> Draft {
        self.texts.retain(|(known, _)| *known != field);
        self.texts.push((field, None));
        self
    }

    /// The same with an amount.
    pub(super) fn worth(mut self, amount: impl Into<String>) -> Draft {
        self.amount = Some(amount.into());
        self
    }

    fn backwards(mut self) -> Draft {
        self.backwards = true;
        self
    }

    /// The same text in every field that can hold it.
    pub(super) fn everywhere(text: &str) -> Draft {
        const FREE: [Field; 5] = [
            Field::EventName,
            Field::SessionId,
            Field::FirstTouchBucket,
            Field::FirstTouchTs,
            Field::Plan,
        ];
        FREE.into_iter().fold(Draft::default(), |draft, field| draft.with(field, text))
    }

    /// The goal; `None` outside the legal domain.
    pub(super) fn goal(&self) -> Option<Goal> {
        let mut goal = Goal { event_name: Some("purchase".into()), ..Goal::default() };
        let mut properties: Vec<(Text, Value)> = Vec::new();
        if let Some(amount) = &self.amount {
            let number = Number::from_json_text(amount);
            properties.push((Field::Value.key().into(), Value::Number(number)));
        }
        for (field, text) in &self.texts {
            let value = text.as_ref().map_or(Value::Null, |text| Value::from(text.as_str()));
            if field.in_properties() {
                properties.push((field.key().into(), value));
            } else if let Some(slot) = goal.field_mut(field.key().as_bytes()) {
                *slot = Some(value);
            }
        }
        if self.backwards {
            properties.reverse();
        }
        if !properties.is_empty() {
            goal.properties = Some(Value::Object(properties));
        }
        if legal::is_legal(&goal) {
            return Some(goal);
        }
        // Without what the rules for plans and events do not take.
        if let Some(Value::Object(members)) = &mut goal.properties {
            members.retain(|(key, _)| key != "plan");
        }
        if !legal::is_legal(&goal) {
            goal.event_name = Some("purchase".into());
        }
        legal::is_legal(&goal).then_some(goal)
    }
}

/// Characters that signers tell from others, and their neighbours.
pub(super) fn alphabet() -> Vec<char> {
    let mut all: Vec<char> = ('\0'..='\u{ff}').collect();
    const MORE: [u32; 148] = [
        0x100, 0x101, 0x110, 0x111, 0x130, 0x131, 0x141, 0x142, 0x152, 0x153, 0x15E, 0x160, 0x161,
        0x178, 0x17D, 0x17E, 0x17F, 0x192, 0x1C4, 0x218, 0x24F, 0x250, 0x2BC, 0x2C6, 0x2D8, 0x2DC,
        0x300, 0x301, 0x308, 0x327, 0x34F, 0x36F, 0x370, 0x391, 0x3A9, 0x3B1, 0x3C2, 0x3C9, 0x400,
        0x410, 0x44F, 0x4FF, 0x500, 0x531, 0x5D0, 0x5EA, 0x5FF, 0x600, 0x61C, 0x627, 0x64B, 0x660,
        0x669, 0x6FF, 0x7FF, 0x800, 0x915, 0x966, 0xE01, 0xE50, 0x1100, 0x1160, 0x1680, 0x180E,
        0x1E9E, 0x1EA0, 0x2000, 0x2003, 0x2007, 0x2009, 0x200A, 0x200B, 0x200C, 0x200D, 0x200E,
        0x200F, 0x2010, 0x2011, 0x2012, 0x2013, 0x2014, 0x2015, 0x2018, 0x2019, 0x201A, 0x201B,
        0x201C, 0x201D, 0x201E, 0x201F, 0x2020, 0x2022, 0x2026, 0x2028, 0x2029, 0x202A, 0x202E,
        0x202F, 0x2030, 0x2032, 0x2039, 0x203A, 0x2044, 0x205F, 0x2060, 0x2064, 0x2066, 0x2069,
        0x206F, 0x2070, 0x20AC, 0x20BD, 0x20DD, 0x2116, 0x2122, 0x2126, 0x212A, 0x212B, 0x215B,
        0x2160, 0x2190, 0x2202, 0x2212, 0x2264, 0x2460, 0x2500, 0x2600, 0x263A, 0x2713, 0x2764,
        0x27BF, 0x2E80, 0x3000, 0x3001, 0x3042, 0x304C, 0x309F, 0x30A2, 0x30FF, 0x3131, 0x4E00,
        0x6F22, 0x9FFF, 0xA000, 0xAC00, 0xD55C, 0xD7A3, 0xD7FF,
    ];
    const LAST: [u32; 62] = [
        0xE000, 0xF8FF, 0xF900, 0xFB01, 0xFB06, 0xFB4F, 0xFDD0, 0xFDFA, 0xFE0E, 0xFE0F, 0xFE20,
        0xFEFF, 0xFF01, 0xFF06, 0xFF0A, 0xFF0D, 0xFF0F, 0xFF10, 0xFF15, 0xFF19, 0xFF1A, 0xFF20,
        0xFF21, 0xFF30, 0xFF3A, 0xFF3B, 0xFF41, 0xFF50, 0xFF5A, 0xFF5B, 0xFF5E, 0xFF5F, 0xFF61,
        0xFF71, 0xFF76, 0xFF9F, 0xFFA0, 0xFFE0, 0xFFE5, 0xFFEF, 0xFFFC, 0xFFFD, 0xFFFE, 0xFFFF,
        0x10000, 0x10330, 0x10400, 0x1D11E, 0x1D400, 0x1D7CE, 0x1F1EB, 0x1F300, 0x1F3FB, 0x1F600,
        0x1F680, 0x1F9FF, 0x1FAFF, 0x20000, 0x2A6DF, 0xE0001, 0xF0000, 0x10FFFF,
    ];
    // Punctuation and what is not seen, whole: clean-ups name any of these.
    let blocks = (0x2000..=0x206F).chain(0xFE00..=0xFE0F).chain(0x20A0..=0x20BF);
    let mut points: Vec<u32> = MORE.iter().chain(&LAST).copied().chain(blocks).collect();
    points.sort_unstable();
    points.dedup();
    all.extend(points.into_iter().filter_map(char::from_u32).filter(|c| !is_recent(*c)));
    all
}

/// The ways in which a character is put into a text.
const PATTERNS: [(&str, &str); 5] = [("a", "b"), ("", ""), ("", "a1"), ("B7", ""), ("x ", " y")];

/// More of them, for ASCII that is no letter or digit.
const MORE_PATTERNS: [(&str, &str); 4] = [("1", "2"), ("A", "1"), (" ", "z"), ("q", " ")];

const FIELDS: [Field; 5] =
    [Field::EventName, Field::SessionId, Field::FirstTouchBucket, Field::FirstTouchTs, Field::Plan];

/// Goals that show what becomes of characters, each at several places of every field.
pub(super) fn characters(characters: &[char], drafts: &mut Vec<Draft>) {
    for (nth, c) in characters.iter().enumerate() {
        for turn in 0..PATTERNS.len() {
            let draft =
                FIELDS.into_iter().enumerate().fold(Draft::default(), |draft, (at, field)| {
                    let (before, after) = PATTERNS[(at + turn + nth) % PATTERNS.len()];
                    draft.with(field, format!("{before}{c}{after}"))
                });
            drafts.push(draft);
        }
        if c.is_ascii() && !c.is_ascii_alphanumeric() {
            for (before, after) in MORE_PATTERNS {
                drafts.push(Draft::everywhere(&format!("{before}{c}{after}")));
            }
            for text in [
                format!("{c}{c}"),
                format!("a{c}{c}b"),
                format!("a{c}b{c}c"),
                format!("{c}a{c}"),
                format!("p{c}{c}{c}q"),
                format!("ab{c}{c}"),
            ] {
                drafts.push(Draft::everywhere(&text));
            }
        }
    }
}

/// Texts that systems treat in a way of their own.
const WORDS: &str = "0|1|-1|00|007|0123|000|12|3.0|1e3|+5|0x1F|1_000|1,234|12345678901234567890|true|false|True|FALSE|yes|no|on|off\
|null|NULL|Null|none|None|undefined|NaN|nil|N/A|n/a|-|--|---|...|.|_|()|[]|{}|[object Object]|empty|unknown|default|test|other|(not set)\
|pro|Pro|PRO|Pro Team|pro team|PRO TEAM|proTeam|ProTeam|pro-team|pro_team|Pro  Team|Pro   Team| Pro|Pro | Pro |  Pro  |Pro, Team|Pro,Team|Pro: Team|Pro:Team|Pro; Team|a, b, c|a: b: c|Pro -- Team|Pro - Team|well...|a....b|a---b\
|&amp;|&lt;b&gt;|Pro &amp; Team|Pro &amp;amp; Team|&quot;Pro&quot;|&#39;x&#39;|&#x27;x|&#233;|&eacute;|&nbsp;|&copy; x|&unknown;|AT&T|A & B|a && b|Tom & Jerry & Co|Q&A|<b>Pro</b>|<br>|<br/>|a<b|a>b|1 < 2 > 0|<script>x</script>\
|%20|a%20b|100%|50% off|%C3%A9|%c3%a9|a%2Fb|%zz|a+b|1+1|a+b%20c|+Pro|=Pro|@Pro|-Pro|=1+1|'Pro'|\"Pro\"|'|\"|Pro's|don't|'90s|l'an|O'Neil's|say \"hi\"|rock'n'roll|x'y'z|7'8\
|\\|\\\\|\\n|\\t|\\u00e9|\\u00E9|\\u003E x|a\\uD83D\\uDE00|\\xE9|\\x3c|_x0020_|_x000D_a|=C3=A9|a=3D|U+00E9|a\\b|a\\\"b|a\\/b|a/b|a//b|/a/b/|C:\\dir|http://x.de/a?b=c&d=e|https://x.io|www.x.de|a$&b|$&|$`|$'|$1|$0|${1}|\\1|\\0|a$$b|$$|%1$s|{0}|{x}|{{x}}|${x}|$x|%s|%d|:x|#1|*|?|!|Pro!|Pro?|Pro ?|Pro !|Oui : non|a ; b\
|é|café|CAFÉ|Café au lait|Éa|éa|ÉCLAIR|naïve|Ärger|Straße|STRASSE|straße|GROSS|Łódź|ŁÓDŹ|İstanbul|ISTANBUL|ıspanak|ﬁn|Ⅳ|½|²|e\u{301}|Å|\u{212b}|ΣΑΣ|Ελλάδα|Россия|россия|日本|日本語 版|ｶﾞ|ＡＢＣ　１２３|한국|ไทย|مرحبا|שלום|👍|👍🏽|👩\u{200d}💻|🇫🇷|❤\u{fe0f}|Pro 🚀 Team|🚀Pro|Pro🚀|a😀b😀c|“Pro”|‘Pro’|Pro’s|a–b|a—b|a…b|«Pro»|€5|5 €|£5|a\u{a0}b|a\u{202f}b|Pro™|©\
|a\tb|a\nb|a\r\nb|a\rb|a\n\nb|a\r\n\r\nb|a \t b|a \n b|\ta|a\t|\na|a\n|a\r\n| \t|  |\t\t|a\u{b}b|a\0b|a\0|\0a|\u{feff}a|a\u{feff}|\u{feff}\u{feff}a|\u{200b}|\u{ad}|a\u{ad}b\
|2026-11-01|2026-11-01T10:00:00Z|2026-11-01T10:00:00.000Z|2026-11-01T10:00:00.5Z|2026-11-01T10:00:00.123Z|2026-11-01T10:00:00.120Z|2026-11-01T10:00:00.123456Z|2026-11-01T10:00:00+00:00|2026-11-01T10:00:00.000+00:00|2026-11-01T12:00:00+02:00|2026-11-01T12:00:00.120+02:00|2026-11-01T12:00:00.5-05:30|2026-11-01T12:00:00.000-08:00|2026-11-01T12:00:00.100Z|2026-11-01T12:00:00.000000Z|2026-11-01T10:00:00-00:00|2026-11-01T10:00:00+0200|2026-11-01T23:30:00-05:30|2026-11-01 10:00:00|2026-11-01T10:00:00z|2026-11-01T10:00Z|20261101T100000Z|1762000000|2026-12-31T23:59:59.999Z|2025|10:00|1-2|10-20|2025-2026|1-a|a-1\
|7c0a4bd2-9f1e-4c55-8a3b-2d6e90f1a7c4|7C0A4BD2-9F1E-4C55-8A3B-2D6E90F1A7C4|7c0a4bd29f1e4c558a3b2d6e90f1a7c4|sess_7c0a4bd2-9f1e-4c55-8a3b-2d6e90f1a7c4|{7c0a4bd2-9f1e-4c55-8a3b-2d6e90f1a7c4}|sess-1|s1|abc123|chatgpt|ChatGPT|perplexity|gemini|claude|copilot|openai|google|bing|ai|search|social|referral|email|paid|affiliate|organic_search|purchase|signup|trial|refund|subscription|monthly|yearly|annual|basic|free|premium|enterprise|team|business|starter|a1b2|ai_search|AI_SEARCH|Ai_Search|organic|direct|a.b|a.b.c|a..b|free-trial started|demo.booked.|x.|x..|.x|goal:won|sign up|a_b|A_B|__a__|camelCaseName|HTTPServer|v1.2.3|v2|3 users|5/10|10%|#tag|@me|a@|ada@example.com|Ada.Lovelace+x@mail.example.co.uk|mail ada@example.com now|j.o@x-y.de, k@z.io|user:pw@host|a@b|4111 1111 1111 1111|4111-1111-1111-1111|4111111111111111|378282246310005|6011000990139424000|+49 170 1234567|+491701234567|(555) 123-4567|555-123-4567|call 555 123 4567 x|123-45-6789|192.168.1.20|10.0.0.1:8080|see https://x.io/a?b=1 there|ftp://x.io/y|token=abc123 x|password: s3cret|key=xyz|order 12345|id 1234567890 x|123456|1234567|12345678|123456789012|user42|9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08|id deadbeefdeadbeef x|DE89370400440532013000|sk_live_abcdef1234567890|eyJhbGciOi.eyJzdWIi.c2ln|\"|\\\"|,|:|, |: |\": \"|\",\"|a\",\"b|{\"a\":1}|[1, 2]|[1,2]|{\"a\": \"b\"}\
|GA1.2.1234567890.1700000000|GA1.1.987654321.1699999999|fb.1.1700000000000.1234567890|s:abc123.XyZ|s%3Aabc123.XyZ|user:42|user_42|cus_Nffr42|gid://shop/Order/1|urn:uuid:7c0a4bd2-9f1e-4c55-8a3b-2d6e90f1a7c4|anonymous|guest|00000000-0000-0000-0000-000000000000|0000|test123|staging|tbd|[beta] Pro|Pro (annual)|Pro [x] y|Pro v2.1|%PLAN%|%PLAN% x|:rocket: x|x :tada: y|#top a|$PLAN x|${plan} x|{{ plan }} x|https://shop.example/?utm_source=x#top|(not provided)|(none)|Pro®|1st|one two three four|Pro+|Pro++|C#|.NET|a=b|a=b&c=d|a;b|Pro*|~x|^x|a^b|x_|_x|x-|-x-\
|my password|Password|passwd: x|passphrase|api key x|API_KEY|apikey|secret plan|top_secret|access token|tokenize|auth code|author|OAuth2|Keyboard|monkey x|credentials|session x|cookie y|csrf z|private x|SSN|card x|bearer abc|inside\
|chargeback|charge.refunded|refunded|refund_issued|cancel|cancelled|canceled|cancellation|void|voided|dispute|renewal|renewed|upgrade|upgraded|downgrade|checkout|checkout_completed|order_placed|add_to_cart|page_view|login|logout|register|registration|sign_up|install|download|invoice_paid|payment_failed|payment.succeeded|deposit|withdrawal|donation|booking|demo_request|contact|newsletter|survey|internal|debug|sandbox|draft|deleted|Annually|Annual|Yearly|year|Year|Monthly|month|weekly|week|daily|day|quarterly|lifetime|lite|plus|Plus|gold|silver|bronze|standard|advanced|professional|Professional|ultimate|unlimited|growth|scale|hobby|personal|student|education|nonprofit|promo|discount|coupon|gift|legacy|archived|custom|Enterprise|ENTERPRISE|yes please|n|y|Y|N|T|F|t|f|oui|non|nan|inf|Infinity|-Infinity|1.0|2.0|1.10|0.10|1e5|0b11|0o17|017|12:30|1:30:00|=A1|1/2|3/4|01/02|2026-1|jan|Mar-1|MAR1|userSignedUp|HTTPRequestDone|user-signed-up|step2Done|aB|ABc|<em>a</em> b|a<!-- c -->b|<a href=\"x>y\">z</a> w|a<b c|<b|x <3 y|1.50|.5|5.|1E5|-7|+7| 7 |007.50|1e-7|(tm)|Pro (tm)|Pro (r)|(c) Pro|a----b|a -> b|a <- b|x -- y...\
|constructor|toString|valueOf|hasOwnProperty|isPrototypeOf|__proto__|prototype|__class__|__init__|length|size|name|type|id|key|value|items|keys|values|get|set|self|this|class|object|Object|Array|function|new|delete\
|[1, ]|[1,]|a,}|{\"a\": 1, }|(a, )|a,|, a|;a|a;|a, ,b|a,,b|;;|#{a}|#{x} y|#$a|#@a|x #{|a#b|{%x%}|<%= x %>|<?php x ?>|@{x}|[[x]]|((x))|${a:b}|#[x]|**Pro**|*Pro* x|_Pro_ x|~~x~~|`x`|`x` y|[a](b)|x<!--\
|é4111111111111111 x|x 4111111111111111é|_4111111111111111|4111111111111111_|4111111111111111\u{301}|\u{663}4111111111111111|x4111111111111111|4111111111111111x|éada@example.com|ada@example.comé";

/// The goals that a rule is learned from, in the order asked; all are legal.
pub fn survey_goals() -> Vec<Case> {
    let mut drafts = shapes();
    drafts.extend(WORDS.split('|').filter(|w| !w.is_empty()).map(Draft::everywhere));
    drafts.push(Draft::everywhere("|"));
    // One field may depend on another: names of plans, events and buckets beside amounts and currencies.
    let is_name =
        |word: &&str| word.chars().all(|c| c.is_ascii_alphanumeric() || "_-. ".contains(c));
    for (at, word) in WORDS.split('|').filter(is_name).enumerate() {
        let amount = ["99.5", "7", "1200", "0.4", "0", "150.05"][at % 6];
        let beside = Draft::default().worth(amount).with(Field::Currency, ["EUR", "USD"][at % 2]);
        drafts.push(beside.clone().with(Field::Plan, word));
        drafts.push(beside.with(Field::EventName, word).with(Field::Plan, "pro"));
    }
    for ends in [":41:07.250Z", ":05:00Z"] {
        drafts.extend(BORDERS.map(|hour| Draft::everywhere(&format!("{hour}{ends}"))));
    }
    for ids in ["a1B2c3D4e5", "9f86d081884c7d65"] {
        drafts.extend(PREFIXES.map(|prefix| Draft::everywhere(&format!("{prefix}{ids}"))));
    }
    drafts.extend(alike());
    let mut rng = Rng::new(SEED, 9);
    drafts.extend((0..60).map(|_| Draft::everywhere(&shaped(&mut rng))));
    lengths(&mut drafts);
    amounts(&mut drafts);
    characters(&alphabet(), &mut drafts);
    let tenant = usual();
    let mut goals: Vec<(Arc<Tenant>, Goal)> =
        drafts.iter().filter_map(|d| Some((Arc::clone(&tenant), d.goal()?))).collect();
    goals.extend(secrets());
    goals.extend(tenants());
    let stream = Stream { seed: SEED };
    let drawn = (0..600).map(|index| (stream.tenant(index % 4 * 256), stream.goal(index)));
    goals.extend(drawn.filter(|(_, goal)| legal::is_legal(goal)));
    goals.into_iter().enumerate().map(|(at, (tenant, goal))| case(at, tenant, goal)).collect()
}

/// Goals of which two properties have the same text.
fn alike() -> Vec<Draft> {
    let money = [("EUR", "99.5"), ("USD", "7"), ("JPY", "1200")];
    let both = money.into_iter().flat_map(|(currency, amount)| {
        let beside = Draft::default().worth(amount).with(Field::Currency, currency);
        let written = amount.parse::<f64>().map(|amount| format!("{amount:.2}"));
        let texts = [Some(currency.to_owned()), written.ok(), Some(amount.to_owned())];
        texts.into_iter().flatten().map(move |text| beside.clone().with(Field::Plan, text))
    });
    both.collect()
}

/// A goal as a case.
pub(super) fn case(at: usize, tenant: Arc<Tenant>, goal: Goal) -> Case {
    Case { id: CaseId::Random { seed: SEED, index: at as u64 }, tenant, goal }
}

/// The tenant of most goals.
pub(super) fn usual() -> Arc<Tenant> {
    Arc::new(Tenant {
        tenant_id: "7c0a4bd2-9f1e-4c55-8a3b-2d6e90f1a7c4".into(),
        secret: "3f9c1a7be2d05486c7f1e09b8a6d4c2210fe98bb7a5d6c3e4f0192a8b7c6d5e4".into(),
    })
}

/// Tenant ids with the characters, words and lengths that texts have: a change of every text changes them, too.
fn tenants() -> Vec<(Arc<Tenant>, Goal)> {
    let characters = alphabet();
    let groups = characters.chunks(4).map(|chunk| {
        let each = chunk.iter().zip('b'..).map(|(c, next)| format!("{c}{next}"));
        format!("a{}", each.collect::<String>())
    });
    let long = |length: usize| "abcdefghij".chars().cycle().take(length).collect();
    let lengths = [17, 21, 33, 37, 51, 65, 101, 129, 256, 300].map(long);
    let words = WORDS.split('|').filter(|word| !word.is_empty()).map(str::to_owned);
    let goal = Draft::everywhere("pro").goal();
    let with_id = |id: String| Tenant { tenant_id: id.as_str().into(), ..(*usual()).clone() };
    let ids = groups.chain(words).chain(lengths);
    ids.filter_map(|id| Some((Arc::new(with_id(id)), goal.clone()?))).collect()
}

/// Every combination of fields that are there, empty, null or absent.
fn shapes() -> Vec<Draft> {
    let mut drafts = Vec::new();
    let fields = [
        (Field::SessionId, "s-1"),
        (Field::FirstTouchBucket, "ai_search"),
        (Field::FirstTouchTs, "2026-11-01T10:00:00Z"),
        (Field::Currency, "EUR"),
        (Field::Plan, "pro"),
    ];
    for choice in 0..64 {
        let mut draft = Draft::default();
        for (bit, (field, text)) in fields.into_iter().enumerate() {
            if choice >> bit & 1 == 1 {
                draft = draft.with(field, text);
            }
        }
        if choice >> 5 & 1 == 1 {
            draft = draft.worth("99.5");
        }
        drafts.push(draft.clone());
        drafts.push(draft.backwards());
    }
    let full = fields
        .into_iter()
        .fold(Draft::default().worth("99.5"), |draft, (field, text)| draft.with(field, text));
    for (field, _) in fields.into_iter().filter(|(field, _)| *field != Field::Currency) {
        drafts.push(full.clone().with(field, ""));
        for (other, text) in fields {
            if other != field {
                drafts.push(Draft::default().with(other, text).with(field, ""));
                drafts.push(Draft::default().with(other, text).with(field, "").worth("7"));
            }
        }
    }
    for (field, _) in fields {
        if !field.in_properties() {
            drafts.push(Draft::default().with_null(field));
            drafts.push(Draft::everywhere("x").worth("5").with_null(field));
        }
        if field != Field::Currency {
            drafts.push(Draft::default().with(field, ""));
            drafts.push(Draft::everywhere("x").worth("5").with(field, ""));
        }
    }
    drafts
}

/// A text of a shape that systems know: an id, a moment, a number, a name.
pub(super) fn shaped(rng: &mut Rng<'_>) -> String {
    let hex = |rng: &mut Rng<'_>, count: usize| -> String {
        (0..count).map(|_| char::from(b"0123456789abcdef"[rng.below(16) as usize])).collect()
    };
    let digits = |rng: &mut Rng<'_>, count: u64| -> String {
        (0..count).map(|_| char::from(b'0' + rng.below(10) as u8)).collect()
    };
    match rng.below(15) {
        14 => {
            let count = 4 + rng.below(20) as usize;
            format!("{}{}", rng.pick(&PREFIXES), hex(rng, count))
        }
        0 | 1 => {
            let parts = [8, 4, 4, 4, 12].map(|count| hex(rng, count));
            let id = parts.join("-");
            if rng.percent(25) { id.to_uppercase() } else { id }
        }
        2 => {
            let count = 8 + rng.below(30) as usize;
            hex(rng, count)
        }
        3 | 4 => {
            let [month, day, hour, minute, second, milli] =
                [12, 28, 24, 60, 60, 1000].map(|bound| rng.below(bound));
            let zone = rng.pick(&["Z", "+00:00", "+02:00", "-05:30", ""]);
            let fraction = match rng.below(4) {
                0 => ".000".to_owned(),
                1 => format!(".{milli:03}"),
                2 => format!(".{milli:03}000"),
                _ => String::new(),
            };
            let (month, day) = (month + 1, day + 1);
            format!("2026-{month:02}-{day:02}T{hour:02}:{minute:02}:{second:02}{fraction}{zone}")
        }
        5 => {
            let count = 1 + rng.below(4);
            digits(rng, count)
        }
        6 => {
            let count = 1 + rng.below(3);
            format!("{}.{}", digits(rng, count), digits(rng, 2))
        }
        7 => format!("sess_{}", hex(rng, 16)),
        9 => {
            let host = rng.pick(&["example.com", "mail.example.co.uk", "x-y.de", "z.io"]);
            let before = rng.pick(&["", "", "mail ", "<", "to: "]);
            let after = rng.pick(&["", "", " now", ">", ", x"]);
            format!("{before}{}.{}@{host}{after}", rng.pick(&["ada", "J", "o_x"]), digits(rng, 2))
        }
        10 => {
            let between = rng.pick(&["", "", " ", "-"]);
            [4; 4].map(|count| digits(rng, count)).join(between)
        }
        11 => {
            let (before, after) = (rng.pick(&["", "id ", "x"]), rng.pick(&["", " x", "y"]));
            let count = 3 + rng.below(17);
            format!("{before}{}{after}", digits(rng, count))
        }
        12 => [(); 4].map(|()| rng.below(256).to_string()).join("."),
        13 => format!("+{} {} {}", digits(rng, 2), digits(rng, 3), digits(rng, 7)),
        _ => format!("{}-{}", rng.pick(&["pro", "Team", "basic"]), digits(rng, 2)),
    }
}

/// Texts of every length that somebody may have thought enough.
fn lengths(drafts: &mut Vec<Draft>) {
    let mut lengths: Vec<usize> = (1..=70).collect();
    for limit in [
        72, 80, 96, 99, 100, 120, 127, 128, 150, 160, 190, 191, 200, 250, 254, 255, 256, 300, 400,
        500, 512, 1000, 1024,
    ] {
        lengths.extend([limit - 1, limit, limit + 1]);
    }
    lengths.sort_unstable();
    lengths.dedup();
    for length in lengths {
        for unit in ["abcdefghij", "é", "漢", "🚀", "aé🚀漢b"] {
            let text: String = unit.chars().cycle().take(length).collect();
            if length > 130 && !unit.starts_with('a') {
                continue;
            }
            let plan: String = text.chars().take(50).collect();
            let event: String = text.chars().take(100).collect();
            let draft =
                Draft::everywhere(&text).with(Field::Plan, plan).with(Field::EventName, event);
            // Beside amounts and currencies, too: one field may depend on another.
            let amount = ["5", "150.5", "1200", "7500", "9999.99"][drafts.len() % 5];
            let currency = ["EUR", "USD", "JPY"][drafts.len() % 3];
            drafts.push(match drafts.len() % 2 {
                0 => draft.worth(amount).with(Field::Currency, currency),
                _ => draft,
            });
        }
    }
}

/// Legal amounts with more decimals than two: zeros, or as many as a double has.
const LONG_AMOUNTS: [&str; 14] = [
    "0.000",
    "0.0100",
    "2.50000",
    "5.000000",
    "7.0000",
    "10.10000",
    "12.3400",
    "19.9900",
    "99.000",
    "99.500",
    "150.050",
    "1234.5600",
    "9999.990",
    "19.989999999999998",
];

fn amounts(drafts: &mut Vec<Draft>) {
    const AMOUNTS: [&str; 74] = [
        "0", "0.0", "0.00", "1", "2", "5", "9", "10", "11", "12", "49", "50", "99", "100", "101",
        "150", "199", "200", "499", "500", "999", "1000", "1001", "1234", "1999", "2500", "5000",
        "9999", "10000", "1.0", "99.0", "99.00", "100.0", "1000.0", "1234.0", "10000.0", "0.01",
        "0.02", "0.05", "0.1", "0.10", "0.5", "0.50", "0.99", "1.01", "1.05", "1.1", "1.50",
        "9.95", "9.99", "10.01", "19.99", "29.95", "49.90", "99.05", "99.5", "99.95", "99.99",
        "100.05", "123.45", "999.99", "1000.01", "1000.5", "1234.56", "1234.5", "4999.99",
        "9999.99", "9999.9", "1e2", "1E2", "1e3", "9.95e1", "1.5e1", "5e-1",
    ];
    for amount in AMOUNTS {
        drafts.push(Draft::default().worth(amount));
        drafts.push(Draft::default().worth(amount).with(Field::Currency, "EUR"));
    }
    for amount in LONG_AMOUNTS {
        drafts.push(Draft::default().worth(amount));
        drafts.push(Draft::default().worth(amount).with(Field::Currency, "EUR"));
    }
    for cents in 0..100 {
        drafts.push(Draft::default().worth(format!("7.{cents:02}")));
        drafts.push(Draft::default().worth(format!("12{}.{cents:02}", cents % 10)));
    }
    for currency in [
        "USD", "GBP", "JPY", "KRW", "CHF", "SEK", "PLN", "CAD", "HUF", "KWD", "BHD", "VND", "CLP",
        "ISK", "TND", "INR", "BRL", "AUD", "NZD", "NOK", "DKK", "CZK", "MXN", "SGD", "HKD", "ZAR",
        "TRY", "RON", "ILS", "THB", "IDR", "MYR", "PHP", "TWD", "AED", "SAR", "CNY", "RUB", "UAH",
        "ARS", "COP", "PEN", "EGP", "NGN", "PKR", "BIF", "DJF", "GNF", "KMF", "MGA", "PYG", "RWF",
        "UGX", "VUV", "XAF", "XOF", "XPF", "IQD", "JOD", "LYD", "OMR", "MRU",
    ] {
        for amount in ["99", "99.5", "0", "1234.56", "0.05", "100.0"] {
            drafts.push(Draft::default().worth(amount).with(Field::Currency, currency));
        }
        drafts.push(Draft::default().with(Field::Currency, currency));
        drafts.push(Draft::default().with(Field::Currency, currency).with(Field::Plan, "pro"));
    }
    for currency in listed_currencies() {
        drafts.push(Draft::default().worth("99.5").with(Field::Currency, currency));
    }
    let mut rng = Rng::new(SEED, 1);
    for _ in 0..60 {
        let cents = rng.below(1_000_001);
        drafts.push(Draft::default().worth(format!("{}.{:02}", cents / 100, cents % 100)));
    }
}

/// An ordinary goal under secrets of many lengths.
fn secrets() -> Vec<(Arc<Tenant>, Goal)> {
    let mut rng = Rng::new(SEED, 2);
    let mut all = Vec::new();
    let bytes = |rng: &mut Rng<'_>, length: usize| -> Vec<u8> {
        (0..length).map(|_| rng.any() as u8).collect()
    };
    let mut texts = Vec::new();
    for length in
        [1, 2, 4, 8, 15, 16, 17, 20, 24, 31, 32, 33, 36, 40, 48, 63, 64, 65, 80, 96, 100, 128]
    {
        texts.push(crate::protocol::hex::encode(&bytes(&mut rng, length)));
    }
    for edit in 0..8 {
        let mut key = bytes(&mut rng, 32);
        match edit {
            0 => key[0] = 0,
            1 => key[31] = 0,
            2 => key[10] = 0,
            3 => (key[0], key[1]) = (0, 0),
            4 => key.iter_mut().for_each(|b| *b &= 0x7F),
            5 => key.iter_mut().for_each(|b| *b = b'a' + (*b % 26)),
            6 => key[0] = 5,
            _ => key.iter_mut().for_each(|b| *b = 0x30 + (*b % 10)),
        }
        texts.push(crate::protocol::hex::encode(&key));
    }
    texts.push(crate::protocol::hex::encode(&bytes(&mut rng, 32)).to_uppercase());
    for text in texts {
        let tenant = Arc::new(Tenant {
            tenant_id: "7c0a4bd2-9f1e-4c55-8a3b-2d6e90f1a7c4".into(),
            secret: text.into(),
        });
        for amount in ["5", "12.5"] {
            if let Some(goal) = Draft::default().worth(amount).goal() {
                all.push((Arc::clone(&tenant), goal));
            }
        }
    }
    for id in [
        "t",
        "acme",
        "ACME Corp",
        "té",
        " x ",
        "a&b",
        "0",
        "a/b",
        "7C0A4BD2-9F1E-4C55-8A3B-2D6E90F1A7C4",
    ] {
        let tenant = Tenant { tenant_id: id.into(), secret: usual().secret.clone() };
        if let Some(goal) = Draft::default().worth("5").goal() {
            all.push((Arc::new(tenant), goal));
        }
    }
    all
}

/// A sequence that shows what an earlier goal leaves behind: the same fields with other values again and again, some of
/// which differ in capitals only, or are empty.
pub(super) fn sequence(round: u64) -> Vec<Case> {
    let mut rng = Rng::new(SEED, 3 + round);
    let mut other = usual().as_ref().clone();
    other.secret = "00112233445566778899aabbccddeeff00112233445566778899aabbccddeeff".into();
    let mut third = other.clone();
    third.tenant_id = "acme".into();
    let tenants = [usual(), usual(), usual(), Arc::new(other), Arc::new(third)];
    let mut cases = Vec::new();
    for at in 0..400usize {
        // Some lack nothing: what is done to these depends on no earlier goal that had what they lack.
        let is_whole = at % 5 == 0;
        let is_there = |rng: &mut Rng<'_>, percent| is_whole || rng.percent(percent);
        let mut draft = Draft::default();
        draft = draft.with(
            Field::EventName,
            rng.pick(&["purchase", "signup", "lead", "purchase", "signup", "Purchase", "SIGNUP"]),
        );
        if is_there(&mut rng, 60) {
            draft = draft.with(
                Field::SessionId,
                rng.pick(&[
                    "s1",
                    "s2",
                    "s3",
                    "s4",
                    "s1",
                    "s2",
                    "S1",
                    "S3",
                    "\u{1f680}\u{e9}\u{1f680}",
                    "\u{1f680}s",
                ]),
            );
        }
        if is_there(&mut rng, 60) {
            draft = draft.with(
                Field::Plan,
                match is_whole {
                    true => rng.pick(&["pro", "team", "Pro"]),
                    false => rng.pick(&[
                        "pro",
                        "team",
                        "basic",
                        "x",
                        "pro",
                        "team",
                        "Pro",
                        "",
                        "x\u{1f680}\u{e9}\u{1f680}y",
                    ]),
                },
            );
        }
        if is_there(&mut rng, 40) {
            draft = draft.with(Field::Currency, rng.pick(&["EUR", "USD", "GBP"]));
        }
        if is_there(&mut rng, 40) {
            let buckets = ["ai_search", "direct", "organic", "email", "AI_SEARCH", "ai_search"];
            draft = draft.with(Field::FirstTouchBucket, rng.pick(&buckets));
        }
        if is_there(&mut rng, 30) {
            draft = draft.with(
                Field::FirstTouchTs,
                rng.pick(&[
                    "2026-11-01T10:00:00Z",
                    "2026-11-02T10:00:00Z",
                    "2026-11-02T12:00:00+02:00",
                ]),
            );
        }
        if is_there(&mut rng, 60) {
            draft = draft.worth(match rng.below(4) {
                0 | 1 => rng.below(500).to_string(),
                2 => (1000 + rng.below(9000)).to_string(),
                _ => format!("{}.{:02}", rng.below(2000), rng.below(100)),
            });
        }
        let tenant = &tenants[rng.below(5) as usize];
        if let Some(goal) = draft.goal() {
            cases.push(case(100_000 * (round as usize + 1) + at, Arc::clone(tenant), goal));
        }
    }
    for (at, (tenant, goal)) in twins(round).into_iter().enumerate() {
        cases.push(case(100_000 * (round as usize + 1) + 50_000 + at, tenant, goal));
    }
    cases
}

/// Goals that are the same but for one field, each field in turn: what a cache that knows all but that field makes one.
fn twins(round: u64) -> Vec<(Arc<Tenant>, Goal)> {
    let whole = |nth: usize| {
        let draft = Draft::default().worth(format!("{}.5", 20 + nth)).with(Field::Plan, "pro");
        let draft = draft.with(Field::EventName, "purchase").with(Field::Currency, "EUR");
        let draft = draft.with(Field::FirstTouchBucket, "direct");
        let draft = draft.with(Field::FirstTouchTs, "2026-11-01T10:00:00Z");
        draft.with(Field::SessionId, format!("twin-{round}-{nth}"))
    };
    let mut other = usual().as_ref().clone();
    other.tenant_id = "twin".into();
    let other = Arc::new(other);
    let mut all = Vec::new();
    for nth in 0..3 {
        for (at, field) in Field::ALL.into_iter().enumerate() {
            let own = whole(8 * nth + at);
            let twin = match field {
                Field::TenantId => own.clone(),
                Field::Value => own.clone().worth("7.25"),
                Field::Currency => own.clone().with(field, "USD"),
                Field::FirstTouchTs => own.clone().with(field, "2026-11-02T10:00:00Z"),
                field => own.clone().with(field, format!("other-{round}-{nth}")),
            };
            let tenant = if field == Field::TenantId { &other } else { &usual() };
            all.push((usual(), own.goal()));
            all.push((Arc::clone(tenant), twin.goal()));
        }
    }
    all.into_iter().filter_map(|(tenant, goal)| Some((tenant, goal?))).collect()
}
