"""How wide a text is, and how it breaks into lines. Pure: the widths were read from the typeface.

Advances of Source Sans 3, weight 400, in thousandths of the size (a test compares them with the
font). A character that is not listed counts as a wide one, so that a line is never too long.
"""

from __future__ import annotations

_BY_WIDTH = {
    200: " ",
    241: "|¦",
    246: "iìíîï",
    247: "j",
    249: "',.:;·‘’",
    255: "l",
    263: "IÌÍÎÏ",
    271: "›‹",
    289: "!¡",
    292: "f",
    303: "()[]{}",
    304: "•",
    311: "-",
    331: "°",
    338: "t",
    345: "ª",
    347: "r",
    350: "/\\",
    365: "º",
    367: "²³¹",
    418: "*",
    419: "s",
    423: "®",
    425: "?z¿",
    426: '"“”',
    429: "«»",
    446: "x",
    456: "cç",
    467: "vyýÿ",
    476: "YÝ",
    479: "J",
    480: "–",
    486: "L",
    494: "F",
    495: "k",
    496: "eèéêë",
    497: "#$+0123456789<=>^~¢£¤¥§¬±×÷€",
    500: "_",
    504: "agàáâãäå",
    513: "X",
    515: "V",
    527: "EÈÉÊË",
    534: "S",
    536: "T",
    539: "Z",
    542: "`o¨¯´¸òóôõöø",
    543: "A",
    544: "huÀÁÂÃÄÅðùúûü",
    547: "nñ",
    553: "b",
    555: "dpqþ",
    560: "¶",
    562: "µ",
    566: "P",
    569: "R",
    571: "CÇ",
    576: "ß",
    579: "K",
    583: "Þ",
    588: "B",
    609: "&",
    615: "D",
    617: "G",
    639: "Ð",
    645: "UÙÚÛÜ",
    647: "NÑ",
    652: "H",
    664: "OQÒÓÔÕÖØ",
    719: "w",
    727: "M",
    744: "©",
    778: "æ",
    781: "¼",
    786: "W",
    796: "¾",
    800: "—",
    808: "½",
    822: "Æ",
    824: "%",
    829: "m",
    847: "@",
    948: "…",
}
WIDTHS = {character: width for width, characters in _BY_WIDTH.items() for character in characters}
UNKNOWN = 1000


def width(text: str, size: int) -> int:
    """The width of `text`, rounded up, in the unit of `size`."""
    return -(-sum(WIDTHS.get(character, UNKNOWN) for character in text) * size // 1000)


def wrap(text: str, *, size: int, room: int, most: int) -> tuple[str, ...]:
    """Lines of at most `room`, at most `most` of them; what is left out is marked by «…».

    Breaks at spaces; a word wider than a line is cut.
    """
    lines: list[str] = []
    line = ""
    for word in text.split():
        for piece in _pieces(word, size, room):
            longer = f"{line} {piece}" if line else piece
            if width(longer, size) <= room:
                line = longer
                continue
            lines.append(line)
            line = piece
    if line:
        lines.append(line)
    if len(lines) <= most:
        return tuple(lines)
    last = lines[most - 1]
    while last and width(f"{last}…", size) > room:
        last = last[:-1].rstrip()
    return (*lines[: most - 1], f"{last}…")


def _pieces(word: str, size: int, room: int) -> list[str]:
    if width(word, size) <= room:
        return [word]
    pieces = [""]
    for character in word:
        if pieces[-1] and width(pieces[-1] + character, size) > room:
            pieces.append("")
        pieces[-1] += character
    return pieces
