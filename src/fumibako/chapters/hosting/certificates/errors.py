"""What the rules of certificates say no to (D11)."""

from django.utils.translation import gettext_lazy as _

from fumibako.groundwork.rules import Refused


class NoSuchHost(Refused):
    code = "no_such_host"
    words = _("There is no website at “%(host)s”.")


class CertificateTooLarge(Refused):
    code = "certificate_too_large"
    words = _("This is too large for a certificate: at most %(most)s KB.")
    field = "certificate"


class NoCertificate(Refused):
    code = "no_certificate"
    words = _(
        "There is no certificate in it. Paste the whole text, with the lines “-----BEGIN CERTIFICATE-----” and "
        "“-----END CERTIFICATE-----”."
    )
    field = "certificate"


class UnreadableCertificate(Refused):
    code = "unreadable_certificate"
    words = _(
        "The certificate cannot be read. Copy it once more from the mail or the page of the certificate authority."
    )
    field = "certificate"


class TwoKeys(Refused):
    code = "two_keys"
    words = _("There are several private keys in it. Paste only the one that belongs to this certificate.")
    field = "key"


class UnreadableKey(Refused):
    code = "unreadable_key"
    words = _("The private key cannot be read. It must be an RSA or EC key in PEM form.")
    field = "key"


class KeyIsEncrypted(Refused):
    code = "key_is_encrypted"
    words = _(
        "The private key is protected by a password. Remove it first (openssl pkey -in key.pem -out new.pem), or bring "
        "key and certificate as one PKCS #12 file (.p12, .pfx)."
    )
    field = "key"


class WrongKey(Refused):
    code = "wrong_key"
    words = _(
        "This certificate belongs to another private key. Use the certificate that was issued for the signing request "
        "shown here, or paste its private key, too."
    )
    field = "certificate"


class WrongNames(Refused):
    code = "wrong_names"
    words = _("This certificate is for %(names)s, not for %(host)s.")
    field = "certificate"


class CertificateExpired(Refused):
    code = "certificate_expired"
    words = _("This certificate expired on %(day)s. Browsers would refuse it.")
    field = "certificate"


class CertificateNotYet(Refused):
    code = "certificate_not_yet"
    words = _("This certificate is valid only from %(day)s. Install it then.")
    field = "certificate"


class WeakCertificate(Refused):
    code = "weak_certificate"
    words = _(
        "Browsers do not accept a certificate like this. It and every intermediate certificate need an RSA key of at "
        "least 2048 bits or an EC key (P-256, P-384), and a signature with SHA-256 or better."
    )
    field = "certificate"


class WrongOrder(Refused):
    code = "wrong_order"
    words = _(
        "The order is wrong: the certificate of your website comes first, then the intermediate certificates, each "
        "followed by the one that issued it. The one of “%(subject)s” does not fit here."
    )
    field = "chain"


class MissingIntermediate(Refused):
    code = "missing_intermediate"
    words = _(
        "The intermediate certificate of “%(issuer)s” is missing. The certificate authority offers it with the "
        "certificate, often as “chain” or “CA bundle”."
    )
    field = "chain"


class NotPkcs12(Refused):
    code = "not_pkcs12"
    words = _("The file cannot be opened. Check the password, and that it is a PKCS #12 file (.p12 or .pfx).")
    field = "file"


class BadSubject(Refused):
    code = "bad_subject"
    words = _("Enter at most %(most)s characters, without line breaks.")

    def __init__(self, field: str, **values: object) -> None:
        self.field = field
        super().__init__(**values)


class BadCountry(Refused):
    code = "bad_country"
    words = _("Enter the country as two letters, for example JP.")
    field = "country"


class NothingInstalled(Refused):
    code = "nothing_installed"
    words = _("No certificate is installed for %(host)s yet.")


class NotKept(Refused):
    code = "not_kept"
    words = _("The private key could not be stored. Nothing was changed. Try again in a few minutes.")


class NoAuthority(Refused):
    code = "no_authority"
    words = _("Free certificates are not available here.")


class HttpsNotReady(Refused):
    code = "https_not_ready"
    words = _(
        "First lead HTTP to HTTPS, with a valid certificate from an authority that browsers know, for all names of "
        "this website."
    )


class OrderUnderWay(Refused):
    code = "order_under_way"
    words = _("A certificate for %(host)s is being ordered already. This takes a minute at most.")


class TooManyOrders(Refused):
    code = "too_many_orders"
    words = _("At most %(most)s free certificates can be ordered a day. Try again tomorrow.")


class NameNotReached(Refused):
    code = "name_not_reached"
    words = _(
        "The certificate authority could not check %(name)s: %(detail)s. Check that the DNS records of this name point "
        "to this server, and try again."
    )


class OrderRefused(Refused):
    code = "order_refused"
    words = _("The certificate authority did not issue the certificate: %(detail)s")


class AuthorityAway(Refused):
    code = "authority_away"
    words = _("The certificate authority did not answer. Try again later.")
