"""What other parts may ask of the directory."""

from .coverage import AreaCoverage as AreaCoverage
from .coverage import coverage_by_area as coverage_by_area
from .links import ContactView as ContactView
from .links import CoverView as CoverView
from .links import LinkView as LinkView
from .links import contact_card as contact_card
from .links import link_for_school as link_for_school
from .links import links_of_contact as links_of_contact
from .links import links_of_school as links_of_school
from .links import links_of_service as links_of_service
from .links import school_contacts as school_contacts
from .links import service_contacts as service_contacts
from .services import CriteriaView as CriteriaView
from .services import Pool as Pool
from .services import ServiceCard as ServiceCard
from .services import area_of_school as area_of_school
from .services import criteria_of as criteria_of
from .services import pool_of as pool_of
from .services import service_card as service_card
from .services import services_for as services_for
from .services import services_of_area as services_of_area
from .settings import SettingView as SettingView
from .settings import setting_of as setting_of
from .sharing import sharing_allowed as sharing_allowed
