"""Rows of the directory, one file a noun."""

from .place import Boundary as Boundary
from .place import CommissioningBody as CommissioningBody
from .place import LocalAuthority as LocalAuthority
from .place import Neighbourhood as Neighbourhood
from .place import Postcode as Postcode
from .register import RegisterChange as RegisterChange
from .register import RegisterChangeSet as RegisterChangeSet
from .school import School as School
from .school import SchoolHistory as SchoolHistory
from .succession import Succession as Succession
from .succession import SuccessionLink as SuccessionLink
