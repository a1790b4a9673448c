"""Pictures to send."""
import random
import struct
import zlib


def picture(seed, width=640, height=600, colours=3):
    """A PNG of coloured squares: sharp, and unlike those of other seeds."""
    chance = random.Random(seed)
    squares, rows = 12, []
    for _ in range(squares):
        row = [bytes(chance.randrange(20, 236) for _ in range(colours)) for _ in range(squares)]
        line = b"\0" + b"".join(row[x * squares // width] for x in range(width))
        rows.append(line)
    data = b"".join(rows[y * squares // height] for y in range(height))

    def chunk(kind, body):
        return struct.pack(">I", len(body)) + kind + body + struct.pack(">I", zlib.crc32(kind + body))
    return (b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)) +
            chunk(b"tEXt", b"GPS\0canary-4711") + chunk(b"IDAT", zlib.compress(data, 1)) + chunk(b"IEND", b""))
