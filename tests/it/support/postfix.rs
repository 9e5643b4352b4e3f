//! A real Postfix with TLS and AUTH, in a folder of its own: it touches nothing of the system's.

use std::{
    fs::{self, Permissions},
    net::TcpListener,
    os::unix::fs::{PermissionsExt, chown},
    path::{Path, PathBuf},
    process::{Command, Stdio},
    time::Duration,
};

use tempfile::TempDir;

/// A running Postfix. Mail for `example.org` ends in a Maildir; `example.net` is refused for good, and
/// `later.example.org` for now.
#[derive(Debug)]
pub(crate) struct Postfix {
    dir: TempDir,
    /// STARTTLS and AUTH, or nothing.
    pub(crate) submission: u16,
    /// TLS from the first byte, and AUTH.
    pub(crate) smtps: u16,
    /// Neither.
    pub(crate) plain: u16,
}

/// Who may send: user and password, ready for a URL.
pub(crate) const LOGIN: &str = "roundup%40localhost:secret";

impl Postfix {
    /// Starts one, where it is installed and we are root; says so where not.
    pub(crate) fn start() -> Option<Self> {
        if !Path::new("/usr/sbin/postfix").exists() || !Path::new("/usr/sbin/saslpasswd2").exists()
        {
            eprintln!("skipped: postfix or sasl2-bin is not installed");
            return None;
        }
        if said("id", &["-u"]) != "0" {
            eprintln!("skipped: Postfix needs root");
            return None;
        }
        let dir = TempDir::new().expect("a folder");
        let postfix = Self {
            dir,
            submission: free_port(),
            smtps: free_port(),
            plain: free_port(),
        };
        postfix.make_folders();
        postfix.make_certificates();
        postfix.make_login();
        postfix.write("etc/main.cf", &postfix.main_cf());
        postfix.write("etc/master.cf", &postfix.master_cf());
        postfix.tell("start");
        Some(postfix)
    }

    /// The file that makes its certificate believed.
    pub(crate) fn ca_file(&self) -> PathBuf {
        self.path("etc/ca.pem")
    }

    /// The mails that arrived, once there are `count` of them; fewer after half a minute.
    pub(crate) async fn arrived(&self, count: usize) -> Vec<Vec<u8>> {
        let inbox = self.path("mail/all/new");
        let mails = || -> Vec<PathBuf> {
            fs::read_dir(&inbox).map_or_else(
                |_| Vec::new(),
                |files| files.flatten().map(|file| file.path()).collect(),
            )
        };
        for _ in 0..300 {
            if mails().len() >= count {
                break;
            }
            tokio::time::sleep(Duration::from_millis(100)).await;
        }
        mails()
            .into_iter()
            .map(|mail| fs::read(mail).expect("a mail"))
            .collect()
    }

    fn path(&self, name: &str) -> PathBuf {
        self.dir.path().join(name)
    }

    fn write(&self, name: &str, text: &str) {
        fs::write(self.path(name), text).expect("a file");
    }

    fn make_folders(&self) {
        let open = Permissions::from_mode(0o755);
        fs::set_permissions(self.dir.path(), open).expect("permissions");
        for name in ["etc/sasl", "queue", "data", "mail"] {
            fs::create_dir_all(self.path(name)).expect("a folder");
        }
        chown(self.path("data"), Some(number("postfix")), None).expect("an owner");
        chown(self.path("mail"), Some(number("nobody")), None).expect("an owner");
    }

    /// A little authority of our own, and a certificate by it for this machine.
    fn make_certificates(&self) {
        let openssl = |line: &str| {
            let words: Vec<_> = line.split(' ').collect();
            run(Command::new("openssl")
                .args(words)
                .current_dir(self.path("etc")));
        };
        self.write("etc/names", "subjectAltName=DNS:localhost,IP:127.0.0.1\n");
        openssl(
            "req -x509 -newkey rsa:2048 -nodes -days 2 -subj /CN=authority -keyout ca.key -out ca.pem",
        );
        openssl("req -newkey rsa:2048 -nodes -subj /CN=localhost -keyout key.pem -out request.pem");
        openssl(
            "x509 -req -in request.pem -CA ca.pem -CAkey ca.key -CAcreateserial -days 2 -extfile names -out cert.pem",
        );
    }

    fn make_login(&self) {
        let sasldb = self.path("etc/sasl/sasldb2");
        // Debian's Postfix looks for it beside its own configuration.
        self.write(
            "etc/sasl/smtpd.conf",
            &format!("pwcheck_method: auxprop\nauxprop_plugin: sasldb\nsasldb_path: {}\nmech_list: PLAIN LOGIN\n", sasldb.display()),
        );
        run(Command::new("sh").arg("-c").arg(format!(
            "echo secret | /usr/sbin/saslpasswd2 -p -c -f {} -u localhost roundup && chmod 644 {0}",
            sasldb.display()
        )));
    }

    fn main_cf(&self) -> String {
        let dir = self.dir.path().display();
        let nobody = number("nobody");
        format!(
            "compatibility_level = 3.6
queue_directory = {dir}/queue
data_directory = {dir}/data
command_directory = /usr/sbin
daemon_directory = /usr/lib/postfix/sbin
mail_owner = postfix
setgid_group = postdrop
myhostname = localhost
mydestination =
inet_interfaces = 127.0.0.1
inet_protocols = ipv4
alias_maps =
local_recipient_maps =
virtual_mailbox_domains = example.org, later.example.org, example.net
virtual_mailbox_base = {dir}/mail
virtual_mailbox_maps = static:all/
virtual_minimum_uid = 1
virtual_uid_maps = static:{nobody}
virtual_gid_maps = static:{nobody}
maillog_file = {dir}/data/maillog
maillog_file_prefixes = {dir}
smtpd_tls_cert_file = {dir}/etc/cert.pem
smtpd_tls_key_file = {dir}/etc/key.pem
smtpd_sasl_local_domain = localhost
smtpd_relay_restrictions = permit_mynetworks, reject
recipient_checks = check_recipient_access inline:{{{{example.net=550 5.1.1 no such user}}, {{later.example.org=450 4.2.1 mailbox busy}}}}
smtpd_recipient_restrictions = $recipient_checks, permit_mynetworks
signed_in_only = $recipient_checks, permit_sasl_authenticated, reject
smtpd_client_connection_count_limit = 0
biff = no
"
        )
    }

    fn master_cf(&self) -> String {
        let Self {
            submission,
            smtps,
            plain,
            ..
        } = self;
        let mut text = format!(
            "{submission} inet n - n - - smtpd
  -o smtpd_tls_security_level=encrypt
  -o smtpd_tls_auth_only=yes
  -o smtpd_sasl_auth_enable=yes
  -o smtpd_recipient_restrictions=$signed_in_only
{smtps} inet n - n - - smtpd
  -o smtpd_tls_wrappermode=yes
  -o smtpd_sasl_auth_enable=yes
  -o smtpd_recipient_restrictions=$signed_in_only
{plain} inet n - n - - smtpd
  -o smtpd_tls_security_level=none
pickup unix n - n 60 1 pickup
cleanup unix n - n - 0 cleanup
qmgr unix n - n 300 1 qmgr
tlsmgr unix - - n 1000? 1 tlsmgr
rewrite unix - - n - - trivial-rewrite
bounce unix - - n - 0 bounce
defer unix - - n - 0 bounce
trace unix - - n - 0 bounce
flush unix n - n 1000? 0 flush
proxymap unix - - n - - proxymap
virtual unix - n n - - virtual
error unix - - n - - error
retry unix - - n - - error
postlog unix-dgram n - n - 1 postlogd
"
        );
        text.push_str("anvil unix - - n - 1 anvil\nscache unix - - n - 1 scache\n");
        text
    }

    fn tell(&self, word: &str) {
        run(Command::new("/usr/sbin/postfix")
            .arg("-c")
            .arg(self.path("etc"))
            .arg(word));
    }
}

impl Drop for Postfix {
    fn drop(&mut self) {
        let stopped = Command::new("/usr/sbin/postfix")
            .arg("-c")
            .arg(self.path("etc"))
            .arg("stop")
            .stderr(Stdio::null())
            .status();
        if let Err(why) = stopped {
            eprintln!("Postfix was not stopped: {why}");
        }
    }
}

/// A port that nobody listens on just now.
fn free_port() -> u16 {
    let listener = TcpListener::bind("127.0.0.1:0").expect("a port");
    listener.local_addr().expect("an address").port()
}

fn number(user: &str) -> u32 {
    said("id", &["-u", user]).parse().expect("a number")
}

fn said(program: &str, arguments: &[&str]) -> String {
    let output = Command::new(program)
        .args(arguments)
        .output()
        .expect("it starts");
    String::from_utf8(output.stdout)
        .expect("UTF-8")
        .trim()
        .to_owned()
}

#[track_caller]
fn run(command: &mut Command) {
    let output = command.output().expect("it starts");
    let words = String::from_utf8_lossy(&output.stderr);
    assert!(output.status.success(), "{command:?}: {words}");
}
