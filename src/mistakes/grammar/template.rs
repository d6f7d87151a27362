//! Objects as languages print them, forms, and other texts that are no JSON.

use super::fields::camel;
use super::json;
use super::label::Label;
use super::tree::Node;

/// The text of a payload.
pub(super) type Write = Box<dyn Fn(&Node) -> Option<String> + Sync>;

/// A text that stands for the payload, with its name and cost.
pub(super) struct Template {
    pub(super) cost: u8,
    pub(super) label: Label,
    pub(super) write: Write,
    /// Whether the order of members shows.
    pub(super) ordered: bool,
}

const FIX: &str = "sign JSON: serialise the payload, do not convert the object to a text";

fn template(
    cost: u8,
    id: &'static str,
    title: impl Into<std::borrow::Cow<'static, str>>,
    write: impl Fn(&Node) -> Option<String> + Sync + 'static,
) -> Template {
    Template {
        cost,
        label: Label::new(id, title).fix(FIX).reach(9),
        write: Box::new(write),
        ordered: true,
    }
}

/// How an object is printed.
#[derive(Clone, Copy)]
struct Style {
    open: &'static str,
    close: &'static str,
    between: &'static str,
    /// Before a key, after it.
    key: (&'static str, &'static str),
    /// Before a text, after it.
    text: (&'static str, &'static str),
    words: [&'static str; 3],
    list: (&'static str, &'static str),
    keys: Keys,
}

#[derive(Clone, Copy, PartialEq)]
enum Keys {
    Same,
    Camel,
    Pascal,
}

impl Keys {
    fn of(self, key: &str) -> String {
        match self {
            Keys::Same => key.to_owned(),
            Keys::Camel => camel(key, false),
            Keys::Pascal => camel(key, true),
        }
    }
}

const JAVA: Style = Style {
    open: "{",
    close: "}",
    between: ", ",
    key: ("", "="),
    text: ("", ""),
    words: ["null", "true", "false"],
    list: ("[", "]"),
    keys: Keys::Same,
};

fn print(node: &Node, style: &Style, name: &dyn Fn(usize) -> String, depth: usize) -> String {
    let word = |text: &str| match text {
        "null" => style.words[0].to_owned(),
        "true" => style.words[1].to_owned(),
        "false" => style.words[2].to_owned(),
        text => text.to_owned(),
    };
    match node {
        Node::Bare(text) => word(text),
        Node::Text(text) => {
            format!("{}{}{}", style.text.0, quoted(text, style.text.0), style.text.1)
        }
        Node::List(items) => {
            let items: Vec<String> =
                items.iter().map(|item| print(item, style, name, depth + 1)).collect();
            format!("{}{}{}", style.list.0, items.join(style.between), style.list.1)
        }
        Node::Object(members) => {
            let members: Vec<String> = members
                .iter()
                .map(|(key, value)| {
                    let value = print(value, style, name, depth + 1);
                    format!("{}{}{}{value}", style.key.0, style.keys.of(key), style.key.1)
                })
                .collect();
            format!("{}{}{}{}", name(depth), style.open, members.join(style.between), style.close)
        }
    }
}

/// A quote in a text is escaped where texts are quoted.
fn quoted(text: &str, quote: &str) -> String {
    if quote.is_empty() {
        return text.to_owned();
    }
    text.replace('\\', "\\\\").replace(quote, &format!("\\{quote}")).replace('\n', "\\n")
}

/// Python's repr quotes with " where only ' is inside.
fn python(text: &str) -> String {
    let double = text.contains('\'') && !text.contains('"');
    let body =
        text.replace('\\', "\\\\").replace('\n', "\\n").replace('\t', "\\t").replace('\r', "\\r");
    if double { format!("\"{body}\"") } else { format!("'{}'", body.replace('\'', "\\'")) }
}

fn python_repr(node: &Node) -> String {
    let joined = |items: Vec<String>| items.join(", ");
    match node {
        Node::Text(text) => python(text),
        Node::Bare(text) => match &text[..] {
            "null" => "None".to_owned(),
            "true" => "True".to_owned(),
            "false" => "False".to_owned(),
            text => text.to_owned(),
        },
        Node::List(items) => format!("[{}]", joined(items.iter().map(python_repr).collect())),
        Node::Object(members) => {
            let member =
                |(key, value): &(String, Node)| format!("{}: {}", python(key), python_repr(value));
            format!("{{{}}}", joined(members.iter().map(member).collect()))
        }
    }
}

/// Every text that is no JSON; with `most` those up to a cost are enough.
pub(super) fn templates(most: u8) -> Vec<Template> {
    let mut all = languages();
    all.extend(classes(most));
    all.extend(php());
    all.extend(documents());
    all.extend(forms());
    all.extend(pairs());
    all.extend(words());
    all
}

fn languages() -> Vec<Template> {
    let q = ("\"", "\"");
    let s = ("'", "'");
    let plain = ("", "");
    let styles: [(&'static str, &'static str, Style); 36] = [
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

/// Names that a class for the payload is likely to have.
const CLASSES: [&str; 22] = [
    "Payload",
    "Goal",
    "GoalEvent",
    "Event",
    "Conversion",
    "GoalPayload",
    "ConversionEvent",
    "CanonicalPayload",
    "SignedGoal",
    "Canonical",
    "EventPayload",
    "ConversionPayload",
    "GoalRequest",
    "PixelGoal",
    "TrackEvent",
    "Request",
    "Body",
    "Data",
    "SignedPayload",
    "Message",
    "GoalDto",
    "PayloadDto",
];
const INNER: [&str; 8] = [
    "Properties",
    "Props",
    "GoalProperties",
    "EventProperties",
    "Property",
    "ConversionProperties",
    "PropertiesDto",
    "",
];

fn classes(most: u8) -> Vec<Template> {
    let mut all = Vec::new();
    let forms: [(&'static str, Style); 8] = [
        ("Haskell", Style { open: " {", close: "}", key: ("", " = "), text: ("\"", "\""), ..JAVA }),
        ("Kotlin, Scala or Lombok", Style { open: "(", close: ")", ..JAVA }),
        ("a Java record", Style { open: "[", close: "]", ..JAVA }),
        ("a Java class", Style { open: "{", close: "}", ..JAVA }),
        ("a Java class with quotes", Style { text: ("'", "'"), ..JAVA }),
        (
            "a C# record",
            Style {
                open: " { ",
                close: " }",
                key: ("", " = "),
                words: ["", "True", "False"],
                ..JAVA
            },
        ),
        ("Rust", Style { open: " { ", close: " }", key: ("", ": "), text: ("\"", "\""), ..JAVA }),
        (
            "a Python dataclass or Swift struct",
            Style { open: "(", close: ")", key: ("", ": "), text: ("\"", "\""), ..JAVA },
        ),
    ];
    for class in CLASSES {
        for (at, inner) in INNER.iter().enumerate() {
            for (language, style) in forms {
                for keys in [Keys::Camel, Keys::Same, Keys::Pascal] {
                    let likely = (at < 2 || inner.is_empty()) && CLASSES[..6].contains(&class);
                    if !likely && most < 3 {
                        continue;
                    }
                    let title =
                        format!("the object's own text is signed, as {language} prints a {class}");
                    let style = Style { keys, ..style };
                    all.push(template(
                        if likely { 2 } else { 3 },
                        "signed-class-text",
                        title,
                        move |node| {
                            let name = |depth: usize| {
                                if depth == 0 { class.to_owned() } else { (*inner).to_owned() }
                            };
                            // A map inside a class is printed as one.
                            if inner.is_empty() {
                                let map = node
                                    .get("properties")
                                    .map(|p| print(p, &JAVA, &|_| String::new(), 1))?;
                                let tree = node.with("properties", Some(Node::bare(map)));
                                return Some(print(&tree, &style, &|_| class.to_owned(), 0));
                            }
                            Some(print(node, &style, &name, 0))
                        },
                    ));
                }
            }
            let is_first = (at < 2 || inner.is_empty()) && CLASSES[..6].contains(&class);
            if is_first {
                for (between, language) in [(",", "Scala"), (", ", "a language without names")] {
                    let title = format!(
                        "the values in the object's own text are signed, as {language} prints a {class}"
                    );
                    all.push(template(2, "signed-class-text", title, move |node| {
                        Some(bare_class(node, class, inner, between))
                    }));
                }
            }
            // Python's dataclass.
            if !is_first && most < 3 {
                continue;
            }
            let title = format!("the object's own text is signed, as Python prints a {class}");
            let cost = if is_first { 2 } else { 3 };
            all.push(template(cost, "signed-class-text", title, move |node| {
                let fields = |node: &Node| {
                    let member =
                        |(key, value): &(String, Node)| format!("{key}={}", python_repr(value));
                    node.members().iter().map(member).collect::<Vec<_>>().join(", ")
                };
                let properties = node.get("properties")?;
                let inside = if inner.is_empty() {
                    python_repr(properties)
                } else {
                    format!("{inner}({})", fields(properties))
                };
                let members = node.members().iter().map(|(key, value)| match &key[..] {
                    "properties" => format!("properties={inside}"),
                    key => format!("{key}={}", python_repr(value)),
                });
                Some(format!("{class}({})", members.collect::<Vec<_>>().join(", ")))
            }));
        }
    }
    all
}

/// `Payload(a,b,Properties(c,d))`
fn bare_class(node: &Node, class: &str, inner: &str, between: &str) -> String {
    let values = |node: &Node, printed: &dyn Fn(&Node) -> String| -> String {
        node.members().iter().map(|(_, value)| printed(value)).collect::<Vec<_>>().join(between)
    };
    let plain = |value: &Node| value.plain().unwrap_or_default().to_owned();
    let nested = |value: &Node| match value {
        Node::Object(_) if inner.is_empty() => {
            let pair = |(key, value): &(String, Node)| format!("{key} -> {}", plain(value));
            let pairs: Vec<String> = value.members().iter().map(pair).collect();
            format!("Map({})", pairs.join(", "))
        }
        Node::Object(_) => format!("{inner}({})", values(value, &plain)),
        value => plain(value),
    };
    format!("{class}({})", values(node, &nested))
}

/// Node's `util.inspect`: in one line where it fits into 80 columns.
fn node_inspect(node: &Node, indent: usize) -> String {
    match node {
        Node::Object(members) => {
            let entries: Vec<String> = members
                .iter()
                .map(|(key, value)| format!("{key}: {}", node_inspect(value, indent + 2)))
                .collect();
            let start = entries.len() + indent + 11;
            let total: usize = entries.iter().map(|entry| entry.chars().count()).sum();
            if total + entries.len() + start <= 80 && !entries.iter().any(|e| e.contains('\n')) {
                return format!("{{ {} }}", entries.join(", "));
            }
            let pad = " ".repeat(indent);
            format!("{{\n{pad}  {}\n{pad}}}", entries.join(&format!(",\n{pad}  ")))
        }
        Node::List(items) => {
            let items: Vec<String> =
                items.iter().map(|item| node_inspect(item, indent + 2)).collect();
            format!("[ {} ]", items.join(", "))
        }
        Node::Bare(text) => text.clone(),
        Node::Text(text) => {
            let quote = if text.contains('\'') && !text.contains('"') { "\"" } else { "'" };
            format!("{quote}{}{quote}", quoted(text, quote))
        }
    }
}

fn php() -> Vec<Template> {
    fn serialised(node: &Node, object: bool) -> String {
        match node {
            Node::Text(text) => format!("s:{}:\"{text}\";", text.len()),
            Node::Bare(text) => match &text[..] {
                "null" => "N;".to_owned(),
                "true" => "b:1;".to_owned(),
                "false" => "b:0;".to_owned(),
                text if text.contains(['.', 'e', 'E']) => format!("d:{text};"),
                text => format!("i:{text};"),
            },
            Node::List(items) => {
                let items: String = items
                    .iter()
                    .enumerate()
                    .map(|(at, item)| format!("i:{at};{}", serialised(item, object)))
                    .collect();
                format!("a:{}:{{{items}}}", items.len())
            }
            Node::Object(members) => {
                let inner: String = members
                    .iter()
                    .map(|(key, value)| {
                        format!("s:{}:\"{key}\";{}", key.len(), serialised(value, object))
                    })
                    .collect();
                let kind = if object { "O:8:\"stdClass\"" } else { "a" };
                format!("{kind}:{}:{{{inner}}}", members.len())
            }
        }
    }
    fn printed(node: &Node, depth: usize, kind: &str) -> String {
        let pad = " ".repeat(8 * depth);
        match node {
            Node::Bare(text) if text == "null" || text == "false" => String::new(),
            Node::Bare(text) if text == "true" => "1".to_owned(),
            Node::Text(text) | Node::Bare(text) => text.clone(),
            Node::List(_) => String::new(),
            Node::Object(members) => {
                let lines: String = members
                    .iter()
                    .map(|(key, value)| {
                        format!("{pad}    [{key}] => {}\n", printed(value, depth + 1, kind))
                    })
                    .collect();
                format!("{kind}\n{pad}(\n{lines}{pad})\n")
            }
        }
    }
    fn exported(node: &Node, depth: usize, short: bool) -> String {
        let pad = "  ".repeat(depth);
        match node {
            Node::Text(text) => format!("'{}'", text.replace('\\', "\\\\").replace('\'', "\\'")),
            Node::Bare(text) if text == "null" => "NULL".to_owned(),
            Node::Bare(text) => text.clone(),
            Node::List(_) => String::new(),
            Node::Object(members) => {
                let lines: String = members
                    .iter()
                    .map(|(key, value)| {
                        let line = if matches!(value, Node::Object(_)) && !short {
                            format!("\n{pad}  ")
                        } else {
                            String::new()
                        };
                        format!("{pad}  '{key}' => {line}{},\n", exported(value, depth + 1, short))
                    })
                    .collect();
                if short { format!("[\n{lines}{pad}]") } else { format!("array (\n{lines}{pad})") }
            }
        }
    }
    fn dumped(node: &Node, depth: usize) -> String {
        let pad = "  ".repeat(depth);
        match node {
            Node::Text(text) => format!("{pad}string({}) \"{text}\"\n", text.len()),
            Node::Bare(text) if text == "null" => format!("{pad}NULL\n"),
            Node::Bare(text) if text.contains('.') => format!("{pad}float({text})\n"),
            Node::Bare(text) => format!("{pad}int({text})\n"),
            Node::List(_) => String::new(),
            Node::Object(members) => {
                let lines: String = members
                    .iter()
                    .map(|(key, value)| {
                        format!("{pad}  [\"{key}\"]=>\n{}", dumped(value, depth + 1))
                    })
                    .collect();
                format!("{pad}array({}) {{\n{lines}{pad}}}\n", members.len())
            }
        }
    }
    vec![
        template(2, "signed-php-serialize", "PHP's serialize() of the array is signed", |node| {
            Some(serialised(node, false))
        }),
        template(2, "signed-php-serialize", "PHP's serialize() of the object is signed", |node| {
            Some(serialised(node, true))
        }),
        template(2, "signed-php-print-r", "PHP's print_r() of the array is signed", |node| {
            Some(printed(node, 0, "Array"))
        }),
        template(2, "signed-php-print-r", "PHP's print_r() of the object is signed", |node| {
            Some(printed(node, 0, "stdClass Object"))
        }),
        template(2, "signed-php-var-export", "PHP's var_export() of the array is signed", |node| {
            Some(exported(node, 0, false))
        }),
        template(3, "signed-php-var-export", "PHP's array literal is signed", |node| {
            Some(exported(node, 0, true))
        }),
        template(2, "signed-php-var-dump", "PHP's var_dump() of the array is signed", |node| {
            Some(dumped(node, 0))
        }),
    ]
}

fn documents() -> Vec<Template> {
    fn yaml(node: &Node, depth: usize, quote: &str) -> String {
        let pad = "  ".repeat(depth);
        node.members()
            .iter()
            .map(|(key, value)| match value {
                Node::Object(_) => format!("{pad}{key}:\n{}", yaml(value, depth + 1, quote)),
                Node::Text(text) => {
                    let number = text.parse::<f64>().is_ok();
                    let quote = if number && quote.is_empty() { "'" } else { quote };
                    format!("{pad}{key}: {quote}{text}{quote}\n")
                }
                other => format!("{pad}{key}: {}\n", other.plain().unwrap_or("[]")),
            })
            .collect()
    }
    fn xml(node: &Node) -> String {
        node.members()
            .iter()
            .map(|(key, value)| {
                let inner = match value {
                    Node::Object(_) => xml(value),
                    other => other
                        .plain()
                        .unwrap_or_default()
                        .replace('&', "&amp;")
                        .replace('<', "&lt;")
                        .replace('>', "&gt;"),
                };
                format!("<{key}>{inner}</{key}>")
            })
            .collect()
    }
    let mut all = Vec::new();
    for (quote, head) in [("", ""), ("\"", ""), ("'", ""), ("", "---\n"), ("\"", "---\n")] {
        all.push(template(2, "signed-yaml", "YAML is signed", move |node| {
            Some(format!("{head}{}", yaml(node, 0, quote)))
        }));
    }
    for root in ["", "root", "payload", "xml", "request", "data", "goal", "event"] {
        for head in [
            "",
            "<?xml version=\"1.0\"?>",
            "<?xml version=\"1.0\" encoding=\"UTF-8\"?>",
            "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n",
        ] {
            all.push(template(3, "signed-xml", "XML is signed", move |node| {
                Some(if root.is_empty() {
                    format!("{head}{}", xml(node))
                } else {
                    format!("{head}<{root}>{}</{root}>", xml(node))
                })
            }));
        }
    }
    all
}

/// All scalars with a path of keys.
fn leaves(node: &Node, path: &str, nested: Nested, out: &mut Vec<(String, String)>) {
    for (key, value) in node.members() {
        let name = match (path.is_empty(), nested) {
            (true, _) | (_, Nested::Flat | Nested::Json) => key.clone(),
            (false, Nested::Brackets) => format!("{path}[{key}]"),
            (false, Nested::Dots) => format!("{path}.{key}"),
            (false, Nested::Under) => format!("{path}_{key}"),
        };
        match value {
            Node::Object(_) if nested == Nested::Json => {
                out.push((name, json::compact(value, false)))
            }
            Node::Object(_) => leaves(value, &name, nested, out),
            Node::List(items) => {
                out.extend(items.iter().enumerate().map(|(at, item)| {
                    (format!("{name}[{at}]"), item.plain().unwrap_or_default().to_owned())
                }));
            }
            Node::Bare(text) if text == "null" => out.push((name, String::new())),
            other => out.push((name, other.plain().unwrap_or_default().to_owned())),
        }
    }
}

#[derive(Clone, Copy, PartialEq)]
enum Nested {
    Brackets,
    Dots,
    Flat,
    Json,
    Under,
}

#[derive(Clone, Copy, PartialEq)]
enum Coding {
    None,
    Form,
    Component,
    Lower,
    /// Brackets stay.
    Values,
}

fn coded(text: &str, coding: Coding) -> String {
    let mut out = String::new();
    for byte in text.bytes() {
        let kept = match coding {
            Coding::None => true,
            Coding::Form => byte.is_ascii_alphanumeric() || b"-_.".contains(&byte),
            Coding::Lower | Coding::Values | Coding::Component => {
                byte.is_ascii_alphanumeric() || b"-_.~".contains(&byte)
            }
        };
        match (kept, coding) {
            (true, Coding::None) => return text.to_owned(),
            (true, _) => out.push(char::from(byte)),
            (false, Coding::Form) if byte == b' ' => out.push('+'),
            (false, Coding::Lower) => out.push_str(&format!("%{byte:02x}")),
            (false, _) => out.push_str(&format!("%{byte:02X}")),
        }
    }
    out
}

fn form(
    node: &Node,
    nested: Nested,
    coding: Coding,
    joiner: &str,
    equals: &str,
    empty: bool,
    sorted: bool,
) -> String {
    let mut found = Vec::new();
    leaves(node, "", nested, &mut found);
    if sorted {
        found.sort();
    }
    let pairs: Vec<String> = found
        .iter()
        .filter(|(_, value)| empty || !value.is_empty())
        .map(|(key, value)| {
            let key = if coding == Coding::Values { key.clone() } else { coded(key, coding) };
            format!("{key}{equals}{}", coded(value, coding))
        })
        .collect();
    pairs.join(joiner)
}

fn forms() -> Vec<Template> {
    let mut all = Vec::new();
    for (nested, what) in [
        (Nested::Brackets, "properties[value]=…"),
        (Nested::Flat, "value=…"),
        (Nested::Dots, "properties.value=…"),
        (Nested::Json, "properties={…}"),
        (Nested::Under, "properties_value=…"),
    ] {
        for (coding, how) in [
            (Coding::Form, "form-coded"),
            (Coding::Component, "percent-coded"),
            (Coding::None, "not coded"),
            (Coding::Values, "values percent-coded"),
            (Coding::Lower, "percent-coded in lower case"),
        ] {
            for (empty, sorted) in [(true, true), (true, false), (false, true), (false, false)] {
                let id =
                    if nested == Nested::Flat { "signed-as-form" } else { "signed-as-nested-form" };
                let title =
                    format!("the fields are signed as a form: event_name=purchase&{what}, {how}");
                all.push(template(2, id, title, move |node| {
                    Some(form(node, nested, coding, "&", "=", empty, sorted))
                }));
            }
        }
    }
    all
}

/// `key=value` with other joiners.
fn pairs() -> Vec<Template> {
    let mut all = Vec::new();
    let nesting = [Nested::Flat, Nested::Json, Nested::Dots, Nested::Brackets];
    let nesting = nesting.into_iter().map(|nested| (nested, false)).chain([(Nested::Flat, true)]);
    for (nested, sorted) in nesting {
        for joiner in [
            "", "\n", "|", ",", ";", " ", ", ", "; ", ".", "\r\n", "&", "/", "\t", "#", "||", "-",
            "_", ":",
        ] {
            for equals in ["=", ":", "", ": ", "|", ".", " = ", " ", "-", "/", "_", ","] {
                if (joiner, equals) == ("&", "=") {
                    continue;
                }
                let common = matches!(nested, Nested::Flat | Nested::Json)
                    && matches!(equals, "=" | ":" | "")
                    && joiner.len() < 2;
                let title = format!(
                    "names and values are signed, {equals:?} after a name and {joiner:?} between"
                );
                all.push(template(
                    if common { 2 } else { 3 },
                    "signed-pairs-joined",
                    title,
                    move |node| {
                        Some(form(node, nested, Coding::None, joiner, equals, true, sorted))
                    },
                ));
            }
        }
    }
    all
}

fn words() -> Vec<Template> {
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
