//! A real Dovecot that takes mail by LMTP, in a folder of its own: it touches nothing of the system's.

use std::{
    fs,
    net::{TcpListener, TcpStream},
    os::unix::{
        fs::{PermissionsExt, chown},
        net::UnixStream,
        process::CommandExt,
    },
    path::{Path, PathBuf},
    process::{Child, Command, Stdio},
    time::Duration,
};

use tempfile::TempDir;

const DOVECOT: &str = "/usr/sbin/dovecot";
const LMTP: &str = "/usr/lib/dovecot/lmtp";

/// Who has a mailbox; `full@mill.example` has no room in theirs.
const USERS: &str = "ann@mill.example:::::::
bob@mill.example:::::::
full@mill.example:::::::userdb_quota_rule=*:bytes=10
";

/// What becomes of mail for a full mailbox.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum WhenFull {
    /// 452 4.2.2.
    Later,
    /// 552 5.2.2.
    Never,
}

/// A running Dovecot, gone with the test.
#[derive(Debug)]
pub(crate) struct Dovecot {
    dir: PathBuf,
    pub(crate) port: u16,
    warden: Child,
}

impl Dovecot {
    /// Starts one, where it is installed and we are root; says so where not.
    pub(crate) fn start(when_full: WhenFull) -> Option<Self> {
        if let Some(why) = lacking() {
            eprintln!("skipped: {why}");
            return None;
        }
        // Somebody may take the port between our look and Dovecot's: then with another.
        let dovecot = (0..5).find_map(|_| Self::on_a_port(when_full));
        Some(dovecot.expect("Dovecot starts"))
    }

    /// Its Unix socket.
    pub(crate) fn socket(&self) -> PathBuf {
        self.dir.join("lmtp")
    }

    /// The mails in someone's mailbox.
    pub(crate) fn mails(&self, user: &str) -> Vec<String> {
        let new = self.dir.join("mail").join(user).join("new");
        let entries = fs::read_dir(new).into_iter().flatten().flatten();
        entries
            .map(|mail| fs::read_to_string(mail.path()).expect("a mail"))
            .collect()
    }

    fn on_a_port(when_full: WhenFull) -> Option<Self> {
        let free = TcpListener::bind("127.0.0.1:0").expect("a port");
        let port = free.local_addr().expect("an address").port();
        drop(free);
        let dir = TempDir::new().expect("a folder").keep();
        let mail = dir.join("mail");
        fs::create_dir(&mail).expect("a folder");
        chown(&mail, Some(super::user_id("nobody")), None).expect("an owner");
        fs::set_permissions(&dir, fs::Permissions::from_mode(0o755)).expect("permissions");
        fs::write(dir.join("users"), USERS).expect("a file");
        fs::write(dir.join("dovecot.conf"), config(&dir, port, when_full)).expect("a file");
        let dovecot = Self {
            warden: warden(&dir),
            dir,
            port,
        };
        dovecot.listens().then_some(dovecot)
    }

    fn listens(&self) -> bool {
        for _ in 0..200 {
            let socket = UnixStream::connect(self.socket()).is_ok();
            if socket && TcpStream::connect(("127.0.0.1", self.port)).is_ok() {
                return true;
            }
            std::thread::sleep(Duration::from_millis(50));
        }
        let log = fs::read_to_string(self.dir.join("log")).unwrap_or_default();
        eprintln!("Dovecot does not listen: {log}");
        false
    }
}

impl Drop for Dovecot {
    fn drop(&mut self) {
        drop(self.warden.stdin.take());
        if let Err(why) = self.warden.wait() {
            eprintln!("Dovecot may not have stopped: {why}");
        }
    }
}

/// Runs Dovecot until the pipe to it closes: at the end of the test, and also when the tests are killed.
fn warden(dir: &Path) -> Child {
    let mut shell = Command::new("sh");
    shell.arg("-c");
    shell.arg(format!(
        "{DOVECOT} -F -c \"$0/dovecot.conf\" </dev/null & dovecot=$!; cat; kill $dovecot; wait $dovecot; rm -rf -- \"$0\""
    ));
    shell.arg(dir).process_group(0);
    shell.stdin(Stdio::piped());
    shell.stdout(Stdio::null()).stderr(Stdio::null());
    shell.spawn().expect("a shell")
}

/// What keeps a Dovecot from starting here, if anything.
fn lacking() -> Option<String> {
    let missing = [DOVECOT, LMTP]
        .into_iter()
        .find(|file| !Path::new(file).exists());
    match missing {
        Some(file) => Some(format!(
            "{file} is not installed (packages dovecot-core, dovecot-lmtpd)"
        )),
        None if !super::is_root() => Some("Dovecot needs root".to_owned()),
        None => None,
    }
}

fn config(dir: &Path, port: u16, when_full: WhenFull) -> String {
    let dir = dir.display();
    let for_now = match when_full {
        WhenFull::Later => "yes",
        WhenFull::Never => "no",
    };
    format!(
        "base_dir = {dir}/run
state_dir = {dir}/state
log_path = {dir}/log
ssl = no
protocols = lmtp
first_valid_uid = 1
mail_uid = nobody
mail_gid = nogroup
mail_location = maildir:{dir}/mail/%u
mail_plugins = quota
quota_full_tempfail = {for_now}
plugin {{
  quota = maildir:User quota
  quota_grace = 0
}}
passdb {{
  driver = passwd-file
  args = username_format=%u {dir}/users
}}
userdb {{
  driver = passwd-file
  args = username_format=%u {dir}/users
}}
service lmtp {{
  unix_listener {dir}/lmtp {{
    mode = 0666
  }}
  inet_listener lmtp {{
    address = 127.0.0.1
    port = {port}
  }}
}}
"
    )
}
