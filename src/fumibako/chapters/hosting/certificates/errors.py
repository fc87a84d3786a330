"""What the rules of certificates say no to (D11)."""

from django.utils.translation import gettext_lazy as _

from fumibako.groundwork.rules import Refused


class NoSuchHost(Refused):
    code = "no_such_host"
    message = _("There is no website at “%(host)s”.")


class CertificateTooLarge(Refused):
    code = "certificate_too_large"
    message = _("This is too large for a certificate: at most %(most)s KB.")
    field = "certificate"


class NoCertificate(Refused):
    code = "no_certificate"
    message = _(
        "There is no certificate in it. Paste the whole text, with the lines “-----BEGIN CERTIFICATE-----” and "
        "“-----END CERTIFICATE-----”."
    )
    field = "certificate"


class UnreadableCertificate(Refused):
    code = "unreadable_certificate"
    message = _(
        "The certificate cannot be read. Copy it once more from the mail or the page of the certificate authority."
    )
    field = "certificate"


class TwoKeys(Refused):
    code = "two_keys"
    message = _("There are several private keys in it. Paste only the one that belongs to this certificate.")
    field = "key"


class UnreadableKey(Refused):
    code = "unreadable_key"
    message = _("The private key cannot be read. It must be an RSA or EC key in PEM form.")
    field = "key"


class KeyIsEncrypted(Refused):
    code = "key_is_encrypted"
    message = _(
        "The private key is protected by a password. Remove it first (openssl pkey -in key.pem -out new.pem), or bring "
        "key and certificate as one PKCS #12 file (.p12, .pfx)."
    )
    field = "key"


class WrongKey(Refused):
    code = "wrong_key"
    message = _(
        "This certificate belongs to another private key. Use the certificate that was issued for the signing request "
        "shown here, or paste its private key, too."
    )
    field = "certificate"


class WrongNames(Refused):
    code = "wrong_names"
    message = _("This certificate is for %(names)s, not for %(host)s.")
    field = "certificate"


class CertificateExpired(Refused):
    code = "certificate_expired"
    message = _("This certificate expired on %(day)s. Browsers would refuse it.")
    field = "certificate"


class CertificateNotYet(Refused):
    code = "certificate_not_yet"
    message = _("This certificate is valid only from %(day)s. Install it then.")
    field = "certificate"


class WeakCertificate(Refused):
    code = "weak_certificate"
    message = _(
        "Browsers do not accept a certificate like this. It and every intermediate certificate need an RSA key of at "
        "least 2048 bits or an EC key (P-256, P-384), and a signature with SHA-256 or better."
    )
    field = "certificate"


class WrongOrder(Refused):
    code = "wrong_order"
    message = _(
        "The order is wrong: the certificate of your website comes first, then the intermediate certificates, each "
        "followed by the one that issued it. The one of “%(subject)s” does not fit here."
    )
    field = "chain"


class MissingIntermediate(Refused):
    code = "missing_intermediate"
    message = _(
        "The intermediate certificate of “%(issuer)s” is missing. The certificate authority offers it with the "
        "certificate, often as “chain” or “CA bundle”."
    )
    field = "chain"


class NotPkcs12(Refused):
    code = "not_pkcs12"
    message = _("The file cannot be opened. Check the password, and that it is a PKCS #12 file (.p12 or .pfx).")
    field = "file"


class BadSubject(Refused):
    code = "bad_subject"
    message = _("Enter at most %(most)s characters, without line breaks.")

    def __init__(self, field: str, **values: object) -> None:
        self.field = field
        super().__init__(**values)


class BadCountry(Refused):
    code = "bad_country"
    message = _("Enter the country as two letters, for example JP.")
    field = "country"


class NothingInstalled(Refused):
    code = "nothing_installed"
    message = _("No certificate is installed for %(host)s yet.")


class NotKept(Refused):
    code = "not_kept"
    message = _("The private key could not be stored. Nothing was changed. Try again in a few minutes.")


class NoAuthority(Refused):
    code = "no_authority"
    message = _("Free certificates are not available here.")


class HttpsNotReady(Refused):
    code = "https_not_ready"
    message = _(
        "First lead HTTP to HTTPS, with a valid certificate from an authority that browsers know, for all names of "
        "this website."
    )


class OrderUnderWay(Refused):
    code = "order_under_way"
    message = _("A certificate for %(host)s is being ordered already. This takes a minute at most.")


class TooManyOrders(Refused):
    code = "too_many_orders"
    message = _("At most %(most)s free certificates can be ordered a day. Try again tomorrow.")


class NameNotReached(Refused):
    code = "name_not_reached"
    message = _(
        "The certificate authority could not check %(name)s: %(detail)s. Check that the DNS records of this name point "
        "to this server, and try again."
    )


class OrderRefused(Refused):
    code = "order_refused"
    message = _("The certificate authority did not issue the certificate: %(detail)s")


class AuthorityAway(Refused):
    code = "authority_away"
    message = _("The certificate authority did not answer. Try again later.")


class NoNameChosen(Refused):
    code = "no_name_chosen"
    message = _("Choose at least one name.")
    field = "names"


class NotItsName(Refused):
    code = "not_its_name"
    message = _("“%(name)s” is not a name of the website %(host)s.")
    field = "names"


class UnknownKeyKind(Refused):
    code = "unknown_key_kind"
    message = _("Choose RSA or EC as the kind of key (“rsa” or “ec”).")
    field = "kind"
