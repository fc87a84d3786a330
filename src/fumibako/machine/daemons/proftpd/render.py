"""ProFTPD's configuration: FTP with TLS on one port, implicit FTPS and SFTP on others; who may log in is a table."""

from ipaddress import ip_network

from fumibako.machine.conf import Config
from fumibako.machine.daemons.tables.proftpd import limits_file, users_file
from fumibako.machine.provision.service import File, FileSet
from fumibako.machine.state import FtpAccess
from fumibako.machine.system.tls import CIPHERS

MODULES = ("tls", "wrap2", "wrap2_file", "quotatab", "quotatab_file", "ban", "sftp")
# The log of logins; its place is told to the agent.
LOGINS = "ftp-logins"
HOST_KEY = "ftp_host_key"


def render_box(config: Config) -> FileSet:
    return {"proftpd.conf": File(_conf(config).encode())}


def render_site(access: FtpAccess) -> FileSet:
    """Tables of mod_wrap2_file: who is in `allow` may come, of the others nobody."""
    networks = ", ".join(map(_written, access.networks)) or "ALL"
    return {"allow": File(f"proftpd: {networks}\n".encode()), "deny": File(b"proftpd: ALL\n")}


def _written(text: str) -> str:
    """A network as hosts_access(5) writes it: IPv6 in brackets, no length behind a single address. Raises
    ValueError."""
    network = ip_network(text)
    address = str(network.network_address) if network.version == 4 else f"[{network.network_address}]"
    return address if network.num_addresses == 1 else f"{address}/{network.prefixlen}"


def _conf(config: Config) -> str:
    home, live, listen = config.home("proftpd"), config.live_scope("proftpd", "%U"), config.settings.box.listen
    ports, data, tls = config.ports, config.ports.ftp_data, config.tls
    modules = "".join(f"LoadModule mod_{name}.c\n" for name in MODULES)
    is_plain = config.settings.web.plain_ftp or listen.startswith("127.")
    return f"""\
{modules}\
ServerName "{config.hostname}"
ServerType standalone
ServerIdent on "FTP"
UseIPv6 off
UseReverseDNS off
Port {ports.ftp}
DefaultAddress {listen}
SocketBindTight on
User nobody
Group nogroup
MaxInstances 200
PidFile {home}/run/proftpd.pid
ScoreboardFile {home}/run/scoreboard
DelayTable {home}/run/delay.tab
SystemLog none
WtmpLog none
LogFormat login "%{{%s}}t %a %m %s %U"
ExtendedLog {config.log}/{LOGINS}.log AUTH login
TransferLog none
BanEngine on
BanTable {home}/run/ban.tab
BanLog none
ListOptions "-a"
TLSEngine on
TLSLog none
TLSRequired {"off" if is_plain else "on"}
<Global>
  AuthOrder mod_auth_file.c
  AuthUserFile {users_file(config)}
  RequireValidShell off
  RootLogin off
  UseFtpUsers off
  CreateHome off
  DefaultRoot ~
  DefaultChdir htdocs
  Umask 022 022
  AllowOverwrite on
  AllowStoreRestart on
  AllowRetrieveRestart on
  PassivePorts {data.start} {data.stop - 1}
  TimeoutLogin 60
  TimeoutIdle 300
  TimeoutNoTransfer 600
  TimeoutStalled 300
  MaxClientsPerUser 8
  MaxLoginAttempts 3
  BanOnEvent MaxLoginAttempts 10/00:10:00 00:10:00
  TLSProtocol TLSv1.2 TLSv1.3
  TLSCipherSuite {CIPHERS}
  TLSRSACertificateFile {tls}/certificate.pem
  TLSRSACertificateKeyFile {tls}/key.pem
  TLSVerifyClient off
  TLSOptions NoSessionReuseRequired
  WrapEngine on
  WrapLog none
  WrapUserTables * file:{live}/allow file:{live}/deny
  QuotaEngine on
  QuotaLimitTable file:{limits_file(config)}
  QuotaTallyTable file:{home}/run/tally.tab
  QuotaOptions ScanOnLogin
  QuotaDisplayUnits Mb
  <Limit SYMLINK LINK>
    DenyAll
  </Limit>
</Global>
<VirtualHost {listen}>
  Port {ports.ftps}
  ListOptions "-a"
  TLSEngine on
  TLSRequired on
  TLSOptions UseImplicitSSL NoSessionReuseRequired
</VirtualHost>
<VirtualHost {listen}>
  Port {ports.sftp}
  SFTPEngine on
  SFTPLog none
  SFTPHostKey {config.secrets}/{HOST_KEY}
  SFTPAuthMethods password
  SFTPOptions IgnoreSFTPSetOwners
</VirtualHost>
"""
