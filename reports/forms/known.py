"""The forms at hand, from the files beside this one."""

from pathlib import Path

from reports.forms.load import load
from reports.model import LOCAL, PROSE

FORMS = load(Path(__file__).parent)
"""Every form by its id, in the order of their years."""
STATUTORY = tuple(form.id for form in FORMS.values() if form.national)
"""The forms of the whole country, each the successor of the one before."""
FORM_IDS = (*STATUTORY, LOCAL, PROSE)
"""What `form` of a report can be."""
