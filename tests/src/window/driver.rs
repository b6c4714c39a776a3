//! The little of the W3C WebDriver protocol that is needed, over HTTP/1.1 on loopback.
//!
//! A test waits for each answer, so nothing here is asynchronous; and each request has its own connection and time
//! limit, so that nothing hangs.

use super::PATIENCE;
use serde_json::{Value, json};
use std::io::{BufRead as _, BufReader, Read as _, Write as _};
use std::net::{Ipv4Addr, TcpListener, TcpStream};
use std::path::Path;
use std::time::{Duration, Instant};

/// The key under which an element's id stands.
pub const ELEMENT: &str = "element-6066-11e4-a52e-4f735466cecf";
/// What the driver says of an element that the page took away or made anew.
pub const STALE: &str = "stale element reference";
/// How long a single request may take.
const LIMIT: Duration = Duration::from_secs(90);

/// A port that nobody listens on now.
pub fn free_port() -> u16 {
    TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).unwrap().local_addr().unwrap().port()
}

/// One session.
pub struct Driver {
    port: u16,
    session: String,
}

impl Driver {
    /// Waits for the driver and lets it start the program.
    pub fn begin(port: u16, program: &Path) -> Self {
        let begun = Instant::now();
        while TcpStream::connect((Ipv4Addr::LOCALHOST, port)).is_err() {
            assert!(begun.elapsed() < PATIENCE, "WebKitWebDriver does not listen on its port");
            std::thread::park_timeout(Duration::from_millis(20));
        }
        let options = json!({ "binary": program, "args": [] });
        let wanted = json!({ "capabilities": { "alwaysMatch": { "webkitgtk:browserOptions": options } } });
        let answer = request(port, "POST", "/session", Some(&wanted))
            .unwrap_or_else(|problem| panic!("the program's window could not be driven: {problem}"));
        let session = answer["sessionId"].as_str().expect("a session has an id").to_owned();
        let driver = Self { port, session };
        driver.ask("POST", "timeouts", Some(&json!({ "script": 60_000, "pageLoad": 60_000, "implicit": 0 })));
        driver
    }

    /// A request of this session that has to succeed.
    pub fn ask(&self, method: &str, path: &str, body: Option<&Value>) -> Value {
        self.try_ask(method, path, body).unwrap_or_else(|problem| panic!("{method} {path}: {problem}"))
    }

    /// A request of this session.
    pub fn try_ask(&self, method: &str, path: &str, body: Option<&Value>) -> Result<Value, String> {
        request(self.port, method, &format!("/session/{}/{path}", self.session), body)
    }

    /// Runs a script; its `return` is the answer.
    pub fn run(&self, script: &str, arguments: Value) -> Value {
        self.ask("POST", "execute/sync", Some(&json!({ "script": script, "args": arguments })))
    }

    /// As [`Driver::run`]; none where the page, or the element that is the answer, went away before it could be given.
    pub fn run_unless_leaving(&self, script: &str, arguments: Value) -> Option<Value> {
        match self.try_ask("POST", "execute/sync", Some(&json!({ "script": script, "args": arguments }))) {
            Ok(answer) => Some(answer),
            Err(problem) if problem.contains("unload") || problem.contains(STALE) => None,
            Err(problem) => panic!("running a script: {problem}"),
        }
    }

    /// Runs a script that calls its last argument with the answer.
    pub fn run_async(&self, script: &str, arguments: Value) -> Value {
        self.ask("POST", "execute/async", Some(&json!({ "script": script, "args": arguments })))
    }

    /// Performs actions.
    pub fn act(&self, actions: Value) {
        self.ask("POST", "actions", Some(&json!({ "actions": actions })));
    }

    /// The window as PNG.
    pub fn screenshot(&self) -> Vec<u8> {
        self.try_screenshot().expect("the driver gives a picture")
    }

    /// The window as PNG, if it can still be had.
    pub fn try_screenshot(&self) -> Option<Vec<u8>> {
        let encoded = self.try_ask("GET", "screenshot", None).ok()?;
        decode(encoded.as_str()?)
    }
}

/// Base64 of RFC 4648; `None` for anything else.
fn decode(text: &str) -> Option<Vec<u8>> {
    let mut out = Vec::with_capacity(text.len() / 4 * 3);
    let (mut bits, mut count) = (0u32, 0);
    for c in text.bytes().filter(|c| !c.is_ascii_whitespace() && *c != b'=') {
        let value = match c {
            b'A'..=b'Z' => c - b'A',
            b'a'..=b'z' => c - b'a' + 26,
            b'0'..=b'9' => c - b'0' + 52,
            b'+' => 62,
            b'/' => 63,
            _ => return None,
        };
        bits = (bits << 6) | u32::from(value);
        count += 6;
        if count >= 8 {
            count -= 8;
            out.push(u8::try_from((bits >> count) & 0xff).ok()?);
        }
    }
    Some(out)
}

/// One request; the driver's own error as text.
fn request(port: u16, method: &str, path: &str, body: Option<&Value>) -> Result<Value, String> {
    let body = body.map(Value::to_string).unwrap_or_default();
    let told = |e: std::io::Error| format!("the driver went away or did not answer in time: {e}");
    let mut stream = TcpStream::connect((Ipv4Addr::LOCALHOST, port)).map_err(told)?;
    stream.set_read_timeout(Some(LIMIT)).map_err(told)?;
    stream.set_write_timeout(Some(LIMIT)).map_err(told)?;
    let head = format!(
        "{method} {path} HTTP/1.1\r\nHost: 127.0.0.1:{port}\r\nContent-Type: application/json\r\n\
         Content-Length: {}\r\nConnection: close\r\n\r\n",
        body.len()
    );
    stream.write_all(head.as_bytes()).and_then(|()| stream.write_all(body.as_bytes())).map_err(told)?;
    let mut reader = BufReader::new(stream);
    let mut length = None;
    loop {
        let mut line = String::new();
        if reader.read_line(&mut line).map_err(told)? == 0 || line.trim().is_empty() {
            break;
        }
        if let Some((name, value)) = line.split_once(':')
            && name.eq_ignore_ascii_case("content-length")
        {
            length = value.trim().parse::<usize>().ok();
        }
    }
    let mut bytes = vec![0; length.unwrap_or_default()];
    reader.read_exact(&mut bytes).map_err(told)?;
    let answer: Value = serde_json::from_slice(&bytes).map_err(|e| e.to_string())?;
    let value = answer["value"].clone();
    match value.get("error").and_then(Value::as_str) {
        Some(error) => Err(format!("{error}: {}", value["message"].as_str().unwrap_or_default())),
        None => Ok(value),
    }
}
