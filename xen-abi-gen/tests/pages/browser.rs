//! A headless browser, driven over a pipe by the DevTools protocol.

use std::fs;
use std::io::{BufRead as _, BufReader, Write as _};
use std::path::Path;
use std::process::{Child, ChildStdin, ChildStdout, Command, Stdio};

use serde_json::{Value, json};
use tempfile::TempDir;

use crate::common::tool;

/// The time that a test may use it, in seconds.
const TIME_LIMIT: &str = "300";

/// A running browser with one page.
pub(super) struct Browser {
    child: Child,
    input: ChildStdin,
    output: BufReader<ChildStdout>,
    /// Its settings and caches, which go away with it.
    _profile: TempDir,
    session: Option<String>,
    sent: u64,
    /// Exceptions, console messages and dialogs of the page, and the addresses that it fetched.
    errors: Vec<String>,
    fetched: Vec<String>,
}

impl Browser {
    /// Starts one; `None` where there is none.
    pub(super) fn start() -> Option<Self> {
        let program = tool("XEN_ABI_BROWSER")?;
        let profile = tempfile::tempdir().expect("a folder for its settings");
        // It reads commands from file 3 and answers on file 4.
        let mut child = Command::new("timeout")
            .args(["-k", "5", TIME_LIMIT, "sh", "-c"])
            .arg("exec \"$0\" \"$@\" 3<&0 4>&1 </dev/null >/dev/null 2>&1")
            .arg(program)
            .args([
                "--headless",
                "--no-sandbox",
                "--disable-gpu",
                "--hide-scrollbars",
            ])
            .args([
                "--disable-dev-shm-usage",
                "--no-first-run",
                "--disable-extensions",
            ])
            .args([
                "--proxy-server=127.0.0.1:9",
                "--disable-background-networking",
            ])
            .arg(format!("--user-data-dir={}", profile.path().display()))
            .arg("--remote-debugging-pipe")
            .env("HOME", profile.path())
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .spawn()
            .expect("the browser starts");
        let input = child.stdin.take().expect("its commands");
        let output = BufReader::new(child.stdout.take().expect("its answers"));
        let mut browser = Self {
            child,
            input,
            output,
            _profile: profile,
            session: None,
            sent: 0,
            errors: Vec::new(),
            fetched: Vec::new(),
        };
        let target = browser.call("Target.createTarget", json!({"url": "about:blank"}));
        let target = &target["targetId"];
        let attach = json!({"targetId": target, "flatten": true});
        let attached = browser.call("Target.attachToTarget", attach);
        browser.session = attached["sessionId"].as_str().map(str::to_owned);
        for part in ["Page", "Runtime", "Log", "Network"] {
            browser.call(&format!("{part}.enable"), json!({}));
        }
        Some(browser)
    }

    /// Sends a command and waits for its result.
    pub(super) fn call(&mut self, method: &str, params: Value) -> Value {
        self.sent += 1;
        let id = self.sent;
        let mut message = json!({"id": id, "method": method, "params": params});
        if let Some(session) = &self.session {
            message["sessionId"] = json!(session);
        }
        self.input
            .write_all(format!("{message}\0").as_bytes())
            .expect("the browser listens");
        loop {
            let answer = self.receive();
            if answer["id"] == json!(id) {
                assert!(answer["error"].is_null(), "{method}: {}", answer["error"]);
                return answer["result"].clone();
            }
        }
    }

    /// The next message; what it says of the page is kept.
    fn receive(&mut self) -> Value {
        let mut bytes = Vec::new();
        self.output
            .read_until(0, &mut bytes)
            .expect("the browser answers");
        assert_eq!(bytes.pop(), Some(0), "the browser ended");
        let message: Value = serde_json::from_slice(&bytes).expect("an answer in JSON");
        let params = &message["params"];
        match message["method"].as_str() {
            Some(
                "Runtime.exceptionThrown"
                | "Runtime.consoleAPICalled"
                | "Log.entryAdded"
                | "Page.javascriptDialogOpening",
            ) => self.errors.push(params.to_string()),
            Some("Network.requestWillBeSent") => {
                let address = params["request"]["url"].as_str().unwrap_or_default();
                self.fetched.push(address.to_owned());
            }
            _ => {}
        }
        message
    }

    /// Opens a file, at a place if one is named, and waits until it is loaded.
    pub(super) fn open(&mut self, file: &Path, place: &str) {
        let address = format!("file://{}{place}", file.display());
        // A page that differs by its place only is not loaded anew.
        self.navigate("about:blank");
        self.fetched.clear();
        self.navigate(&address);
        let fetched: Vec<_> = self
            .fetched
            .iter()
            .filter(|other| **other != address)
            .collect();
        let bare = address.split('#').next().unwrap_or_default();
        assert!(
            fetched.iter().all(|other| other.as_str() == bare),
            "the page fetches {fetched:?}"
        );
    }

    fn navigate(&mut self, address: &str) {
        self.call("Page.navigate", json!({"url": address}));
        let loaded = "document.readyState === 'complete' && location.href !== undefined";
        for _ in 0..2000 {
            let here = self.evaluate("location.href");
            let here = here.as_str().unwrap_or_default().to_owned();
            let at = here.split('#').next() == address.split('#').next();
            if at && self.evaluate(loaded) == json!(true) {
                return;
            }
            std::thread::sleep(std::time::Duration::from_millis(5));
        }
        panic!("{address} does not load");
    }

    /// The value of an expression.
    pub(super) fn evaluate(&mut self, expression: &str) -> Value {
        let params = json!({
            "expression": expression,
            "returnByValue": true,
            "awaitPromise": true,
        });
        let result = self.call("Runtime.evaluate", params);
        assert!(
            result["exceptionDetails"].is_null(),
            "{expression}: {}",
            result["exceptionDetails"]
        );
        result["result"]["value"].clone()
    }

    /// Sets the window's size, and whether the page is dark.
    pub(super) fn look(&mut self, width: u32, scheme: &str) {
        let size = json!({"width": width, "height": 900, "deviceScaleFactor": 1, "mobile": false});
        self.call("Emulation.setDeviceMetricsOverride", size);
        self.media("", scheme);
    }

    /// Sets the medium (`print` or none) and the colours.
    pub(super) fn media(&mut self, medium: &str, scheme: &str) {
        let colours = json!([{"name": "prefers-color-scheme", "value": scheme}]);
        let params = json!({"media": medium, "features": colours});
        self.call("Emulation.setEmulatedMedia", params);
    }

    /// Presses a key.
    pub(super) fn press(&mut self, key: &str) {
        let text = match key {
            "Enter" => "\r",
            key if key.len() == 1 => key,
            _ => "",
        };
        let code = match key {
            "Enter" => 13,
            "Escape" => 27,
            "Tab" => 9,
            "ArrowDown" => 40,
            "/" => 191,
            _ => 0,
        };
        for kind in ["keyDown", "keyUp"] {
            let text = if kind == "keyDown" { text } else { "" };
            let params = json!({
                "type": kind, "key": key, "text": text, "windowsVirtualKeyCode": code,
            });
            self.call("Input.dispatchKeyEvent", params);
        }
    }

    /// Types a text.
    pub(super) fn write(&mut self, text: &str) {
        self.call("Input.insertText", json!({"text": text}));
    }

    /// Keeps a picture of what the window shows.
    pub(super) fn picture(&mut self, file: &Path) {
        let taken = self.call("Page.captureScreenshot", json!({"format": "png"}));
        let picture = decode(taken["data"].as_str().expect("a picture"));
        assert!(picture.starts_with(b"\x89PNG"), "no picture");
        fs::create_dir_all(file.parent().expect("a folder")).expect("a folder");
        fs::write(file, picture).expect("the picture");
    }

    /// The page as it is printed.
    pub(super) fn print(&mut self) -> Vec<u8> {
        let printed = self.call("Page.printToPDF", json!({"printBackground": true}));
        decode(printed["data"].as_str().expect("a document"))
    }

    /// Fails if the page reported an error.
    pub(super) fn expect_no_errors(&mut self) {
        let errors = std::mem::take(&mut self.errors);
        assert!(errors.is_empty(), "the page reports: {errors:#?}");
    }
}

impl Drop for Browser {
    fn drop(&mut self) {
        // `timeout` hands the signal on; one that has ended already is no matter.
        drop(
            self.input
                .write_all(b"{\"id\":0,\"method\":\"Browser.close\"}\0"),
        );
        drop(self.child.wait());
    }
}

/// The bytes of a text in base 64.
fn decode(text: &str) -> Vec<u8> {
    const DIGITS: &[u8; 64] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    // A document has millions of digits, and this code is not optimised.
    let mut values = [None; 256];
    for (value, digit) in (0..).zip(DIGITS) {
        values[usize::from(*digit)] = Some(value);
    }
    let digits = text.trim_end_matches('=').as_bytes();
    let mut bytes = Vec::with_capacity(digits.len());
    let (mut held, mut bits) = (0_u32, 0);
    for digit in digits {
        held = held << 6 | values[usize::from(*digit)].expect("a digit");
        bits += 6;
        if bits >= 8 {
            bits -= 8;
            bytes.push((held >> bits) as u8);
            held &= (1 << bits) - 1;
        }
    }
    bytes
}
