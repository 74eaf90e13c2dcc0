"""Static files with their hash in the name, so that browsers may keep them for good."""

from whitenoise.storage import CompressedManifestStaticFilesStorage


class ModuleStorage(CompressedManifestStaticFilesStorage):  # type: ignore[misc]
    """Puts the hashed names also into the `import` lines of our own modules. Their imports form no circle.

    Django can do it for all scripts or for none; those of others import files that are not there.
    """

    patterns = (
        *CompressedManifestStaticFilesStorage.patterns,
        ("desk/*.js", CompressedManifestStaticFilesStorage._js_module_import_aggregation_patterns[1]),
    )
