"""Sign-in by the directory of a region or an organisation (OpenID Connect), where the operator set one."""
