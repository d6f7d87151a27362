//! How fields are called in other places.

/// How a field is called in other places.
pub(super) fn aliases(field: &str) -> Vec<String> {
    let mut names = vec![field.to_owned(), camel(field, false), camel(field, true)];
    names.extend([field.to_uppercase(), field.replace('_', "-"), field.replace('_', "")]);
    names.extend(match field {
        "session_id" => vec!["session".to_owned(), "sid".to_owned(), "sessionID".to_owned()],
        "event_name" => vec!["event".to_owned(), "name".to_owned()],
        "tenant_id" => vec![
            "tenant".to_owned(),
            "lp-tenant-id".to_owned(),
            "LP_TENANT_ID".to_owned(),
            "lp_tenant_id".to_owned(),
        ],
        "value" => vec!["amount".to_owned(), "price".to_owned(), "total".to_owned()],
        "plan" => vec!["plan_name".to_owned(), "product".to_owned()],
        _ => Vec::new(),
    });
    names.dedup();
    names
}

/// `event_name` as `eventName` or `EventName`.
pub(in crate::mistakes::grammar) fn camel(key: &str, first: bool) -> String {
    let mut out = String::new();
    let mut capital = first;
    for c in key.chars() {
        match c {
            '_' => capital = true,
            c if capital => {
                out.extend(c.to_uppercase());
                capital = false;
            }
            c => out.push(c),
        }
    }
    out
}

/// `session_id` as `SessionID`, as Go names it.
pub(in crate::mistakes::grammar) fn go_name(key: &str) -> String {
    let name = camel(key, true);
    match name.strip_suffix("Id") {
        Some(before) => format!("{before}ID"),
        None => name.strip_suffix("Ts").map_or(name.clone(), |before| format!("{before}TS")),
    }
}
