//! Reading the members of a JSON object.

use crate::mistakes::MistakeSet;
use crate::protocol::Number;
use crate::protocol::json::Value;

pub(crate) fn because(value: &Value) -> Result<MistakeSet, String> {
    list_of_text(value, "because")?.iter().try_fold(MistakeSet::EMPTY, |set, id| {
        let mistake =
            MistakeSet::of_id(id).ok_or_else(|| format!("no mistake is called {id:?}"))?;
        Ok(set.union(mistake))
    })
}

pub(crate) fn strings(texts: &[String]) -> Value {
    Value::Array(texts.iter().map(|text| Value::from(text.as_str())).collect())
}

pub(crate) fn text(value: &Value, name: &str) -> Result<String, String> {
    value
        .get(name)
        .and_then(Value::as_str)
        .map(str::to_owned)
        .ok_or_else(|| format!("{name} is missing or no text"))
}

pub(crate) fn array<'a>(value: &'a Value, name: &str) -> Result<&'a [Value], String> {
    match value.get(name) {
        Some(Value::Array(items)) => Ok(items),
        _ => Err(format!("{name} is missing or no list")),
    }
}

pub(crate) fn list_of_text(value: &Value, name: &str) -> Result<Vec<String>, String> {
    array(value, name)?
        .iter()
        .map(|item| {
            item.as_str().map(str::to_owned).ok_or_else(|| format!("{name} holds {}", item.kind()))
        })
        .collect()
}

pub(crate) fn integer(value: &Value) -> Option<i64> {
    match value {
        Value::Number(Number::Integer(text)) => text.parse().ok(),
        _ => None,
    }
}
