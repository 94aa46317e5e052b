"""The statutory forms: one file of data each, beside this one. Which report has which is told in `reports/tables/`."""

from pathlib import Path

from reports.forms.load import load
from reports.forms.model import FormRow, FormSum, Relation, StatutoryForm, Step

FORMS = load(Path(__file__).parent)
"""Every form by its id, in the order of their years."""

__all__ = ["FORMS", "FormRow", "FormSum", "Relation", "StatutoryForm", "Step", "load"]
