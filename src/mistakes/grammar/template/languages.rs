//! Objects and dictionaries as languages print them.

use super::entry::{Template, template};
use super::repr::{node_inspect, python_repr};
use super::style::{JAVA, Keys, Style, print};
use crate::mistakes::grammar::tree::Node;

pub(super) fn languages() -> Vec<Template> {
    let q = ("\"", "\"");
    let s = ("'", "'");
    let plain = ("", "");
    let styles: [(&'static str, &'static str, Style); 37] = [
        ("signed-java-map", "Java's own text of the map is signed: {a=b, c=d}", JAVA),
        (
            "signed-object-text",
            "the text {a: b, c: d} is signed, as Dart prints a map",
            Style { key: ("", ": "), ..JAVA },
        ),
        (
            "signed-object-text",
            "the text {a:b,c:d} is signed",
            Style { key: ("", ":"), between: ",", ..JAVA },
        ),
        ("signed-object-text", "the text {a=b,c=d} is signed", Style { between: ",", ..JAVA }),
        (
            "signed-object-text",
            "the text { a = b, c = d } is signed, as C# prints an anonymous object",
            Style { open: "{ ", close: " }", key: ("", " = "), ..JAVA },
        ),
        (
            "signed-object-text",
            "the text { A = b, C = d } is signed, as C# prints an object",
            Style { open: "{ ", close: " }", key: ("", " = "), keys: Keys::Pascal, ..JAVA },
        ),
        (
            "signed-ruby-inspect",
            "Ruby's own text of the hash is signed: {\"a\"=>\"b\"}",
            Style { key: ("\"", "\"=>"), text: q, words: ["nil", "true", "false"], ..JAVA },
        ),
        (
            "signed-ruby-inspect",
            "Ruby's own text of the hash is signed: {\"a\" => \"b\"}",
            Style { key: ("\"", "\" => "), text: q, words: ["nil", "true", "false"], ..JAVA },
        ),
        (
            "signed-ruby-inspect",
            "Ruby's own text of the hash is signed: {:a=>\"b\"}",
            Style { key: (":", "=>"), text: q, words: ["nil", "true", "false"], ..JAVA },
        ),
        (
            "signed-ruby-inspect",
            "Ruby's own text of the hash is signed: {a: \"b\"}",
            Style { key: ("", ": "), text: q, words: ["nil", "true", "false"], ..JAVA },
        ),
        (
            "signed-go-map",
            "Go's own text of the map is signed: map[a:b c:d]",
            Style {
                open: "map[",
                close: "]",
                key: ("", ":"),
                between: " ",
                words: ["<nil>", "true", "false"],
                ..JAVA
            },
        ),
        (
            "signed-go-map",
            "Go's own text of the struct is signed: {a:b c:d}",
            Style { key: ("", ":"), between: " ", words: ["<nil>", "true", "false"], ..JAVA },
        ),
        (
            "signed-go-map",
            "Go's own text of the struct is signed: {A:b C:d}",
            Style {
                key: ("", ":"),
                between: " ",
                keys: Keys::Pascal,
                words: ["<nil>", "true", "false"],
                ..JAVA
            },
        ),
        (
            "signed-go-map",
            "Go's own text of the struct is signed: {EventName:a SessionID:b}",
            Style {
                key: ("", ":"),
                between: " ",
                keys: Keys::Go,
                words: ["<nil>", "true", "false"],
                ..JAVA
            },
        ),
        (
            "signed-go-map",
            "Go's %#v of the map is signed",
            Style {
                open: "map[string]interface {}{",
                key: ("\"", "\":"),
                text: q,
                words: ["interface {}(nil)", "true", "false"],
                ..JAVA
            },
        ),
        (
            "signed-swift-dictionary",
            "Swift's own text of the dictionary is signed: [\"a\": \"b\"]",
            Style {
                open: "[",
                close: "]",
                key: ("\"", "\": "),
                text: q,
                words: ["nil", "true", "false"],
                ..JAVA
            },
        ),
        (
            "signed-swift-dictionary",
            "Swift's own text of the dictionary is signed: [\"a\": b]",
            Style {
                open: "[",
                close: "]",
                key: ("\"", "\": "),
                words: ["nil", "true", "false"],
                ..JAVA
            },
        ),
        (
            "signed-swift-dictionary",
            "the text [a: b, c: d] is signed, as Groovy prints a map",
            Style { open: "[", close: "]", key: ("", ": "), ..JAVA },
        ),
        (
            "signed-object-text",
            "the text [a:b, c:d] is signed, as Groovy prints a map",
            Style { open: "[", close: "]", key: ("", ":"), ..JAVA },
        ),
        (
            "signed-elixir-map",
            "Elixir's own text of the map is signed: %{\"a\" => \"b\"}",
            Style {
                open: "%{",
                key: ("\"", "\" => "),
                text: q,
                words: ["nil", "true", "false"],
                ..JAVA
            },
        ),
        (
            "signed-elixir-map",
            "Elixir's own text of the map is signed: %{a: \"b\"}",
            Style { open: "%{", key: ("", ": "), text: q, words: ["nil", "true", "false"], ..JAVA },
        ),
        (
            "signed-erlang-map",
            "Erlang's own text of the map is signed: #{<<\"a\">> => <<\"b\">>}",
            Style {
                open: "#{",
                key: ("<<\"", "\">> => "),
                text: ("<<\"", "\">>"),
                between: ",",
                ..JAVA
            },
        ),
        (
            "signed-scala-map",
            "Scala's own text of the map is signed: Map(a -> b)",
            Style { open: "Map(", close: ")", key: ("", " -> "), list: ("List(", ")"), ..JAVA },
        ),
        (
            "signed-scala-map",
            "Scala's own text of the map is signed: HashMap(a -> b)",
            Style { open: "HashMap(", close: ")", key: ("", " -> "), list: ("List(", ")"), ..JAVA },
        ),
        (
            "signed-scala-map",
            "Scala's own text of the map is signed: TreeMap(a -> b)",
            Style { open: "TreeMap(", close: ")", key: ("", " -> "), list: ("List(", ")"), ..JAVA },
        ),
        (
            "signed-clojure-map",
            "Clojure's own text of the map is signed: {:a \"b\"}",
            Style { key: (":", " "), text: q, words: ["nil", "true", "false"], ..JAVA },
        ),
        (
            "signed-clojure-map",
            "Clojure's own text of the map is signed: {\"a\" \"b\"}",
            Style { key: ("\"", "\" "), text: q, words: ["nil", "true", "false"], ..JAVA },
        ),
        (
            "signed-rust-debug",
            "Rust's own text of the map is signed: {\"a\": \"b\"} with blanks",
            Style { key: ("\"", "\": "), text: q, ..JAVA },
        ),
        (
            "signed-rust-debug",
            "Rust's own text of the value is signed: Object {\"a\": String(\"b\")}",
            Style {
                open: "Object {",
                key: ("\"", "\": "),
                text: ("String(\"", "\")"),
                words: ["Null", "Bool(true)", "Bool(false)"],
                ..JAVA
            },
        ),
        (
            "signed-javascript-inspect",
            "Node's own text of the object is signed: { a: 'b' }",
            Style { open: "{ ", close: " }", key: ("", ": "), text: s, list: ("[ ", " ]"), ..JAVA },
        ),
        (
            "signed-lua-table",
            "a Lua table is signed: {a = \"b\"}",
            Style { key: ("", " = "), text: q, words: ["nil", "true", "false"], ..JAVA },
        ),
        (
            "signed-perl-hash",
            "a Perl hash is signed: {'a' => 'b'}",
            Style {
                key: ("'", "' => "),
                text: s,
                between: ",",
                words: ["undef", "1", "0"],
                ..JAVA
            },
        ),
        (
            "signed-javascript-literal",
            "a JavaScript literal is signed: {a:'b'}",
            Style { key: ("", ":"), text: s, between: ",", ..JAVA },
        ),
        (
            "signed-javascript-literal",
            "a JavaScript literal is signed: {a: 'b', c: 'd'}",
            Style { key: ("", ": "), text: s, ..JAVA },
        ),
        (
            "signed-powershell-object",
            "PowerShell's own text is signed: @{a=b; c=d}",
            Style { open: "@{", between: "; ", ..JAVA },
        ),
        (
            "signed-object-text",
            "the text (a=b, c=d) is signed",
            Style { open: "(", close: ")", ..JAVA },
        ),
        (
            "signed-object-text",
            "Swift's description of a NSDictionary is signed",
            Style {
                open: "{\n    ",
                close: ";\n}",
                between: ";\n    ",
                key: ("\"", "\" = "),
                text: plain,
                ..JAVA
            },
        ),
    ];
    let mut all: Vec<Template> = styles
        .into_iter()
        .map(|(id, title, style)| {
            template(2, id, title, move |node| Some(print(node, &style, &|_| String::new(), 0)))
        })
        .collect();
    all.push(template(
        2,
        "signed-python-repr",
        "Python's own text of the dict is signed, with single quotes",
        |node| Some(python_repr(node)),
    ));
    all.push(template(
        2,
        "signed-python-repr",
        "Python's own text of the dict is signed, every ' in it as a double quote",
        |node| Some(python_repr(node).replace('\'', "\"")),
    ));
    all.push(template(
        2,
        "signed-javascript-inspect",
        "Node's own text of the object is signed, as console.log prints it",
        |node| Some(node_inspect(node, 0)),
    ));
    for inner in [
        "",
        "System.Collections.Hashtable",
        "System.Object",
        "System.Collections.Specialized.OrderedDictionary",
        "System.Management.Automation.PSCustomObject",
        "System.Collections.Generic.Dictionary`2[System.String,System.Object]",
    ] {
        let title =
            format!("PowerShell's own text of the object is signed: @{{a=b; properties={inner}}}");
        all.push(template(2, "signed-powershell-object", title, move |node| {
            let tree = node.with("properties", Some(Node::text(inner)));
            let style = Style { open: "@{", between: "; ", words: ["", "True", "False"], ..JAVA };
            Some(print(&tree, &style, &|_| String::new(), 0))
        }));
    }
    all
}
