//! Constant texts that are signed in place of the payload.

use super::entry::{Template, template};

pub(super) fn words() -> Vec<Template> {
    const WORDS: [&str; 64] = [
        "",
        "undefined",
        "null",
        "None",
        "nil",
        "NaN",
        "[object Object]",
        "[object Promise]",
        "[object Map]",
        "[object FormData]",
        "[object ArrayBuffer]",
        "[object Uint8Array]",
        "[object Blob]",
        "[object Buffer]",
        "Array",
        "Object",
        "{}",
        "[]",
        "\"\"",
        "true",
        "false",
        "0",
        "1",
        "System.Collections.Hashtable",
        "System.Object",
        "System.Object[]",
        "System.String",
        "System.Byte[]",
        "System.Management.Automation.PSCustomObject",
        "System.Collections.Specialized.OrderedDictionary",
        "System.Collections.Generic.Dictionary`2[System.String,System.Object]",
        "System.Collections.Generic.Dictionary`2[System.String,System.String]",
        "System.Text.Json.JsonElement",
        "System.Dynamic.ExpandoObject",
        "Newtonsoft.Json.Linq.JObject",
        "System.Net.Http.StringContent",
        "stdClass",
        "Object of class stdClass",
        "Optional.empty",
        "test",
        "payload",
        "body",
        "data",
        "message",
        "canonical",
        "json",
        "string",
        "{{payload}}",
        "${payload}",
        "$payload",
        "{{body}}",
        "{{canonical}}",
        "{{request.body}}",
        "${body}",
        "{{$request.body}}",
        "<payload>",
        "<function>",
        "function toString() { [native code] }",
        "bound method",
        "#<Hash>",
        "HASH",
        "table",
        "(null)",
        "Resource id #1",
    ];
    WORDS
        .into_iter()
        .map(|word| {
            let id = match word {
                "" => "signed-wrong-argument",
                "undefined" => "signed-undefined",
                "[object Object]" => "signed-object-object",
                _ => "signed-constant",
            };
            let title = match word {
                "" => "an empty text is signed".to_owned(),
                word => format!("the constant text {word} is signed, not the goal"),
            };
            let mut new = template(2, id, title, move |_| Some(word.to_owned()));
            new.ordered = false;
            new
        })
        .collect()
}
