//! Verify vectors against real servers: the one in scripts/servers, right and with each mistake.

use crate::serve::Serving;
use crate::support::{Ran, beside, goalpost, root, run};
use serde_json::Value;
use std::io::{BufRead, BufReader};
use std::process::{Child, Command, Stdio};

/// Allowed by the document, or not to be seen in an answer.
const EXEMPT: [&str; 4] = [
    "uppercase-hex-accepted",
    "duplicate-keys-last-wins",
    "timing-unsafe-compare",
    "replay-accepted",
];

pub(crate) const TENANTS: &str = r#"
# Two good ones, and three that have no secret worth the name.
[[tenant]]
domain = "yoursite.com"
tenant_id = "b5e1a3c7-2f4d-4f6e-9a55-3c7c2f8e9d11"
secret = "00112233445566778899aabbccddeeff00112233445566778899aabbccddeeff"

[[tenant]]
domain = "second.example"
tenant_id = "c6e1a3c7-2f4d-4f6e-9a55-3c7c2f8e9d22"
secret = "ffeeddccbbaa99887766554433221100ffeeddccbbaa99887766554433221100"

[[tenant]]
domain = "empty.example"
tenant_id = "empty"
secret = ""

[[tenant]]
domain = "odd.example"
tenant_id = "odd"
secret = "abc"

[[tenant]]
domain = "words.example"
tenant_id = "words"
secret = "zz"
"#;

fn mistakes() -> Vec<String> {
    let script = "import sys; sys.path.insert(0, 'scripts/servers'); import goal_server\n\
                  print(*goal_server.MISTAKES)";
    let output = Command::new("python3").args(["-c", script]).current_dir(root()).output().unwrap();
    let names = String::from_utf8(output.stdout).unwrap();
    let names: Vec<String> = names.split_whitespace().map(str::to_owned).collect();
    assert!(names.len() >= 20, "{names:?}");
    names
}

fn over_stdio(mistake: Option<&str>) -> (i32, Value) {
    let mut command = goalpost();
    command.args(["check", "--no-random", "--format", "json", "--", "python3"]);
    command.arg("scripts/servers/python_server_stdio.py");
    command.args(mistake.into_iter().flat_map(|name| ["--mistake", name]));
    report(command.output().unwrap().into())
}

fn report(ran: Ran) -> (i32, Value) {
    let report: Value = serde_json::from_str(&ran.out).unwrap_or_else(|e| panic!("{e}: {ran:?}"));
    (ran.code, report["implementations"][0].clone())
}

/// A running server, ended when dropped.
pub(crate) struct Server {
    child: Child,
    pub(crate) url: String,
    pub(crate) tenants: tempfile::NamedTempFile,
}

impl Server {
    pub(crate) fn start(mistake: Option<&str>) -> Server {
        Server::of_script("python_server.py", mistake)
    }

    /// A server of one of the other scripts, with one thing switched on.
    pub(crate) fn stateful(script: &str, name: &str) -> Server {
        Server::of_script(script, Some(name))
    }

    fn of_script(script: &str, mistake: Option<&str>) -> Server {
        let switch = if script == "manners_server.py" { "--manner" } else { "--mistake" };
        let tenants = tempfile::NamedTempFile::new().unwrap();
        std::fs::write(&tenants, TENANTS).unwrap();
        let mut child = Command::new("python3")
            .arg(root().join("scripts/servers").join(script))
            .arg("--tenant-file")
            .arg(tenants.path())
            .args(mistake.into_iter().flat_map(|name| [switch, name]))
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .spawn()
            .unwrap();
        let mut line = String::new();
        BufReader::new(child.stdout.take().unwrap()).read_line(&mut line).unwrap();
        let url = line.split_whitespace().last().unwrap_or_default().to_owned();
        Server { child, url, tenants }
    }

    /// Its process.
    pub(crate) fn pid(&self) -> u32 {
        self.child.id()
    }

    fn check(&self) -> (i32, Value) {
        let tenants = self.tenants.path().to_string_lossy();
        let arguments =
            ["check", "--url", &self.url, "--tenant-file", &tenants, "--format", "json"];
        report(run(&arguments))
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        drop(self.child.kill());
        drop(self.child.wait());
    }
}

fn failed(implementation: &Value) -> Vec<&str> {
    let failures = implementation["verify_failures"].as_array().unwrap();
    failures.iter().map(|failure| failure["id"].as_str().unwrap()).collect()
}

#[test]
fn a_server_built_from_the_document_passes_over_stdio_and_http() {
    let (code, implementation) = over_stdio(None);
    assert_eq!((code, failed(&implementation)), (0, vec![]));
    let passed = implementation["passed"].as_u64().unwrap();
    assert!(passed > 500, "{passed}");

    let (code, implementation) = Server::start(None).check();
    assert_eq!((code, failed(&implementation)), (0, vec![]));
    // What needs the server's clock to the second is listed by name, and is not much.
    let skipped = &implementation["skipped_vectors"];
    let listed: usize =
        skipped.as_object().unwrap().values().map(|ids| ids.as_array().unwrap().len()).sum();
    assert!((1..40).contains(&listed), "{skipped}");
    assert_eq!(implementation["passed"].as_u64().unwrap() + listed as u64, passed);
}

#[test]
fn each_mistake_of_a_server_fails_by_name_of_a_vector() {
    beside(&mistakes(), |mistake| {
        let exempt = EXEMPT.contains(&mistake.as_str());
        let server = Server::start(Some(mistake));
        for (way, (code, implementation)) in
            [("stdio", over_stdio(Some(mistake))), ("http", server.check())]
        {
            let ids = failed(&implementation);
            assert_eq!(code, i32::from(!exempt), "{mistake} over {way}: {ids:?}");
            assert_eq!(ids.is_empty(), exempt, "{mistake} over {way}: {ids:?}");
            assert!(ids.iter().all(|id| id.starts_with("verify/")), "{ids:?}");
        }
    });
}

#[test]
fn accept_all_and_refuse_all_fail() {
    for (answer, least) in [
        ("{'status': 200}", 200),
        ("{'status': 401}", 200),
        ("{'status': 400}", 200),
        ("{'status': 500}", 500),
    ] {
        let script = format!(
            "import sys; sys.path.insert(0, 'scripts/adapters'); import goalpost_adapter\n\
             goalpost_adapter.serve('flat', verify=lambda request, tenant, now: {answer})"
        );
        let mut command = goalpost();
        command.args(["check", "--format", "json", "--", "python3", "-c", &script]);
        let (code, implementation) = report(command.output().unwrap().into());
        let count = failed(&implementation).len();
        assert!(code == 1 && count > least, "{answer}: {count}");
    }
}

#[test]
fn the_node_glue_hands_requests_over_as_they_are() {
    // A server that looks at everything it is given, and knows one rule.
    let script = "import { serve } from './scripts/adapters/goalpost_adapter.mjs';\n\
        serve('flat', { verify: async (request, tenant, now) => {\n\
          const [name, type] = request.headers[0];\n\
          if (name !== 'content-type' || type.toString() !== 'application/json') throw new Error(name);\n\
          if (request.method !== 'POST' || !request.target.endsWith(tenant.domain)) throw new Error('target');\n\
          if (!now.endsWith('Z') || tenant.secret.length !== 64) throw new Error('tenant');\n\
          const valid = Buffer.from(request.body.toString('utf8'), 'utf8').equals(request.body);\n\
          return { status: valid ? 200 : 400, body: '{}' };\n\
        } });";
    let mut command = goalpost();
    command.args(["check", "--only", "verify/body/syntax/utf8-*", "--", "node"]);
    command.args(["--input-type=module", "-e", script]);
    let ran: Ran = command.output().unwrap().into();
    assert!(ran.code == 0 && ran.out.contains("7 passed"), "{ran:?}");
}

#[test]
fn goalpost_serve_passes_its_own_vectors() {
    let tenants = tempfile::NamedTempFile::new().unwrap();
    std::fs::write(&tenants, TENANTS).unwrap();
    let tenants = tenants.path().to_string_lossy().into_owned();
    let serving = Serving::start(&["--quiet", "--tenant-file", &tenants]);
    let arguments = ["check", "--url", &serving.url, "--tenant-file", &tenants, "--format", "json"];
    let (code, implementation) = report(run(&arguments));
    assert_eq!((code, failed(&implementation)), (0, vec![]));
}

#[test]
fn what_a_report_shows_of_a_failed_vector() {
    let mut command = goalpost();
    command.args(["check", "--only", "verify/signature/non-ascii/*", "--", "python3"]);
    command.args(["scripts/servers/python_server_stdio.py", "--mistake", "nonascii-header-crash"]);
    let ran: Ran = command.output().unwrap().into();
    assert_eq!(ran.code, 1);
    for line in [
        "FAIL python-server: verify/signature/non-ascii/latin1",
        "     about     a byte beyond ASCII",
        "     wrong     answers 500, expected 401",
        "     rule      signature-shape (SRV-8, SRV-9)",
    ] {
        assert!(ran.out.contains(line), "{line}: {}", ran.out);
    }
}

#[test]
fn a_running_server_is_named_rightly_or_not_dialled() {
    let tenants = tempfile::NamedTempFile::new().unwrap();
    std::fs::write(&tenants, TENANTS).unwrap();
    let tenants = tenants.path().to_string_lossy().into_owned();
    let check = |url: &str| run(&["check", "--url", url, "--tenant-file", &tenants]);
    // Reserved for documentation: nobody is there, and nobody is asked.
    let ran = check("http://192.0.2.1:80");
    assert!(ran.code == 2 && ran.err.contains("--allow-host 192.0.2.1"), "{ran:?}");
    let ran = check("https://127.0.0.1");
    assert!(ran.code == 2 && ran.err.contains("--ca FILE"), "{ran:?}");
    // A port that was free a moment ago.
    let port = std::net::TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap().port();
    let ran = check(&format!("http://127.0.0.1:{port}"));
    assert!(ran.code == 3 && ran.out.contains("cannot be reached"), "{ran:?}");
    let ran = run(&["check", "--url", "http://127.0.0.1:1"]);
    assert!(ran.code == 2 && ran.err.contains("--tenant-file"), "{ran:?}");
}

#[test]
fn a_server_that_is_no_server_fails_and_is_not_waited_for() {
    let tenants = tempfile::NamedTempFile::new().unwrap();
    std::fs::write(&tenants, TENANTS).unwrap();
    let tenants = tenants.path().to_string_lossy().into_owned();
    for (answer, what) in [
        (&b""[..], "closed the connection without an answer"),
        (b"hello\r\n\r\n", "invalid HTTP response"),
        (
            b"HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\nshort",
            "closed the connection inside its answer",
        ),
    ] {
        let listener = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
        let url = format!("http://{}", listener.local_addr().unwrap());
        std::thread::spawn(move || {
            for stream in listener.incoming() {
                use std::io::{Read, Write};
                let mut stream = stream.unwrap();
                let mut some = [0; 65536];
                drop(stream.read(&mut some));
                drop(stream.write_all(answer));
            }
        });
        let arguments =
            ["check", "--url", &url, "--tenant-file", &tenants, "--only", "verify/bucket/*"];
        let ran = run(&arguments);
        assert!(ran.code == 1 && ran.out.contains(what), "{ran:?}");
    }
}
