"""The built code of functions and layers, zipped and put where CloudFormation fetches it: a bucket of the emulator."""

import copy
import hashlib
import io
import zipfile
from collections.abc import Iterable, Iterator
from pathlib import Path, PurePosixPath
from typing import Any

BUCKET = "booking-local-code"
_CODE_PROPERTY = {"AWS::Serverless::Function": "CodeUri", "AWS::Serverless::LayerVersion": "ContentUri"}
_EPOCH = (1980, 1, 1, 0, 0, 0)


def zip_folder(folder: Path) -> bytes:
    """The folder's files, zipped; equal files give equal bytes, so an unchanged function is not deployed again."""
    return _zip(folder, (path for path in sorted(folder.rglob("*")) if path.is_file()))


def zip_sources(folder: Path, below: str = "") -> bytes:
    """The folder's sources without compiled files, zipped into the folder `below` of the archive."""
    return _zip(folder, source_files(folder), below)


def source_files(folder: Path) -> Iterator[Path]:
    """In a stable order, without compiled files: importing makes those."""
    for path in sorted(folder.rglob("*")):
        if path.is_file() and "__pycache__" not in path.parts:
            yield path


def _zip(folder: Path, paths: Iterable[Path], below: str = "") -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED, compresslevel=1) as archive:
        for path in paths:
            entry = zipfile.ZipInfo(PurePosixPath(below, path.relative_to(folder)).as_posix(), _EPOCH)
            entry.external_attr = 0o644 << 16
            archive.writestr(entry, path.read_bytes(), zipfile.ZIP_DEFLATED)
    return buffer.getvalue()


def upload_code(template: dict[str, Any], build: Path, s3: Any) -> dict[str, Any]:
    """The template with every local code folder replaced by the place in S3 that it was uploaded to."""
    s3.create_bucket(Bucket=BUCKET)
    uploaded = copy.deepcopy(template)
    for resource in uploaded["Resources"].values():
        property_name = _CODE_PROPERTY.get(resource["Type"])
        if property_name:
            code = zip_folder(build / resource["Properties"][property_name])
            key = f"{hashlib.sha256(code).hexdigest()}.zip"
            s3.put_object(Bucket=BUCKET, Key=key, Body=code)
            resource["Properties"][property_name] = {"Bucket": BUCKET, "Key": key}
    return uploaded
