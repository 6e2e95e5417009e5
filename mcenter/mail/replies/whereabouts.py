"""
Where a text itself says that its answer stands: above a line, or below in the old text.

Rule 1: each table is a regular expression of alternatives, for lower-case text.
"""

# ruff: noqa: RUF001 - other scripts are the point of these tables.

from __future__ import annotations

import re

_LONGEST = 200
_REPLY = (
    r"reply|replies|respond|response|answer|antwort|répon|repond|respond|responda"
    r"|rispond|rispost|antwoord|reageer|svar|odpow|odpov|ответ|відпов|yanıt|回信|回复|回覆|返信"
)
_ABOVE = (
    r"above|over|oberhalb|über|au[- ]dessus|encima|arriba|acima|sopra|boven|ovan"
    r"|ovenfor|powyżej|nad|выше|над|üst|上"
)
_LINE = (
    r"line|linie|zeile|ligne|línea|linha|linea|riga|regel|lijn|rad|linje|lini|řád|строк"
    r"|行|線"
)
# The line is set apart by other marks than letters, as no sentence is.
_REPLY_ABOVE = re.compile(
    rf"[ \t>]{{0,6}}[-=#*_+~\[(][^\n]{{0,40}}(?:{_REPLY})"
    rf"[^\n]{{0,60}}(?:{_ABOVE})[^\n]{{0,40}}(?:{_LINE})[^\n]{{0,60}}[-=#*_+~\])]$"
)
_LAST = tuple("-=#*_+~])")
_ANSWERS = (
    r"answers?|comments?|repl(?:y|ies)|responses?|remarks|notes|antwort(?:en)?|kommentare?"
    r"|anmerkungen|réponses?|commentaires|remarques|respuestas?|comentarios|risposte?"
    r"|commenti|antwoorden|opmerkingen|svar|kommentarer|respostas|odpowiedzi|ответы"
)
_COLOURS = (
    r"red|blue|green|purple|bold|capitals|caps|colou?r|rot|blau|grün|fett|rouge|bleu|vert"
    r"|gras|rojo|azul|verde|rosso|blu|rood|blauw|röd|rött|blått|vermelho|красным|синим"
)
_PLACES = (
    rf"inline|in[- ]line|in (?:{_COLOURS})\b|en (?:{_COLOURS})\b|\bi (?:{_COLOURS})\b"
    rf"|(?:marked|prefixed|markiert|gekennzeichnet|marked with)\b|below|im text"
    r"|dans le (?:texte|message)|en el texto|nel testo|in de tekst|i texten"
)
_ANSWERS_BELOW = re.compile(
    rf"\b(?:{_ANSWERS})\b[^\n]{{0,40}}(?:{_PLACES})|\bsee (?:inline|in[- ]line)\b"
    rf"|\b(?:see|look) below[^\n]{{0,20}}\b(?:in (?:{_COLOURS})\b|marked\b)"
)


def replies_above(line: str) -> bool:
    """##- Please type your reply above this line -##, as other hosts write it."""
    line = line.rstrip()
    if len(line) > _LONGEST or not line.endswith(_LAST):
        return False
    return bool(_REPLY_ABOVE.match(line.lower()))


def answers_below(line: str) -> bool:
    """Words such as "my answers are in red below", which no client writes."""
    return len(line) <= _LONGEST and bool(_ANSWERS_BELOW.search(line.lower()))
