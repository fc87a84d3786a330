"""What the rules of DNS records refuse, in words for people who know their domain and not the DNS."""

from django.utils.translation import gettext_lazy as _

from fumibako.groundwork.rules import Refused


class BadName(Refused):
    code = "bad_record_name"
    message = _(
        "“%(name)s” cannot be a name. Use letters, digits, “-” and “_”, at most 63 between two dots. “@” stands for the"
        " domain itself."
    )
    field = "name"


class OutsideZone(Refused):
    code = "outside_zone"
    message = _("%(name)s does not belong to %(domain)s. Enter only the part before “.%(domain)s”, such as “www”.")
    field = "name"


class BadWildcard(Refused):
    code = "bad_wildcard"
    message = _("“*” can only stand alone at the beginning of a name, as in “*” or “*.shop”, and not for NS records.")
    field = "name"


class BadServiceName(Refused):
    code = "bad_service_name"
    message = _("The name of an SRV record begins with the service and the protocol, for example “_sip._tcp”.")
    field = "name"


class BadType(Refused):
    code = "bad_record_type"
    message = _("Choose one of these types: %(types)s.")
    field = "kind"


class BadTtl(Refused):
    code = "bad_ttl"
    message = _("Enter the TTL in seconds, from %(least)s to %(most)s.")
    field = "ttl"


class BadValue(Refused):
    code = "bad_record_value"
    message = _("This value cannot be published. Check how it is written.")
    field = "value"


class BadIpv4(BadValue):
    message = _("Enter an IPv4 address, for example 192.0.2.10.")


class BadIpv6(BadValue):
    message = _("Enter an IPv6 address, for example 2001:db8::10.")


class BadMx(BadValue):
    message = _("Enter the priority and the mail server's name, for example “10 mail.example.net.”.")


class BadSrv(BadValue):
    message = _("Enter priority, weight, port and the server's name, for example “0 5 5060 sip.example.net.”.")


class BadCaa(BadValue):
    message = _('Enter a flag, a tag and a value in quotation marks, for example “0 issue "ca.example.net"”.')


class BadTarget(BadValue):
    code = "bad_target"
    message = _("“%(target)s” cannot be a server's name.")


class TargetIsAddress(BadValue):
    code = "target_is_address"
    message = _(
        "Enter a name here, not the IP address %(target)s. Make an A record for the address, and enter its name."
    )


class MissingDot(BadValue):
    code = "missing_dot"
    message = _(
        "Without a dot at the end, “%(target)s” would mean “%(wrong)s”. Enter “%(right)s” if you mean the name outside"
        " this domain, and “%(wrong)s” if not."
    )


class TextTooLong(BadValue):
    code = "text_too_long"
    message = _("The text has %(length)s characters. At most %(most)s fit in.")


class BadText(BadValue):
    code = "bad_text"
    message = _("Enter one line of letters, digits and signs in half width. TXT records cannot carry other characters.")


class ZoneRefused(Refused):
    """Records that cannot stand beside each other."""

    code = "zone_refused"
    message = _("These records cannot stand beside each other.")
    field = "value"


class CnameBesideOthers(ZoneRefused):
    code = "cname_beside_others"
    message = _(
        "At %(name)s a CNAME would stand beside other records, which is not allowed. Delete the others first, or use A."
    )
    field = "name"


class CnameOfDomain(ZoneRefused):
    code = "cname_of_domain"
    message = _(
        "The domain itself (@) cannot have a CNAME record, because other records must stand there. Use A and AAAA."
    )
    field = "name"


class CnameCircle(ZoneRefused):
    code = "cname_circle"
    message = _("The CNAME at %(name)s would lead back to itself, so that nobody finds anything. Enter another name.")


class NsBesideOthers(ZoneRefused):
    code = "ns_beside_others"
    message = _(
        "%(name)s is handed to other name servers by its NS records, so other records of that name have no effect."
        " Delete one of them first."
    )
    field = "name"


class TargetIsCname(ZoneRefused):
    code = "target_is_cname"
    message = _("%(target)s is a CNAME. MX, NS and SRV records need a name that has an address itself.")


class NoAddress(ZoneRefused):
    code = "no_address"
    message = _("%(target)s has no A or AAAA record yet. Add its address first, then the NS record.")


class NoNameServer(ZoneRefused):
    code = "no_name_server"
    message = _("Without an NS record of the domain itself (@) nobody finds it. Add another one before this one goes.")


class TwoSpf(ZoneRefused):
    code = "two_spf"
    message = _(
        "There is an SPF record (“v=spf1 …”) for %(name)s already. Two of them make both invalid: change the one that"
        " is there."
    )


class SameRecord(ZoneRefused):
    code = "same_record"
    message = _("There is the same record already.")


class TooManyRecords(ZoneRefused):
    code = "too_many_records"
    message = _("A domain can have at most %(most)s records.")


class ZoneFileTooLarge(Refused):
    code = "zone_file_too_large"
    message = _("This is too large for a zone file: at most %(most)s KB.")
    field = "text"


class BadZoneFile(Refused):
    code = "bad_zone_file"
    message = _("The zone file cannot be read: %(detail)s")
    field = "text"


class NoSuchRecord(Refused):
    code = "no_such_record"
    message = _("There is no such record any more. Open the list again.")


class RecordChanged(NoSuchRecord):
    code = "record_changed"
    message = _(
        "Somebody else has changed or deleted this record since you opened this page. Nothing was changed now. Open the"
        " list to see what it is."
    )


class NoSuchVersion(Refused):
    code = "no_such_version"
    message = _("There is no such version any more. Open the history again.")


class NoSuchZone(Refused):
    code = "no_such_domain"
    message = _("There is no domain %(domain)s here.")


class BadSecondary(Refused):
    code = "bad_secondary"
    message = _("“%(address)s” is not the IP address of a name server that can be reached from here.")
    field = "addresses"


class TooManySecondaries(Refused):
    code = "too_many_secondaries"
    message = _("You can name at most %(most)s secondary name servers.")
    field = "addresses"


class NotSigned(Refused):
    code = "not_signed"
    message = _("DNSSEC is off for this domain.")


class KeyNotReady(Refused):
    code = "key_not_ready"
    message = _("The name server does not say which key it signs with. Try again in a moment.")


class KeyRollUnderWay(Refused):
    code = "key_roll_under_way"
    message = _("The key is being changed already.")


class NoKeyRoll(Refused):
    code = "no_key_roll"
    message = _("No new DS record is expected now.")


class KeyTooNew(Refused):
    code = "key_too_new"
    message = _("The new key is not known everywhere yet. Have its DS record registered after %(time)s.")


class DsNotRegistered(Refused):
    code = "ds_not_registered"
    message = _("The new DS record is not in the DNS yet. There is nothing to do here: we check every hour.")
