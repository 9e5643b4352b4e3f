//! The files that Postfix is set up by.

use super::Postfix;
use crate::support::user_id;

/// Whose mail is taken: a table of regular expressions, so that any domain below `example.org` will do.
pub(super) const DOMAINS: &str = "/^(.+\\.)?example\\.(org|net)$/ taken\n";

/// What the busy ones say.
pub(super) const BUSY: &str = "450 4.2.1 mailbox busy";

impl Postfix {
    pub(super) fn main_cf(&self) -> String {
        let dir = self.dir.display();
        let nobody = user_id("nobody");
        format!(
            "compatibility_level = 3.6
queue_directory = {dir}/queue
data_directory = {dir}/data
command_directory = /usr/sbin
daemon_directory = /usr/lib/postfix/sbin
mail_owner = postfix
setgid_group = postdrop
maillog_file = {dir}/data/maillog
maillog_file_prefixes = {dir}
myhostname = localhost
inet_interfaces = 127.0.0.1
inet_protocols = ipv4
biff = no

mydestination =
alias_maps =
local_recipient_maps =
virtual_mailbox_domains = regexp:{dir}/etc/domains
virtual_mailbox_base = {dir}/mail
virtual_mailbox_maps = static:all/
virtual_minimum_uid = 1
virtual_uid_maps = static:{nobody}
virtual_gid_maps = static:{nobody}

smtpd_tls_cert_file = {dir}/etc/cert.pem
smtpd_tls_key_file = {dir}/etc/key.pem
smtpd_tls_auth_only = yes
smtpd_sasl_local_domain = localhost
cyrus_sasl_config_path = {dir}/etc/sasl
smtpd_client_connection_count_limit = 0

smtpd_relay_restrictions = reject_unauth_destination
checked = check_recipient_access inline:{{{{example.net=550 5.1.1 no such user}}, {{later.example.org={BUSY}}}}}
smtpd_recipient_restrictions = $checked
signed_in_only = $checked, permit_sasl_authenticated, reject
"
        )
    }

    pub(super) fn master_cf(&self) -> String {
        let (submission, smtps, plain) = (self.submission, self.smtps, self.plain);
        format!(
            "{submission} inet n - n - - smtpd
  -o smtpd_tls_security_level=encrypt
  -o smtpd_sasl_auth_enable=yes
  -o smtpd_sasl_mechanism_filter=plain
  -o smtpd_recipient_restrictions=$signed_in_only
{smtps} inet n - n - - smtpd
  -o smtpd_tls_wrappermode=yes
  -o smtpd_sasl_auth_enable=yes
  -o smtpd_sasl_mechanism_filter=login
  -o smtpd_recipient_restrictions=$signed_in_only
{plain} inet n - n - - smtpd
  -o smtpd_tls_security_level=may
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
anvil unix - - n - 1 anvil
scache unix - - n - 1 scache
postlog unix-dgram n - n - 1 postlogd
"
        )
    }

    pub(super) fn sasl_conf(&self) -> String {
        let dir = self.dir.display();
        format!(
            "pwcheck_method: auxprop
auxprop_plugin: sasldb
sasldb_path: {dir}/etc/sasl/sasldb2
mech_list: PLAIN LOGIN
"
        )
    }
}
