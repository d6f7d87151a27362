//! Other names of fields.

use super::names::{camel, go_name};
use super::shape::{Place, Shape, shape};
use crate::mistakes::grammar::tree::Node;

/// Other names of fields, each in its place.
pub(super) fn renamed(place: Place) -> Vec<Shape> {
    let mut all = vec![
        shape(
            2,
            6,
            "camel-case-keys",
            "keys are signed as eventName, sessionId and so on",
            move |tree| Some(place.put(tree.map_keys(&|key| camel(key, false)))),
        ),
        shape(
            2,
            6,
            "keys-spelled-otherwise",
            "keys are signed as EventName, SessionId and so on",
            move |tree| Some(place.put(tree.map_keys(&|key| camel(key, true)))),
        ),
        shape(
            2,
            6,
            "keys-spelled-otherwise",
            "keys are signed as EventName, SessionID and so on, as Go names fields",
            move |tree| Some(place.put(tree.map_keys(&|key| go_name(key)))),
        ),
        shape(
            2,
            6,
            "keys-spelled-otherwise",
            "keys are signed as event-name, session-id and so on",
            move |tree| Some(place.put(tree.map_keys(&|key| key.replace('_', "-")))),
        ),
        shape(2, 6, "keys-spelled-otherwise", "keys are signed in capitals", |tree| {
            Some(tree.map_keys(&|key| key.to_uppercase()))
        }),
        shape(2, 6, "keys-spelled-otherwise", "keys are signed without underscores", |tree| {
            Some(tree.map_keys(&|key| key.replace('_', "")))
        }),
        shape(2, 6, "keys-spelled-otherwise", "keys are signed with a capital first", |tree| {
            Some(tree.map_keys(&|key| {
                let mut chars = key.chars();
                chars
                    .next()
                    .map_or_else(String::new, |first| first.to_uppercase().chain(chars).collect())
            }))
        }),
        shape(
            2,
            6,
            "keys-spelled-otherwise",
            "keys are signed with blanks for underscores",
            move |tree| Some(place.put(tree.map_keys(&|key| key.replace('_', " ")))),
        ),
        shape(2, 6, "keys-spelled-otherwise", "keys are signed as symbols: :event_name", |tree| {
            Some(tree.map_keys(&|key| format!(":{key}")))
        }),
        shape(
            2,
            6,
            "camel-case-keys",
            "keys of the top level are signed as eventName, sessionId and so on, but sorted as sent",
            |tree| {
                Some(Node::Object(
                    tree.members()
                        .iter()
                        .map(|(key, value)| (camel(key, false), value.clone()))
                        .collect(),
                ))
            },
        ),
    ];
    for (from, names) in [
        (
            "event_name",
            &["event", "name", "eventName", "type", "event_type", "EventName", "goal", "goal_name"]
                [..],
        ),
        (
            "session_id",
            &["session", "sessionId", "sid", "sessionID", "SessionId", "user_id", "client_id"],
        ),
        (
            "tenant_id",
            &[
                "tenant",
                "tenantId",
                "account_id",
                "site_id",
                "client_id",
                "TenantId",
                "lp_tenant_id",
                "tenantID",
                "tenant_uuid",
            ],
        ),
        (
            "properties",
            &["props", "data", "params", "property", "Properties", "attributes", "custom_data"],
        ),
        ("value", &["amount", "price", "Value", "total", "revenue"]),
        ("currency", &["Currency", "currency_code", "currencyCode", "cur"]),
        ("plan", &["Plan", "plan_name", "product", "planName"]),
        ("first_touch_ts", &["firstTouchTs", "ts", "first_touch_at"]),
        ("first_touch_bucket", &["firstTouchBucket", "bucket"]),
    ] {
        for name in names {
            let title = format!("{from} is signed under the name {name}");
            all.push(shape(2, 5, "key-renamed", title, move |tree| {
                tree.find(from)?;
                let new = |key: &str| if key == from { (*name).to_owned() } else { key.to_owned() };
                Some(place.put(tree.map_keys(&new)))
            }));
        }
    }
    all
}
