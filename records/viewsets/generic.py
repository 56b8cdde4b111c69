"""Django's forms that are generic for who reads types and plain classes when they run.

Whoever makes a form or a field of his own takes its base from here.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django import forms
from django.forms import models

if TYPE_CHECKING:
    ModelForm = forms.ModelForm[Any]
    ModelChoiceField = forms.ModelChoiceField[Any]
    ModelMultipleChoiceField = forms.ModelMultipleChoiceField[Any]
    ModelChoiceIterator = models.ModelChoiceIterator[Any]
    BaseInlineFormSet = models.BaseInlineFormSet[Any, Any, Any]
else:
    ModelForm = forms.ModelForm
    ModelChoiceField = forms.ModelChoiceField
    ModelMultipleChoiceField = forms.ModelMultipleChoiceField
    ModelChoiceIterator = models.ModelChoiceIterator
    BaseInlineFormSet = models.BaseInlineFormSet

__all__ = [
    "BaseInlineFormSet",
    "ModelChoiceField",
    "ModelChoiceIterator",
    "ModelForm",
    "ModelMultipleChoiceField",
]
