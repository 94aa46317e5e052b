"""The statutory forms: one file of data each, beside this one. Which report has which is told in `reports/tables/`."""

from reports.forms.known import FORM_IDS, FORMS, STATUTORY
from reports.forms.load import load
from reports.forms.model import FormRow, FormSum, Relation, StatutoryForm, Step

__all__ = ["FORMS", "FORM_IDS", "STATUTORY", "FormRow", "FormSum", "Relation", "StatutoryForm", "Step", "load"]
