"""Which of our labels a label of someone else's probably means."""

from __future__ import annotations

from annotator.domain.schema import Schema

_MEANT = {
    "PER": ("PERSON", "PERS", "PEOPLE", "ORANG", "TOKOH", "NAMA", "NE_PER", "PERSONNAME"),
    "ORG": ("ORGANIZATION", "ORGANISATION", "ORGANISASI", "ORGANIZATIONS", "INSTITUTION", "LEMBAGA", "COMPANY", "CORP"),
    "LOC": ("LOCATION", "PLACE", "GPE", "LOKASI", "TEMPAT", "CITY", "COUNTRY", "FAC", "FACILITY"),
    "DATE": ("DATETIME", "TIME", "TANGGAL", "WAKTU", "TIMEX"),
    "EVENT": ("EVENTS", "EVT", "PERISTIWA", "ACARA"),
    "ROLE": ("JABATAN", "TITLE", "POSITION"),
    "QUOTE": ("STATEMENT", "QUOTATION", "KUTIPAN", "CONTENT", "QUOTATIONCONTENT", "DIRECT", "DIRECTQUOTE"),
    "SPEAKER": ("SOURCE", "HOLDER", "NARASUMBER", "PENUTUR", "QUOTATIONSOURCE", "SPEAKERS"),
    "CUE": ("CUECOREF", "VERB", "REPORTINGVERB", "KATAKERJA", "QUOTATIONCUE", "TRIGGER"),
    "ZONE": ("BOILERPLATE", "ZONA"),
    "said_by": ("SAIDBY", "SPEAKEROF", "SOURCE", "ATTRIBUTION", "SAID"),
    "cued_by": ("CUEDBY", "CUE", "CUEOF"),
    "refers_to": ("REFERSTO", "COREF", "COREFERENCE", "RESOLVESTO"),
    "affiliated": ("AFFILIATION", "AFFILIATEDWITH", "MEMBEROF", "WORKSFOR", "ORGAFFILIATION"),
}


def guess(theirs: str, schema: Schema) -> str | None:
    """Return our label, or relation, that `theirs` probably means; None where there is no telling.

    Their case, prefix ("B-", "NE_") and punctuation do not matter. What is ours already stays as it is.
    """
    ours = [label.name for label in schema.labels] + [relation.name for relation in schema.relations]
    if theirs in ours:
        return theirs
    plain = _plain(theirs)
    for name in ours:
        if plain == _plain(name) or plain in _MEANT.get(name, ()):
            return name
    return None


def _plain(label: str) -> str:
    return "".join(char for char in label.upper() if char.isalnum())
