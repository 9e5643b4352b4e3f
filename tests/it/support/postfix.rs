//! A real Postfix with TLS and AUTH, in a folder of its own: it touches nothing of the system's.

mod settings;

use std::{
    fs::{self, Permissions},
    net::{SocketAddr, TcpListener},
    os::unix::{
        fs::{PermissionsExt, chown},
        process::CommandExt,
    },
    path::{Path, PathBuf},
    process::{Child, Command, Stdio},
    time::Duration,
};

use tempfile::TempDir;

const POSTFIX: &str = "/usr/sbin/postfix";
const SASLPASSWD: &str = "/usr/sbin/saslpasswd2";

/// Who may send. The password holds what a URL must not.
const USER: &str = "roundup@localhost";
const PASSWORD: &str = "quay:side/100%@";

/// User and password, ready for a URL.
pub(crate) const LOGIN: &str = "roundup%40localhost:quay%3Aside%2F100%25%40";

/// A running Postfix, gone with the test. Mail for `example.org` and the domains below it ends in a Maildir;
/// `example.net` is refused for good, `later.example.org` for now, and nothing leaves this machine.
#[derive(Debug)]
pub(crate) struct Postfix {
    dir: PathBuf,
    /// STARTTLS and AUTH PLAIN, or nothing.
    pub(crate) submission: u16,
    /// TLS from the first byte, and AUTH LOGIN.
    pub(crate) smtps: u16,
    /// STARTTLS for those who ask, and no AUTH.
    pub(crate) plain: u16,
    warden: Child,
}

impl Postfix {
    /// Starts one, where it is installed and we are root; says so where not.
    pub(crate) fn start() -> Option<Self> {
        if let Some(why) = lacking() {
            eprintln!("skipped: {why}");
            return None;
        }
        // Somebody may take a port between our look and Postfix's: then with others.
        let mut words = String::new();
        for _ in 0..5 {
            let postfix = Self::prepare();
            match postfix.tell("start") {
                Ok(()) => return Some(postfix),
                Err(why) => words = why,
            }
        }
        panic!("Postfix does not start: {words}");
    }

    /// The file that makes its certificate believed.
    pub(crate) fn ca_file(&self) -> PathBuf {
        self.path("etc/ca.pem")
    }

    /// The mails that arrived, once there are `count` of them and none is on its way; after half a minute, what
    /// there is.
    pub(crate) async fn arrived(&self, count: usize) -> Vec<Vec<u8>> {
        for _ in 0..300 {
            // In the order in which mail goes through them, so that none slips past.
            let waiting = self.files("queue/incoming").len() + self.files("queue/active").len();
            if waiting == 0 && self.files("mail/all/new").len() >= count {
                break;
            }
            tokio::time::sleep(Duration::from_millis(100)).await;
        }
        let mails = self.files("mail/all/new");
        mails
            .iter()
            .map(|mail| fs::read(mail).expect("a mail"))
            .collect()
    }

    /// What `later.example.org` is told from now on: a reply, or `DUNNO` for a welcome.
    pub(crate) fn answer_later(&self, answer: &str) {
        self.configure_anew(&self.main_cf().replace(settings::BUSY, answer));
    }

    /// Mail for `later.example.org` is up to this policy service from now on.
    pub(crate) fn ask_about_later(&self, service: SocketAddr) {
        let main_cf = self.main_cf().replace(settings::BUSY, "by_policy");
        self.configure_anew(&format!(
            "{main_cf}smtpd_restriction_classes = by_policy\nby_policy = check_policy_service inet:{service}\n"
        ));
    }

    fn configure_anew(&self, main_cf: &str) {
        self.write("etc/main.cf", main_cf);
        for word in ["stop", "start"] {
            self.tell(word).expect("it starts anew");
        }
    }

    fn prepare() -> Self {
        let dir = TempDir::new().expect("a folder").keep();
        let [submission, smtps, plain] = free_ports();
        let postfix = Self {
            warden: warden(&dir),
            dir,
            submission,
            smtps,
            plain,
        };
        postfix.make_folders();
        postfix.make_certificates();
        postfix.make_login();
        postfix.write("etc/main.cf", &postfix.main_cf());
        postfix.write("etc/master.cf", &postfix.master_cf());
        postfix.write("etc/domains", settings::DOMAINS);
        postfix.open_folders();
        postfix
    }

    fn path(&self, name: &str) -> PathBuf {
        self.dir.join(name)
    }

    /// None where there is no such folder.
    fn files(&self, folder: &str) -> Vec<PathBuf> {
        let entries = fs::read_dir(self.path(folder)).into_iter().flatten();
        entries.flatten().map(|entry| entry.path()).collect()
    }

    fn write(&self, name: &str, text: &str) {
        fs::write(self.path(name), text).expect("a file");
    }

    fn make_folders(&self) {
        for name in ["etc/sasl", "queue", "data", "mail"] {
            fs::create_dir_all(self.path(name)).expect("a folder");
        }
        chown(self.path("data"), Some(super::user_id("postfix")), None).expect("an owner");
        chown(self.path("mail"), Some(super::user_id("nobody")), None).expect("an owner");
    }

    /// A little authority of our own, and a certificate by it for this machine.
    fn make_certificates(&self) {
        self.write("etc/names", "subjectAltName=DNS:localhost,IP:127.0.0.1\n");
        let key = "-newkey ec -pkeyopt ec_paramgen_curve:prime256v1 -nodes";
        for line in [
            format!("req -x509 {key} -days 2 -subj /CN=authority -keyout ca.key -out ca.pem"),
            format!("req {key} -subj /CN=localhost -keyout key.pem -out request.pem"),
            "x509 -req -in request.pem -CA ca.pem -CAkey ca.key -CAcreateserial -days 2 -extfile names -out cert.pem".to_owned(),
        ] {
            let mut openssl = Command::new("openssl");
            openssl.args(line.split(' ')).current_dir(self.path("etc"));
            run(&mut openssl).expect("certificates");
        }
    }

    fn make_login(&self) {
        self.write("etc/password", PASSWORD);
        let sasldb = self.path("etc/sasl/sasldb2");
        let (name, realm) = USER.split_once('@').expect("a realm");
        let mut saslpasswd = Command::new(SASLPASSWD);
        saslpasswd.args(["-p", "-c", "-u", realm, "-f"]);
        saslpasswd.arg(&sasldb).arg(name);
        saslpasswd.stdin(fs::File::open(self.path("etc/password")).expect("the password"));
        run(&mut saslpasswd).expect("a login");
        self.write("etc/sasl/smtpd.conf", &self.sasl_conf());
    }

    /// Postfix's programs run as several users, whatever our umask.
    fn open_folders(&self) {
        let folders = ["", "etc", "queue", "data", "mail"].map(|name| self.path(name));
        for folder in folders {
            fs::set_permissions(folder, Permissions::from_mode(0o755)).expect("permissions");
        }
        let mut chmod = Command::new("chmod");
        chmod.args(["-R", "a+rX"]).arg(self.path("etc"));
        run(&mut chmod).expect("permissions");
    }

    fn tell(&self, word: &str) -> Result<(), String> {
        let mut postfix = Command::new(POSTFIX);
        postfix.arg("-c").arg(self.path("etc")).arg(word);
        run(&mut postfix).map_err(|why| {
            let log = fs::read_to_string(self.path("data/maillog")).unwrap_or_default();
            format!("{why}\n{log}")
        })
    }
}

impl Drop for Postfix {
    fn drop(&mut self) {
        drop(self.warden.stdin.take());
        if let Err(why) = self.warden.wait() {
            eprintln!("Postfix may not have stopped: {why}");
        }
    }
}

/// Stops Postfix and clears its folder away when the pipe to it closes: at the end of the test, and also when the
/// tests are killed, by a signal to their group too. A daemon with a known password must not stay behind.
fn warden(dir: &Path) -> Child {
    let mut shell = Command::new("sh");
    shell.arg("-c");
    shell.arg(format!(
        "cat; {POSTFIX} -c \"$0/etc\" stop; rm -rf -- \"$0\""
    ));
    shell.arg(dir).process_group(0);
    shell.stdin(Stdio::piped());
    shell.stdout(Stdio::null()).stderr(Stdio::null());
    shell.spawn().expect("a shell")
}

/// What keeps a Postfix from starting here, if anything.
fn lacking() -> Option<String> {
    let missing = [POSTFIX, SASLPASSWD]
        .into_iter()
        .find(|file| !Path::new(file).exists());
    match missing {
        Some(file) => Some(format!(
            "{file} is not installed (packages postfix, sasl2-bin)"
        )),
        None if !super::is_root() => Some("Postfix needs root".to_owned()),
        None => None,
    }
}

/// Ports that nobody listens on just now.
fn free_ports<const N: usize>() -> [u16; N] {
    // All are held until all are known, so that none comes twice.
    let held = [(); N].map(|()| TcpListener::bind("127.0.0.1:0").expect("a port"));
    held.each_ref()
        .map(|port| port.local_addr().expect("an address").port())
}

fn run(command: &mut Command) -> Result<(), String> {
    let output = command.output().map_err(|why| why.to_string())?;
    if output.status.success() {
        return Ok(());
    }
    let words = String::from_utf8_lossy(&output.stderr);
    Err(format!("{command:?}: {words}"))
}
