"""The licences of everything that is bundled: `python -m tests.licences` writes them from the installed packages."""

from __future__ import annotations

import json
import re
from importlib import metadata
from pathlib import Path
from typing import Final

from packaging.requirements import Requirement

ROOT: Final = Path(__file__).resolve().parent.parent
RESOURCES: Final = ROOT / "resources"
FILE: Final = RESOURCES / "licences.json"
_TEXT: Final = re.compile(r"dist-info/(licenses/.+|(licen[cs]e|copying|notice)[^/]*)$", re.IGNORECASE)
_QT: Final = ("licences/LGPL-3.0.txt", "licences/GPL-3.0.txt")
_NAMES: Final = {
    "BSD license": "BSD-3-Clause",
    "LGPL-3.0-only OR": "LGPL-3.0-only",
    "sqlcipher3": "Zlib",
    "Apache 2.0": "Apache-2.0",
}
_ALSO: Final = ("pypinyin",)  # the readings among the resources are taken from it
# What no package of ours says of itself, with the texts that stand in the resources.
_OTHERS: Final[tuple[tuple[str, str, tuple[str, ...]], ...]] = (
    ("SalesDesk", "Apache-2.0", ("../LICENSE",)),
    ("Qt", "LGPL-3.0-only", _QT),
    ("SQLCipher", "BSD-3-Clause", ("licences/SQLCipher.txt",)),
    ("SQLite", "Public domain", ()),
    ("OpenSSL", "Apache-2.0", ("../LICENSE",)),
    ("Noto Sans SC", "OFL-1.1", ("fonts/OFL.txt",)),
    ("Lucide", "ISC", ("icons/LICENSE",)),
)


def bundled() -> list[str]:
    """Return the names of the packages that the program needs to run, with what they need."""
    found: set[str] = set()
    waiting = [*_ALSO, *re.findall(r'"([\w-]+)>=', _dependencies())]
    while waiting:
        package = metadata.distribution(waiting.pop())
        name = package.metadata["Name"]
        if name not in found:
            found.add(name)
            needs = [Requirement(text) for text in package.requires or ()]
            waiting += [
                need.name for need in needs if need.marker is None or need.marker.evaluate({"extra": ""})
            ]
    return sorted(found, key=str.casefold)


def collected() -> list[dict[str, str]]:
    """Return name, version, licence and text of everything that is bundled, our own first."""
    others = [
        {"name": name, "version": "", "licence": licence, "text": _joined(RESOURCES / text for text in texts)}
        for name, licence, texts in _OTHERS
    ]
    packages = [_package(name) for name in bundled()]
    python = next(each["text"] for each in packages if each["licence"] == "PSF-2.0")
    others.append({"name": "Python", "version": "", "licence": "PSF-2.0", "text": python})
    return [others[0], *sorted([*others[1:], *packages], key=lambda each: each["name"].casefold())]


def _dependencies() -> str:
    """Return what the packaged program brings: its dependencies, and the extra that signs."""
    text = (ROOT / "pyproject.toml").read_text(encoding="utf-8")
    return "".join(text.split(f"\n{name} = [", 1)[1].split("]", 1)[0] for name in ("dependencies", "sign"))


def _package(name: str) -> dict[str, str]:
    package = metadata.distribution(name)
    said = package.metadata.json.get("license_expression") or package.metadata.json.get("license") or name
    licence = next((short for start, short in _NAMES.items() if str(said).startswith(start)), str(said))
    files = sorted(str(file) for file in package.files or () if _TEXT.search(file.as_posix()))
    texts = [Path(str(package.locate_file(file))) for file in files]
    if not texts and licence.startswith("LGPL"):
        texts = [RESOURCES / text for text in _QT]
    return {"name": name, "version": package.version, "licence": licence, "text": _joined(texts)}


def _joined(files: object) -> str:
    paths: list[Path] = list(files)  # type: ignore[call-overload]  # paths, from a list or a generator
    return "\n\n".join(_read(path).strip() for path in paths)


def _read(file: Path) -> str:
    content = file.read_bytes()
    try:
        return content.decode("utf-8").replace("\r\n", "\n")
    except UnicodeDecodeError:
        return content.decode("latin-1").replace("\r\n", "\n")


def as_json() -> str:
    """Return the file's text; equal texts stand in it once."""
    entries = collected()
    texts = list(dict.fromkeys(each["text"] for each in entries))
    components = [{**each, "text": texts.index(each["text"])} for each in entries]
    return json.dumps({"components": components, "texts": texts}, ensure_ascii=False, indent=1) + "\n"


if __name__ == "__main__":
    FILE.write_text(as_json(), encoding="utf-8")
