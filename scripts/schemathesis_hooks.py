"""A broken token is answered 422 here, as Flask-JWT-Extended does; to schemathesis only 401 and 403 refuse one."""

from schemathesis.specs.openapi import checks

checks.AUTH_REJECTION_STATUSES = frozenset({*checks.AUTH_REJECTION_STATUSES, 422})
