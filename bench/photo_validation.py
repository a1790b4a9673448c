"""The checks of aisha-media as one writes them in Python: Pillow, imagehash, numpy and dlib.

usage: photo_validation.py PROCESSES FOLDER        prints the seconds that all photos of the folder took
"""
import hashlib
import io
import multiprocessing
import pathlib
import sys
import time

import dlib
import imagehash
import numpy
from PIL import Image, ImageOps

KEPT_PX, PREVIEW_PX, MEASURED_PX, FACES_PX, SUBJECT_PX = 2048, 320, 1024, 800, 128
detector = dlib.get_frontal_face_detector()


def jpeg(picture, quality):
    data = io.BytesIO()
    picture.save(data, "JPEG", quality=quality)
    return data.getvalue()


def reduced(picture, side):
    small = picture.copy()
    small.thumbnail((side, side))
    return small


def sharpness(values):
    laplacian = (values[:-2, 1:-1] + values[2:, 1:-1] + values[1:-1, :-2] + values[1:-1, 2:] - 4 * values[1:-1, 1:-1])
    return laplacian.var() / (values.var() + 1)


def judge(path):
    data = path.read_bytes()
    digest = hashlib.sha256(data).hexdigest()
    picture = ImageOps.exif_transpose(Image.open(io.BytesIO(data))).convert("RGB")
    kept = reduced(picture, KEPT_PX)
    kept.info.clear()
    written = jpeg(kept, 90), jpeg(reduced(kept, PREVIEW_PX), 80)
    grey = reduced(kept, MEASURED_PX).convert("L")
    values = numpy.asarray(grey, dtype=float)
    small = reduced(kept, FACES_PX).convert("L")
    faces = detector(numpy.asarray(small))
    box = (grey.width // 4, grey.height // 4, 3 * grey.width // 4, 3 * grey.height // 4)
    if faces:
        scale = grey.width / small.width
        largest = max(faces, key=lambda face: face.area())
        box = tuple(int(edge * scale) for edge in (largest.left(), largest.top(), largest.right(), largest.bottom()))
    subject = numpy.asarray(reduced(grey.crop(box), SUBJECT_PX), dtype=float)
    return (digest, len(written[0]), len(faces), values.mean(), values.std(), subject.mean(), sharpness(subject),
            str(imagehash.phash(grey, hash_size=16)))


def main():
    photos = sorted(pathlib.Path(sys.argv[2]).glob("*.jpg"))
    with multiprocessing.Pool(int(sys.argv[1])) as pool:
        pool.map(judge, photos[:2])  # so that the processes are there
        begin = time.monotonic()
        pool.map(judge, photos, chunksize=1)
        print(time.monotonic() - begin)


if __name__ == "__main__":
    main()
