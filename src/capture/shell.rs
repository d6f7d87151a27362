//! Commands of a shell, as POSIX shells, bash and cmd.exe split them.

use super::captured::CaptureError;
use super::quotes::{Chars, ansi_quoted, doubles_quotes, unfinished, until, without_carets};
use std::collections::HashMap;

/// A command: its words, and what it is given on its standard input, where the text says that.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Command {
    pub(super) words: Vec<String>,
    pub(super) input: Option<String>,
    /// Odd things about how it is written.
    pub(super) notes: Vec<String>,
}

/// Splits a text into commands. Variables that the text sets are put in; others stay as they are.
///
/// # Errors
/// A quoted text without an end.
pub(super) fn commands(text: &str) -> Result<Vec<Command>, CaptureError> {
    let is_windows =
        ["curl.exe", "^\n", "^\r", "`\n", "`\r"].iter().any(|mark| text.contains(mark));
    let text = without_carets(text);
    let chars = text.chars().peekable();
    let mut splitter = Splitter { chars, is_windows, ..Splitter::default_of() };
    splitter.run()?;
    Ok(splitter.done)
}

struct Splitter<'a> {
    chars: Chars<'a>,
    word: Option<String>,
    now: Command,
    done: Vec<Command>,
    variables: HashMap<String, String>,
    /// What an earlier command of a pipe writes.
    piped: Option<String>,
    /// The word that ends a here-document which begins at the next line.
    here: Option<String>,
    /// Whether it is written for cmd.exe or PowerShell, for sure.
    is_windows: bool,
}

impl Splitter<'_> {
    fn default_of() -> Splitter<'static> {
        Splitter {
            chars: "".chars().peekable(),
            word: None,
            now: Command::default(),
            done: Vec::new(),
            variables: HashMap::new(),
            piped: None,
            here: None,
            is_windows: false,
        }
    }

    fn run(&mut self) -> Result<(), CaptureError> {
        while let Some(c) = self.chars.next() {
            match c {
                '\'' => {
                    let quoted = until(&mut self.chars, '\'')?;
                    self.push_str(&quoted);
                }
                '"' => self.double_quoted()?,
                '$' if self.chars.peek() == Some(&'\'') => {
                    self.chars.next();
                    ansi_quoted(&mut self.chars, self.word.get_or_insert_default())?;
                }
                '$' => self.variable(),
                '%' => self.percent(),
                // A line goes on: in a POSIX shell, in cmd, in PowerShell.
                '\\' | '^' | '`' if self.line_goes_on() => {}
                '\\' => {
                    let next = self.chars.next();
                    self.word.get_or_insert_default().extend(next);
                }
                '#' if self.word.is_none() => while self.chars.next_if(|c| *c != '\n').is_some() {},
                '\n' => self.line_end(),
                '<' if self.chars.peek() == Some(&'<') => self.here_document(),
                '|' if self.word.is_none() => {
                    self.end_word();
                    let now = std::mem::take(&mut self.now);
                    self.piped = printed(&now.words).or(now.input.clone()).or(held(&now.words));
                    self.finish(now);
                }
                ';' if self.word.is_none()
                    || self.chars.peek().is_none_or(|c| c.is_whitespace()) =>
                {
                    self.end_command();
                }
                '>' if self.word.is_none() => {
                    // Where the output goes.
                    while self.chars.next_if(|c| c.is_whitespace() && *c != '\n').is_some() {}
                    while self.chars.next_if(|c| !c.is_whitespace()).is_some() {}
                }
                '&' if self.word.is_none() => {
                    self.chars.next_if_eq(&'&');
                    self.end_command();
                }
                '&' => {
                    self.push('&');
                    let note = "an & outside quotes ends the command in a shell: what stands after it in the \
                                URL was not sent, unless the quotes were lost in the capture";
                    if !self.now.notes.iter().any(|known| known == note) {
                        self.now.notes.push(note.to_owned());
                    }
                }
                c if c.is_whitespace() => self.end_word(),
                c => self.push(c),
            }
        }
        self.end_command();
        Ok(())
    }

    fn push(&mut self, c: char) {
        self.word.get_or_insert_default().push(c);
    }

    fn push_str(&mut self, text: &str) {
        self.word.get_or_insert_default().push_str(text);
    }

    fn line_goes_on(&mut self) -> bool {
        let mut ahead = self.chars.clone();
        while ahead.next_if(|c| matches!(c, ' ' | '\t' | '\r')).is_some() {}
        let goes_on = ahead.peek() == Some(&'\n');
        if goes_on {
            while ahead.next_if(|c| matches!(c, '\r' | '\n')).is_some() {}
            self.chars = ahead;
            self.end_word();
        }
        goes_on
    }

    /// A line ends a command, unless the next begins with an option: then a backslash was lost.
    fn line_end(&mut self) {
        self.end_word();
        if let Some(end) = self.here.take() {
            let mut text = String::new();
            loop {
                let mut line = String::new();
                while let Some(c) = self.chars.next_if(|c| *c != '\n') {
                    line.push(c);
                }
                let is_last = self.chars.next().is_none();
                if line.trim() == end {
                    break;
                }
                text.push_str(&line);
                text.push('\n');
                if is_last {
                    break;
                }
            }
            self.now.input = Some(text);
        }
        let mut ahead = self.chars.clone();
        while ahead.next_if(|c| c.is_whitespace()).is_some() {}
        if ahead.peek() != Some(&'-') || self.now.words.is_empty() {
            self.end_command();
        }
    }

    fn here_document(&mut self) {
        self.chars.next();
        let is_text = self.chars.next_if_eq(&'<').is_some();
        self.chars.next_if_eq(&'-');
        while self.chars.next_if_eq(&' ').is_some() {}
        let quote = self.chars.next_if(|c| matches!(c, '\'' | '"'));
        let mut word = String::new();
        while let Some(c) = self.chars.next_if(|c| match quote {
            Some(quote) => *c != quote,
            None => !c.is_whitespace(),
        }) {
            word.push(c);
        }
        self.chars.next_if(|c| Some(*c) == quote);
        match is_text {
            true => self.now.input = Some(word),
            false => self.here = Some(word),
        }
    }

    fn end_word(&mut self) {
        self.now.words.extend(self.word.take());
    }

    fn end_command(&mut self) {
        self.end_word();
        let now = std::mem::take(&mut self.now);
        self.finish(now);
        self.piped = None;
    }

    fn finish(&mut self, mut command: Command) {
        if command.input.is_none() && !is_assignment(&command) {
            command.input = self.piped.clone().filter(|_| !command.words.is_empty());
        }
        // NAME=value, export NAME=value, set NAME=value, $NAME = value
        let mut words = command.words.iter().map(String::as_str).peekable();
        while words
            .next_if(|word| matches!(*word, "export" | "set" | "local" | "declare" | "const"))
            .is_some()
        {}
        let rest: Vec<&str> = words.collect();
        if let [name, "=", value] = rest[..] {
            self.set(name.trim_start_matches('$'), value);
            return;
        }
        let mut count = 0;
        for word in &rest {
            let Some((name, value)) = word.split_once('=').filter(|(name, _)| is_name(name)) else {
                break;
            };
            self.set(name, value);
            count += 1;
        }
        let kept = rest.len() - count;
        if kept > 0 {
            command.words.drain(..command.words.len() - kept);
            self.done.push(command);
        }
    }

    fn set(&mut self, name: &str, value: &str) {
        if self.variables.len() < 1000 {
            self.variables.insert(name.to_owned(), value.to_owned());
        }
    }

    /// `$NAME`, `${NAME}`, `$env:NAME`: its value, where the text sets one.
    fn variable(&mut self) {
        let mut ahead = self.chars.clone();
        let braced = ahead.next_if_eq(&'{').is_some();
        let mut name = String::new();
        while let Some(c) = ahead.next_if(|c| c.is_ascii_alphanumeric() || *c == '_' || *c == ':') {
            name.push(c);
        }
        if braced {
            ahead.next_if_eq(&'}');
        }
        let bare = name.trim_start_matches("env:");
        match self
            .variables
            .get(bare)
            .filter(|value| !bare.is_empty() && value.len() <= LONGEST)
            .cloned()
        {
            Some(value) => {
                self.push_str(&value);
                self.chars = ahead;
            }
            None => self.push('$'),
        }
    }

    /// `%NAME%`, as cmd.exe has it.
    fn percent(&mut self) {
        let mut ahead = self.chars.clone();
        let mut name = String::new();
        while let Some(c) = ahead.next_if(|c| c.is_ascii_alphanumeric() || *c == '_') {
            name.push(c);
        }
        match self.variables.get(&name).filter(|value| value.len() <= LONGEST).cloned() {
            Some(value) if ahead.next_if_eq(&'%').is_some() => {
                self.push_str(&value);
                self.chars = ahead;
            }
            _ => self.push('%'),
        }
    }

    fn double_quoted(&mut self) -> Result<(), CaptureError> {
        self.word.get_or_insert_default();
        let doubles = doubles_quotes(&self.chars);
        if doubles && !self.is_windows {
            let note = "\"\" within quotes is read as one quote, as cmd.exe and PowerShell do; bash sends none";
            self.now.notes.push(note.to_owned());
        }
        loop {
            match self.chars.next().ok_or_else(unfinished)? {
                '"' if doubles && self.chars.next_if_eq(&'"').is_some() => self.push('"'),
                '"' => return Ok(()),
                '$' => self.variable(),
                '%' => self.percent(),
                '`' if self.chars.peek() == Some(&'"') => {
                    self.chars.next();
                    self.push('"');
                }
                '\\' => match self.chars.next().ok_or_else(unfinished)? {
                    '\n' => {}
                    c @ ('"' | '\\' | '$' | '`') => self.push(c),
                    c => {
                        self.push('\\');
                        self.push(c);
                    }
                },
                c => self.push(c),
            }
            if self.word.as_ref().is_some_and(|word| word.len() > 64 * LONGEST) {
                return Err(CaptureError::new("a word of the command is too long"));
            }
        }
    }
}

/// The longest value of a variable that is put in, in bytes.
const LONGEST: usize = 1 << 16;

fn is_name(name: &str) -> bool {
    !name.is_empty() && name.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'_')
}

fn is_assignment(command: &Command) -> bool {
    command.words.iter().all(|word| word.split_once('=').is_some_and(|(name, _)| is_name(name)))
}

/// What `echo` and `printf` write.
fn printed(words: &[String]) -> Option<String> {
    let (first, rest) = words.split_first()?;
    let texts =
        rest.iter().filter(|word| !word.starts_with('-') && *word != "%s").map(String::as_str);
    matches!(first.as_str(), "echo" | "printf").then(|| texts.collect::<Vec<_>>().join(" "))
}

/// A document alone, which Nushell pipes on.
fn held(words: &[String]) -> Option<String> {
    words.first().filter(|word| words.len() == 1 && word.starts_with('{')).cloned()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn words(text: &str) -> Vec<Vec<String>> {
        commands(text).unwrap().into_iter().map(|command| command.words).collect()
    }

    #[test]
    fn as_shells_split_them() {
        for (text, split) in [
            (r#"curl -H 'A: b' "c d" e\ f"#, &["curl", "-H", "A: b", "c d", "e f"][..]),
            ("curl \\\n  -d '{\"a\":1}' ^\r\n x", &["curl", "-d", "{\"a\":1}", "x"]),
            (r#"curl -d $'caf\u00e9\'\n'"#, &["curl", "-d", "café'\n"]),
            (r#"curl -d $'\xc3\xa9\303\251\ud83d\ude00'"#, &["curl", "-d", "éé😀"]),
            (r#"curl "a\"b\\c\d""#, &["curl", r#"a"b\c\d"#]),
            ("A=1\nexport B='2 3'\ncurl $A \"${B}\" '$A' $C", &["curl", "1", "2 3", "$A", "$C"]),
            ("set A=1\r\ncurl %A% %C%", &["curl", "1", "%C%"]),
            ("curl x\n  -H 'A: b'", &["curl", "x", "-H", "A: b"]),
            (
                r#"curl -d "{ ""a"":""b\\c"", ""d"":""""}" """#,
                &["curl", "-d", r#"{ "a":"b\c", "d":""}"#, ""],
            ),
            (
                "curl ^\"https://a^\" ^\n  --data-raw ^\"^{^\\^\"a^\\^\":1^}^\"",
                &["curl", "https://a", "--data-raw", "{\"a\":1}"],
            ),
        ] {
            assert_eq!(words(text), [split], "{text}");
        }
        assert_eq!(words(r#"curl 'it'\''s' '' | jq ."#)[0], ["curl", "it's", ""]);
        assert_eq!(words("curl a > b 2>&1\ncurl c; curl d && curl e").len(), 4);
        assert!(commands("curl 'a").is_err() && commands("curl \"a").is_err());
    }

    #[test]
    fn standard_input_that_the_text_holds() {
        for text in [
            "curl -d @- <<'EOF'\n{\n}\nEOF\n",
            "curl -d @- <<< '{\n}\n'",
            "printf '%s' '{\n}\n' | curl -d @-",
        ] {
            let found = commands(text).unwrap();
            let input = found.iter().find_map(|command| {
                command.words.first().filter(|word| *word == "curl").and(command.input.clone())
            });
            assert_eq!(input.as_deref(), Some("{\n}\n"), "{text}");
        }
    }
}
