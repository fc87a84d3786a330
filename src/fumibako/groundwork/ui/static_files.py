"""Static files under names with a hash of their content, in what scripts import as well."""

from django.contrib.staticfiles.storage import ManifestStaticFilesStorage


class HashedFiles(ManifestStaticFilesStorage):
    support_js_module_import_aggregation = True
