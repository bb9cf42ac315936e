"""Who is who: records of several systems and channels that are one person."""

from tools.identity.birth import normalise_birth, normalise_sex
from tools.identity.codes import normalise_code
from tools.identity.emails import mask_email, normalise_email
from tools.identity.fields import FIELDS
from tools.identity.measuring import PairScore, score_pairs
from tools.identity.names import fold_name, full_given_name
from tools.identity.phones import mask_phone, normalise_phone
from tools.identity.resolution import Resolution, resolve

__all__ = [
    "FIELDS",
    "PairScore",
    "Resolution",
    "fold_name",
    "full_given_name",
    "mask_email",
    "mask_phone",
    "normalise_birth",
    "normalise_code",
    "normalise_email",
    "normalise_phone",
    "normalise_sex",
    "resolve",
    "score_pairs",
]
