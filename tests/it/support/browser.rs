//! The system's chromium on a phone's screen, driven over its own protocol (Chrome DevTools) by a pipe: a reader who looks,
//! types and presses.

use std::{collections::VecDeque, path::Path, process::Stdio, time::Duration};

use serde_json::{Value, json};
use tempfile::TempDir;
use tokio::{
    io::{AsyncBufReadExt as _, AsyncWriteExt as _, BufReader},
    process::{Child, ChildStdin, ChildStdout, Command},
    time::timeout,
};

const CHROMIUM: &str = "/usr/bin/chromium";

/// It reads at 3 and writes at 4 (`--remote-debugging-pipe`).
const START: &str = r#"exec "$0" "$@" 3<&0 4>&1 </dev/null >/dev/null 2>&1"#;

/// How long an answer, or a page, is waited for.
const PATIENCE: Duration = Duration::from_secs(60);

/// Whether pages may run scripts.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Scripts {
    On,
    Off,
}

/// A running browser with one tab, gone with the test.
pub(crate) struct Browser {
    to: ChildStdin,
    from: BufReader<ChildStdout>,
    asked: u64,
    tab: Option<String>,
    events: VecDeque<Value>,
    _profile: TempDir,
    _process: Child,
}

impl Browser {
    /// Starts one, where it is installed; says so where not. What leads to the public address of a test's publication,
    /// `http://127.0.0.1:8025/`, comes to `address`.
    pub(crate) async fn start(address: &str, scripts: Scripts) -> Option<Self> {
        if !Path::new(CHROMIUM).exists() {
            eprintln!("skipped: {CHROMIUM} is not installed (package chromium)");
            return None;
        }
        let profile = TempDir::new().expect("a folder");
        let mut command = Command::new("sh");
        command.args(["-c", START, CHROMIUM, "--headless", "--no-sandbox"]);
        command.args(["--disable-gpu", "--disable-dev-shm-usage", "--no-first-run"]);
        command.args(["--disable-background-networking", "--remote-debugging-pipe"]);
        command.arg(format!("--user-data-dir={}", profile.path().display()));
        command.arg(format!(
            "--host-resolver-rules=MAP 127.0.0.1:8025 {address}"
        ));
        command.stdin(Stdio::piped()).stdout(Stdio::piped());
        let mut process = command.kill_on_drop(true).spawn().expect("it starts");
        let mut browser = Self {
            to: process.stdin.take().expect("its ear"),
            from: BufReader::new(process.stdout.take().expect("its voice")),
            asked: 0,
            tab: None,
            events: VecDeque::new(),
            _profile: profile,
            _process: process,
        };
        browser.open_tab(scripts).await;
        Some(browser)
    }

    /// Goes to a page, and waits until it is there.
    pub(crate) async fn open(&mut self, url: &str) {
        self.events.clear();
        let gone = self.ask("Page.navigate", json!({ "url": url })).await;
        assert!(gone["errorText"].is_null(), "{url}: {gone}");
        self.loaded().await;
    }

    /// Types into a field.
    pub(crate) async fn fill(&mut self, field: &str, text: &str) {
        self.click(field).await;
        self.ask("Input.insertText", json!({ "text": text })).await;
    }

    /// Presses what leads to a page, and waits until that is there.
    pub(crate) async fn press(&mut self, what: &str) {
        self.events.clear();
        self.click(what).await;
        self.loaded().await;
    }

    /// Waits until the next page is there, which comes by itself.
    pub(crate) async fn loaded(&mut self) {
        loop {
            let event = match self.events.pop_front() {
                Some(event) => event,
                None => self.hear().await,
            };
            if event["method"] == "Page.loadEventFired" {
                return;
            }
        }
    }

    /// Clicks into the middle of something.
    pub(crate) async fn click(&mut self, what: &str) {
        let place = format!(
            "(() => {{ const e = document.querySelector({what:?}); e.scrollIntoView({{ block: 'center' }});
            const b = e.getBoundingClientRect(); return [b.x + b.width / 2, b.y + b.height / 2]; }})()"
        );
        let place = self.look(&place).await;
        for kind in ["mouseMoved", "mousePressed", "mouseReleased"] {
            let button = if kind == "mouseMoved" { "none" } else { "left" };
            let at = json!({ "type": kind, "x": place[0], "y": place[1], "button": button, "clickCount": 1 });
            self.ask("Input.dispatchMouseEvent", at).await;
        }
    }

    /// What can be read on the page.
    pub(crate) async fn text(&mut self) -> String {
        let text = self.look("document.body.innerText").await;
        text.as_str().expect("a text").to_owned()
    }

    /// What an expression is on the page.
    pub(crate) async fn look(&mut self, expression: &str) -> Value {
        let wanted = json!({ "expression": expression, "returnByValue": true });
        let mut seen = self.ask("Runtime.evaluate", wanted).await;
        let fault = &seen["exceptionDetails"];
        assert!(fault.is_null(), "{expression}: {fault}");
        seen["result"]["value"].take()
    }

    async fn open_tab(&mut self, scripts: Scripts) {
        let tab = self.ask("Target.createTarget", json!({ "url": "about:blank" }));
        let tab = tab.await["targetId"].take();
        let tab = json!({ "targetId": tab, "flatten": true });
        let session = self.ask("Target.attachToTarget", tab).await;
        self.tab = session["sessionId"].as_str().map(str::to_owned);
        self.ask("Page.enable", json!({})).await;
        let phone = json!({ "width": 360, "height": 800, "deviceScaleFactor": 2, "mobile": true });
        self.ask("Emulation.setDeviceMetricsOverride", phone).await;
        let off = json!({ "value": scripts == Scripts::Off });
        self.ask("Emulation.setScriptExecutionDisabled", off).await;
    }

    async fn ask(&mut self, method: &str, parameters: Value) -> Value {
        self.asked += 1;
        let mut wish = json!({ "id": self.asked, "method": method, "params": parameters });
        if let Some(tab) = &self.tab {
            wish["sessionId"] = json!(tab);
        }
        let wish = format!("{wish}\0");
        self.to.write_all(wish.as_bytes()).await.expect("it hears");
        loop {
            let mut heard = self.hear().await;
            if heard["id"] == self.asked {
                let fault = &heard["error"];
                assert!(fault.is_null(), "{method}: {fault}");
                return heard["result"].take();
            }
            self.events.push_back(heard);
        }
    }

    async fn hear(&mut self) -> Value {
        let mut words = Vec::new();
        let heard = timeout(PATIENCE, self.from.read_until(0, &mut words)).await;
        heard.expect("an answer in time").expect("an answer");
        words.pop();
        serde_json::from_slice(&words).expect("JSON")
    }
}
