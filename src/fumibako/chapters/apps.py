"""Every feature is a Django app with a feature.py. One a line, sorted; imports nothing, because settings read it."""

APPS = (
    "fumibako.chapters.console.customers",
    "fumibako.chapters.console.domains",
    "fumibako.chapters.console.health",
    "fumibako.chapters.console.held",
    "fumibako.chapters.console.operators",
    "fumibako.chapters.console.unsent",
    "fumibako.chapters.contract.plans",
    "fumibako.chapters.identity.logins",
    "fumibako.chapters.mail.account_settings",
    "fumibako.chapters.mail.accounts",
    "fumibako.chapters.mail.administrators",
    "fumibako.chapters.mail.aliases",
    "fumibako.chapters.mail.forwarding",
    "fumibako.chapters.mail.password_reset",
    "fumibako.chapters.mail.recovery_address",
    "fumibako.chapters.mail.repair",
    "fumibako.chapters.mail.software",
    "fumibako.chapters.mail.spam_policy",
    "fumibako.chapters.mail.usage",
    "fumibako.chapters.mail.virus",
)
