"""Postfix's main.cf and master.cf for one box. Why each line: docs/adding-a-daemon.md and postconf(5)."""

from ipaddress import ip_address, ip_network

from fumibako.machine.conf import Config
from fumibako.machine.daemons.dovecot.render import POSTMASTER
from fumibako.machine.daemons.postfix.bounces import bounce_cf
from fumibako.machine.daemons.tables.postfix import NOWHERE, SUSPENDED
from fumibako.machine.formats.postfix import Entry, main_cf, master_cf
from fumibako.machine.provision.service import File, FileSet
from fumibako.machine.system.tls import CIPHERS

# Of one header field. Postfix cuts what is longer, without a word, so header_checks refuses it just below.
MAX_FIELD_BYTES = 1 << 20
REPEATED = 65_535  # the highest count in a pattern, pcre2pattern(3)
OUR_SENDER = "553 5.7.1 This sender has to log in first"
# RFC 4954 section 6.
LOG_IN_FIRST = "check_recipient_access static:{530 5.7.0 Authentication required}"
# Two hundred colleagues behind one address log in at nine o'clock. guardd counts the passwords that are wrong.
OFFICE: dict[str, str | int] = {
    "smtpd_client_connection_count_limit": 100,
    "smtpd_client_connection_rate_limit": 0,
    "smtpd_client_message_rate_limit": 0,
}
EVERYWHERE = "0.0.0.0"  # noqa: S104 compared with, not bound to
LOOPBACK = "127.0.0.0/8"
CLOSED = "default_action=DEFER"


def render(config: Config) -> FileSet:
    return {
        "main.cf": File(main_cf(_main(config))),
        "master.cf": File(master_cf(_master(config))),
        "bounce.cf": File(bounce_cf(config)),
    }


def is_loopback(config: Config) -> bool:
    """Whether nobody from outside this machine can come."""
    return ip_address(config.settings.box.listen) in ip_network(LOOPBACK)


def table(config: Config, name: str) -> str:
    return f"lmdb:{config.edge / name}"


def _has_space(config: Config) -> str:
    """Whether the recipient's mailbox has room: said at the door, not in a bounce."""
    return f"check_policy_service {{ unix:{config.dovecot_run / 'quota-status'}, default_action=DUNNO }}"


def _may_go_outside(config: Config) -> str:
    """The customer's rules for mail programs. While guardd is away they cannot be looked up, and nothing goes round
    them (docs/decisions/0181)."""
    later = "{ default_action = 451 4.3.5 Cannot look up the rules for this account }"
    return f"check_policy_service {{ unix:{config.sending_socket}, {later} }}"


def _only_by_its_own_program(config: Config) -> dict[str, str | int]:
    """A port on loopback has no owner: guardd says whose program calls, and who may (processes/guardd/origin.py)."""
    return {
        "smtpd_client_restrictions": f"check_policy_service unix:{config.origin_socket}",
        "smtpd_policy_service_default_action": "451 4.3.5 Cannot see who calls",
    }


def _uncounted(config: Config) -> str:
    """Whose connections and mails are not limited. Everybody who comes to a box on loopback has the same address."""
    return " ".join(((LOOPBACK,) if is_loopback(config) else ()) + tuple(config.settings.mail.trusted_relays.split()))


def _quoted(name: str) -> str:
    """A host name in a regular expression."""
    return name.replace(".", "\\.")


def _main(config: Config) -> dict[str, str | int]:
    home, postmaster = config.home("postfix"), POSTMASTER.format(config.hostname)
    return {
        "compatibility_level": "3.6",
        "queue_directory": str(home / "queue"),
        "data_directory": str(home / "data"),
        "command_directory": "/usr/sbin",
        "daemon_directory": "/usr/lib/postfix/sbin",
        "multi_instance_name": "postfix-fumibako",
        "syslog_name": "postfix",
        "maillog_file": "/dev/stdout",
        "inet_interfaces": "all" if config.settings.box.listen == EVERYWHERE else config.settings.box.listen,
        "inet_protocols": "ipv4",
        "myhostname": config.hostname,
        "myorigin": config.hostname,
        "mydestination": "",
        "mynetworks": "127.0.0.255/32",
        "biff": "no",
        "alias_maps": "",
        "alias_database": "",
        "local_recipient_maps": "",
        "local_transport": "error:5.1.1 no local delivery",
        "append_dot_mydomain": "no",
        "swap_bangpath": "no",
        "allow_percent_hack": "no",
        "recipient_delimiter": "+",
        "relayhost": config.settings.mail.relay_host,
        "smtp_host_lookup": "dns, native",
        "smtputf8_enable": "no",
        "enable_long_queue_ids": "yes",
        "message_size_limit": config.settings.mail.message_size_limit,
        "mailbox_size_limit": 0,
        # A mail that waits for an engine or for Dovecot goes on soon after these are back.
        "queue_run_delay": "15s",
        "minimal_backoff_time": "15s",
        "maximal_backoff_time": "30m",
        "maximal_queue_lifetime": "5d",
        "bounce_queue_lifetime": "1d",
        "delay_warning_time": "4h",
        "bounce_template_file": str(config.live("postfix") / "bounce.cf"),
        # Headers only: a mail may come back, or out, that nobody has scanned.
        "bounce_size_limit": 1,
        # The box's own postmaster has no mailbox: health and logs say what mails about faults would.
        "notify_classes": "",
        "queue_minfree": 100_000_000,
        "hopcount_limit": 25,
        # Mail that passes through is not ours: no header is completed, rewritten, dropped or cut.
        "local_header_rewrite_clients": "",
        "message_drop_headers": "",
        "disable_mime_input_processing": "yes",
        "header_size_limit": MAX_FIELD_BYTES,
        "header_checks": f"pcre:{{{{/^(.{{{REPEATED}}}){{{MAX_FIELD_BYTES // REPEATED}}}/ REJECT 5.3.4 A header field"
        " of this message is too long}}",
        # Who receives here. The box's own name takes bounces of forwarded mail (SRS), and has a postmaster.
        "virtual_mailbox_domains": f"{config.hostname}, {table(config, 'domains')}",
        "virtual_mailbox_maps": f"inline:{{{postmaster}=OK}}, {table(config, 'mailboxes')}",
        "virtual_alias_maps": f"inline:{{abuse@{config.hostname}={postmaster}}}, {table(config, 'aliases')},"
        f" {table(config, 'mailboxes')}",
        "transport_maps": f"inline:{{{NOWHERE}=discard:}}",
        "virtual_transport": f"lmtp:unix:{config.filter_in_socket}",
        # An SRS address becomes the sender's, or a short name that stands for it.
        "recipient_canonical_maps": (
            f"tcp:127.0.0.1:{config.ports.srs_reverse},"
            f" pipemap:{{pcre:{{{{/^(=[a-z2-7]{{8}}@.*)/ $$1}}}},socketmap:unix:{config.senders_socket}:whole}}"
        ),
        "recipient_canonical_classes": "envelope_recipient",
        "lmtp_send_xforward_command": "yes",
        "lmtp_line_length_limit": 0,
        "lmtp_data_done_timeout": "900s",
        "lmtp_destination_concurrency_limit": 10,
        "smtp_line_length_limit": 0,
        # What was signed stays as it is: no eight-bit text becomes quoted-printable on its way out.
        "disable_mime_output_conversion": "yes",
        # smtpd: nothing before TLS, nothing from strangers, no two readings of where a mail ends.
        "disable_vrfy_command": "yes",
        "smtpd_etrn_restrictions": "reject",
        "strict_rfc821_envelopes": "yes",
        "smtpd_helo_required": "yes",
        "smtpd_forbid_bare_newline": "normalize",
        "smtpd_forbid_bare_newline_exclusions": "",
        "smtpd_forbid_unauth_pipelining": "yes",
        # A success notice would tell of the filter, before the next host has spoken (RFC 3461 is optional).
        "smtpd_discard_ehlo_keywords": "chunking, dsn, etrn, silent-discard",
        "smtpd_authorized_xclient_hosts": "",
        "smtpd_authorized_xforward_hosts": "",
        "smtpd_sasl_type": "dovecot",
        "smtpd_sasl_path": str(config.dovecot_run / "auth-postfix"),
        "smtpd_sasl_security_options": "noanonymous",
        "smtpd_tls_security_level": "may",
        "smtpd_tls_auth_only": "yes",
        "smtpd_tls_cert_file": str(config.tls / "certificate.pem"),
        "smtpd_tls_key_file": str(config.tls / "key.pem"),
        "smtpd_tls_protocols": ">=TLSv1.2",
        "smtpd_tls_mandatory_protocols": ">=TLSv1.2",
        "smtpd_tls_ciphers": "high",
        "smtpd_tls_mandatory_ciphers": "high",
        "tls_high_cipherlist": CIPHERS,
        "smtp_tls_security_level": "may",
        "smtpd_sender_login_maps": table(config, "senders"),
        # Nobody comes here in the name of an address of ours: whoever may use it logs in, at 587 or 465.
        "parent_domain_matches_subdomains": "",
        "smtpd_sender_restrictions": (
            "reject_unlisted_sender,"
            f" check_sender_access pipemap:{{{table(config, 'domains')},static:{{{OUR_SENDER}}}}},"
            f" check_sender_access regexp:{{{{/^(postmaster|abuse)(@{_quoted(config.hostname)})?$$/ {OUR_SENDER}}}}}"
        ),
        "smtpd_relay_restrictions": "reject_unauth_destination",
        # Mail to an address that postsrsd has made goes on to somebody outside: a bounce may, after the virus check,
        # and nothing else. Whoever has seen such an address could otherwise send through us whatever they like.
        "smtpd_restriction_classes": "returned",
        "returned": (
            "check_sender_access regexp:{{/@/ 550 5.7.1 Only bounces are taken for this address}}, "
            f"check_sender_access static:{{FILTER lmtp:unix:{config.filter_out_socket}}}"
        ),
        "smtpd_recipient_restrictions": ", ".join(
            (
                f"check_recipient_access regexp:{{{{/^srs[01][-+=].*@{_quoted(config.hostname)}/ returned}}}}",
                f"check_recipient_access {table(config, 'recipient_access')}",
                "reject_unauth_destination",
                "reject_unlisted_recipient",
                _has_space(config),
            )
        ),
        # Per client address; anvil(8) counts a minute. These are for other servers: see OFFICE.
        "smtpd_client_connection_count_limit": 20,
        "smtpd_client_connection_rate_limit": 60,
        "smtpd_client_message_rate_limit": 120,
        "smtpd_client_event_limit_exceptions": _uncounted(config),
        "smtpd_recipient_limit": 1000,
        "smtpd_soft_error_limit": 5,
        "smtpd_hard_error_limit": "${stress?{1}:{10}}",
        "smtpd_junk_command_limit": "${stress?{1}:{20}}",
        "smtpd_timeout": "${stress?{10}:{300}}s",
        "smtpd_per_request_deadline": "yes",
        "smtpd_min_data_rate": 500,
        "smtpd_data_restrictions": "reject_unauth_pipelining",
    }


def _master(config: Config) -> tuple[Entry, ...]:
    listen, ports = config.settings.box.listen, config.ports
    authenticated: dict[str, str | int] = {
        **OFFICE,
        "smtpd_recipient_limit": 100,
        "smtpd_sasl_auth_enable": "yes",
        # For filterd: a mail without an envelope sender (a read receipt) is somebody's, too.
        "smtpd_sasl_authenticated_header": "yes",
        "content_filter": f"lmtp:unix:{config.filter_out_socket}",
        "cleanup_service_name": "cleanup-submission",
        "smtpd_sender_restrictions": "reject_authenticated_sender_login_mismatch",
        "smtpd_data_restrictions": (
            f"reject_unauth_pipelining, check_policy_service {{ unix:{config.sending_socket}, default_action=DUNNO }}"
        ),
        "smtpd_relay_restrictions": f"permit_sasl_authenticated, {LOG_IN_FIRST}",
        "smtpd_recipient_restrictions": (
            # Whoever was suspended meanwhile: the password was asked for once, at the session's beginning.
            f"check_sasl_access {table(config, 'recipient_access')},"
            f" check_recipient_access {table(config, 'recipient_access')}, reject_unlisted_recipient,"
            f" {_has_space(config)}, {_may_go_outside(config)}, permit_sasl_authenticated, reject"
        ),
    }
    trusted: dict[str, str | int] = {
        "mynetworks": LOOPBACK,
        "smtpd_sender_restrictions": "",
        "smtpd_client_event_limit_exceptions": LOOPBACK,
        "smtpd_relay_restrictions": "permit_mynetworks, reject",
        "smtpd_recipient_restrictions": "permit_mynetworks, reject",
        "smtpd_data_restrictions": "",
        "smtpd_tls_security_level": "none",
        "smtpd_forbid_bare_newline": "reject",
        "smtpd_forbid_unauth_pipelining": "no",
        "strict_rfc821_envelopes": "no",
    }
    return (
        Entry(f"{listen}:{ports.smtp}", "inet", "smtpd", private="n", processes="100"),
        Entry(
            f"{listen}:{ports.submission}",
            "inet",
            "smtpd",
            private="n",
            processes="200",
            options={
                "syslog_name": "postfix/submission",
                "smtpd_tls_security_level": "encrypt",
                **authenticated,
            },
        ),
        Entry(
            f"{listen}:{ports.submissions}",
            "inet",
            "smtpd",
            private="n",
            processes="200",
            options={"syslog_name": "postfix/submissions", "smtpd_tls_wrappermode": "yes", **authenticated},
        ),
        # Behind the filter: a Unix socket that only filterd reaches, so that no port leads around the filter.
        Entry(
            "reinject",
            "unix",
            "smtpd",
            private="n",
            processes="50",
            options={
                "syslog_name": "postfix/reinject",
                "content_filter": "",
                "receive_override_options": "no_header_body_checks, no_address_mappings",
                "smtpd_authorized_xforward_hosts": LOOPBACK,
                **trusted,
            },
        ),
        # Dovecot's redirects (C3), and nobody else's mail. They came through the filter on their way in; the sender
        # becomes one of ours, so that the next host's SPF holds.
        Entry(
            f"127.0.0.1:{ports.redirect}",
            "inet",
            "smtpd",
            private="n",
            processes="20",
            options={
                "syslog_name": "postfix/redirect",
                "cleanup_service_name": "cleanup-srs",
                **trusted,
                **_only_by_its_own_program(config),
                # Suspended is suspended, whoever forwards.
                "smtpd_recipient_restrictions": (
                    f"check_recipient_access {table(config, 'recipient_access')}, permit_mynetworks, reject"
                ),
            },
        ),
        # Mails that the portal writes (groundwork/notices), and nobody else's. Scanned as its users' mails are.
        Entry(
            f"127.0.0.1:{ports.notices}",
            "inet",
            "smtpd",
            private="n",
            processes="10",
            options={
                "syslog_name": "postfix/notices",
                "content_filter": f"lmtp:unix:{config.filter_out_socket}",
                **trusted,
                **_only_by_its_own_program(config),
                # A lock does not count here: a notice is how the administrator learns of it.
                "smtpd_recipient_restrictions": (
                    f"check_recipient_access pipemap:{{{table(config, 'recipient_access')},"
                    f"regexp:{{{{/^550 / {SUSPENDED}}}}}}}, reject_unlisted_recipient,"
                    f" {_has_space(config)}, permit_mynetworks, reject"
                ),
            },
        ),
        # What customers' sites send by PHP's mail(); guardd looks at who has called and in whose name.
        Entry(
            f"127.0.0.1:{ports.site_mail}",
            "inet",
            "smtpd",
            private="n",
            processes="10",
            options={
                "syslog_name": "postfix/site",
                "content_filter": f"lmtp:unix:{config.filter_out_socket}",
                "cleanup_service_name": "cleanup-submission",
                **trusted,
                "smtpd_recipient_limit": 100,
                "smtpd_timeout": "20s",  # one site that holds its connections keeps no other waiting for long
                "smtpd_data_restrictions": f"check_policy_service {{ unix:{config.sending_socket}, {CLOSED} }}",
                "smtpd_recipient_restrictions": (
                    f"check_sender_access {table(config, 'recipient_access')},"
                    f" check_recipient_access {table(config, 'recipient_access')}, reject_unlisted_recipient,"
                    f" {_has_space(config)}, permit_mynetworks, reject"
                ),
            },
        ),
        Entry(
            "cleanup-srs",
            "unix",
            "cleanup",
            private="n",
            processes="0",
            options={
                "syslog_name": "postfix/redirect",
                "sender_canonical_maps": (
                    f"socketmap:unix:{config.senders_socket}:short, tcp:127.0.0.1:{ports.srs_forward}"
                ),
                "sender_canonical_classes": "envelope_sender",
            },
        ),
        # Our own people's mail: what their programs forgot is added, and who gets a blind copy is nobody's business.
        Entry(
            "cleanup-submission",
            "unix",
            "cleanup",
            private="n",
            processes="0",
            options={
                "syslog_name": "postfix/submission",
                "always_add_missing_headers": "yes",
                "message_drop_headers": "bcc, resent-bcc",
            },
        ),
        Entry("pickup", "unix", "pickup", private="n", wakeup="60", processes="1"),
        Entry("cleanup", "unix", "cleanup", private="n", processes="0"),
        Entry("qmgr", "unix", "qmgr", private="n", wakeup="300", processes="1"),
        Entry("tlsmgr", "unix", "tlsmgr", wakeup="1000?", processes="1"),
        Entry("rewrite", "unix", "trivial-rewrite"),
        *(Entry(name, "unix", "bounce", processes="0") for name in ("bounce", "defer", "trace")),
        Entry("verify", "unix", "verify", processes="1"),
        Entry("flush", "unix", "flush", private="n", wakeup="1000?", processes="0"),
        Entry("proxymap", "unix", "proxymap"),
        Entry("proxywrite", "unix", "proxymap", processes="1"),
        Entry("smtp", "unix", "smtp"),
        Entry("relay", "unix", "smtp"),
        Entry("showq", "unix", "showq", private="n"),
        Entry("error", "unix", "error"),
        Entry("retry", "unix", "error"),
        Entry("discard", "unix", "discard"),
        Entry("lmtp", "unix", "lmtp"),
        Entry("anvil", "unix", "anvil", processes="1"),
        Entry("scache", "unix", "scache", processes="1"),
        Entry("postlog", "unix-dgram", "postlogd", private="n", processes="1"),
    )
