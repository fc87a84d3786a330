"""Dovecot's configuration for one box, and the order in which a mail goes through the Sieve scripts."""

from pathlib import Path

from fumibako.machine.conf import Config
from fumibako.machine.daemons.dovecot import lookups, telling
from fumibako.machine.daemons.dovecot.sieve.filters import ALLOWED
from fumibako.machine.formats.sieve import STOP, Exists, FileInto, Header, If, Joined, Match, Not, script
from fumibako.machine.provision.service import File, FileSet
from fumibako.machine.state import MAX_TARGETS
from fumibako.machine.state.mail.shared import PREFIX
from fumibako.machine.system.tls import CIPHERS


def render(config: Config) -> FileSet:
    return {
        "dovecot.conf": File(_conf(config).encode()),
        "accounts.conf": File(lookups.accounts(config).encode()),
        "app_passwords.conf": File(lookups.app_passwords(config).encode()),
        "tokens.conf": File(lookups.tokens(config).encode()),
        "usage.conf": File(lookups.usage(config).encode()),
        "token-users.conf": File(lookups.token_users(config).encode()),
        "box.users": File(f"{POSTMASTER.format(config.hostname)}:::::::\n".encode()),
        "before.sieve": File(BEFORE.encode()),
        telling.SCRIPT: File(telling.script(config).encode()),
        "acl": File(f"* owner {OWNER}\n".encode()),
    }


# Everybody's script after the filters: spam goes where the domain wants it, unless a rule allows the mail, and so does
# what hides whom it is from and what its author's domain disowns, whatever a rule says of its sender.
BEFORE = script(
    [
        If(
            Joined(
                "anyof",
                [
                    Joined("allof", [Header(("X-Fumibako-Spam",), Match.STARTS, ("yes ",)), Not(Exists(ALLOWED))]),
                    Header(("X-Fumibako-From",), Match.IS, ("ambiguous",)),
                    Header(("X-Fumibako-Dmarc",), Match.STARTS, ("failed ",)),
                ],
            ),
            [FileInto("Junk"), STOP],
        )
    ]
)


# Every right (RFC 4314) but "a".
OWNER = "lrwstipekx"


def shared_list(config: Config) -> Path:
    """Who sees whose mailbox, as Dovecot's plugin keeps it."""
    return config.home("dovecot") / "shared" / "list"


# What guardd is told of a login.
ASKED = (
    "login=%{requested_username} remote=%r protocol=%s pid=%p mechanism=%m app=%{passdb:app_password}"
    " pwhash=%{hashed_password}"
)
# Of the box's own name: a mailbox that takes mail and that nobody logs in to (RFC 5321 section 4.5.1).
POSTMASTER = "postmaster@{}"

PLUGINS = "quota notify quota_clone charset_alias acl"
INDEX_SECONDS = 20
UNSEARCHED = (
    *("Received", "DKIM-Signature", "ARC-Seal", "ARC-Message-Signature", "ARC-Authentication-Results"),
    *("Authentication-Results", "Received-SPF", "Return-Path", "Delivered-To", "MIME-Version"),
    "Content-Transfer-Encoding",
)
# Of IMAP: a person has several open all day.
SESSIONS = 4000
# Of smtpd(8), all ports together.
SMTP_SESSIONS = 550
LOGINS = f"service_count = 0\n  process_limit = 4\n  client_limit = {SESSIONS // 4}"


def _conf(config: Config) -> str:
    home, ports, uid = config.home("dovecot"), config.ports, config.uids.mail
    return f"""\
base_dir = {config.dovecot_run}
state_dir = {home / "state"}
instance_name = fumibako
log_path = /dev/stderr
protocols = imap pop3 lmtp sieve
listen = {config.settings.box.listen}
login_greeting = ready
login_trusted_networks =
ssl = required
ssl_min_protocol = TLSv1.2
ssl_cipher_list = {CIPHERS}
ssl_cert = <{config.tls / "certificate.pem"}
ssl_key = <{config.tls / "key.pem"}
disable_plaintext_auth = yes
auth_mechanisms = plain login oauthbearer xoauth2
auth_username_format = %Lu
auth_cache_size = 0
auth_failure_delay = 2 secs
auth_policy_server_url = http://127.0.0.1:{ports.guard}/
auth_policy_hash_mech = sha256
auth_policy_hash_truncate = 12
auth_policy_request_attributes = {ASKED}
auth_policy_reject_on_fail = no
auth_policy_check_before_auth = yes
auth_policy_check_after_auth = no
auth_policy_report_after_auth = yes
!include_try {config.secrets / "dovecot.conf"}
!include_try {config.secrets / "dovecot-search.conf"}

first_valid_uid = {uid}
last_valid_uid = {uid}
mail_uid = {uid}
mail_gid = {uid}
mail_access_groups = dovecot
mail_home = {config.mail_store}/%d/%n
mail_location = sdbox:~/mail
mail_fsync = always
mail_max_userip_connections = 20
imap_max_line_length = 64k
mailbox_list_index = yes
mail_attachment_detection_options = add-flags
mail_plugins = {PLUGINS} fts fts_solr
recipient_delimiter = +
submission_host = 127.0.0.1:{ports.redirect}
lda_mailbox_autocreate = yes
lda_mailbox_autosubscribe = yes
lmtp_save_to_detail_mailbox = no

namespace inbox {{
  inbox = yes
  separator = /
  mailbox Junk {{
    auto = subscribe
    special_use = \\Junk
  }}
  mailbox Sent {{
    auto = subscribe
    special_use = \\Sent
  }}
  mailbox Trash {{
    auto = subscribe
    special_use = \\Trash
  }}
  mailbox Drafts {{
    auto = subscribe
    special_use = \\Drafts
  }}
}}

# Mailboxes that several people read: each under its address, for those whom its ACL names.
namespace shared {{
  type = shared
  separator = /
  prefix = {PREFIX}/%%u/
  location = sdbox:{config.mail_store}/%%d/%%n/mail
  subscriptions = no
  list = children
}}

protocol imap {{
  mail_plugins = $mail_plugins imap_quota imap_acl {telling.PLUGINS}
}}
protocol pop3 {{
  mail_plugins = $mail_plugins {telling.PLUGINS}
  pop3_uidl_format = %g
  # What a program fetched and left here was not read by anybody.
  pop3_no_flag_updates = yes
}}
protocol lmtp {{
  mail_plugins = $mail_plugins sieve {telling.PLUGINS}
  postmaster_address = postmaster@{config.hostname}
  hostname = {config.hostname}
}}
protocol doveadm {{
  mail_plugins = $mail_plugins {telling.PLUGINS}
}}

plugin {{
  # Nobody shares a folder by themselves: owners lack "a", so that only the agent writes an ACL, the INBOX's, for all
  # folders.
  acl = vfile:{config.live("dovecot")}/acl
  acl_defaults_from_inbox = yes
  acl_shared_dict = file:{shared_list(config)}
  # Japanese Windows says these names and means its own tables, with ① ㈱ 髙.
  charset_aliases = shift_jis=cp932 x-sjis=cp932 windows-31j=cp932 euc-jp=euc-jp-ms x-euc-jp=euc-jp-ms
  # The index of searchd, whose address is beside its secret. What is not indexed yet Dovecot reads by itself; a person
  # waits no longer for the index than this, then the search is refused and goes on being prepared.
  fts = solr
  fts_autoindex = yes
  fts_index_timeout = {INDEX_SECONDS}s
  # Found by nobody, and 2 to 4 kB of each mail.
  fts_header_excludes = {" ".join(UNSEARCHED)}
  quota = count:User quota
  quota_vsizes = yes
  quota_rule = *:storage=1G
  quota_rule2 = Junk:ignore
  quota_clone_dict = proxy::usage
  push_notification_driver = lua:file={config.live("dovecot")}/{telling.SCRIPT}
  quota_grace = 0
  quota_status_success = DUNNO
  quota_status_nouser = DUNNO
  quota_status_overquota = "552 5.2.2 Mailbox is full"
  sieve = file:~/sieve;active=~/.dovecot.sieve
  sieve_before = file:{home}/scopes/%d/%n/live/choice.sieve
  sieve_before2 = file:{home}/scopes/%d/@all/live/common.sieve
  sieve_before3 = file:{home}/scopes/%d/%n/live/filters.sieve
  sieve_before4 = file:{config.live("dovecot")}/before.sieve
  sieve_before5 = file:{home}/scopes/%d/%n/live/product.sieve
  # Only scripts of ours may add a header field.
  sieve_global_extensions = +editheader
  # What would send in anybody's name (notify :from), answer senders who may be forged, or take long for few letters.
  sieve_extensions = -enotify -reject -regex
  # Each test of a header field keeps a copy of it until the mail is delivered.
  sieve_max_script_size = 512k
  sieve_max_actions = 32
  sieve_max_redirects = {MAX_TARGETS}
  sieve_max_cpu_time = 30s
  # Two mails may have one Message-ID: copiers and web forms send such.
  sieve_redirect_duplicate_period = 0
  sieve_vacation_min_period = 1d
}}

# Only whether its user may log in, and from here; the token itself is the next one's.
passdb {{
  driver = sql
  mechanisms = oauthbearer xoauth2
  args = {config.live("dovecot")}/token-users.conf
  result_success = continue
  result_failure = return-fail
  result_internalfail = return-fail
}}
passdb {{
  driver = oauth2
  mechanisms = oauthbearer xoauth2
  args = {config.live("dovecot")}/tokens.conf
}}
passdb {{
  driver = sql
  mechanisms = plain login
  args = {config.live("dovecot")}/app_passwords.conf
}}
passdb {{
  driver = sql
  mechanisms = plain login
  args = {config.live("dovecot")}/accounts.conf
}}
userdb {{
  driver = sql
  args = {config.live("dovecot")}/accounts.conf
}}
userdb {{
  driver = passwd-file
  args = {config.live("dovecot")}/box.users
}}

# What each mailbox holds, told at every change.
dict {{
  usage = sqlite:{config.live("dovecot")}/usage.conf
}}
service dict {{
  unix_listener dict {{
    mode = 0660
    group = dovecot
  }}
}}

service auth {{
  client_limit = {SESSIONS * 2}
  unix_listener auth-postfix {{
    mode = 0660
    user = postfix
    group = postfix
  }}
}}
# guardd slows and locks by account and by address; a second penalty for everybody behind one office's
# address would punish colleagues.
service anvil {{
  client_limit = {SESSIONS * 2}
  unix_listener anvil-auth-penalty {{
    mode = 0
  }}
}}
service quota-status {{
  executable = quota-status -p postfix
  # Every smtpd that takes mail from others or from people holds a connection.
  client_limit = 1
  process_limit = {SMTP_SESSIONS}
  unix_listener quota-status {{
    mode = 0660
    user = postfix
    group = postfix
  }}
}}
service lmtp {{
  process_min_avail = 2
  # Hundreds of rules on a mail to thousands of recipients; out of memory, the mail would wait and then bounce.
  vsz_limit = 1G
  unix_listener lmtp {{
    mode = 0660
    group = dovecot
  }}
}}
service indexer-worker {{
  process_limit = 2
}}
service imap {{
  process_limit = {SESSIONS}
  vsz_limit = 512M
}}
# These stay for as long as a session lasts, for its TLS: one process carries many (docs/decisions/0028).
service imap-login {{
  {LOGINS}
  inet_listener imap {{
    port = {ports.imap}
  }}
  inet_listener imaps {{
    port = {ports.imaps}
    ssl = yes
  }}
}}
service pop3-login {{
  {LOGINS}
  inet_listener pop3 {{
    port = {ports.pop3}
  }}
  inet_listener pop3s {{
    port = {ports.pop3s}
    ssl = yes
  }}
}}
service managesieve-login {{
  {LOGINS}
  inet_listener sieve {{
    port = {ports.sieve}
  }}
}}
service stats {{
  unix_listener stats-writer {{
    mode = 0666
  }}
}}
"""
